#include "hwmodel/banking/conflicts.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <map>
#include <mutex>
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

/// The fullest bank of every read group, [inner group][column tile].
std::vector<std::uint32_t> read_loads(const Boundary& boundary, const BankFunction& function,
                                      std::uint64_t banks, const AccessGroups& groups) {
  const std::uint64_t tiles = ceil_div(boundary.read_columns, groups.read_columns);
  FullestBanks loads(tiles * ceil_div(inner_of(boundary), groups.read_inner), banks);
  std::uint64_t address = 0;
  for_each_word(boundary, [&](std::uint64_t /*row*/, std::uint64_t /*column*/, std::uint64_t inner,
                              std::uint64_t read_column) {
    loads.add(inner / groups.read_inner * tiles + read_column / groups.read_columns,
              function.bank(address++, inner, read_column));
  });
  return loads.fullest();
}

/// The fullest bank of every tile written, [row tile][column tile].
std::vector<std::uint32_t> write_loads(const Boundary& boundary, const BankFunction& function,
                                       std::uint64_t banks, const AccessGroups& groups) {
  const std::uint64_t tiles = ceil_div(boundary.write_columns, groups.write_columns);
  FullestBanks loads(tiles * ceil_div(rows_of(boundary), groups.write_rows), banks);
  std::uint64_t address = 0;
  for_each_word(boundary, [&](std::uint64_t row, std::uint64_t column, std::uint64_t inner,
                              std::uint64_t read_column) {
    loads.add(row / groups.write_rows * tiles + column / groups.write_columns,
              function.bank(address++, inner, read_column));
  });
  return loads.fullest();
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

Conflicts walk_tiles(const Extents& extents, const Lanes& lanes, const AccessGroups& in_groups,
                     const AccessGroups& out_groups, const std::vector<std::uint32_t>& reads,
                     const std::vector<std::uint32_t>& writes) {
  const std::uint64_t row_tiles = ceil_div(extents.rows, out_groups.write_rows);
  const std::uint64_t column_tiles = ceil_div(extents.cols, in_groups.read_columns);
  const std::uint64_t inner_groups = ceil_div(extents.inner, in_groups.read_inner);
  Conflicts sum;
  for (std::uint64_t r = 0; r < row_tiles; ++r) {
    const std::uint64_t rows = part_of(extents.rows, out_groups.write_rows, r);
    for (std::uint64_t c = 0; c < column_tiles; ++c) {
      const std::uint64_t cols = part_of(extents.cols, in_groups.read_columns, c);
      std::uint64_t compute = 0;
      for (std::uint64_t k = 0; k < inner_groups; ++k) {
        const std::uint64_t inner = part_of(extents.inner, in_groups.read_inner, k);
        const std::uint64_t load = reads[k * column_tiles + c];
        compute +=
            std::max({std::uint64_t{1}, load, ceil_div(rows * inner, lanes.weight_port_words)});
        sum.read_conflicts += load - ceil_div(cols * inner, lanes.banks);
      }
      sum.cycles += std::max(compute, sum.last_drain);
      sum.last_drain = writes[r * column_tiles + c];
      sum.write_conflicts += sum.last_drain - ceil_div(rows * cols, lanes.banks);
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
