// The engine in SystemVerilog (hwmodel/rtl), compiled by Verilator, against the analytical model,
// the simulator and plain loops: cycles, conflicts, accesses and every word of the result.

#include "dse/lowering/lower.hpp"
#include "dse/lowering/program.hpp"
#include "hwmodel/accelerator.hpp"
#include "hwmodel/array_model.hpp"
#include "hwmodel/simulator/plain_layer.hpp"
#include "hwmodel/simulator/simulation.hpp"
#include "tensor/dimension_tree.hpp"
#include "tensor/ranks.hpp"
#include "tests/rtl/hwmodel/address_tables.hpp"

#include <Vfdht.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace paretree::hwmodel {
namespace {

using testing::Place;
using testing::RtlShape;
using testing::StageTables;
using testing::WalkTables;

constexpr RtlShape shape;

/// Values of `bits` each, the first in the lowest bits of a port of any width.
template <typename Port>
void set_port(Port& port, const std::vector<std::uint32_t>& values, unsigned bits) {
  std::vector<std::uint32_t> words((sizeof(port) + 3) / 4, 0);
  for (std::size_t at = 0; at < values.size() * bits; ++at) {
    const std::uint32_t bit = values[at / bits] >> (at % bits) & 1U;
    words.at(at / 32) |= bit << (at % 32);
  }
  if constexpr (std::is_integral_v<Port>) {
    std::uint64_t value = 0;
    for (std::size_t at = 0; at < words.size(); ++at) {
      value |= std::uint64_t{words[at]} << (32 * at);
    }
    port = static_cast<Port>(value);
  } else {
    for (std::size_t at = 0; at < words.size(); ++at) {
      port[at] = words[at];
    }
  }
}

struct Counted {
  std::uint64_t cycles = 0;
  std::uint64_t read_conflicts = 0;
  std::uint64_t write_conflicts = 0;
  std::uint64_t words_read = 0;
  std::uint64_t words_written = 0;
};

/// The Verilated engine behind named actions.
class Engine {
 public:
  Engine() {
    engine_->reset = 1;
    tick();
    engine_->reset = 0;
  }

  void write(bool second, const Place& place, std::int64_t value) {
    address(second, place);
    engine_->host_write = 1;
    engine_->host_value = static_cast<std::uint16_t>(value & 0xffff);
    tick();
    engine_->host_enable = 0;
  }
  [[nodiscard]] std::int64_t read(bool second, const Place& place) {
    address(second, place);
    engine_->host_write = 0;
    tick();
    const auto word = static_cast<std::int16_t>(engine_->host_word);
    engine_->host_enable = 0;
    return word;
  }
  /// The weight memory holds, by tile of rows and contracted index, a weight for each MAC of a PE.
  void load_weights(const MatrixStage& stage, const StageWeights& weights) {
    engine_->host_weights = 1;
    std::uint32_t at = 0;
    for (std::uint64_t row = 0; row < stage.rows; row += shape.macs) {
      for (std::uint64_t k = 0; k < stage.inner; ++k) {
        std::vector<std::uint32_t> word;
        for (std::uint64_t r = row; r < row + shape.macs; ++r) {
          const std::int32_t weight = r < stage.rows ? weights.values[r * stage.inner + k] : 0;
          word.push_back(static_cast<std::uint32_t>(weight) & 0xffU);
        }
        engine_->host_weight_address = static_cast<std::uint16_t>(at++);
        set_port(engine_->host_weight, word, 8);
        tick();
      }
    }
    engine_->host_weights = 0;
  }
  Counted run(const MatrixStage& stage, std::uint64_t batch, int shift, bool reads_second,
              const StageTables& tables) {
    const std::uint64_t row_tiles = (stage.rows + shape.macs - 1) / shape.macs;
    engine_->reads_second = reads_second ? 1 : 0;
    engine_->row_tiles = static_cast<std::uint16_t>(row_tiles);
    engine_->column_tiles = static_cast<std::uint16_t>(stage.cols * batch / shape.pes);
    engine_->inner = static_cast<std::uint16_t>(stage.inner);
    engine_->rows_of_last_tile =
        static_cast<std::uint8_t>(stage.rows - (row_tiles - 1) * shape.macs);
    engine_->shift = static_cast<std::uint8_t>(shift);
    set_port(engine_->read_last, tables.read.last, shape.count_bits);
    set_port(engine_->read_step, tables.read.step, shape.row_bits);
    set_port(engine_->read_flip, tables.read.flip, 2);
    set_port(engine_->read_lane_bank, tables.read.lane_bank, 2);
    set_port(engine_->read_lane_row, tables.read.lane_row, shape.row_bits);
    set_port(engine_->write_last, tables.write.last, shape.count_bits);
    set_port(engine_->write_step, tables.write.step, shape.row_bits);
    set_port(engine_->write_flip, tables.write.flip, 2);
    set_port(engine_->write_lane_bank, tables.write.lane_bank, 2);
    set_port(engine_->write_lane_row, tables.write.lane_row, shape.row_bits);
    engine_->start = 1;
    tick();
    engine_->start = 0;
    std::uint64_t waited = 0;
    while (engine_->running != 0 && ++waited < 1000000) {
      tick();
    }
    return {engine_->cycles, engine_->read_conflicts, engine_->write_conflicts, engine_->words_read,
            engine_->words_written};
  }

