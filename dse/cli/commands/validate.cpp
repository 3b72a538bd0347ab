#include "dse/cli/command.hpp"
#include "dse/cli/options.hpp"
#include "dse/study/published.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cmath>

namespace paretree::dse::cli {

namespace {

class Validate final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Published figures beside what the models say, each with its status";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree validate", "paretree validate --format json"};
  }
  void declare(CLI::App& app) override { format_.declare(app); }
  [[nodiscard]] int run() override {
    results::Json list = results::Json::array();
    const auto optional = [](const std::optional<double>& value) {
      return value ? results::Json(*value) : results::Json();
    };
    for (const PublishedFigure& row : published_figures()) {
      list.push_back({{"figure", row.figure},
                      {"system", row.system},
                      {"published", optional(row.published)},
                      {"status", row.status},
                      {"modelled", optional(row.modelled)},
                      {"relative_error", optional(row.relative_error())},
                      {"note", row.note}});
    }
    if (format_.json()) {
      print_json(list);
      return done;
    }
    if (!format_.csv()) {
      for (results::Json& row : list) {
        if (row["relative_error"].is_number()) {
          const double error = 100 * row["relative_error"].get<double>();
          row["relative_error"] =
              std::abs(error) < 0.05 ? std::string("exact") : fmt::format("{:+.1f} %", error);
        } else {
          row["relative_error"] = row["modelled"].is_null() ? "not modelled" : "no figure";
        }
      }
    }
    format_.print(table_of(list));
    return done;
  }

 private:
  FormatOption format_;
};

}  // namespace

std::unique_ptr<Command> make_command_validate();
std::unique_ptr<Command> make_command_validate() {
  return std::make_unique<Validate>();
}

}  // namespace paretree::dse::cli
