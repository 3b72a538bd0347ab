#include "dse/cli/command.hpp"
#include "dse/cli/options.hpp"
#include "dse/study/problem.hpp"
#include "dse/study/sweep_schema.hpp"

#include <CLI/CLI.hpp>

namespace paretree::dse::cli {

namespace {

class Schema final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "JSON Schema of sweeps: editors complete keys and mark what is wrong";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree schema > paretree.schema.json",
            "paretree schema  # a sweep's first line: # yaml-language-server: "
            "$schema=paretree.schema.json"};
  }
  void declare(CLI::App& app) override { static_cast<void>(app); }
  [[nodiscard]] int run() override {
    print_json(sweep_schema(vocabulary()));
    return done;
  }
};

}  // namespace

std::unique_ptr<Command> make_command_schema();
std::unique_ptr<Command> make_command_schema() {
  return std::make_unique<Schema>();
}

}  // namespace paretree::dse::cli
