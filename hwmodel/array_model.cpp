#include "hwmodel/array_model.hpp"

#include "hwmodel/division.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace paretree::hwmodel {

namespace {

constexpr std::uint64_t largest_count = std::uint64_t{1} << 62U;

[[noreturn]] void refuse() {
  throw std::overflow_error(
      "a count of the hardware model exceeds 2^62: the layer, its steps or its batch are too "
      "large");
}

std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  std::uint64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product) || product > largest_count) {
    refuse();
  }
  return product;
}

std::uint64_t plus(std::uint64_t a, std::uint64_t b) {
  std::uint64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum) || sum > largest_count) {
    refuse();
  }
  return sum;
}

constexpr std::array<Spread, 3> spreads{Spread::rows, Spread::columns, Spread::inner};

/// Of a stage, its batch in the columns.
struct Extents {
  std::uint64_t rows;
  std::uint64_t cols;
  std::uint64_t inner;
};

/// An extent cut into full tiles and at most one partial one.
struct Tiling {
  Tiling(std::uint64_t extent, std::uint64_t lanes)
      : width(lanes), full(extent / lanes), rest(extent % lanes) {}
  std::uint64_t width;
  std::uint64_t full;
  std::uint64_t rest;

  [[nodiscard]] std::uint64_t count() const { return full + (rest != 0 ? 1 : 0); }
  /// Kind 0 is the full tile, kind 1 the partial one.
  [[nodiscard]] std::uint64_t size(std::size_t kind) const { return kind == 0 ? width : rest; }
  [[nodiscard]] std::size_t first() const { return full != 0 ? 0 : 1; }
  [[nodiscard]] std::size_t last() const { return rest != 0 ? 1 : 0; }
};

/// Time of the tiles of one stage, and of their drains; [row kind][column kind], zero for kinds
/// that there are not.
struct TileTimes {
  std::array<std::array<std::uint64_t, 2>, 2> compute{};
  std::array<std::array<std::uint64_t, 2>, 2> drain{};
};

TileTimes tile_times(const Tiling& rows, const Tiling& columns, const Tiling& inner,
                     const Lanes& lanes) {
  TileTimes times_of;
  for (std::size_t r = rows.first(); r <= rows.last(); ++r) {
    for (std::size_t c = columns.first(); c <= columns.last(); ++c) {
      // A group of words is served as fast as the banks, or the weight port, let it.
      const auto group = [&](std::uint64_t width) {
        return std::max({std::uint64_t{1}, ceil_div(times(columns.size(c), width), lanes.banks),
                         ceil_div(times(rows.size(r), width), lanes.weight_port_words)});
      };
      times_of.compute.at(r).at(c) =
          plus(times(inner.full, group(inner.width)), inner.rest != 0 ? group(inner.rest) : 0);
      times_of.drain.at(r).at(c) = ceil_div(times(rows.size(r), columns.size(c)), lanes.banks);
    }
  }
  return times_of;
}

/// Sum over the tiles of max(compute, drain of the tile before) and the last drain, in closed form.
std::uint64_t tiles_cycles(const Tiling& rows, const Tiling& columns, const TileTimes& t) {
  const auto step = [&](std::size_t row_before, std::size_t column_before, std::size_t row,
                        std::size_t column) {
    return std::max(t.compute.at(row).at(column), t.drain.at(row_before).at(column_before));
  };
  const auto rest_of_row = [&](std::size_t row) {  // all tiles of a row of tiles but its first
    std::uint64_t sum = 0;
    if (columns.full > 1) {
      sum = times(columns.full - 1, step(row, 0, row, 0));
    }
    if (columns.full != 0 && columns.rest != 0) {
      sum = plus(sum, step(row, 0, row, 1));
    }
    return sum;
  };
  const std::size_t first = columns.first();
  const std::size_t last = columns.last();
  std::uint64_t cycles = t.compute.at(rows.first()).at(first);
  if (rows.full > 1) {
    cycles = plus(cycles, times(rows.full - 1, step(0, last, 0, first)));
  }
  if (rows.full != 0) {
    cycles = plus(cycles, times(rows.full, rest_of_row(0)));
  }
  if (rows.rest != 0) {
    if (rows.full != 0) {
      cycles = plus(cycles, step(0, last, 1, first));
    }
    cycles = plus(cycles, rest_of_row(1));
  }
  return plus(cycles, t.drain.at(rows.last()).at(last));
}

}  // namespace

std::uint64_t lanes_of(Spread spread, const Lanes& lanes, Mapping mapping) {
  return (mapping.over_macs == spread ? lanes.macs_per_pe : 1) *
         (mapping.over_pes == spread ? lanes.pes : 1);
}

Mapping mapping_of(std::string_view text) {
  for (const Spread over_macs : spreads) {
    for (const Spread over_pes : spreads) {
      if (name({over_macs, over_pes}) == text) {
        return {over_macs, over_pes};
      }
    }
  }
  throw std::invalid_argument("no mapping is called '" + std::string(text) + "'");
}

std::string_view name(Mapping mapping) {
  constexpr std::array<std::array<std::string_view, 3>, 3> names{
      {{"rows/rows", "rows/columns", "rows/inner"},
       {"columns/rows", "columns/columns", "columns/inner"},
       {"inner/rows", "inner/columns", "inner/inner"}}};
  return names.at(static_cast<std::size_t>(mapping.over_macs))
      .at(static_cast<std::size_t>(mapping.over_pes));
}

