#include "dse/cli/command.hpp"
#include "dse/study/picture.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace paretree::dse::cli {

namespace {

class Chart final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "A publication-ready picture of a study's front (svg, pdf or png)";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree chart quickstart.db -o front.svg",
            "paretree chart quickstart.db -o front.pdf --x area_mm2 --y error --width-mm 88"};
  }
  void declare(CLI::App& app) override {
    app.add_option("db", db_, "The study's database")->required();
    app.add_option("-o,--output", output_, "The file; its ending says svg, pdf or png")->required();
    app.add_option("--x", x_, "Figure on the horizontal axis; default: the second objective");
    app.add_option("--y", y_, "Figure on the vertical axis; default: the first objective");
    app.add_option("--title", title_, "Title; default: the study's name");
    app.add_option("--width-mm", width_mm_, "88: one column of a paper, 180: two")
        ->check(CLI::Range(60.0, 400.0))
        ->capture_default_str();
    app.add_option("--height-mm", height_mm_, "Height; default: by the width")
        ->check(CLI::Range(40.0, 400.0));
  }
  [[nodiscard]] int run() override {
    const results::Study study = results::Study::open(db_, results::Study::Access::read);
    results::FrontChart chart = front_chart(study, x_, y_);
    if (!title_.empty()) {
      chart.title = title_;
    }
    chart.width_mm = width_mm_;
    chart.height_mm = height_mm_ > 0 ? height_mm_ : width_mm_ * (width_mm_ < 120 ? 0.85 : 0.61);
    results::draw(chart, output_);
    fmt::print("{}\n", output_);
    return done;
  }

 private:
  std::string db_;
  std::string output_;
  std::string x_;
  std::string y_;
  std::string title_;
  double width_mm_ = 180;
  double height_mm_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_command_chart();
std::unique_ptr<Command> make_command_chart() {
  return std::make_unique<Chart>();
}

}  // namespace paretree::dse::cli
