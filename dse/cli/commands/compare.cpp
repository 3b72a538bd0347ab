#include "dse/study/compare.hpp"

#include "dse/cli/command.hpp"
#include "dse/cli/options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>

namespace paretree::dse::cli {

namespace {

using results::Cell;
using results::Json;

class Compare final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Fronts of several studies against each other: hypervolume, coverage, what was gained "
           "and lost, what moved and why";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree compare monday.db tuesday.db",
            "paretree compare a.db b.db c.db --objectives error,energy_pj --where 'area_mm2 <= 2' "
            "--format json"};
  }
  void declare(CLI::App& app) override {
    app.add_option("db", files_, "Databases; the others are compared with the first")
        ->required()
        ->expected(2, 64);
    app.add_option("--objectives", query_.objectives,
                   "Figures to trade off; default: the first study's that all of them have")
        ->delimiter(',');
    app.add_option("--where", query_.conditions,
                   "Only designs for which this holds, over figures and axes; may be repeated")
        ->allow_extra_args(false);
    app.add_option("--rows", rows_, "Rows of each list of the table; 0: all")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    format_.declare(app);
  }
  [[nodiscard]] int run() override {
    std::vector<results::Study> studies;
    for (const std::string& file : files_) {
      studies.push_back(results::Study::open(file, results::Study::Access::read));
    }
    std::vector<const results::Study*> pointers;
    for (const results::Study& study : studies) {
      pointers.push_back(&study);
      if (!study.progress().finished) {
        fmt::print(stderr, "note: {} is unfinished; its front is that of what is done\n",
                   study.file());
      }
    }
    const Json json = comparison(pointers, query_);
    if (format_.json()) {
      print_json(json);
    } else if (format_.csv()) {
      format_.print(facts(json));
    } else {
      print_text(json);
    }
    return done;
  }

 private:
  static std::string text_of(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
  }

  static std::string joined(const Json& list) {
    std::string text;
    for (const Json& part : list) {
      text += (text.empty() ? "" : "; ") + part.get<std::string>();
    }
    return text;
  }

  /// One row for each fact, for programs that read tables.
  static results::Table facts(const Json& json) {
    results::Table table;
    table.columns = {"fact", "from", "to", "design", "name", "before", "after", "because"};
    const Cell none = std::monostate{};
    for (const Json& study : json["studies"]) {
      for (const char* name : {"hypervolume", "members", "alone", "evaluated"}) {
        table.rows.push_back({std::string("study"), none, text_of(study["file"]), none,
                              std::string(name), none, study[name].get<double>(), none});
      }
    }
    for (const Json& pair : json["coverage"]) {
      table.rows.push_back({std::string("coverage"), text_of(pair["of"]), text_of(pair["over"]),
                            none, none, none, pair["share"].get<double>(), none});
    }
    for (const Json& change : json["changes"]) {
      const Cell from = text_of(change["from"]);
      const Cell to = text_of(change["to"]);
      for (const Json& part : change["differences"]) {
        table.rows.push_back({text_of(part["kind"]), from, to, none, text_of(part["name"]),
                              text_of(part["before"]), text_of(part["after"]), none});
      }
      for (const char* list : {"gained", "lost"}) {
        for (const Json& part : change[list]) {
          table.rows.push_back({std::string(list), from, to, text_of(part["design"]), none, none,
                                none, text_of(part["because"])});
        }
      }
      for (const Json& part : change["moved"]) {
        table.rows.push_back({std::string("moved"), from, to, text_of(part["design"]),
                              text_of(part["objective"]), part["before"].get<double>(),
                              part["after"].get<double>(), joined(part["because"])});
      }
    }
    return table;
  }

  void print_list(const std::string& title, const results::Table& table) const {
    if (table.rows.empty()) {
      return;
    }
    results::Table shown = table;
    if (rows_ > 0 && shown.rows.size() > rows_) {
      shown.rows.resize(rows_);
    }
    fmt::print("\n{} ({})\n{}", title, table.rows.size(), results::as_text(shown));
    if (shown.rows.size() < table.rows.size()) {
      fmt::print("... and {} more\n", table.rows.size() - shown.rows.size());
    }
  }

  void print_text(const Json& json) const {
    results::Table studies;
    studies.columns = {"study", "hypervolume", "members", "on no other front", "evaluated"};
    for (const Json& study : json["studies"]) {
      studies.rows.push_back(
          {text_of(study["file"]), fmt::format("{:.6f}", study["hypervolume"].get<double>()),
           study["members"].get<std::uint64_t>(), study["alone"].get<std::uint64_t>(),
           study["evaluated"].get<std::uint64_t>()});
    }
    fmt::print("{}", results::as_text(studies));
    results::Table box;
    box.columns = {"objective", "ideal", "reference"};
    for (const Json& name : json["objectives"]) {
      const std::string key = name.get<std::string>();
      if (json["ideal"].contains(key)) {
        box.rows.push_back(
            {key, json["ideal"][key].get<double>(), json["reference"][key].get<double>()});
      }
    }
    print_list(
        "hypervolume: the share of the box between these two points that is dominated; "
        "objectives",
        box);
    results::Table coverage;
    coverage.columns = {"front", "covers of", "share"};
    for (const Json& pair : json["coverage"]) {
      coverage.rows.push_back({text_of(pair["of"]), text_of(pair["over"]),
                               fmt::format("{:.1f} %", 100 * pair["share"].get<double>())});
    }
    print_list("coverage: members of one front that some member of another is nowhere worse than",
               coverage);
    for (const Json& change : json["changes"]) {
      print_change(change);
    }
  }

  void print_change(const Json& change) const {
    fmt::print("\nfrom {} to {}: {} designs gained, {} lost; {} designs in both, {} moved\n",
               text_of(change["from"]), text_of(change["to"]), change["gained"].size(),
               change["lost"].size(), change["shared_designs"].get<std::uint64_t>(),
               change["moved_designs"].get<std::uint64_t>());
    results::Table differences;
    differences.columns = {"kind", "name", "before", "after"};
    for (const Json& part : change["differences"]) {
      differences.rows.push_back({text_of(part["kind"]), text_of(part["name"]),
                                  text_of(part["before"]), text_of(part["after"])});
    }
    print_list("what the runs do not share", differences);
    for (const char* list : {"gained", "lost"}) {
      results::Table designs;
      designs.columns = {"design"};
      for (const Json& part : change[list]) {
        if (designs.rows.empty()) {
          for (const auto& [name, value] : part["objectives"].items()) {
            designs.columns.push_back(name);
          }
          designs.columns.emplace_back(std::string(list) == "gained" ? "before, it was"
                                                                     : "now it is");
        }
        std::vector<Cell> row = {text_of(part["design"]).substr(0, 8)};
        for (const auto& [name, value] : part["objectives"].items()) {
          row.emplace_back(value.is_number() ? Cell(value.get<double>()) : Cell());
        }
        row.emplace_back(text_of(part["because"]));
        designs.rows.push_back(std::move(row));
      }
      print_list(list, designs);
    }
    results::Table moved;
    moved.columns = {"design", "objective", "before", "after", "change", "because"};
    for (const Json& part : change["moved"]) {
      moved.rows.push_back({text_of(part["design"]).substr(0, 8), text_of(part["objective"]),
                            part["before"].get<double>(), part["after"].get<double>(),
                            part["relative"].is_null()
                                ? std::string()
                                : fmt::format("{:+.2f} %", 100 * part["relative"].get<double>()),
                            joined(part["because"])});
    }
    print_list("moved, of designs on either front", moved);
  }

  std::vector<std::string> files_;
  FrontQuery query_;
  std::size_t rows_ = 20;
  FormatOption format_;
};

}  // namespace

std::unique_ptr<Command> make_command_compare();
std::unique_ptr<Command> make_command_compare() {
  return std::make_unique<Compare>();
}

}  // namespace paretree::dse::cli
