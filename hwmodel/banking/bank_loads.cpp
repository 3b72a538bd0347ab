#include "hwmodel/banking/bank_loads.hpp"

#include "hwmodel/banking/remembered.hpp"
#include "hwmodel/division.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <optional>

namespace paretree::hwmodel {

namespace {

/// Loads of groups kept: 64 MiB of them.
constexpr std::size_t most_loads = 1U << 24U;

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

  [[nodiscard]] bool first(const Boundary::Part& part) const {
    return writes ? part.written_as_row : part.read_as_inner;
  }
  [[nodiscard]] std::uint64_t stride(const Boundary::Part& part) const {
    return writes ? part.write_stride : part.read_stride;
  }
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
                  side.first(part),
                  side.stride(part),
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

/// What every row (or contracted index) and every column of the side adds to a word's address.
struct AddressTerms {
  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> column;
};

AddressTerms address_terms(const Boundary& boundary, const Side& side) {
  std::uint64_t firsts = 1;
  std::uint64_t columns = 1;
  for (const Boundary::Part& part : boundary.parts) {
    (side.first(part) ? firsts : columns) *= part.size;
  }
  AddressTerms terms{std::vector<std::uint32_t>(firsts, 0), std::vector<std::uint32_t>(columns, 0)};
  std::uint64_t address = boundary.words();
  for (const Boundary::Part& part : boundary.parts) {
    address /= part.size;
    std::vector<std::uint32_t>& of = side.first(part) ? terms.first : terms.column;
    for (std::uint64_t index = 0; index < of.size(); ++index) {
      of[index] += static_cast<std::uint32_t>(index / side.stride(part) % part.size * address);
    }
  }
  return terms;
}

/// The fullest bank of every group where banks are folded addresses: group by group, so that the
/// counters of one stay in the nearest cache.   Complexity: O(words).
std::vector<std::uint32_t> folded_loads(const Boundary& boundary, std::uint64_t banks,
                                        const Side& side) {
  const AddressTerms terms = address_terms(boundary, side);
  const auto bits = static_cast<unsigned>(std::bit_width(banks - 1));
  std::vector<std::uint32_t> loads;
  loads.reserve(side.groups);
  std::vector<std::uint32_t> counts(banks);
  std::vector<std::uint32_t> bank(side.column_width);
  for (std::size_t f = 0; f < terms.first.size(); f += side.first_width) {
    const std::size_t last = std::min(terms.first.size(), f + side.first_width);
    for (std::size_t c = 0; c < terms.column.size(); c += side.column_width) {
      const std::size_t width = std::min<std::size_t>(side.column_width, terms.column.size() - c);
      std::fill(counts.begin(), counts.end(), 0U);
      for (std::size_t row = f; row < last; ++row) {
        for (std::size_t column = 0; column < width; ++column) {
          bank[column] = folded(terms.first[row] + terms.column[c + column], bits);
        }
        for (std::size_t column = 0; column < width; ++column) {
          ++counts[bank[column]];
        }
      }
      loads.push_back(*std::max_element(counts.begin(), counts.end()));
    }
  }
  return loads;
}

/// The fullest bank of every group of one side.
///
/// Where the bank is a sum of what the digits add, modulo banks, a digit that leads from group to
/// group turns all banks of the group alike: only the digits within groups are enumerated.
/// Complexity: O(groups, and words that differ in more than such a turn).
std::vector<std::uint32_t> counted_loads(const Boundary& boundary, const BankFunction& function,
                                         std::uint64_t banks, const Side& side) {
  if (!function.additive()) {
    return folded_loads(boundary, banks, side);
  }
  const SplitDigits digits = split_digits(boundary, side);
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

/// The tensor as one side sees it where banks follow from addresses: what the other side makes of
/// them does not matter, and neighbouring parts are one.
Boundary seen_from(const Boundary& boundary, const Side& side) {
  Boundary seen;
  for (const Boundary::Part& part : boundary.parts) {
    const bool first = side.first(part);
    const std::uint64_t stride = side.stride(part);
    if (!seen.parts.empty()) {
      Boundary::Part& before = seen.parts.back();
      if (before.written_as_row == first && before.write_stride == stride * part.size) {
        before = {before.size * part.size, first, first, stride, stride};
        continue;
      }
    }
    seen.parts.push_back({part.size, first, first, stride, stride});
  }
  return seen;
}

BankLoads loads(const Boundary& boundary, const BankFunction& function, std::uint64_t banks,
                const Side& side) {
  const auto counted = [&](const Boundary& tensor) {
    return std::make_shared<const std::vector<std::uint32_t>>(
        counted_loads(tensor, function, banks, side));
  };
  if (!function.by_address()) {
    return counted(boundary);  // few sides are alike
  }
  static Remembered<BankLoads> memory(most_loads);
  const Boundary seen = seen_from(boundary, side);
  Remembered<BankLoads>::Key key{static_cast<std::uint64_t>(function.mapping()), banks,
                                 std::uint64_t{side.writes}, side.first_width, side.column_width};
  for (const Boundary::Part& part : seen.parts) {
    key.insert(key.end(), {part.size, std::uint64_t{part.written_as_row}, part.write_stride});
  }
  std::optional<BankLoads> known = memory.find(key);
  if (!known) {
    known = counted(seen);
    memory.keep(key, *known, (*known)->size());
  }
  return *known;
}

}  // namespace

BankLoads read_loads(const Boundary& boundary, const BankFunction& function, std::uint64_t banks,
                     const AccessGroups& groups) {
  return loads(boundary, function, banks, reading(boundary, groups));
}

BankLoads write_loads(const Boundary& boundary, const BankFunction& function, std::uint64_t banks,
                      const AccessGroups& groups) {
  return loads(boundary, function, banks, writing(boundary, groups));
}

}  // namespace paretree::hwmodel
