#include "dse/cli/command.hpp"
#include "dse/cli/options.hpp"
#include "dse/exec/interrupt.hpp"
#include "dse/study/explorer.hpp"
#include "dse/study/picture.hpp"
#include "dse/study/query.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <filesystem>

namespace paretree::dse::cli {

namespace {

/// A new study, or the one to go on with. Nothing is written before the sweep is known to be right.
results::Study open_study(const Problem& problem, const Evaluator& evaluator,
                          const std::string& file) {
  const results::RunRow row = problem.run_row(evaluator.constants());
  if (!results::Study::exists(file)) {
    // A proxy that cannot measure this workload is a wrong sweep: found out before a file exists.
    if (problem.reads_accuracy) {
      static_cast<void>(bind_proxy(problem));
    }
    for (const Problem::Compared& compared : problem.compared) {
      static_cast<void>(bind_proxy(problem, compared));
    }
    return results::Study::create(file, row);
  }
  results::Study study = results::Study::open(file, results::Study::Access::write);
  if (study.run().canonical_sweep != row.canonical_sweep) {
    throw std::invalid_argument(fmt::format(
        "{} holds the study '{}' of another sweep; give another --db, or remove that file", file,
        study.run().name));
  }
  return study;
}

class Run final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Explore a sweep: its Pareto front into a database, as a table and as a picture";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree run sweeps/quickstart.yaml",
            "paretree run sweeps/ucf11.yaml --db night.db --time-limit 8h"};
  }
  void declare(CLI::App& app) override {
    sweep_.declare(app);
    app.add_option(
        "--db", db_,
        "The study's database; default: NAME.db here. An unfinished run of the same sweep "
        "in it is resumed");
    app.add_option(
        "--picture", picture_,
        "The front as svg, pdf or png; default: svg beside the database; 'none': no picture");
    app.add_option("--threads", threads_, "Threads; 0: one per core")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
    app.add_option("--time-limit", time_limit_,
                   "Stop cleanly after this long (90s, 15m, 8h); the run can be resumed");
    app.add_option("--progress", progress_, "Progress on stderr")
        ->check(CLI::IsMember({"auto", "plain", "json", "none"}))
        ->capture_default_str();
    app.add_flag("--dump-config", dump_config_,
                 "Print the sweep as it is run, with --set and every default written out, and "
                 "run nothing; it reads back to the same designs");
  }
  [[nodiscard]] int run() override {
    if (dump_config_) {
      fmt::print("{}",
                 sweeps::canonical_text(load_problem(sweep_.file(), sweep_.overrides()).sweep));
      return done;
    }
    ExploreOptions options;
    options.threads = threads_;
    if (!time_limit_.empty()) {
      options.time_limit_seconds = parse_duration(time_limit_);
    }
    options.progress = progress_ == "auto"    ? ProgressMode::automatic
                       : progress_ == "plain" ? ProgressMode::plain
                       : progress_ == "json"  ? ProgressMode::json
                                              : ProgressMode::none;
    if (!picture_.empty() && picture_ != "none") {
      results::check_chart_ending(picture_);
    }
    const Problem problem = load_problem(sweep_.file(), sweep_.overrides());
    const std::string file = db_.empty() ? problem.sweep.name + ".db" : db_;
    const InterruptGuard guard;
    const Workers workers(threads_);
    const Evaluator evaluator(problem, workers);
    results::Study study = open_study(problem, evaluator, file);
    const ExploreSummary summary = [&] {
      Explorer explorer(problem, study, workers, evaluator, options);
      return explorer.run();
    }();
    print(problem, study, summary);
    return summary.interrupted ? interrupted : done;
  }

 private:
  void print(const Problem& problem, const results::Study& study,
             const ExploreSummary& summary) const {
    const FrontAnswer front = query_front(study, {});
    if (!front.members.empty()) {
      fmt::print("{}", front_text(study.run(), front, 20));
    }
    const results::Progress& progress = summary.progress;
    fmt::print("\n{}: {} of {} designs evaluated, {} feasible, {} on the front, {}\n",
               problem.sweep.name, progress.evaluated, problem.space.size(), progress.feasible,
               summary.front, duration_text(study.seconds()));
    if (progress.closed > 0) {
      fmt::print(
          "  {} closed without evaluation: an evaluated design dominates their lower bound\n",
          progress.closed);
    }
    for (const auto& [reason, count] : progress.infeasible) {
      fmt::print("  {} infeasible: {}\n", count, reason);
    }
    fmt::print("{}", confirmation_text(study));
    if (summary.trainings_done < summary.trainings) {
      fmt::print("  {} of {} trainings done\n", summary.trainings_done, summary.trainings);
    }
    if (!summary.finished) {
      fmt::print("{}: the same command goes on where it stopped\n",
                 summary.interrupted ? "interrupted" : "time limit reached");
    }
    const auto missing =
        std::find_if(progress.infeasible.begin(), progress.infeasible.end(),
                     [](const auto& entry) { return entry.first == "accuracy_missing"; });
    if (missing != progress.infeasible.end()) {
      fmt::print(
          "accuracies are wanted: `paretree formats {}` lists the formats, `paretree import {} "
          "accuracies.csv` takes them back\n",
          sweep_.file(), study.file());
    }
    fmt::print("database: {}\n", study.file());
    if (picture_ != "none" && !front.members.empty() && problem.objective_count >= 2) {
      const std::string picture =
          picture_.empty() ? std::filesystem::path(study.file()).replace_extension(".svg").string()
                           : picture_;
      results::draw(front_chart(study, "", ""), picture);
      fmt::print("picture:  {}\n", picture);
    }
  }

  SweepOption sweep_;
  std::string db_;
  std::string picture_;
  std::string progress_ = "auto";
  std::string time_limit_;
  std::size_t threads_ = 0;
  bool dump_config_ = false;
};

}  // namespace

std::unique_ptr<Command> make_command_run();
std::unique_ptr<Command> make_command_run() {
  return std::make_unique<Run>();
}

}  // namespace paretree::dse::cli
