#ifndef PARETREE_HWMODEL_SIMULATOR_SIMULATION_HPP
#define PARETREE_HWMODEL_SIMULATOR_SIMULATION_HPP

#include "hwmodel/accelerator.hpp"
#include "hwmodel/simulator/layer_program.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace paretree::hwmodel {

/// What one unit did in one step, from cycle to cycle, idle cycles left out.
struct BusySpan {
  enum class Unit : std::uint8_t { lanes, drain, element_wise, dram };
  Unit unit = Unit::lanes;
  bool waiting = false;  ///< lanes: for banks, weights or a drain
  std::size_t stage = 0;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};
[[nodiscard]] std::string_view name(BusySpan::Unit unit);

/// One stage, summed over all steps; the element-wise part is the last one.
struct SimulatedStage {
  std::string_view kind;
  std::uint64_t cycles = 0;
  std::uint64_t read_conflicts = 0;
  std::uint64_t write_conflicts = 0;
  bool table = false;  ///< the banks of the tensor it reads come from a table, not from a formula
  Events events;
};

struct Simulation {
  std::vector<std::vector<std::int64_t>> outputs;  ///< Shape: [step][output][sequence]
  std::vector<SimulatedStage> stages;
  std::uint64_t cycles = 0;  ///< DRAM waits included
  Events events;             ///< DRAM words included
  std::uint64_t read_conflicts = 0;
  std::uint64_t write_conflicts = 0;
  std::vector<BusySpan> first_step;
};

/// Executes a layer cycle by cycle: words are read from and written to banks that serve one word a
/// cycle, weights come through their port, a finished tile drains while the next computes, the DRAM
/// port moves its bits. Two words that a bank holds at one place, or a word read before it is
/// written, end the simulation.
///
/// `mappings`: of each stage, as in its StageActivity. Nothing of the analytical counts is used but
/// these and, where no trace is given, that all states are kept.
/// Throws: std::invalid_argument if program, work and inputs do not fit; std::logic_error as above.
[[nodiscard]] Simulation simulate(const LstmWork& work, const LayerProgram& program,
                                  const LayerInputs& inputs, const Machine& machine,
                                  const Datapath& datapath,
                                  const std::vector<std::string_view>& mappings);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_SIMULATOR_SIMULATION_HPP
