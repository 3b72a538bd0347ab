#include "dse/cli/command.hpp"
#include "dse/cli/options.hpp"
#include "dse/study/sql_aggregates.hpp"

#include <CLI/CLI.hpp>

namespace paretree::dse::cli {

namespace {

class Sql final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "One SELECT over a study's tables and views, with the aggregates pareto(name, a, b, "
           "...) and hypervolume(a, ref_a, b, ref_b, ...)";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree sql quickstart.db \"SELECT reason, designs FROM progress_infeasible\"",
            "paretree sql quickstart.db \"SELECT design, energy_pj, area_mm2 FROM design WHERE "
            "design IN (SELECT value FROM json_each((SELECT pareto(design, energy_pj, area_mm2) "
            "FROM design)))\"",
            "paretree sql quickstart.db \"SELECT hypervolume(error, 1, energy_pj, 1e8) FROM "
            "front\" --format json"};
  }
  void declare(CLI::App& app) override {
    app.add_option("db", db_, "The study's database; results/SCHEMA.md describes it")->required();
    app.add_option("query", query_, "The query; numbers are minimised by pareto(), -x maximises x")
        ->required();
    format_.declare(app);
  }
  [[nodiscard]] int run() override {
    format_.print(results::run_query(db_, query_, sql_aggregates()));
    return done;
  }

 private:
  std::string db_;
  std::string query_;
  FormatOption format_;
};

}  // namespace

std::unique_ptr<Command> make_command_sql();
std::unique_ptr<Command> make_command_sql() {
  return std::make_unique<Sql>();
}

}  // namespace paretree::dse::cli
