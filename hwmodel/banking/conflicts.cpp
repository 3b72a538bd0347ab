#include "hwmodel/banking/conflicts.hpp"

#include "hwmodel/banking/bank_loads.hpp"
#include "hwmodel/banking/remembered.hpp"
#include "hwmodel/division.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <vector>

namespace paretree::hwmodel {

namespace {

constexpr std::size_t most_stages = 1U << 17U;

using Key = std::vector<std::uint64_t>;

void append(Key& key, const Boundary& boundary, const AccessGroups& groups) {
  key.insert(key.end(), {groups.write_rows, groups.write_columns, groups.read_columns,
                         groups.read_inner, boundary.write_columns, boundary.read_columns,
                         std::uint64_t{boundary.written} * 2 + std::uint64_t{boundary.read},
                         boundary.parts.size()});
  for (const Boundary::Part& part : boundary.parts) {
    key.insert(
        key.end(),
        {part.size, std::uint64_t{part.written_as_row} * 2 + std::uint64_t{part.read_as_inner},
         part.write_stride, part.read_stride});
  }
}

/// What conflicts change of a stage.
struct Conflicts {
  std::uint64_t cycles = 0;  ///< of the tiles, their drains included
  std::uint64_t last_drain = 0;
  std::uint64_t read_conflicts = 0;
  std::uint64_t write_conflicts = 0;
};

struct Extents {
  std::uint64_t rows = 1;
  std::uint64_t cols = 1;
  std::uint64_t inner = 1;
};

std::uint64_t part_of(std::uint64_t extent, std::uint64_t width, std::uint64_t number) {
  return std::min(width, extent - number * width);
}

/// Cycles and read conflicts of one tile of every column, for so many rows.
struct TileReads {
  std::vector<std::uint64_t> compute;  ///< by column tile
  std::uint64_t conflicts = 0;         ///< of all column tiles together
};

TileReads tile_reads(const Extents& extents, std::uint64_t rows, const Lanes& lanes,
                     const AccessGroups& groups, const std::vector<std::uint32_t>& reads) {
  const std::uint64_t column_tiles = ceil_div(extents.cols, groups.read_columns);
  TileReads tile{std::vector<std::uint64_t>(column_tiles, 0), 0};
  for (std::uint64_t k = 0; k < ceil_div(extents.inner, groups.read_inner); ++k) {
    const std::uint64_t inner = part_of(extents.inner, groups.read_inner, k);
    const std::uint64_t weights = ceil_div(rows * inner, lanes.weight_port_words);
    for (std::uint64_t c = 0; c < column_tiles; ++c) {
      const std::uint64_t load = reads[k * column_tiles + c];
      tile.compute[c] += std::max({std::uint64_t{1}, load, weights});
      tile.conflicts +=
          load - ceil_div(part_of(extents.cols, groups.read_columns, c) * inner, lanes.banks);
    }
  }
  return tile;
}

Conflicts walk_tiles(const Extents& extents, const Lanes& lanes, const AccessGroups& in_groups,
                     const AccessGroups& out_groups, const std::vector<std::uint32_t>& reads,
                     const std::vector<std::uint32_t>& writes) {
  const std::uint64_t row_tiles = ceil_div(extents.rows, out_groups.write_rows);
  const std::uint64_t column_tiles = ceil_div(extents.cols, in_groups.read_columns);
  Conflicts sum;
  TileReads tile;
  std::uint64_t rows = 0;
  for (std::uint64_t r = 0; r < row_tiles; ++r) {
    const std::uint64_t rows_here = part_of(extents.rows, out_groups.write_rows, r);
    if (rows_here != rows) {  // the first tile, and a last one that is not full
      rows = rows_here;
      tile = tile_reads(extents, rows, lanes, in_groups, reads);
    }
    sum.read_conflicts += tile.conflicts;
    for (std::uint64_t c = 0; c < column_tiles; ++c) {
      sum.cycles += std::max(tile.compute[c], sum.last_drain);
      sum.last_drain = writes[r * column_tiles + c];
      sum.write_conflicts +=
          sum.last_drain -
          ceil_div(rows * part_of(extents.cols, in_groups.read_columns, c), lanes.banks);
    }
  }
  sum.cycles += sum.last_drain;
  return sum;
}

}  // namespace

void add_conflicts(const Boundary& in, const Boundary& out, const AccessGroups& in_groups,
                   const AccessGroups& out_groups, BankMapping mapping, const Lanes& lanes,
                   Mapping spread, StageActivity& stage) {
  static Remembered<Conflicts> memory(most_stages);
  Key key{static_cast<std::uint64_t>(mapping), lanes.banks, lanes.weight_port_words,
          static_cast<std::uint64_t>(spread.over_macs) * 3 +
              static_cast<std::uint64_t>(spread.over_pes),
          stage.rows};
  append(key, in, in_groups);
  append(key, out, out_groups);
  std::optional<Conflicts> conflicts = memory.find(key);
  if (!conflicts) {
    const BankFunction reads(in, mapping, lanes.banks, in_groups);
    const BankFunction writes(out, mapping, lanes.banks, out_groups);
    conflicts = walk_tiles({stage.rows, stage.cols, stage.inner}, lanes, in_groups, out_groups,
                           *read_loads(in, reads, lanes.banks, in_groups),
                           *write_loads(out, writes, lanes.banks, out_groups));
    memory.keep(key, *conflicts);
  }
  // What does not depend on banks stays: tiles times groups, the access, the adder tree.
  const std::uint64_t ideal = ceil_div(stage.rows, out_groups.write_rows) *
                              ceil_div(stage.cols, in_groups.read_columns) *
                              ceil_div(stage.inner, in_groups.read_inner);
  const auto tree = static_cast<std::uint64_t>(std::bit_width(in_groups.read_inner - 1));
  const std::uint64_t free = stage.cycles;
  stage.cycles = conflicts->cycles + lanes.access_cycles + tree;
  stage.stall_cycles = conflicts->cycles - conflicts->last_drain - ideal;
  stage.read_conflicts = conflicts->read_conflicts;
  stage.write_conflicts = conflicts->write_conflicts;
  stage.conflict_cycles = stage.cycles - free;
}

}  // namespace paretree::hwmodel
