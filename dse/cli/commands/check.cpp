#include "dse/check/check_study.hpp"
#include "dse/cli/command.hpp"
#include "dse/cli/options.hpp"
#include "dse/study/progress.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>

namespace paretree::dse::cli {

namespace {

void print_report(const CheckReport& report) {
  for (const std::string& fault : report.faults) {
    fmt::print("FAULT  {}\n", fault);
  }
  results::Json rows = results::Json::array();
  for (const CheckReport::Block& block : report.blocks) {
    rows.push_back({{"block", block.name},
                    {"plans", block.plans},
                    {"designs", block.designs},
                    {"closed by", block.method},
                    {"classes", block.classes},
                    {"evaluated", block.evaluated},
                    {"uncovered", block.uncovered},
                    {"seconds", fmt::format("{:.1f}", block.seconds)}});
  }
  fmt::print("{}\n", results::as_text(table_of(rows)));
  fmt::print("{} designs, {} on the front, {}\n", report.space, report.front,
             duration_text(report.seconds));
  if (!report.valid()) {
    fmt::print("NOT VALID: the study claims what is not so\n");
  } else if (report.complete && report.eps > 0) {
    fmt::print(
        "valid and complete: every member is what it claims to be, and every design of the space "
        "is "
        "within\na factor of {} of a member in every objective\n",
        1 + report.eps);
  } else if (report.complete) {
    fmt::print(
        "valid and complete: every member is what it claims to be, and every design of the space "
        "is\nweakly dominated by a member\n");
  } else {
    fmt::print(
        "valid as far as it goes: every member is what it claims to be, but the front is not shown "
        "to be\nthat of the whole space (the search is unfinished or samples, successive halving "
        "left formats\nbehind, or blocks are left open)\n");
  }
}

class Check final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Verifies a study's front with nothing of the search: members evaluated again, the "
           "space counted and closed again";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree check certified_small.db",
            "paretree check certified_small.db --witness certified_small.witness"};
  }
  void declare(CLI::App& app) override {
    app.add_option("db", db_, "The study's database")->required();
    app.add_option("--threads", threads_, "Threads; 0: one per core")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    app.add_option("--most-visits", options_.most_visits,
                   "Blocks that no recursion closes stay open beyond this many plans times kinds "
                   "of hardware")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    app.add_option("--witness", options_.witness,
                   "Replay this file of `paretree run --witness`: no bounds, one comparison of "
                   "counts for each subtree that was dropped")
        ->check(CLI::ExistingFile);
    format_.declare(app);
  }
  [[nodiscard]] int run() override {
    const results::Study study = results::Study::open(db_, results::Study::Access::read);
    const Workers workers(threads_);
    if (!format_.json() && !format_.csv()) {
      options_.progress = [](const std::string& text) { fmt::print(stderr, "{}\n", text); };
    }
    const CheckReport report = check_study(study, workers, options_);
    if (format_.json()) {
      print_json(report.json());
    } else if (format_.csv()) {
      format_.print(table_of(report.json()["blocks"]));
    } else {
      print_report(report);
    }
    return report.valid() ? done : failed;
  }

 private:
  std::string db_;
  std::size_t threads_ = 0;
  CheckOptions options_;
  FormatOption format_;
};

}  // namespace

std::unique_ptr<Command> make_command_check();
std::unique_ptr<Command> make_command_check() {
  return std::make_unique<Check>();
}

}  // namespace paretree::dse::cli
