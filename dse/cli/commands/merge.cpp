#include "dse/study/merge.hpp"

#include "dse/cli/command.hpp"
#include "dse/exec/interrupt.hpp"
#include "dse/exec/open_files.hpp"
#include "dse/study/progress.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>

namespace paretree::dse::cli {

namespace {

class Merge final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Shards of a sweep into one study: what one machine would have given";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {
        "paretree merge ucf11.db ucf11-1-of-4.db ucf11-2-of-4.db ucf11-3-of-4.db "
        "ucf11-4-of-4.db",
        "paretree merge ucf11.db node7/ucf11-3-of-4.db   # one that was missing"};
  }
  void declare(CLI::App& app) override {
    app.add_option("out", out_, "The study to make, or to add to")->required();
    app.add_option("in", in_, "Shards (of `run --shard`), or studies merged from some")->required();
    app.add_option("--threads", threads_, "Threads of what is left to do; 0: one per core")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
  }
  [[nodiscard]] int run() override {
    catch_interrupts();
    allow_open_files();  // three for each shard
    ExploreOptions options;
    options.progress = ProgressMode::none;
    const MergeSummary summary = merge_shards(out_, in_, threads_, options);
    for (const std::string& warning : summary.warnings) {
      fmt::print(stderr, "warning: {}\n", warning);
    }
    const results::Progress& progress = summary.run.progress;
    fmt::print(
        "{}: {} of {} shards, {} designs evaluated, {} closed, {} feasible, {} on the front\n",
        out_, summary.census.count - summary.census.missing.size(), summary.census.count,
        progress.evaluated, progress.closed, progress.feasible, summary.run.front);
    if (!summary.census.complete()) {
      fmt::print("unfinished: {}; merge again when they are done\n", summary.census.sentence());
    }
    if (summary.run.interrupted) {
      fmt::print("interrupted: the same command goes on where it stopped\n");
    }
    return summary.run.interrupted ? interrupted : done;
  }

 private:
  std::string out_;
  std::vector<std::string> in_;
  std::size_t threads_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_command_merge();
std::unique_ptr<Command> make_command_merge() {
  return std::make_unique<Merge>();
}

}  // namespace paretree::dse::cli