 private:
  void address(bool second, const Place& place) {
    engine_->host_enable = 1;
    engine_->host_second = second ? 1 : 0;
    engine_->host_bank = static_cast<std::uint8_t>(place.bank);
    engine_->host_row = static_cast<std::uint16_t>(place.row);
  }
  void tick() {
    engine_->clock = 0;
    engine_->eval();
    engine_->clock = 1;
    engine_->eval();
  }
  std::unique_ptr<Vfdht> engine_ = std::make_unique<Vfdht>();
};

std::vector<Place> places(const BankAssignment& assignment) {
  std::vector<Place> result;
  for (std::size_t word = 0; word < assignment.bank.size(); ++word) {
    result.push_back({assignment.bank[word], assignment.row[word]});
  }
  return result;
}

/// What the RTL needs of a plan: tables of every stage, places of the words that come and leave.
struct Prepared {
  std::vector<StageTables> tables;
  std::vector<Place> arriving;  ///< in the natural order
  std::vector<Place> leaving;   ///< in the order they are made in
};

std::optional<Prepared> prepared(const LstmWork& work, BankMapping mapping, const Lanes& lanes) {
  Prepared result;
  std::vector<StageOrder> orders;
  for (const MatrixStage& stage : work.stages) {
    orders.push_back(
        stage_order(stage, work.batch, lanes, Mapping{}, mapping == BankMapping::xor_box));
    if (orders.back().box_bits.empty() && mapping == BankMapping::xor_box) {
      return std::nullopt;
    }
  }
  std::vector<std::vector<Place>> tensors;  // the one before each stage, and the last
  for (std::size_t at = 0; at <= work.stages.size(); ++at) {
    const bool made = at > 0;
    const bool used = at < work.stages.size();
    tensors.push_back(
        places(assign_banks(made ? &work.stages[at - 1] : nullptr, made ? &orders[at - 1] : nullptr,
                            used ? &work.stages[at] : nullptr, used ? &orders[at] : nullptr,
                            work.batch, mapping, lanes.banks)));
  }
  for (std::size_t at = 0; at < work.stages.size(); ++at) {
    const MatrixStage& stage = work.stages[at];
    const std::vector<Digit> read = read_order(stage);
    const auto to_reader =
        reordered(at > 0 ? made_order(work.stages[at - 1]) : natural_order(read), read, work.batch);
    std::vector<Place> in(to_reader.size());
    for (std::size_t word = 0; word < to_reader.size(); ++word) {
      in[to_reader[word]] = tensors[at][word];
    }
    const auto tables =
        testing::stage_tables(stage, work.batch, orders[at], in, tensors[at + 1], shape);
    if (!tables) {
      return std::nullopt;
    }
    result.tables.push_back(*tables);
  }
  result.arriving = tensors.front();
  result.leaving = tensors.back();
  return result;
}

/// A layer W x in a hierarchical format, leaves of rank 4 and inner edges of `inner_rank`.
dse::ModelHalf layer_of(const tensor::DimensionTree& tree, const tensor::Modes& modes,
                        std::uint64_t inner_rank, std::uint64_t batch) {
  dse::ModelHalf half;
  half.workload.layer = sweeps::Layer::fc;
  half.workload.inputs = modes.columns();
  half.workload.outputs = modes.rows();
  half.workload.batch = batch;
  half.weight_bits = 8;
  half.matrix.kind = tensor::FormatKind::ht;
  half.matrix.modes = modes;
  half.matrix.tree = tree;
  half.matrix.ranks = tensor::RankSpace::of_tree(tree, modes, {{4}, {inner_rank}}).at(0);
  return half;
}

struct PlanRun {
  std::uint64_t cycles = 0;
  std::uint64_t read_conflicts = 0;
};

/// Runs a plan on the RTL and compares everything. Nothing where the shape is not aligned.
std::optional<PlanRun> check_plan(const dse::ModelHalf& half, BankMapping mapping) {
  const LstmWork work = dse::lower(half);
  Machine machine;
  machine.array = {.pes = shape.pes,
                   .macs_per_pe = shape.macs,
                   .mapping = 0,
                   .banks = shape.pes,
                   .bank_mapping = static_cast<std::uint64_t>(mapping),
                   .sram_access_cycles = 1};
  machine.weight_bits = 8;
  machine.weight_capacity_words = work.parameters;
  machine.dram_bits_per_cycle = 64;
  const Accelerator& fdht = accelerators().at("fdht");
  const Datapath datapath = fdht.datapath(machine.array);
  const Lanes lanes{shape.pes, shape.macs, shape.pes, datapath.weight_port_words, 1};
  const std::optional<Prepared> plan = prepared(work, mapping, lanes);
  if (!plan) {
    return std::nullopt;
  }
  const LayerProgram program = dse::drawn_program(half, work, 16, 7);
  const LayerInputs inputs = dse::drawn_inputs(work, program.numbers, 7);
  const Activity model = fdht.count(work, machine.array);
  std::vector<std::string_view> mappings;
  for (const StageActivity& stage : model.stages) {
    mappings.push_back(stage.mapping);
  }
  const Simulation simulation = simulate(work, program, inputs, machine, datapath, mappings);

  Engine engine;
  for (std::size_t word = 0; word < plan->arriving.size(); ++word) {
    engine.write(false, plan->arriving[word], word < inputs[0].size() ? inputs[0][word] : 0);
  }
  PlanRun sum;
  bool second = false;
  for (std::size_t at = 0; at < work.stages.size(); ++at) {
    engine.load_weights(work.stages[at], program.stages[at]);
    const Counted counted = engine.run(work.stages[at], work.batch, program.stages[at].fraction,
                                       second, plan->tables[at]);
    const StageActivity& stage = model.stages[at];
    EXPECT_EQ(counted.cycles, stage.cycles) << "stage " << at;
    EXPECT_EQ(counted.cycles, simulation.stages[at].cycles) << "stage " << at;
    EXPECT_EQ(counted.read_conflicts, stage.read_conflicts) << "stage " << at;
    EXPECT_EQ(counted.write_conflicts, stage.write_conflicts) << "stage " << at;
    EXPECT_EQ(counted.words_read, stage.events.activation_reads) << "stage " << at;
    EXPECT_EQ(counted.words_written, stage.events.activation_writes) << "stage " << at;
    sum.cycles += counted.cycles;
    sum.read_conflicts += counted.read_conflicts;
    second = !second;
  }
  const std::vector<Digit> made = made_order(work.stages.back());
  const auto to = reordered(made, natural_order(made), work.batch);
  std::vector<std::int64_t> outputs(to.size());
  for (std::size_t word = 0; word < to.size(); ++word) {
    outputs[to[word]] = engine.read(second, plan->leaving[word]);
  }
  EXPECT_EQ(outputs, simulation.outputs.at(0));
  EXPECT_EQ(outputs, fixed_outputs(work, program, inputs).at(0));
  return sum;
}

tensor::Modes modes_of(std::vector<std::uint64_t> in, std::vector<std::uint64_t> out) {
  tensor::Modes modes;
  modes.in = std::move(in);
  modes.out = std::move(out);
  modes.gate_mode = -1;
  return modes;
}

struct Tally {
  std::size_t plans = 0;
  std::size_t aligned = 0;
  std::size_t with_conflicts = 0;
  std::uint64_t cycles = 0;
};

Tally check_all_orders(const tensor::Modes& modes, std::uint64_t inner_rank, std::uint64_t batch,
                       BankMapping mapping) {
  Tally tally;
  for (const tensor::DimensionTree& rooted :
       tensor::rooted_trees(static_cast<int>(modes.in.size()))) {
    for (const tensor::DimensionTree& tree : rooted.child_orders()) {
      ++tally.plans;
      const auto run = check_plan(layer_of(tree, modes, inner_rank, batch), mapping);
      if (run) {
        ++tally.aligned;
        tally.with_conflicts += run->read_conflicts > 0 ? 1U : 0U;
        tally.cycles += run->cycles;
      }
      if (::testing::Test::HasFailure()) {
        return tally;
      }
    }
  }
  return tally;
}

void print(std::string_view what, const Tally& tally) {
  fmt::print("{}: {} of {} plans aligned, {} with conflicts, {} cycles\n", what, tally.aligned,
             tally.plans, tally.with_conflicts, tally.cycles);
}

TEST(FdhtRtl, RunsEveryAlignedPlanWithoutConflictAsTheModelCounts) {
  // Sizes 5 and 6 and rank 3 are no powers of two: what is odd of them is a loop over rows.
  for (const std::uint64_t inner_rank : {2U, 3U, 4U}) {
    const Tally tally =
        check_all_orders(modes_of({4, 5, 6, 4}, {4, 4, 2, 2}), inner_rank, 1, BankMapping::xor_box);
    print(fmt::format("4 modes, inner rank {}", inner_rank), tally);
    EXPECT_GT(tally.aligned, tally.plans / 4);
    EXPECT_EQ(tally.with_conflicts, 0U);
  }
}

TEST(FdhtRtl, RunsBatchesAndPartialTiles) {
  const Tally tally = check_all_orders(modes_of({3, 5, 6}, {4, 2, 3}), 3, 4, BankMapping::xor_box);
  print("3 modes, batch 4", tally);
  EXPECT_GT(tally.aligned, 0U);
  EXPECT_EQ(tally.with_conflicts, 0U);
}

TEST(FdhtRtl, CountsTheConflictsOfLinearAddressesAsTheModelDoes) {
  const Tally tally = check_all_orders(modes_of({4, 8, 4}, {4, 2, 4}), 4, 1, BankMapping::linear);
  print("3 modes, linear addresses", tally);
  EXPECT_GT(tally.aligned, 0U);
  EXPECT_GT(tally.with_conflicts, tally.aligned / 2);
}

}  // namespace
}  // namespace paretree::hwmodel
