#include "dse/cli/command.hpp"
#include "dse/cli/whole_file.hpp"
#include "dse/study/first_sweep.hpp"
#include "dse/study/problem.hpp"
#include "dse/study/sweep_schema.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>

namespace paretree::dse::cli {

namespace {

class Init final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Write a commented sweep to start from, and the schema for editors beside it";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree init                     # sweep.yaml here",
            "paretree init mine/first.yaml --workload lstm-ucf11"};
  }
  void declare(CLI::App& app) override {
    app.add_option("sweep", file_, "The file to write; it must not exist")->capture_default_str();
    app.add_option("--workload", workload_, "A named workload (`paretree list workloads`)")
        ->capture_default_str();
  }
  [[nodiscard]] int run() override {
    const std::filesystem::path file = file_;
    if (std::filesystem::exists(file)) {
      throw std::invalid_argument(
          fmt::format("{}: exists already; `paretree init OTHER.yaml` writes another", file_));
    }
    const std::string text = first_sweep(file.stem().string(), workload_);
    // Read before it is written: an unknown workload leaves no file behind.
    static_cast<void>(make_problem(sweeps::parse_sweep(text, file_, vocabulary())));
    write_whole(file.string(), text);
    write_whole((file.parent_path() / first_sweep_schema_file).string(),
                sweep_schema(vocabulary()).dump(2) + "\n");
    fmt::print("{}\n", file_);
    fmt::print(stderr, "next: `paretree plan {0}`, then `paretree run {0}`\n", file_);
    return done;
  }

 private:
  std::string file_ = "sweep.yaml";
  std::string workload_ = "fashion-7x112";
};

}  // namespace

std::unique_ptr<Command> make_command_init();
std::unique_ptr<Command> make_command_init() {
  return std::make_unique<Init>();
}

}  // namespace paretree::dse::cli
