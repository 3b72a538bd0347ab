#include "dse/cli/command.hpp"
#include "dse/cli/options.hpp"
#include "dse/study/proxy_quality.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <stdexcept>

namespace paretree::dse::cli {

namespace {

class Proxies final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "How well each accuracy proxy of a study ranks its trained formats, with intervals";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree proxies proxies.db          # after: paretree run sweeps/proxies.yaml",
            "paretree proxies proxies.db --family ht --format json"};
  }
  void declare(CLI::App& app) override {
    app.add_option("db", db_, "The study's database, of a sweep with a list `compare:`")
        ->required();
    app.add_option("--against", against_,
                   "Fidelity taken for the truth (full_training:4000); default: the most trained "
                   "one, imported accuracies first");
    app.add_option("--family", family_, "Only this family: all, or a format's kind");
    format_.declare(app);
  }
  [[nodiscard]] int run() override {
    const results::Study study = results::Study::open(db_, results::Study::Access::read);
    const Problem problem = reopen_problem(study.run());
    const ProxyReport report = proxy_report(study, problem, against_);
    results::Json list = results::Json::array();
    for (const ProxyQuality& row : report.rows) {
      if (family_.empty() || row.family == family_) {
        list.push_back(row.json());
      }
    }
    if (list.empty()) {
      throw std::invalid_argument(fmt::format("no formats of family '{}' in this study", family_));
    }
    if (!study.progress().finished) {
      fmt::print(stderr, "note: this run is unfinished; these are the formats measured so far\n");
    }
    if (format_.json()) {
      print_json(list);
      return done;
    }
    if (format_.csv()) {
      format_.print(table_of(list));
      return done;
    }
    fmt::print(
        "judged by {}, mean of {} seeds; intervals: 95 %, bootstrap over formats;\n"
        "iso-size: share of pairs of nearly equal size (within 1.5x, more than 0.5 points "
        "apart) in the right order, 0.5 is chance\n\n",
        report.against, report.against_seeds);
    format_.print(readable(list));
    return done;
  }

 private:
  static results::Table readable(const results::Json& list) {
    const auto decimals = [](const results::Json& value) {
      return value.is_null() ? std::string("-") : fmt::format("{:.3f}", value.get<double>());
    };
    results::Table table;
    table.columns = {"family",   "proxy",   "figure",   "steps", "seeds",    "n",   "spearman",
                     "interval", "kendall", "iso-size", "pairs", "s/format", "note"};
    for (const results::Json& row : list) {
      const auto pairs = row["iso_size_pairs"].get<double>();
      table.rows.push_back(
          {row["family"].get<std::string>(), row["proxy"].get<std::string>(),
           row["figure"].get<std::string>(),
           row["steps"] == 0 ? std::string("-") : row["steps"].dump(),
           row["seeds"].get<std::uint64_t>(), row["n"].get<std::uint64_t>(),
           decimals(row["spearman"]),
           fmt::format("{} to {}", decimals(row["spearman_low"]), decimals(row["spearman_high"])),
           decimals(row["kendall"]),
           pairs > 0 ? fmt::format("{:.2f}", row["iso_size_correct"].get<double>() / pairs)
                     : std::string("-"),
           row["iso_size_pairs"].get<std::uint64_t>(),
           row["seconds_per_format"].is_null()
               ? std::string("-")
               : fmt::format("{:.3g}", row["seconds_per_format"].get<double>()),
           row["note"].get<std::string>()});
    }
    return table;
  }

  std::string db_;
  std::string against_;
  std::string family_;
  FormatOption format_;
};

}  // namespace

std::unique_ptr<Command> make_command_proxies();
std::unique_ptr<Command> make_command_proxies() {
  return std::make_unique<Proxies>();
}

}  // namespace paretree::dse::cli
