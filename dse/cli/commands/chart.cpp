#include "dse/cli/command.hpp"
#include "dse/study/charts.hpp"
#include "dse/study/picture.hpp"
#include "dse/study/proxy_quality.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <fstream>

namespace paretree::dse::cli {

namespace {

class Chart final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Publication-ready pictures of studies and designs (svg, pdf or png)";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree chart quickstart.db -o front.svg",
            "paretree chart quickstart.db -o front.pdf --x area_mm2 --y error --width-mm 88",
            "paretree chart monday.db tuesday.db -o both.pdf --kind comparison",
            "paretree chart quickstart.db -o parts.png --kind breakdown --figure area_mm2",
            "paretree chart quickstart.db -o tree.svg --kind tree --design 74159fed",
            "paretree chart proxies.db -o proxies.svg --kind proxies"};
  }
  void declare(CLI::App& app) override {
    app.add_option("db", files_, "Databases; comparison and history take several")->expected(0, 16);
    app.add_option("-o,--output", output_, "The file; its ending says svg, pdf or png")->required();
    app.add_option("--kind", kind_,
                   "front: designs in two figures; comparison: fronts of several studies; history: "
                   "hypervolume over the run; parallel: front members over objectives and axes; "
                   "breakdown: where energy, area or cycles go; roofline; tree: one design's tree; "
                   "proxies: how well each ranks the trained formats")
        ->check(CLI::IsMember({"front", "comparison", "history", "parallel", "breakdown",
                               "roofline", "tree", "proxies"}))
        ->capture_default_str();
    app.add_option("--x", x_,
                   "Figure on the horizontal axis; default: the second objective. "
                   "history: designs or seconds");
    app.add_option("--y", y_,
                   "Figure on the vertical axis; default: the first objective. history: "
                   "hypervolume, by one box for all databases, or found, the share of the first "
                   "database's front");
    app.add_option("--objectives", query_.objectives, "comparison, parallel: figures to trade off")
        ->delimiter(',');
    app.add_option("--where", query_.conditions,
                   "comparison, parallel: only designs for which this holds; may be repeated")
        ->allow_extra_args(false);
    app.add_option("--design", designs_,
                   "tree, breakdown, roofline: ids of designs, or their first digits")
        ->delimiter(',');
    app.add_option("--figure", figure_, "breakdown: energy_pj, area_mm2 or cycles")
        ->capture_default_str();
    app.add_option("--records", records_,
                   "proxies: a file that `paretree proxies --format json` "
                   "wrote, instead of a database");
    app.add_option("--title", title_, "Title; default: the study's name");
    app.add_option("--width-mm", width_mm_, "88: one column of a paper, 180: two")
        ->check(CLI::Range(60.0, 400.0))
        ->capture_default_str();
    app.add_option("--height-mm", height_mm_, "Height; default: by the width")
        ->check(CLI::Range(40.0, 1000.0));
  }
  [[nodiscard]] int run() override {
    results::check_chart_ending(output_);
    if (kind_ == "proxies") {
      draw_rows(proxies_chart(files_.empty() ? records() : proxy_records()));
    } else {
      draw_study_kind();
    }
    fmt::print("{}\n", output_);
    return done;
  }

 private:
  void draw_study_kind() {
    if (files_.empty()) {
      throw std::invalid_argument(fmt::format("chart --kind {}: which database?", kind_));
    }
    if (files_.size() > 1 && kind_ != "comparison" && kind_ != "history") {
      throw std::invalid_argument(fmt::format(
          "chart --kind {} is of one database; comparison and history take several", kind_));
    }
    std::vector<results::Study> studies;
    std::vector<const results::Study*> pointers;
    for (const std::string& file : files_) {
      studies.push_back(results::Study::open(file, results::Study::Access::read));
    }
    for (const results::Study& study : studies) {
      pointers.push_back(&study);
    }
    const results::Study& study = studies.front();
    if (kind_ == "front") {
      draw_front(study);
    } else if (kind_ == "comparison") {
      draw_sheet(comparison_chart(pointers, query_, x_, y_));
    } else if (kind_ == "history") {
      if (!x_.empty() && x_ != "designs" && x_ != "seconds") {
        throw std::invalid_argument(
            fmt::format("--x {}: a history is over designs or seconds", x_));
      }
      if (!y_.empty() && y_ != "hypervolume" && y_ != "found") {
        throw std::invalid_argument(
            fmt::format("--y {}: a history is of hypervolume or found", y_));
      }
      draw_sheet(history_chart(pointers,
                               x_ == "seconds" ? HistoryOver::seconds : HistoryOver::designs,
                               y_ == "found" ? HistoryOf::found : HistoryOf::hypervolume));
    } else if (kind_ == "parallel") {
      draw_sheet(parallel_chart(study, query_));
    } else if (kind_ == "breakdown") {
      constexpr std::size_t most_bars = 16;
      draw_rows(breakdown_chart(study, designs_, figure_, most_bars));
    } else if (kind_ == "roofline") {
      draw_sheet(roofline_chart(study, designs_));
    } else {
      if (designs_.size() != 1) {
        throw std::invalid_argument("chart --kind tree draws one design: --design ID");
      }
      draw_sheet(tree_chart(study, designs_.front()));
    }
  }

  [[nodiscard]] double usual_height() const {
    return height_mm_ > 0 ? height_mm_ : width_mm_ * (width_mm_ < 120 ? 0.85 : 0.61);
  }

  void set_size(results::SheetText& sheet, double height_mm) const {
    sheet.width_mm = width_mm_;
    sheet.height_mm = height_mm_ > 0 ? height_mm_ : height_mm;
    if (!title_.empty()) {
      sheet.title = title_;
    }
  }

  void draw_front(const results::Study& study) {
    results::FrontChart chart = front_chart(study, x_, y_);
    if (!title_.empty()) {
      chart.title = title_;
    }
    chart.width_mm = width_mm_;
    chart.height_mm = usual_height();
    results::draw(chart, output_);
  }

  template <typename AnyChart>
  void draw_sheet(AnyChart chart) {
    set_size(chart.sheet, usual_height());
    results::draw(chart, output_);
  }

  void draw_rows(results::RowsChart chart) {
    set_size(chart.sheet, results::rows_chart_height_mm(chart));
    results::draw(chart, output_);
  }

  [[nodiscard]] results::Json proxy_records() const {
    if (files_.size() > 1 || !records_.empty()) {
      throw std::invalid_argument("chart --kind proxies is of one database, or of --records");
    }
    const auto study = results::Study::open(files_.front(), results::Study::Access::read);
    return proxy_report(study, reopen_problem(study.run()), {}).json();
  }

  [[nodiscard]] results::Json records() const {
    if (records_.empty()) {
      throw std::invalid_argument(
          "chart --kind proxies: which database? Or --records: what `paretree proxies DB --format "
          "json` printed");
    }
    std::ifstream stream(records_);
    if (!stream) {
      throw std::invalid_argument(fmt::format("{}: cannot be read", records_));
    }
    results::Json json = results::Json::parse(stream, nullptr, false);
    if (json.is_discarded()) {
      throw std::invalid_argument(fmt::format("{}: is not JSON", records_));
    }
    return json;
  }

  std::vector<std::string> files_;
  std::string output_;
  std::string kind_ = "front";
  std::string x_;
  std::string y_;
  FrontQuery query_;
  std::vector<std::string> designs_;
  std::string figure_ = "energy_pj";
  std::string records_;
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
