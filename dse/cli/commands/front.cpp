#include "dse/cli/command.hpp"
#include "dse/cli/options.hpp"
#include "dse/study/query.hpp"
#include "dse/study/robustness.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>

namespace paretree::dse::cli {

namespace {

class Front final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "The Pareto front of a study, for its own or any other objectives and conditions";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree front quickstart.db",
            "paretree front quickstart.db --objectives error,area_mm2 --where 'pes <= 16' --format "
            "json",
            "paretree front quickstart.db --robust 200"};
  }
  void declare(CLI::App& app) override {
    app.add_option("db", db_, "The study's database")->required();
    app.add_option("--objectives", query_.objectives,
                   "Figures to trade off; default: the run's own")
        ->delimiter(',');
    app.add_option("--where", query_.conditions,
                   "Only designs for which this holds, over figures and axes; may be repeated")
        ->allow_extra_args(false);
    app.add_option(
           "--robust", draws_,
           "Draw all constants jointly this many times, and say in which share of the draws "
           "a design stays on the front and a conclusion holds")
        ->check(CLI::Range(1, 100000));
    app.add_flag("--conclusions", conclusions_,
                 "With --robust and --format json or csv: what is concluded and how often it "
                 "holds, in place of the designs");
    app.add_option("--rows", rows_, "Rows of the table; 0: all")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    format_.declare(app);
  }
  [[nodiscard]] int run() override {
    if (conclusions_ && draws_ == 0) {
      throw std::invalid_argument("--conclusions needs --robust N");
    }
    const results::Study study = results::Study::open(db_, results::Study::Access::read);
    const results::RunRow run = study.run();
    const FrontAnswer answer = query_front(study, query_);
    if (answer.from_kept_only) {
      fmt::print(stderr,
                 "note: this study kept its own front only (store: {}); the answer is among the "
                 "designs kept\n",
                 run.retention);
    }
    if (answer.confirmed_only) {
      fmt::print(stderr,
                 "note: among the designs whose formats were confirmed with fresh seeds at the end "
                 "of the run\n");
    }
    if (!study.progress().finished) {
      fmt::print(stderr, "note: this run is unfinished; the front is that of what is done\n");
    }
    std::optional<Robustness> robust;
    if (draws_ > 0) {
      robust = robustness(study, answer.objectives, draws_, 1);
    }
    if (!format_.json() && !format_.csv()) {
      fmt::print("{}", front_text(run, answer, rows_));
      if (robust) {
        print_robustness(*robust, answer);
      }
      return done;
    }
    if (conclusions_) {
      const results::Json json = robustness_json(*robust);
      if (format_.json()) {
        print_json(json);
      } else {
        format_.print(table_of(json["conclusions"]));
      }
      return done;
    }
    results::Json list = results::Json::array();
    for (const results::DesignRow& row : answer.members) {
      list.push_back(design_json(run, row));
      if (robust) {
        list.back()["robustness"] = robust->front_share[row.design];
      }
    }
    if (format_.json()) {
      print_json(list);
      return done;
    }
    results::Json flat = results::Json::array();
    for (results::Json& design : list) {
      results::Json row = {{"design", design["design"]}, {"fidelity", design["fidelity"]}};
      for (const char* part : {"objectives", "model", "hardware"}) {
        for (const auto& [key, value] : design[part].items()) {
          row[key] = value;
        }
      }
      for (const auto& [key, value] : design["intervals"].items()) {
        row[key + "_low"] = value[0];
        row[key + "_high"] = value[1];
      }
      row["probability"] = design["probability"];
      if (robust) {
        row["robustness"] = design["robustness"];
      }
      flat.push_back(std::move(row));
    }
    results::Table table = table_of(flat);
    if (flat.empty()) {
      // A reader of tables finds the columns that do not depend on the designs.
      table.columns = {"design", "fidelity"};
      table.columns.insert(table.columns.end(), answer.objectives.begin(), answer.objectives.end());
    }
    format_.print(table);
    return done;
  }

 private:
  /// The draws, and what is concluded: which template has the best of a figure, and how often.
  [[nodiscard]] static results::Json robustness_json(const Robustness& robust) {
    results::Json conclusions = results::Json::array();
    for (const Conclusion& conclusion : robust.conclusions) {
      conclusions.push_back(
          {{"figure", conclusion.figure},
           {"axis", conclusion.axis.empty() ? results::Json() : results::Json(conclusion.axis)},
           {"at_worst",
            conclusion.axis.empty() ? results::Json() : results::Json(conclusion.at_worst)},
           {"winner", conclusion.winner},
           {"share", conclusion.share}});
    }
    return {{"draws", robust.draws},
            {"working", robust.working},
            {"candidates", robust.candidates},
            {"conclusions", std::move(conclusions)}};
  }

  void print_robustness(Robustness& robust, const FrontAnswer& answer) const {
    results::Json members = results::Json::array();
    for (const results::DesignRow& row : answer.members) {
      members.push_back({{"design", row.design},
                         {"stays_on_front_percent", 100 * robust.front_share[row.design]}});
    }
    std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
      return a["stays_on_front_percent"].template get<double>() >
             b["stays_on_front_percent"].template get<double>();
    });
    if (rows_ > 0 && members.size() > rows_) {
      members.erase(members.begin() + static_cast<std::ptrdiff_t>(rows_), members.end());
    }
    fmt::print(
        "\n{} draws of all constants, {} designs compared; {} draws in which no design "
        "meets its clock do not count\n{}\n",
        robust.draws, robust.candidates, robust.draws - robust.working,
        results::as_text(table_of(members)));
    for (const Conclusion& conclusion : robust.conclusions) {
      const std::string where =
          conclusion.axis.empty()
              ? std::string()
              : fmt::format(" with {} of {:.4g} or better", conclusion.axis, conclusion.at_worst);
      fmt::print("{} has the best {}{}: in {:.0f} % of the draws\n", conclusion.winner,
                 conclusion.figure, where, 100 * conclusion.share);
    }
  }

  std::string db_;
  std::uint64_t draws_ = 0;
  bool conclusions_ = false;
  FrontQuery query_;
  std::size_t rows_ = 40;
  FormatOption format_;
};

}  // namespace

std::unique_ptr<Command> make_command_front();
std::unique_ptr<Command> make_command_front() {
  return std::make_unique<Front>();
}

}  // namespace paretree::dse::cli
