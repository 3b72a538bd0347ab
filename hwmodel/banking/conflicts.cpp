#include "hwmodel/banking/conflicts.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>
#include <map>
#include <mutex>
#include <numeric>
#include <shared_mutex>

namespace paretree::hwmodel {

namespace {

std::uint64_t ceil_div(std::uint64_t a, std::uint64_t b) {
  return (a + b - 1) / b;
}

/// Words of the fullest bank of every group; groups are numbered.
class FullestBanks {
 public:
  FullestBanks(std::uint64_t groups, std::uint64_t banks)
      : banks_(banks), counts_(groups * banks, 0), fullest_(groups, 0) {}

  void add(std::uint64_t group, std::uint64_t bank) {
    fullest_[group] = std::max(fullest_[group], ++counts_[group * banks_ + bank]);
  }
  [[nodiscard]] const std::vector<std::uint32_t>& fullest() const { return fullest_; }

 private:
  std::uint64_t banks_;
  std::vector<std::uint32_t> counts_;
  std::vector<std::uint32_t> fullest_;
};

std::uint64_t rows_of(const Boundary& boundary) {
  return boundary.words() / boundary.write_columns;
}
std::uint64_t inner_of(const Boundary& boundary) {
  return boundary.words() / boundary.read_columns;
}

/// Lanes are powers of two as a rule: a shift is much faster than a division.
class Divisor {
 public:
  explicit Divisor(std::uint64_t value)
      : value_(value), shift_(std::countr_zero(value)), shifts_(std::has_single_bit(value)) {}
  [[nodiscard]] std::uint64_t quotient(std::uint64_t number) const {
    return shifts_ ? number >> static_cast<unsigned>(shift_) : number / value_;
  }

 private:
  std::uint64_t value_;
  int shift_;
  bool shifts_;
};

/// How one side accesses a tensor: groups of `first_width` rows (or contracted indices) and
/// `column_width` columns, numbered [first][column].
struct Side {
  bool writes = false;
  std::uint64_t first_width = 1;
  std::uint64_t column_width = 1;
  std::uint64_t column_tiles = 1;
  std::uint64_t groups = 1;
};

Side reading(const Boundary& boundary, const AccessGroups& groups) {
  const std::uint64_t tiles = ceil_div(boundary.read_columns, groups.read_columns);
  return {false, groups.read_inner, groups.read_columns, tiles,
          tiles * ceil_div(inner_of(boundary), groups.read_inner)};
}

Side writing(const Boundary& boundary, const AccessGroups& groups) {
  const std::uint64_t tiles = ceil_div(boundary.write_columns, groups.write_columns);
  return {true, groups.write_rows, groups.write_columns, tiles,
          tiles * ceil_div(rows_of(boundary), groups.write_rows)};
}

/// Some of the values of a part: `size` of them, what each next one adds.
struct Digits {
  std::uint64_t size = 1;
  bool first = false;       ///< a row or contracted index of the side, else a column
  std::uint64_t index = 0;  ///< added to the side's row, contracted index or column
  std::uint64_t address = 0;
  std::uint64_t inner = 0;
  std::uint64_t read_column = 0;
};

/// Digits whose next value leads to another group of the side, each word of it, and digits within.
struct SplitDigits {
  std::vector<Digits> between;
  std::vector<Digits> within;
};

SplitDigits split_digits(const Boundary& boundary, const Side& side) {
  SplitDigits split;
  std::uint64_t address = boundary.words();
  for (const Boundary::Part& part : boundary.parts) {
    address /= part.size;
    Digits digits{part.size,
                  side.writes ? part.written_as_row : part.read_as_inner,
                  side.writes ? part.write_stride : part.read_stride,
                  address,
                  part.read_as_inner ? part.read_stride : 0,
                  part.read_as_inner ? 0 : part.read_stride};
    const std::uint64_t width = digits.first ? side.first_width : side.column_width;
    // So many values move by a whole number of groups.
    const std::uint64_t together = width / std::gcd(width, digits.index);
    if (together < part.size && part.size % together == 0) {
      split.between.push_back({part.size / together, digits.first, digits.index * together,
                               digits.address * together, digits.inner * together,
                               digits.read_column * together});
      digits.size = together;
    }
    if (digits.size > 1) {
      split.within.push_back(digits);
    }
  }
  return split;
}

/// Calls visit(sums) for every combination of the digits' values.
template <typename Visit>
void for_each_value(const std::vector<Digits>& digits, const Visit& visit) {
  struct Sums {
    std::uint64_t first = 0;
    std::uint64_t column = 0;
    std::uint64_t address = 0;
    std::uint64_t inner = 0;
    std::uint64_t read_column = 0;
  } sums;
  std::vector<std::uint64_t> at(digits.size(), 0);
  const auto move = [&](const Digits& digit, std::uint64_t times) {
    (digit.first ? sums.first : sums.column) += digit.index * times;
    sums.address += digit.address * times;
    sums.inner += digit.inner * times;
    sums.read_column += digit.read_column * times;
  };
  while (true) {
    visit(sums);
    std::size_t number = digits.size();
    while (true) {
      if (number == 0) {
        return;
      }
      const Digits& digit = digits[--number];
      if (++at[number] < digit.size) {
        move(digit, 1);
        break;
      }
      at[number] = 0;
      move(digit, 0 - (digit.size - 1));
    }
  }
}

/// The fullest bank of every group of one side.
///
/// Where the bank is a sum of what the digits add, modulo banks, a digit that leads from group to
/// group turns all banks of the group alike: only the digits within groups are enumerated.
/// Complexity: O(groups, and words that differ in more than such a turn).
std::vector<std::uint32_t> loads(const Boundary& boundary, const BankFunction& function,
                                 std::uint64_t banks, const Side& side) {
  SplitDigits digits = split_digits(boundary, side);
  if (!function.additive()) {
    digits.within.insert(digits.within.end(), digits.between.begin(), digits.between.end());
    digits.between.clear();
  }
  const Divisor first_width(side.first_width);
  const Divisor column_width(side.column_width);
  const auto group = [&](const auto& sums) {
    return first_width.quotient(sums.first) * side.column_tiles +
           column_width.quotient(sums.column);
  };
  FullestBanks of_first(side.groups, banks);
  std::vector<std::uint64_t> seen;
  for_each_value(digits.within, [&](const auto& sums) {
    const std::uint64_t number = group(sums);
    of_first.add(number, function.bank(sums.address, sums.inner, sums.read_column));
    if (!digits.between.empty() && (seen.empty() || seen.back() != number)) {
      seen.push_back(number);
    }
  });
  if (digits.between.empty()) {
    return of_first.fullest();
  }
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  std::vector<std::uint32_t> all(side.groups, 0);
  for_each_value(digits.between, [&](const auto& sums) {
    for (const std::uint64_t number : seen) {
      all[group(sums) + number] = of_first.fullest()[number];
    }
  });
  return all;
}

std::vector<std::uint32_t> read_loads(const Boundary& boundary, const BankFunction& function,
                                      std::uint64_t banks, const AccessGroups& groups) {
  return loads(boundary, function, banks, reading(boundary, groups));
}

std::vector<std::uint32_t> write_loads(const Boundary& boundary, const BankFunction& function,
                                       std::uint64_t banks, const AccessGroups& groups) {
  return loads(boundary, function, banks, writing(boundary, groups));
}

/// The fullest banks together: the pitch is chosen by it.
std::uint64_t all_loads(const Boundary& boundary, const BankFunction& function, std::uint64_t banks,
                        const AccessGroups& groups) {
  std::uint64_t sum = 0;
  for (const std::uint32_t load : read_loads(boundary, function, banks, groups)) {
    sum += load;
  }
  if (boundary.written) {
    for (const std::uint32_t load : write_loads(boundary, function, banks, groups)) {
      sum += load;
    }
  }
  return sum;
}

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

/// What has been computed, by key. Forgets everything when full.
template <typename Value>
class Memory {
 public:
  [[nodiscard]] std::optional<Value> find(const Key& key) const {
    const std::shared_lock lock(mutex_);
    const auto found = known_.find(key);
    return found == known_.end() ? std::nullopt : std::optional<Value>(found->second);
  }
  void keep(const Key& key, const Value& value) {
    const std::unique_lock lock(mutex_);
    if (known_.size() >= most_) {
      known_.clear();
    }
    known_.emplace(key, value);
  }