namespace {

/// The tiles of one stage under one mapping, and how long they take.
struct Schedule {
  Schedule(const Extents& extents, const Lanes& lanes, Mapping mapping)
      : rows(extents.rows, lanes_of(Spread::rows, lanes, mapping)),
        columns(extents.cols, lanes_of(Spread::columns, lanes, mapping)),
        inner(extents.inner, lanes_of(Spread::inner, lanes, mapping)),
        tiles(tile_times(rows, columns, inner, lanes)),
        streamed(tiles_cycles(rows, columns, tiles)),
        cycles(plus(streamed, lanes.access_cycles +
                                  static_cast<std::uint64_t>(std::bit_width(inner.width - 1)))) {}
  Tiling rows;
  Tiling columns;
  Tiling inner;
  TileTimes tiles;
  std::uint64_t streamed;  ///< the last drain included
  std::uint64_t cycles;    ///< with the access and the adder tree
};

/// Memory accesses that depend on the mapping.
struct Reads {
  Reads(const Extents& extents, const Schedule& schedule)
      : weights(times(times(extents.rows, extents.inner), schedule.columns.count())),
        activations(times(times(schedule.rows.count(), extents.inner), extents.cols)) {}
  std::uint64_t weights;
  std::uint64_t activations;
};

}  // namespace

StageActivity stage_activity(const MatrixStage& stage, std::uint64_t batch, const Lanes& lanes,
                             Mapping mapping) {
  const Extents extents{stage.rows, times(stage.cols, batch), stage.inner};
  const Schedule schedule(extents, lanes, mapping);
  StageActivity result;
  result.kind = stage.kind;
  result.mapping = name(mapping);
  result.rows = extents.rows;
  result.inner = extents.inner;
  result.cols = extents.cols;
  const std::uint64_t outputs = times(result.rows, result.cols);
  result.macs = times(outputs, result.inner);
  const std::uint64_t ideal =
      times(times(schedule.rows.count(), schedule.columns.count()), schedule.inner.count());
  const std::uint64_t last_drain =
      schedule.tiles.drain.at(schedule.rows.last()).at(schedule.columns.last());
  result.stall_cycles = schedule.streamed - last_drain - ideal;
  result.cycles = schedule.cycles;

  result.events.macs = result.macs;
  // A tree of a lanes adds a - 1 products, the accumulator one more sum: the additions of `macs`.
  result.events.register_accesses = times(outputs, schedule.inner.count());
  const Reads reads(extents, schedule);
  result.events.weight_reads = reads.weights;
  result.events.activation_reads = reads.activations;
  result.events.activation_writes = outputs;
  return result;
}

StageActivity best_stage_activity(const MatrixStage& stage, std::uint64_t batch,
                                  const Lanes& lanes) {
  const Extents extents{stage.rows, times(stage.cols, batch), stage.inner};
  std::optional<Mapping> best;
  std::uint64_t cycles = 0;
  std::uint64_t reads = 0;  // writes are the same under every mapping
  const auto consider = [&](Mapping mapping) {
    const std::uint64_t group =
        lanes_of(Spread::columns, lanes, mapping) * lanes_of(Spread::inner, lanes, mapping);
    if (!std::has_single_bit(group)) {
      return;
    }
    const Schedule schedule(extents, lanes, mapping);
    if (best && schedule.cycles > cycles) {
      return;
    }
    const Reads here(extents, schedule);
    if (!best || schedule.cycles < cycles || here.weights + here.activations < reads) {
      best = mapping;
      cycles = schedule.cycles;
      reads = here.weights + here.activations;
    }
  };
  consider(Mapping{});
  for (const Spread over_macs : spreads) {
    for (const Spread over_pes : spreads) {
      consider({over_macs, over_pes});
    }
  }
  // A PE count that is no power of two leaves rows/rows, whose groups are single words.
  return stage_activity(stage, batch, lanes, *best);
}

StageActivity element_wise_activity(const LstmWork& work, const Lanes& lanes) {
  const std::uint64_t units = times(work.hidden, work.batch);
  StageActivity result;
  result.kind = "element-wise";
  result.rows = work.hidden;
  result.inner = 1;
  result.cols = work.batch;
  result.events.activation_writes = times(work.inputs, work.batch);  // x arrives
  if (units == 0) {
    return result;
  }
  const bool two_products = std::any_of(work.stages.begin(), work.stages.end(),
                                        [](const MatrixStage& stage) { return stage.recurrent; });
  const std::uint64_t second_product = two_products ? times(4, units) : 0;
  result.events.lookups = times(5, units);
  result.events.multiplications = 3 * units;
  result.events.additions = plus(5 * units, second_product);
  result.events.weight_reads = 4 * units;                            // biases
  result.events.activation_reads = plus(5 * units, second_product);  // four gates and the cell
  result.cycles = element_wise_cycles(result.events, lanes);
  result.events.activation_writes =
      plus(result.events.activation_writes, 2 * units);  // cell, hidden
  return result;
}

std::uint64_t element_wise_cycles(const Events& events, const Lanes& lanes) {
  const std::uint64_t most = std::max({events.lookups, events.multiplications, events.additions});
  return plus(ceil_div(most, lanes.pes), lanes.access_cycles);
}

Activity sequence_activity(const LstmWork& work, std::vector<StageActivity> stages) {
  Activity activity;
  activity.stages = std::move(stages);
  Events sum;
  for (const StageActivity& stage : activity.stages) {
    activity.cycles_per_step = plus(activity.cycles_per_step, stage.cycles);
    for (const auto member : counted_events) {
      sum.*member = plus(sum.*member, stage.events.*member);
    }
  }
  for (const auto member : counted_events) {
    activity.per_sequence.*member = times(sum.*member, work.steps);
  }
  return activity;
}

}  // namespace paretree::hwmodel
