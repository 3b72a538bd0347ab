#include "dse/cli/command.hpp"
#include "dse/cli/design_choice.hpp"
#include "dse/cli/options.hpp"
#include "dse/cli/whole_file.hpp"
#include "dse/study/design_card.hpp"
#include "dse/study/simulated_design.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace paretree::dse::cli {

namespace {

/// One sequence of one step a line, values separated by commas.
std::vector<std::vector<double>> read_inputs(const std::string& file) {
  std::ifstream stream(file);
  if (!stream) {
    throw std::invalid_argument(fmt::format("{}: cannot be read", file));
  }
  std::vector<std::vector<double>> rows;
  std::string line;
  for (std::size_t number = 1; std::getline(stream, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) {
      continue;
    }
    std::istringstream cells(line);
    std::string cell;
    rows.emplace_back();
    while (std::getline(cells, cell, ',')) {
      std::size_t used = 0;
      double value = 0;
      try {
        value = std::stod(cell, &used);
      } catch (const std::exception&) {
        used = 0;
      }
      if (used == 0 || !std::isfinite(value) ||
          cell.find_first_not_of(" \t\r", used) != std::string::npos) {
        throw std::invalid_argument(
            fmt::format("{}:{}: '{}' is not a finite number", file, number, cell));
      }
      rows.back().push_back(value);
    }
  }
  return rows;
}

/// As read_inputs() reads them: one sequence of one step a line.
std::string outputs_text(const SimulatedDesign& design) {
  std::string text;
  const std::uint64_t batch = design.work.batch;
  for (const auto& outputs : design.simulation.outputs) {
    for (std::uint64_t sequence = 0; sequence < batch; ++sequence) {
      for (std::uint64_t at = sequence; at < outputs.size(); at += batch) {
        text += fmt::format("{}{}", at == sequence ? "" : ",",
                            static_cast<double>(outputs[at]) * design.numbers.step());
      }
      text += '\n';
    }
  }
  return text;
}

class Simulate final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "One design executed cycle by cycle in fixed point, beside what the model counts";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {
        "paretree simulate quickstart.db 74159fed --timeline timeline.svg",
        "paretree simulate quickstart.db 74159fed --inputs x.csv --outputs h.csv --format json"};
  }
  void declare(CLI::App& app) override {
    app.add_option("db", db_, "The study's database")->required();
    design_.declare(app);
    app.add_option(
        "--inputs", inputs_,
        "x as CSV, a line per step and sequence (all sequences of the first step first); "
        "default: drawn from the seed");
    app.add_option("--outputs", outputs_, "Where to write h as CSV, lines as in the inputs");
    app.add_option("--timeline", timeline_,
                   "A picture of which unit is busy when in the first step: svg, pdf or png");
    app.add_option("--seed", seed_, "Of weights, zero states and inputs")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    format_.declare(app);
  }
  [[nodiscard]] int run() override {
    const results::Study study = results::Study::open(db_, results::Study::Access::read);
    const results::DesignRow row = design_.row(study);
    const results::RunRow run = study.run();
    const Problem problem = reopen_problem(run);
    const PlainDesign design = plain_design(problem, run, row);
    std::optional<std::vector<std::vector<double>>> inputs;
    if (!inputs_.empty()) {
      inputs = read_inputs(inputs_);
    }
    const SimulatedDesign simulated = simulate_design(design, seed_, inputs);
    if (!outputs_.empty()) {
      write_whole(outputs_, outputs_text(simulated));
    }
    if (!timeline_.empty()) {
      results::draw(
          timeline(simulated, fmt::format("design {} on {}", row.design, design.template_name)),
          timeline_);
    }
    results::Json json = simulation_json(simulated);
    json["design"] = row.design;
    if (format_.json()) {
      print_json(json);
    } else if (format_.csv()) {
      format_.print(table_of(json["stages"]));
    } else {
      print_text(json);
    }
    const bool agree = simulated.counts_equal && simulated.outputs_equal && simulated.within_bounds;
    return agree ? done : failed;
  }

 private:
  static void print_text(const results::Json& json) {
    fmt::print("design {}\n\n{:<22} {:>14} {:>14}\n", json["design"].get<std::string>(), "",
               "analytical", "simulated");
    for (const auto& [name, value] : json["analytical"].items()) {
      fmt::print("{:<22} {:>14} {:>14}\n", name, value.get<std::uint64_t>(),
                 json["simulated"][name].get<std::uint64_t>());
    }
    fmt::print("\nstages of the sequence\n{}", results::as_text(table_of(json["stages"])));
    fmt::print("\ncounts {}; outputs {} the fixed-point reference bit for bit\n",
               json["counts_equal"].get<bool>() ? "agree" : "DISAGREE",
               json["outputs_equal"].get<bool>() ? "equal" : "DIFFER FROM");
    fmt::print(
        "largest error of a step to double precision {:.4g}, largest bound of one {:.4g}{}\n",
        json["largest_error"].get<double>(), json["error_bound"].get<double>(),
        json["within_bounds"].get<bool>() ? "" : ": EXCEEDED");
  }

  std::string db_;
  DesignChoice design_;
  std::string inputs_;
  std::string outputs_;
  std::string timeline_;
  std::uint64_t seed_ = 1;
  FormatOption format_;
};

}  // namespace

std::unique_ptr<Command> make_command_simulate();
std::unique_ptr<Command> make_command_simulate() {
  return std::make_unique<Simulate>();
}

}  // namespace paretree::dse::cli
