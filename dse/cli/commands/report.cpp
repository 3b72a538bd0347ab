#include "dse/cli/command.hpp"
#include "dse/cli/whole_file.hpp"
#include "dse/study/study_report.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <stdexcept>

namespace paretree::dse::cli {

namespace {

class Report final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "One self-contained interactive page of a study, which opens from disk without a "
           "network";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree report quickstart.db -o report.html",
            "paretree report ucf11.db -o ucf11.html --rows 4000 --cloud 100000"};
  }
  void declare(CLI::App& app) override {
    app.add_option("db", db_, "The study's database")->required();
    app.add_option("-o,--output", output_, "The file, ending in .html")->required();
    app.add_option("--rows", limits_.rows,
                   "Designs that can be pointed at, brushed and opened: the front first, then the "
                   "fronts of every two figures, then a sample of the others in which every "
                   "template, format, precision, ... has its share")
        ->check(CLI::Range(1, 20000))
        ->capture_default_str();
    app.add_option("--cloud", limits_.cloud,
                   "Designs in the density behind them, which filters and staircases are about")
        ->check(CLI::Range(0, 2000000))
        ->capture_default_str();
  }
  [[nodiscard]] int run() override {
    if (!output_.ends_with(".html")) {
      throw std::invalid_argument(fmt::format("{}: a report ends in .html", output_));
    }
    const results::Study study = results::Study::open(db_, results::Study::Access::read);
    const results::Json json = study_report(study, limits_);
    write_whole(output_, results::report_page(json));
    if (json["front"].get<std::size_t>() > limits_.rows) {
      fmt::print(stderr, "note: the front has {} members, {} rows are shown (--rows)\n",
                 json["front"].get<std::size_t>(), json["rows"].size());
    }
    fmt::print("{}\n", output_);
    return done;
  }

 private:
  std::string db_;
  std::string output_;
  results::ReportLimits limits_;
};

}  // namespace

std::unique_ptr<Command> make_command_report();
std::unique_ptr<Command> make_command_report() {
  return std::make_unique<Report>();
}

}  // namespace paretree::dse::cli
