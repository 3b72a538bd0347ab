#include "tests/rtl/hwmodel/address_tables.hpp"

#include <algorithm>

namespace paretree::testing {

namespace {

using Sizes = std::vector<std::uint64_t>;  // of nested loops, the outermost first

std::uint64_t product(const Sizes& sizes) {
  std::uint64_t all = 1;
  for (const std::uint64_t size : sizes) {
    all *= size;
  }
  return all;
}

/// One loop for what is odd of a digit, one for each bit below it.
void split(std::uint64_t size, Sizes& loops) {
  std::uint64_t bits = 0;
  for (; size % 2 == 0; size /= 2) {
    ++bits;
  }
  if (size > 1) {
    loops.push_back(size);
  }
  loops.insert(loops.end(), bits, 2);
}

Sizes split(const std::vector<hwmodel::Digit>& digits) {
  Sizes loops;
  for (const hwmodel::Digit& digit : digits) {
    split(digit.size, loops);
  }
  return loops;
}

/// Takes the innermost loops that together have `lanes` values, or all. Nothing where loops and
/// lanes do not divide.
std::optional<Sizes> taken(Sizes& loops, std::uint64_t lanes) {
  Sizes inside;
  while (!loops.empty() && product(inside) < lanes) {
    inside.insert(inside.begin(), loops.back());
    loops.pop_back();
  }
  if (product(inside) > lanes && !loops.empty()) {
    return std::nullopt;
  }
  return inside;
}

/// place(number, lane): of the nested loops' number-th round.
std::optional<WalkTables> walk_of(const Sizes& loops, const RtlShape& shape,
                                  const std::function<Place(std::uint64_t, std::uint64_t)>& place) {
  const std::uint32_t rows = (1U << shape.row_bits) - 1;
  WalkTables tables;
  std::uint64_t inside = 1;
  for (std::size_t at = loops.size(); at-- > 0;) {
    const Place before = place(inside - 1, 0);
    const Place after = place(inside, 0);
    tables.last.push_back(static_cast<std::uint32_t>(loops[at] - 1));
    tables.step.push_back((after.row - before.row) & rows);
    tables.flip.push_back(after.bank ^ before.bank);
    inside *= loops[at];
    if (loops[at] > (1U << shape.count_bits)) {
      return std::nullopt;
    }
  }
  const Place first = place(0, 0);
  for (std::uint64_t lane = 0; lane < shape.pes; ++lane) {
    tables.lane_bank.push_back(place(0, lane).bank ^ first.bank);
    tables.lane_row.push_back(place(0, lane).row ^ first.row);
  }
  if (loops.size() > shape.loops || first != Place{}) {
    return std::nullopt;
  }
  // The walk as the RTL makes it.
  std::vector<std::uint32_t> count(loops.size(), 0);
  Place at;
  for (std::uint64_t number = 0; number < inside; ++number) {
    for (std::uint64_t lane = 0; lane < shape.pes; ++lane) {
      const Place here{at.bank ^ tables.lane_bank[lane], at.row ^ tables.lane_row[lane]};
      if (here != place(number, lane) || here.row > rows) {
        return std::nullopt;
      }
    }
    std::size_t loop = 0;
    while (loop < count.size() && count[loop] == tables.last[loop]) {
      count[loop++] = 0;
    }
    if (loop < count.size()) {
      ++count[loop];
      at.row = (at.row + tables.step[loop]) & rows;
      at.bank ^= tables.flip[loop];
    }
  }
  return tables;
}

}  // namespace

std::optional<StageTables> stage_tables(const hwmodel::MatrixStage& stage, std::uint64_t batch,
                                        const hwmodel::StageOrder& order,
                                        const std::vector<Place>& in_places,
                                        const std::vector<Place>& out_places,
                                        const RtlShape& shape) {
  const std::uint64_t columns = stage.cols * batch;
  const std::uint64_t row_tiles = (stage.rows + shape.macs - 1) / shape.macs;
  if (columns % shape.pes != 0) {
    return std::nullopt;
  }
  std::vector<hwmodel::Digit> column_digits = stage.col_digits;
  column_digits.push_back({0, batch});
  Sizes tiles;
  if (order.box_bits.empty()) {
    tiles = split(column_digits);
    if (!taken(tiles, shape.pes)) {
      return std::nullopt;
    }
  } else {
    for (std::size_t i = 0; i < column_digits.size(); ++i) {
      split(column_digits[i].size >> order.box_bits[i], tiles);
    }
  }
  Sizes outer_rows = split(stage.row_digits);
  const std::optional<Sizes> rows_of_tile = taken(outer_rows, shape.macs);
  if (!rows_of_tile || product(outer_rows) != row_tiles || product(tiles) != columns / shape.pes) {
    return std::nullopt;
  }
  Sizes reads;
  if (row_tiles > 1) {
    reads.push_back(row_tiles);
  }
  reads.insert(reads.end(), tiles.begin(), tiles.end());
  const Sizes inner = split(stage.inner_digits);
  reads.insert(reads.end(), inner.begin(), inner.end());
  Sizes writes = outer_rows;
  writes.insert(writes.end(), tiles.begin(), tiles.end());
  writes.insert(writes.end(), rows_of_tile->begin(), rows_of_tile->end());

  const auto column_of = [&](std::uint64_t tile, std::uint64_t lane) {
    return order.columns[tile * shape.pes + lane];
  };
  const std::uint64_t column_tiles = product(tiles);
  const std::uint64_t together = product(*rows_of_tile);
  const auto read = walk_of(reads, shape, [&](std::uint64_t number, std::uint64_t lane) {
    const std::uint64_t tile = number / stage.inner % column_tiles;
    return in_places[number % stage.inner * columns + column_of(tile, lane)];
  });
  const auto write = walk_of(writes, shape, [&](std::uint64_t number, std::uint64_t lane) {
    const std::uint64_t tile = number / together % column_tiles;
    const std::uint64_t row = number / together / column_tiles * together + number % together;
    return out_places[row * columns + column_of(tile, lane)];
  });
  if (!read || !write) {
    return std::nullopt;
  }
  return StageTables{*read, *write};
}

}  // namespace paretree::testing
