#include "dse/cli/command.hpp"
#include "dse/cli/options.hpp"
#include "dse/core/identity.hpp"
#include "dse/study/plain_design.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cmath>

namespace paretree::dse::cli {

namespace {

class SampleCommand final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Evaluate random designs one by one, by the plain path and without a database";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree sample sweeps/ucf11.yaml -n 5",
            "paretree sample sweeps/ucf11.yaml -n 1000 --seed 7 --format json"};
  }
  void declare(CLI::App& app) override {
    sweep_.declare(app);
    app.add_option("-n,--number", number_, "How many designs")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    app.add_option("--seed", seed_, "Which designs")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    format_.declare(app);
  }
  [[nodiscard]] int run() override {
    const Problem problem = load_problem(sweep_.file(), sweep_.overrides());
    const std::unique_ptr<BoundProxy> proxy =
        problem.reads_accuracy ? bind_proxy(problem) : nullptr;
    Random random(seed_);
    results::Json list = results::Json::array();
    for (std::uint64_t drawn = 0; drawn < number_; ++drawn) {
      const std::uint64_t position = random.below(problem.space.size());
      std::optional<double> accuracy;
      if (proxy) {
        accuracy = measured_value(problem, *proxy,
                                  problem.space.model_half(problem.space.decode(position)));
      }
      list.push_back(sample_json(problem, evaluate_plainly(problem, position, accuracy)));
    }
    if (format_.json()) {
      print_json(list);
      return done;
    }
    results::Json flat = results::Json::array();
    for (const results::Json& design : list) {
      results::Json row = {
          {"index", design["index"]}, {"design", design["design"]}, {"reason", design["reason"]}};
      for (const auto& [key, value] : design["objectives"].items()) {
        row[key] = value;
      }
      for (const char* key : {"format", "tree", "ranks"}) {
        row[key] = design["model"][key];
      }
      row["template"] = design["hardware"]["template"];
      flat.push_back(std::move(row));
    }
    format_.print(table_of(flat));
    return done;
  }

 private:
  SweepOption sweep_;
  FormatOption format_;
  std::uint64_t number_ = 10;
  std::uint64_t seed_ = 1;
};

}  // namespace

std::unique_ptr<Command> make_command_sample();
std::unique_ptr<Command> make_command_sample() {
  return std::make_unique<SampleCommand>();
}

}  // namespace paretree::dse::cli
