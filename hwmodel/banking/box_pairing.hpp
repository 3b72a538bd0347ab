#ifndef PARETREE_HWMODEL_BANKING_BOX_PAIRING_HPP
#define PARETREE_HWMODEL_BANKING_BOX_PAIRING_HPP

#include "hwmodel/workload.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace paretree::hwmodel {

/// A tile of columns as a box: of every digit the values that differ in these low bits.
struct Box {
  std::vector<unsigned> bits;  ///< by digit
  std::uint64_t tiles = 1;     ///< boxes that cover all columns: product of ceil(size / 2^bits)
};

/// The box of 2^bits columns with the fewest tiles; of equals the one with more bits in later
/// digits. Complexity: O(digits bits^2).
[[nodiscard]] Box fewest_tiles(const std::vector<Digit>& columns, unsigned bits);

/// One digit of a tensor between two stages, with the bits it has in the box written at once and in
/// the box read at once.
struct BoxedDigit {
  std::uint64_t size = 1;
  unsigned write_bits = 0;
  unsigned read_bits = 0;
};

/// A bank and a row for every word, such that the words of a box written in one cycle lie in
/// different banks, and those of a box read in one cycle, too.
///
/// With c the bits that both boxes have, U the other bits of the write box and V those of the read
/// box, the j-th of U paired with the j-th of V: bank = (c, U xor V), what the longer of U and V
/// has more going straight into the bank; row = (the digits without their box bits, V or, where U
/// is the shorter, U). A write fixes V, a read fixes U: banks differ. Both are found from bank and
/// row: words differ. No condition on sizes, ranks, trees or orders.
class BoxPairing {
 public:
  explicit BoxPairing(std::vector<BoxedDigit> digits);

  struct Place {
    std::uint64_t bank = 0;
    std::uint64_t row = 0;
  };
  /// Shape: a value per digit.
  [[nodiscard]] Place place(const std::vector<std::uint64_t>& digits) const;
  [[nodiscard]] std::uint64_t banks() const { return std::uint64_t{1} << bank_bits_; }
  [[nodiscard]] std::uint64_t depth() const { return depth_; }  ///< rows of a bank

 private:
  struct Bit {
    std::size_t digit = 0;
    unsigned bit = 0;
  };
  static std::uint64_t value(const std::vector<std::uint64_t>& digits, const Bit& bit);

  std::vector<BoxedDigit> digits_;
  std::vector<Bit> common_;
  std::vector<Bit> write_only_;
  std::vector<Bit> read_only_;
  unsigned paired_ = 0;
  unsigned bank_bits_ = 0;
  std::uint64_t depth_ = 1;
};

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_BANKING_BOX_PAIRING_HPP
