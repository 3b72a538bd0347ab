#include "dse/cli/command.hpp"
#include "dse/exec/interrupt.hpp"
#include "dse/study/live_study.hpp"
#include "results/report/report_page.hpp"
#include "results/serve/loopback_server.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <deque>
#include <optional>
#include <thread>

namespace paretree::dse::cli {

namespace {

constexpr std::chrono::milliseconds between_looks{100};

class Serve final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "The report of one or several studies, live while they are written, for browsers of "
           "this machine. Prints its address; Ctrl-C ends it, runs go on; it only reads";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree serve ucf11.db", "paretree serve monday.db tuesday.db --port 0"};
  }
  void declare(CLI::App& app) override {
    app.add_option("db", files_, "Databases; they may still be missing, unfinished or replaced")
        ->required()
        ->expected(1, 64);
    app.add_option("--port", port_, "Port on 127.0.0.1; 0: a free one")
        ->check(CLI::Range(0, 65535))
        ->capture_default_str();
  }
  [[nodiscard]] int run() override {
    catch_interrupts();
    std::deque<LiveStudy> studies;
    for (const std::string& file : files_) {
      studies.emplace_back(file);
    }
    results::LivePages pages;
    pages.state = [&] {
      results::Json list = results::Json::array();
      for (LiveStudy& study : studies) {
        list.push_back(study.state());
      }
      return results::Json{{"studies", std::move(list)}}.dump(
          -1, ' ', false, results::Json::error_handler_t::replace);
    };
    pages.report = [&](std::size_t number) {
      return number < studies.size() ? std::optional(studies[number].report()) : std::nullopt;
    };
    static_cast<void>(results::live_page());  // a program without it says so now
    const results::LoopbackServer server(std::move(pages), port_);
    fmt::print("http://127.0.0.1:{}/\n", server.port());
    std::fflush(stdout);
    while (!interrupt_requested()) {
      std::this_thread::sleep_for(between_looks);
    }
    return done;
  }

 private:
  std::vector<std::string> files_;
  int port_ = 8421;
};

}  // namespace

std::unique_ptr<Command> make_command_serve();
std::unique_ptr<Command> make_command_serve() {
  return std::make_unique<Serve>();
}

}  // namespace paretree::dse::cli
