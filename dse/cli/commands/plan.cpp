#include "dse/cli/command.hpp"
#include "dse/cli/options.hpp"
#include "dse/study/progress.hpp"
#include "dse/study/survey.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace paretree::dse::cli {

namespace {

class Plan final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Check a sweep and count its space, without running it";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree plan sweeps/ucf11.yaml",
            "paretree plan sweeps/quickstart.yaml --set model.ranks.leaf=[2,3,4,6] --format json"};
  }
  void declare(CLI::App& app) override {
    sweep_.declare(app);
    app.add_option("--threads", threads_, "Threads the estimate is for; 0: one per core")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
    format_.declare(app);
  }
  [[nodiscard]] int run() override {
    const Problem problem = load_problem(sweep_.file(), sweep_.overrides());
    const Survey result = survey(problem, threads_);
    if (format_.json()) {
      print_json(json(problem, result));
      return done;
    }
    results::Table axes{{"axis", "values", "which"}, {}};
    for (const Survey::AxisCount& axis : result.axes) {
      axes.rows.push_back({axis.axis, axis.values, axis.text});
    }
    if (format_.csv()) {
      format_.print(axes);
      return done;
    }
    format_.print(axes);
    fmt::print("\n{} designs = {} formats as {} model halves, on {} hardware halves\n",
               grouped_digits(std::to_string(problem.space.size())),
               grouped_digits(std::to_string(problem.space.formats())),
               grouped_digits(std::to_string(problem.space.model_halves())),
               grouped_digits(std::to_string(problem.space.hardware_halves())));
    for (const Exclusion& exclusion : result.exclusions) {
      const std::string count = exclusion.count ? grouped_digits(decimal(*exclusion.count))
                                                : std::string("unknown until run");
      const char* verb = exclusion.kind == "result" ? "will be infeasible" : "not in the space";
      if (!exclusion.count || *exclusion.count > 0 || exclusion.kind == "axis") {
        fmt::print("  {} {}: {}\n", count, verb, exclusion.constraint);
      }
    }
    if (result.seconds_per_training > 0) {
      fmt::print(
          "one training takes {:.2f} s on each of {} threads; {} seeds for each format: {:.0f} "
          "formats per hour\n",
          result.seconds_per_training, result.threads, problem.seeds().size(),
          result.formats_per_hour);
    }
    if (result.ladder) {
      print(*result.ladder);
    }
    if (const ClosingTrial& closing = result.closing; closing.designs > 0) {
      fmt::print("{} of them in blocks that are closed without being visited: {}{}, {:.0f} MB\n",
                 grouped_digits(std::to_string(closing.designs)),
                 closing.at_least ? "more than " : "", duration_text(closing.seconds),
                 closing.bytes / 1e6);
    }
    fmt::print(
        "estimated time: {} ({} designs/s on one thread)\n",
        duration_text(result.seconds_estimated),
        grouped_digits(std::to_string(static_cast<std::uint64_t>(result.designs_per_second))));
    return done;
  }

 private:
  static void print(const Ladder& ladder) {
    std::vector<std::string> rungs;
    for (const Ladder::Rung& rung : ladder.rungs) {
      rungs.push_back(fmt::format("{} on {}", rung.formats, rung.fidelity));
    }
    fmt::print("brackets of {}", fmt::join(rungs, ", "));
    if (ladder.budget_seconds > 0) {
      fmt::print("; as many as fit into {}", duration_text(ladder.budget_seconds));
    }
    fmt::print("\n");
  }

  static results::Json json(const Problem& problem, const Survey& result) {
    results::Json excluded = results::Json::array();
    for (const Exclusion& exclusion : result.exclusions) {
      results::Json entry = {{"constraint", exclusion.constraint}, {"kind", exclusion.kind}};
      // Counts of designs may pass 2^64; as numbers as long as they fit, so that sums are easy.
      if (!exclusion.count) {
        entry["count"] = nullptr;
      } else if (*exclusion.count <= BigCount{~std::uint64_t{0}}) {
        entry["count"] = static_cast<std::uint64_t>(*exclusion.count);
      } else {
        entry["count"] = decimal(*exclusion.count);
      }
      excluded.push_back(std::move(entry));
    }
    results::Json axes = results::Json::array();
    for (const Survey::AxisCount& axis : result.axes) {
      axes.push_back({{"axis", axis.axis}, {"values", axis.values}, {"which", axis.text}});
    }
    return {{"space", std::to_string(problem.space.size())},
            {"formats", problem.space.formats()},
            {"model_halves", problem.space.model_halves()},
            {"hardware_halves", problem.space.hardware_halves()},
            {"excluded", excluded},
            {"seconds_estimated", result.seconds_estimated},
            {"closed_as_whole", result.closing.designs},
            {"closing",
             {{"designs", result.closing.designs},
              {"seconds", result.closing.seconds},
              {"bytes", result.closing.bytes},
              {"at_least", result.closing.at_least}}},
            {"seconds_per_training", result.seconds_per_training},
            {"formats_per_hour", result.formats_per_hour},
            {"ladder", result.ladder ? result.ladder->json() : results::Json()},
            {"designs_per_second", result.designs_per_second},
            {"axes", axes}};
  }

  SweepOption sweep_;
  FormatOption format_;
  std::size_t threads_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_command_plan();
std::unique_ptr<Command> make_command_plan() {
  return std::make_unique<Plan>();
}

}  // namespace paretree::dse::cli
