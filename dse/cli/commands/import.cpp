#include "dse/cli/command.hpp"
#include "dse/exec/interrupt.hpp"
#include "dse/study/explorer.hpp"
#include "dse/study/formats_wanted.hpp"
#include "dse/study/query.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace paretree::dse::cli {

namespace {

class Import final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Take accuracies measured elsewhere into a study and rebuild its front";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree import study.db accuracies.csv",
            "paretree formats sweep.yaml --format csv > wanted.csv   # what is wanted"};
  }
  void declare(CLI::App& app) override {
    app.add_option("db", db_, "The study's database, of a sweep with accuracy: external")
        ->required();
    app.add_option("file", file_,
                   "CSV with a header: format, error (or accuracy), and standard_error if known")
        ->required();
    app.add_option("--threads", threads_, "Threads; 0: one per core")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
  }
  [[nodiscard]] int run() override {
    results::Study study = results::Study::open(db_, results::Study::Access::write);
    const Problem problem = reopen_problem(study.run());
    refuse_unless_external(study, problem);
    const std::vector<WantedFormat> wanted = formats_wanted(problem);
    const std::vector<results::AccuracyRow> accuracies = read_accuracies(file_, wanted);
    take_accuracies(study, wanted, accuracies);
    fmt::print("{} accuracies of {} formats taken\n", accuracies.size(), wanted.size());

    catch_interrupts();
    const Workers workers(threads_);
    const Evaluator evaluator(problem, workers);
    Explorer explorer(
        problem, study, workers, evaluator,
        {.threads = threads_, .time_limit_seconds = {}, .progress = ProgressMode::none});
    const ExploreSummary summary = explorer.run();
    const FrontAnswer front = query_front(study, {});
    if (!front.members.empty()) {
      fmt::print("{}", front_text(study.run(), front, 20));
    }
    fmt::print("database: {}\n", db_);
    return summary.interrupted ? interrupted : done;
  }

 private:
  std::string db_;
  std::string file_;
  std::size_t threads_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_command_import();
std::unique_ptr<Command> make_command_import() {
  return std::make_unique<Import>();
}

}  // namespace paretree::dse::cli
