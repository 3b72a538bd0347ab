#include "dse/cli/command.hpp"
#include "dse/cli/options.hpp"
#include "dse/exec/interrupt.hpp"
#include "dse/study/explorer.hpp"
#include "dse/study/open_study.hpp"
#include "dse/study/picture.hpp"
#include "dse/study/progress.hpp"
#include "dse/study/query.hpp"
#include "dse/study/witness_file.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

namespace paretree::dse::cli {

namespace {

/// "2/8". Throws: std::invalid_argument.
results::Shard parse_shard(const std::string& text) {
  constexpr std::uint64_t most_shards = 1'000'000;
  results::Shard shard;
  const std::size_t slash = text.find('/');
  const std::string_view whole = text;
  const auto read = [](std::string_view part, std::uint64_t& number) {
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    return error == std::errc() && end == part.data() + part.size();
  };
  if (slash == std::string::npos || !read(whole.substr(0, slash), shard.number) ||
      !read(whole.substr(slash + 1), shard.count) || shard.number < 1 ||
      shard.number > shard.count || shard.count > most_shards) {
    throw std::invalid_argument(fmt::format(
        "--shard {}: the form is I/N with 1 <= I <= N <= {}, as in 2/8", text, most_shards));
  }
  return shard;
}

class Run final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Explore a sweep: its Pareto front into a database, as a table and as a picture";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree run sweeps/quickstart.yaml",
            "paretree run sweeps/ucf11.yaml --db night.db --time-limit 8h",
            "paretree run sweeps/ucf11.yaml --shard 2/8"};
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
    app.add_option("--shard", shard_,
                   "Only part I of N, as 2/8: each on any machine and in a database of its own, "
                   "then `paretree merge`; default database: NAME-I-of-N.db");
    app.add_option("--memory", memory_,
                   "Keep less rather than need more memory than this (800M, 2G; at least 64M): "
                   "store all becomes front+sample, then front, where an estimate says so: at the "
                   "same design on every machine; the study notes it");
    app.add_option("--witness", witness_,
                   "Afterwards write a proof of the front to this file that `paretree check "
                   "--witness` replays without trusting bounds: for spaces of millions of plans, "
                   "since it is found without them");
    app.add_option("--progress", progress_, "Progress on stderr")
        ->check(CLI::IsMember({"auto", "plain", "json", "none"}))
        ->capture_default_str();
    app.add_flag("--allow-commands", allow_commands_,
                 "Run the program that `accuracy.command` names, once for each format; without "
                 "this such a sweep is refused");
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
    if (!memory_.empty()) {
      options.memory_bytes = parse_memory(memory_);
      if (*options.memory_bytes < MemoryPlan::least_limit_bytes) {
        throw std::invalid_argument(fmt::format("--memory {}: the program itself needs {}", memory_,
                                                memory_text(MemoryPlan::least_limit_bytes)));
      }
    }
    options.progress = progress_ == "auto"    ? ProgressMode::automatic
                       : progress_ == "plain" ? ProgressMode::plain
                       : progress_ == "json"  ? ProgressMode::json
                                              : ProgressMode::none;
    if (!picture_.empty() && picture_ != "none") {
      results::check_chart_ending(picture_);
    }
    Problem problem = load_problem(sweep_.file(), sweep_.overrides());
    permit_commands(problem, allow_commands_);
    if (!shard_.empty()) {
      options.shard = parse_shard(shard_);
      refuse_to_divide(problem);
    }
    const std::string part =
        options.shard ? fmt::format("-{}-of-{}", options.shard->number, options.shard->count) : "";
    const std::string file = db_.empty() ? problem.sweep.name + part + ".db" : db_;
    catch_interrupts();
    const Workers workers(threads_);
    const Evaluator evaluator(problem, workers);
    if (!witness_.empty()) {
      require_witness(problem, evaluator, workers, witness_);
    }
    results::Study study = open_study(problem, evaluator, file, options.shard);
    const ExploreSummary summary = [&] {
      Explorer explorer(problem, study, workers, evaluator, options);
      return explorer.run();
    }();
    print(problem, study, summary);
    if (!witness_.empty() && !summary.interrupted &&
        !write_proof(problem, evaluator, study, workers)) {
      return interrupted;
    }
    return summary.interrupted ? interrupted : done;
  }

 private:
  /// False: interrupted.
  [[nodiscard]] bool write_proof(const Problem& problem, const Evaluator& evaluator,
                                 const results::Study& study, const Workers& workers) const {
    const results::RunRow run = study.run();
    const bool shown = progress_ == "plain" || (progress_ == "auto" && stderr_is_terminal());
    const bool whole = write_witness(
        problem, evaluator, run, workers, witness_,
        [&](std::size_t classes, std::size_t of) {
          if (shown) {
            fmt::print(stderr, "witness: {} of {} classes of hardware\n", classes, of);
          }
        },
        [] { return interrupt_requested(); });
    if (whole) {
      fmt::print("witness:  {} ({} bytes)\n", witness_, std::filesystem::file_size(witness_));
    }
    return whole;
  }

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
    if (summary.budget_spent) {
      fmt::print("  the budget of {} is used up: {} of the schedule's batches are done\n",
                 problem.proxy_parameters.choice("budget"), progress.next);
    }
    fmt::print("{}", confirmation_text(study));
    for (const results::RetentionChange& change : results::retention_changes(study)) {
      fmt::print("  {}\n", retention_text(change));
    }
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
  std::string shard_;
  std::string memory_;
  std::string witness_;
  std::size_t threads_ = 0;
  bool dump_config_ = false;
  bool allow_commands_ = false;
};

}  // namespace

std::unique_ptr<Command> make_command_run();
std::unique_ptr<Command> make_command_run() {
  return std::make_unique<Run>();
}

}  // namespace paretree::dse::cli
