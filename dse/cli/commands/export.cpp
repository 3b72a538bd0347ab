#include "dse/cli/command.hpp"
#include "dse/cli/design_choice.hpp"
#include "dse/cli/whole_file.hpp"
#include "dse/study/design_card.hpp"
#include "dse/study/field_formats.hpp"
#include "dse/study/lstm_export.hpp"
#include "dse/study/query.hpp"
#include "results/export/lstm_module.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <stdexcept>

namespace paretree::dse::cli {

namespace {

class Export final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "One design for the next tool: everything as JSON, a PyTorch module of its LSTM, the "
           "weights its training starts from, the trace of its states, or its hardware for "
           "Timeloop "
           "and Accelergy";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree export quickstart.db 74159fed --to pytorch -o lstm.py",
            "paretree export quickstart.db 74159fed --to weights --seed 1000 -o weights.json",
            "paretree export quickstart.db --objectives energy_pj --where 'error <= 0.2' -o "
            "design.json",
            "paretree export quickstart.db 74159fed --to timeloop -o arch.yaml",
            "paretree export quickstart.db 74159fed --to accelergy -o prices.yaml"};
  }
  void declare(CLI::App& app) override {
    app.add_option("db", db_, "The study's database")->required();
    design_.declare(app);
    app.add_option(
           "--to", form_,
           "json: halves, figures, stages, breakdown, constants; pytorch: a module that "
           "computes what our forward pass does; weights: numbers for it, as JSON; "
           "trace: which states training left different from zero, as workload.state_trace reads "
           "them; timeloop: its hardware half as a Timeloop v4 architecture; accelergy: what each "
           "action and instance of it costs, as Accelergy's ERT and ART")
        ->check(CLI::IsMember({"json", "pytorch", "weights", "trace", "timeloop", "accelergy"}))
        ->capture_default_str();
    app.add_option("--seed", seed_, "weights: the seed of the training")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    app.add_option("-o,--output", output_, "The file; default: stdout");
  }
  [[nodiscard]] int run() override {
    const results::Study study = results::Study::open(db_, results::Study::Access::read);
    const results::RunRow run = study.run();
    const results::DesignRow row = design_.row(study);
    const Problem problem = reopen_problem(run);
    const PlainDesign design = plain_design(problem, run, row);
    if (form_ == "pytorch") {
      put(results::lstm_module(lstm_design(design.model)));
    } else if (form_ == "trace") {
      put(trace_of(run, row));
    } else if (form_ == "weights") {
      put(lstm_weights_json(design.model, seed_).dump() + "\n");
    } else if (form_ == "timeloop") {
      put(timeloop_architecture(design));
    } else if (form_ == "accelergy") {
      put(accelergy_tables(design));
    } else {
      put(described_design(problem, run, row, design).dump(2) + "\n");
    }
    return done;
  }

 private:
  static std::string trace_of(const results::RunRow& run, const results::DesignRow& row) {
    for (const results::PrunedStatesRow& states : run.state_traces) {
      if (states.format == row.format) {
        return states.trace;
      }
    }
    throw std::invalid_argument(
        fmt::format("design {} has no trace of states: training leaves one of formats with a "
                    "model.state_sparsity above 0",
                    row.design));
  }
  void put(const std::string& text) const {
    if (output_.empty()) {
      fmt::print("{}", text);
      return;
    }
    write_whole(output_, text);
    fmt::print("{}\n", output_);
  }

  std::string db_;
  DesignChoice design_;
  std::string form_ = "json";
  std::uint64_t seed_ = 1;
  std::string output_;
};

}  // namespace

std::unique_ptr<Command> make_command_export();
std::unique_ptr<Command> make_command_export() {
  return std::make_unique<Export>();
}

}  // namespace paretree::dse::cli
