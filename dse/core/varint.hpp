#ifndef PARETREE_DSE_CORE_VARINT_HPP
#define PARETREE_DSE_CORE_VARINT_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace paretree::dse {

/// Appends a number in groups of seven bits, least first, each but the last with the top bit set
/// (LEB128).
inline void put_varint(std::uint64_t value, std::string& to) {
  constexpr std::uint64_t more = 0x80;
  for (; value >= more; value >>= 7U) {
    to.push_back(static_cast<char>((value & (more - 1)) | more));
  }
  to.push_back(static_cast<char>(value));
}

/// Takes a number off the front; nothing if there is none of at most 64 bits.
[[nodiscard]] inline std::optional<std::uint64_t> take_varint(std::string_view& from) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !from.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(from.front());
    from.remove_prefix(1);
    const std::uint64_t bits = byte & 0x7FU;
    if (shift == 63 && bits > 1) {
      return std::nullopt;
    }
    value |= bits << shift;
    if ((byte & 0x80U) == 0) {
      return value;
    }
  }
  return std::nullopt;
}

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CORE_VARINT_HPP
