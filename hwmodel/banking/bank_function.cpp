#include "hwmodel/banking/bank_function.hpp"

#include "hwmodel/banking/bank_loads.hpp"
#include "hwmodel/banking/remembered.hpp"

#include <bit>
#include <cassert>
#include <limits>
#include <numeric>

namespace paretree::hwmodel {

namespace {

constexpr std::size_t most_pitches = 1U << 17U;

/// The fullest banks together: the pitch is chosen by it.
std::uint64_t all_loads(const Boundary& boundary, const BankFunction& function, std::uint64_t banks,
                        const AccessGroups& groups) {
  const BankLoads reads = read_loads(boundary, function, banks, groups);
  std::uint64_t sum = std::accumulate(reads->begin(), reads->end(), std::uint64_t{0});
  if (boundary.written) {
    const BankLoads writes = write_loads(boundary, function, banks, groups);
    sum = std::accumulate(writes->begin(), writes->end(), sum);
  }
  return sum;
}

std::uint64_t best_pitch(const Boundary& boundary, std::uint64_t banks, const AccessGroups& groups,
                         const auto& with_pitch) {
  static Remembered<std::uint64_t> memory(most_pitches);
  Remembered<std::uint64_t>::Key key{banks,
                                     groups.write_rows,
                                     groups.write_columns,
                                     groups.read_columns,
                                     groups.read_inner,
                                     boundary.write_columns,
                                     boundary.read_columns,
                                     std::uint64_t{boundary.written}};
  for (const Boundary::Part& part : boundary.parts) {
    key.insert(key.end(), {part.size, std::uint64_t{part.written_as_row},
                           std::uint64_t{part.read_as_inner}, part.write_stride, part.read_stride});
  }
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
      const auto bits = static_cast<unsigned>(std::bit_width(banks_ - 1));
      return folded(static_cast<std::uint32_t>(address), bits);
    }
    case BankMapping::linear:
    case BankMapping::xor_box:
      break;
  }
  return address % banks_;
}

}  // namespace paretree::hwmodel
