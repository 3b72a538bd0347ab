#ifndef PARETREE_SWEEPS_WEIGHT_WIDTHS_HPP
#define PARETREE_SWEEPS_WEIGHT_WIDTHS_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace paretree::sweeps {

inline constexpr std::int64_t binary_bits = 1;
inline constexpr std::int64_t ternary_bits = 2;  ///< as they are stored, not log2 3

/// "binary" and "ternary" for the widths that are words, else the number.
[[nodiscard]] std::string width_text(std::int64_t bits);
/// The width of a word: nothing for any other text, numbers included.
[[nodiscard]] std::optional<std::int64_t> width_of_word(std::string_view word);

}  // namespace paretree::sweeps

#endif  // PARETREE_SWEEPS_WEIGHT_WIDTHS_HPP
