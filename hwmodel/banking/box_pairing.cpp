#include "hwmodel/banking/box_pairing.hpp"

#include <algorithm>
#include <limits>

namespace paretree::hwmodel {

namespace {

std::uint64_t pieces(std::uint64_t size, unsigned bits) {
  return (size + (std::uint64_t{1} << bits) - 1) >> bits;
}

}  // namespace

Box fewest_tiles(const std::vector<Digit>& columns, unsigned bits) {
  constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();
  // least[i][b]: tiles of the digits from i on with b bits.
  std::vector<std::vector<std::uint64_t>> least(columns.size() + 1,
                                                std::vector<std::uint64_t>(bits + 1, none));
  least.back()[0] = 1;
  for (std::size_t i = columns.size(); i-- > 0;) {
    for (unsigned all = 0; all <= bits; ++all) {
      for (unsigned own = 0; own <= all; ++own) {
        const std::uint64_t rest = least[i + 1][all - own];
        if (rest != none) {
          least[i][all] = std::min(least[i][all], pieces(columns[i].size, own) * rest);
        }
      }
    }
  }
  Box box;
  box.bits.assign(columns.size(), 0);
  if (columns.empty()) {
    return box;
  }
  box.tiles = least[0][bits];
  unsigned left = bits;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    for (unsigned own = 0; own <= left; ++own) {
      const std::uint64_t rest = least[i + 1][left - own];
      if (rest != none && pieces(columns[i].size, own) * rest == least[i][left]) {
        box.bits[i] = own;
        left -= own;
        break;
      }
    }
  }
  return box;
}

BoxPairing::BoxPairing(std::vector<BoxedDigit> digits) : digits_(std::move(digits)) {
  for (std::size_t i = 0; i < digits_.size(); ++i) {
    const BoxedDigit& digit = digits_[i];
    for (unsigned bit = 0; bit < std::max(digit.write_bits, digit.read_bits); ++bit) {
      auto& bits = bit >= digit.read_bits    ? write_only_
                   : bit >= digit.write_bits ? read_only_
                                             : common_;
      bits.push_back({i, bit});
    }
    depth_ *= pieces(digit.size, std::max(digit.write_bits, digit.read_bits));
  }
  paired_ = static_cast<unsigned>(std::min(write_only_.size(), read_only_.size()));
  bank_bits_ =
      static_cast<unsigned>(common_.size() + std::max(write_only_.size(), read_only_.size()));
  depth_ <<= paired_;
}

std::uint64_t BoxPairing::value(const std::vector<std::uint64_t>& digits, const Bit& bit) {
  return digits[bit.digit] >> bit.bit & 1U;
}

BoxPairing::Place BoxPairing::place(const std::vector<std::uint64_t>& digits) const {
  Place place;
  for (const Bit& bit : common_) {
    place.bank = place.bank * 2 + value(digits, bit);
  }
  for (std::size_t i = 0; i < digits_.size(); ++i) {
    const unsigned taken = std::max(digits_[i].write_bits, digits_[i].read_bits);
    place.row = place.row * pieces(digits_[i].size, taken) + (digits[i] >> taken);
  }
  const bool reads_are_shorter = read_only_.size() <= write_only_.size();
  for (std::size_t j = 0; j < std::max(write_only_.size(), read_only_.size()); ++j) {
    const std::uint64_t u = j < write_only_.size() ? value(digits, write_only_[j]) : 0;
    const std::uint64_t v = j < read_only_.size() ? value(digits, read_only_[j]) : 0;
    place.bank = place.bank * 2 + (u ^ v);
    if (j < paired_) {
      place.row = place.row * 2 + (reads_are_shorter ? v : u);
    }
  }
  return place;
}

}  // namespace paretree::hwmodel
