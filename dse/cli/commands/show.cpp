#include "dse/cli/command.hpp"
#include "dse/cli/design_choice.hpp"
#include "dse/cli/options.hpp"
#include "dse/study/design_card.hpp"
#include "dse/study/sensitivity.hpp"
#include "dse/study/tree_drawing.hpp"
#include "sweeps/weight_widths.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cmath>

namespace paretree::dse::cli {

namespace {

class Show final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "One design: its tree with ranks, its stages, and where energy, area and cycles go";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree show quickstart.db 74159fed",
            "paretree show quickstart.db 74159fed --format json",
            "paretree show quickstart.db 74159fed --sensitivity",
            "paretree show quickstart.db --objectives energy_pj --where 'error <= 0.2'"};
  }
  void declare(CLI::App& app) override {
    app.add_option("db", db_, "The study's database")->required();
    design_.declare(app);
    app.add_flag("--sensitivity", sensitivity_,
                 "By how many percent energy, latency and area change with one percent of every "
                 "constant");
    format_.declare(app);
  }
  [[nodiscard]] int run() override {
    const results::Study study = results::Study::open(db_, results::Study::Access::read);
    const results::DesignRow row = design_.row(study);
    const results::RunRow run = study.run();
    const Problem problem = reopen_problem(run);
    const PlainDesign design = plain_design(problem, run, row);
    results::Json json = described_design(problem, run, row, design);
    if (sensitivity_ && design.estimate) {
      json["sensitivity"] = elasticities_json(elasticities(problem, design));
    }
    if (format_.json()) {
      print_json(json);
    } else if (format_.csv()) {
      format_.print(table_of(json["stages"]));
    } else {
      print_text(row, design, json);
    }
    return done;
  }

 private:
  static void print_part(const std::string& title, const results::Json& parts,
                         const std::string& unit) {
    double sum = 0;
    for (const auto& [name, value] : parts.items()) {
      sum += value.get<double>();
    }
    fmt::print("\n{} ({:.4g} {})\n", title, sum, unit);
    for (const auto& [name, value] : parts.items()) {
      const double share = sum > 0 ? value.get<double>() / sum : 0;
      std::string bar;
      for (int step = 0; step < static_cast<int>(std::lround(share * 40)); ++step) {
        bar += "█";
      }
      fmt::print("  {:<16} {:>10.4g} {:<4} {:>5.1f} %  {}\n", name, value.get<double>(), unit,
                 100 * share, bar);
    }
  }

  /// The permutation between stages: what this array's accesses cost under every bank mapping.
  static void print_banks(const results::Json& banks) {
    results::Table table = table_of(banks["choices"]);
    for (std::string& column : table.columns) {
      if (column == "cycles" || column.ends_with("conflicts") || column == "conflict_cycles") {
        column += "/step";
      }
    }
    fmt::print("\npermutation between stages, by bank mapping\n{}", results::as_text(table, 160));
    if (!banks["table"].is_null()) {
      const results::Json& needed = banks["table"];
      const auto figure = [&](const char* name, const char* unit) {
        return needed[name].is_null() ? std::string("unknown ") + unit
                                      : fmt::format("{:.4g} {}", needed[name].get<double>(), unit);
      };
      fmt::print(
          "  where boxes are not full the bank comes from a table: {:.4g} KiB, {}, {} leakage, {} "
          "a "
          "sequence, not part of the figures\n",
          needed["kib"].get<double>(), figure("area_mm2", "mm2"), figure("leakage_mw", "mW"),
          figure("energy_pj", "pJ"));
    }
  }

  /// Columns that say what they are counted over: a step, or the sequence.
  static results::Table stages_table(const results::Json& stages) {
    results::Table table = table_of(stages);
    for (std::string& column : table.columns) {
      if (column == "macs" || column == "cycles" || column == "stall_cycles") {
        column += "/step";
      } else if (column == "energy_pj") {
        column += "/sequence";
      }
    }
    return table;
  }

  static std::string width_phrase(const ModelHalf& model) {
    const std::string width = sweeps::width_text(model.weight_bits);
    return sweeps::width_of_word(width) ? width + " weights" : width + " bits";
  }

  static std::string sparsity_phrase(const PlainDesign& design) {
    const ModelHalf& model = design.model;
    if (model.state_sparsity == 0) {
      return {};
    }
    std::string phrase =
        fmt::format(", {} of the states zero{}", model.state_sparsity,
                    design.activity->expected ? " (counts are expected values)" : "");
    if (model.trained) {
      phrase += fmt::format(
          " ({:.3f} reached in a sequence, {:.3f} in all of a batch of {}, below a threshold of "
          "{:.4g})",
          model.trained->share, model.trained->joint_share, model.workload.batch,
          model.trained->threshold);
    }
    return phrase;
  }

  static void print_text(const results::DesignRow& row, const PlainDesign& design,
                         const results::Json& json) {
    fmt::print("design {}  (format {}, {})\n\n", row.design, row.format, row.fidelity);
    fmt::print("{}", tree_drawing(design.model.matrix));
    fmt::print("\n{} scope, {} leaves, {}{}; {} parameters of {} dense ({:.0f}x fewer)\n",
               tensor::name(design.model.scope), design.model.paired ? "paired" : "unpaired",
               width_phrase(design.model), sparsity_phrase(design), design.counts.parameters,
               design.counts.dense_parameters,
               static_cast<double>(design.counts.dense_parameters) /
                   static_cast<double>(design.counts.parameters));
    fmt::print("hardware:");
    for (const auto& [name, value] : json["hardware"].items()) {
      fmt::print(" {}={}", name, value.is_string() ? value.get<std::string>() : value.dump());
    }
    fmt::print("\n\n");
    for (const auto& [name, value] : json["objectives"].items()) {
      fmt::print("  {:<20} {:.6g}", name, value.get<double>());
      if (json["intervals"].contains(name)) {
        fmt::print("  (95 %: {:.4g} ... {:.4g})", json["intervals"][name][0].get<double>(),
                   json["intervals"][name][1].get<double>());
      }
      fmt::print("\n");
    }
    fmt::print("\nstages; energy of all {} steps of a sequence\n", design.work.steps);
    fmt::print("{}", results::as_text(stages_table(json["stages"])));
    if (json.contains("banks")) {
      print_banks(json["banks"]);
    }
    print_part("energy of one sequence", json["breakdown"]["energy_pj"], "pJ");
    print_part("area", json["breakdown"]["area_mm2"], "mm2");
    print_part("cycles of one sequence", json["breakdown"]["cycles"], "");
    fmt::print("\nconstants\n");
    fmt::print("{}", results::as_text(table_of(json["constants"]), 160));
    if (json.contains("sensitivity")) {
      fmt::print("\nelasticities: change in percent for one percent more of a constant\n");
      fmt::print("{}", results::as_text(table_of(json["sensitivity"])));
    }
  }

  std::string db_;
  DesignChoice design_;
  bool sensitivity_ = false;
  FormatOption format_;
};

}  // namespace

std::unique_ptr<Command> make_command_show();
std::unique_ptr<Command> make_command_show() {
  return std::make_unique<Show>();
}

}  // namespace paretree::dse::cli