 private:
  static constexpr std::size_t most_ = 1U << 17U;
  mutable std::shared_mutex mutex_;
  std::map<Key, Value> known_;
};

std::uint64_t best_pitch(const Boundary& boundary, std::uint64_t banks, const AccessGroups& groups,
                         const auto& with_pitch) {
  static Memory<std::uint64_t> memory;
  Key key{banks};
  append(key, boundary, groups);
  if (const auto known = memory.find(key)) {
    return *known;
  }
  std::uint64_t best = 0;
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  for (std::uint64_t pitch = 0; pitch < banks; ++pitch) {
    const std::uint64_t sum = all_loads(boundary, with_pitch(pitch), banks, groups);
    if (sum < least) {
      least = sum;
      best = pitch;
    }
  }
  memory.keep(key, best);
  return best;
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

BankFunction::BankFunction(const Boundary& boundary, BankMapping mapping, std::uint64_t banks,
                           const AccessGroups& groups)
    : mapping_(mapping), banks_(banks) {
  assert(mapping != BankMapping::xor_box);
  if (mapping == BankMapping::skew) {
    pitch_ = best_pitch(boundary, banks, groups, [&](std::uint64_t pitch) {
      BankFunction function = *this;
      function.pitch_ = pitch;
      return function;
    });
  }
}

std::uint64_t BankFunction::bank(std::uint64_t address, std::uint64_t inner,
                                 std::uint64_t read_column) const {
  switch (mapping_) {
    case BankMapping::skew:
      return (read_column + pitch_ * inner) % banks_;
    case BankMapping::xor_fold: {
      const auto bits = static_cast<std::uint64_t>(std::bit_width(banks_ - 1));
      std::uint64_t folded = 0;
      for (; bits > 0 && address != 0; address >>= bits) {
        folded ^= address & (banks_ - 1);
      }
      return folded;
    }
    case BankMapping::linear:
    case BankMapping::xor_box:
      break;
  }
  return address % banks_;
}

void add_conflicts(const Boundary& in, const Boundary& out, const AccessGroups& in_groups,
                   const AccessGroups& out_groups, BankMapping mapping, const Lanes& lanes,
                   Mapping spread, StageActivity& stage) {
  static Memory<Conflicts> memory;
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
                           read_loads(in, reads, lanes.banks, in_groups),
                           write_loads(out, writes, lanes.banks, out_groups));
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
