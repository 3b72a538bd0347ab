// The counts of the zero-state-skipping engine against a walk over every step, tile and column of a
// random trace.

#include "hwmodel/accelerator.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace paretree::hwmodel {
namespace {

/// An uncompressed layer of `inputs` values that are multiplied.
LstmWork layer(std::uint64_t inputs, std::uint64_t hidden, std::uint64_t steps,
               std::uint64_t batch) {
  LstmWork work;
  work.stages = {{.kind = "dense", .rows = 4 * hidden, .inner = inputs + hidden, .cols = 1}};
  work.inputs = inputs;
  work.hidden = hidden;
  work.outputs = hidden;
  work.steps = steps;
  work.batch = batch;
  work.parameters = 4 * hidden * (inputs + hidden) + 4 * hidden;
  work.dense_macs = 4 * hidden * (inputs + hidden);
  work.peak_tensor_words = 4 * hidden;
  return work;
}

const Accelerator& engine() {
  return accelerators().at("sparse_state");
}

/// What the encoder sends: each kept column, and a dummy each time its counter of zeros is full.
struct Sent {
  std::uint64_t columns = 0;
  std::uint64_t dummies = 0;
};

Sent encoded(const std::vector<bool>& zero, std::uint64_t offset_bits) {
  Sent sent;
  std::uint64_t counter = 0;
  for (const bool is_zero : zero) {
    counter = is_zero ? counter + 1 : 0;
    if (!is_zero) {
      ++sent.columns;
    } else if (counter == std::uint64_t{1} << offset_bits) {
      ++sent.dummies;
      counter = 0;
    }
  }
  return sent;
}

struct Walked {
  std::uint64_t cycles = 0;
  std::uint64_t macs = 0;
  std::uint64_t weight_reads = 0;
};

/// The matrix part of one step: every tile of rows and sequences, every column sent.
Walked walk(const LstmWork& work, const Array& array, std::uint64_t x_columns, Sent sent) {
  Walked sum;
  std::uint64_t drain_before = 0;
  const std::uint64_t rows = 4 * work.hidden;
  for (std::uint64_t row = 0; row < rows; row += array.pes) {
    for (std::uint64_t first = 0; first < work.batch; first += array.macs_per_pe) {
      const std::uint64_t height = std::min(array.pes, rows - row);
      const std::uint64_t width = std::min(array.macs_per_pe, work.batch - first);
      std::uint64_t compute = 0;
      for (std::uint64_t column = 0; column < x_columns + sent.columns + sent.dummies; ++column) {
        compute += std::max<std::uint64_t>(1, (width + array.banks - 1) / array.banks);
        if (column < x_columns + sent.columns) {
          sum.macs += height * width;
          sum.weight_reads += height;
        }
      }
      sum.cycles += std::max(compute, drain_before);
      drain_before = (height * width + array.banks - 1) / array.banks;
    }
  }
  sum.cycles += drain_before + array.sram_access_cycles;
  return sum;
}

RC_GTEST_PROP(SparseState, CountsAnyTraceAsAWalkOverItsColumnsDoes, ()) {
  const auto draw = [](std::uint64_t low, std::uint64_t high) {
    return *rc::gen::inRange<std::uint64_t>(low, high + 1);
  };
  LstmWork work = layer(draw(1, 5), draw(1, 24), draw(1, 4), draw(1, 5));
  const Array array{.pes = draw(1, 7),
                    .macs_per_pe = draw(1, 4),
                    .mapping = 0,
                    .banks = draw(1, 4),
                    .sram_access_cycles = draw(1, 3),
                    .option = draw(1, 4)};
  std::vector<Sent> sent;
  for (std::uint64_t step = 0; step < work.steps; ++step) {
    std::vector<bool> zero;
    std::vector<std::uint64_t> kept;
    for (std::uint64_t column = 0; column < work.hidden; ++column) {
      zero.push_back(draw(0, 3) != 0);
      if (!zero.back()) {
        kept.push_back(column);
      }
    }
    sent.push_back(encoded(zero, array.option));
    work.zero_states.kept.push_back(kept);
  }

  const Activity activity = engine().count(work, array);

  RC_ASSERT(activity.steps.size() == work.steps);
  Walked all;
  const std::uint64_t lanes = array.pes;
  const std::uint64_t element =
      (5 * work.hidden * work.batch + lanes - 1) / lanes + array.sram_access_cycles;
  for (std::uint64_t step = 0; step < work.steps; ++step) {
    const Walked walked = walk(work, array, work.inputs, sent[step]);
    RC_ASSERT(activity.steps[step].cycles == walked.cycles + element);
    RC_ASSERT(activity.steps[step].weight_words ==
              4 * work.hidden * (work.inputs + sent[step].columns + 1));
    all.macs += walked.macs;
    all.weight_reads += walked.weight_reads;
  }
  RC_ASSERT(activity.per_sequence.macs == all.macs);
  RC_ASSERT(activity.per_sequence.weight_reads ==
            all.weight_reads + 4 * work.hidden * work.batch * work.steps);
}

TEST(SparseState, RepeatsATraceThatIsShorterThanTheSequence) {
  LstmWork work = layer(2, 8, 4, 1);
  work.zero_states.kept = {{0, 1}, {5}};
  const Array array{.pes = 4, .macs_per_pe = 1, .banks = 1, .option = 8};

  const Activity activity = engine().count(work, array);

  ASSERT_EQ(activity.steps.size(), 4U);
  EXPECT_EQ(activity.steps[2].cycles, activity.steps[0].cycles);
  EXPECT_EQ(activity.steps[3].cycles, activity.steps[1].cycles);
  EXPECT_GT(activity.steps[0].cycles, activity.steps[1].cycles);
}

TEST(SparseState, NeverTakesLongerThanWithDenseStates) {
  const Array array{.pes = 4, .macs_per_pe = 2, .banks = 2, .option = 1};
  LstmWork work = layer(3, 40, 5, 2);
  const std::uint64_t dense = engine().count(work, array).cycles_per_step;
  for (const double share : {0.1, 0.3, 0.5, 0.7, 0.9, 0.99}) {
    work.zero_states.share = share;
    EXPECT_LE(engine().count(work, array).cycles_per_step, dense) << share;
  }
}

}  // namespace
}  // namespace paretree::hwmodel
