#include "sweeps/weight_widths.hpp"

namespace paretree::sweeps {

std::string width_text(std::int64_t bits) {
  if (bits == binary_bits) {
    return "binary";
  }
  return bits == ternary_bits ? "ternary" : std::to_string(bits);
}

std::optional<std::int64_t> width_of_word(std::string_view word) {
  if (word == "binary") {
    return binary_bits;
  }
  return word == "ternary" ? std::optional(ternary_bits) : std::nullopt;
}

}  // namespace paretree::sweeps
