#include "dse/study/night.hpp"

#include "dse/cli/command.hpp"
#include "dse/cli/options.hpp"
#include "dse/cli/whole_file.hpp"
#include "dse/exec/interrupt.hpp"
#include "dse/exec/started_program.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <filesystem>

namespace paretree::dse::cli {

namespace {

class NightCommand final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "A queue of sweeps within a night's time, and the morning's page: what ran, how far, "
           "what it gained, what failed";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {
        "paretree night sweeps/ucf11.yaml sweeps/quickstart.yaml --until 07:00 --db-dir studies",
        "paretree night *.yaml --for 90m --db-dir studies"};
  }
  void declare(CLI::App& app) override {
    app.add_option("sweeps", sweeps_,
                   "The queue; those that an earlier night left unfinished come first")
        ->required();
    auto* until = app.add_option("--until", until_, "Nothing runs past this local time, as 07:00");
    app.add_option("--for", for_, "The same as a duration (90s, 15m, 8h)")->excludes(until);
    app.add_option("--db-dir", folder_,
                   "Folder of the studies (NAME.db), their logs and morning.txt, morning.html; "
                   "made where missing")
        ->required();
    app.add_option("--threads", threads_, "Threads of each run; 0: one per core")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
    app.add_option("--memory", memory_, "Of each run, as in `run --memory` (800M, 2G)");
    app.add_flag("--allow-commands", allow_commands_,
                 "Of each run, as in `run --allow-commands`: the programs that the sweeps name may "
                 "be started");
  }
  [[nodiscard]] int run() override {
    NightOptions options;
    const auto now = std::chrono::system_clock::now();
    if (until_.empty() == for_.empty()) {
      throw std::invalid_argument("night: say when it ends: --until 07:00 or --for 8h");
    }
    options.until = until_.empty()
                        ? now + std::chrono::duration_cast<std::chrono::system_clock::duration>(
                                    std::chrono::duration<double>(parse_duration(for_)))
                        : next_time(until_, now);
    options.folder = folder_;
    options.program = own_program();
    options.threads = threads_;
    options.allow_commands = allow_commands_;
    if (!memory_.empty()) {
      static_cast<void>(parse_memory(memory_));
      options.memory = memory_;
    }
    const std::filesystem::path folder = folder_;
    std::error_code error;
    std::filesystem::create_directories(folder / "nights", error);
    if (error) {
      throw std::invalid_argument(fmt::format("--db-dir {}: {}", folder_, error.message()));
    }
    catch_interrupts();
    const Night night = spend_night(sweeps_, options);
    const std::string text = night_text(night);
    fmt::print("{}", text);
    std::string stamp = night.began;
    for (char& c : stamp) {
      c = c == ' ' ? '_' : c == ':' ? '-' : c;
    }
    const std::string html = night_html(night);
    write_whole((folder / "nights" / (stamp + ".txt")).string(), text);
    write_whole((folder / "nights" / (stamp + ".html")).string(), html);
    write_whole((folder / "morning.txt").string(), text);
    write_whole((folder / "morning.html").string(), html);
    return night.interrupted ? interrupted : night.failed() ? failed : done;
  }

 private:
  std::vector<std::string> sweeps_;
  std::string until_;
  std::string for_;
  std::string folder_;
  std::string memory_;
  std::size_t threads_ = 0;
  bool allow_commands_ = false;
};

}  // namespace

std::unique_ptr<Command> make_command_night();
std::unique_ptr<Command> make_command_night() {
  return std::make_unique<NightCommand>();
}

}  // namespace paretree::dse::cli
