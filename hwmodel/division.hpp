#ifndef PARETREE_HWMODEL_DIVISION_HPP
#define PARETREE_HWMODEL_DIVISION_HPP

#include <cstdint>

namespace paretree::hwmodel {

/// a / b, rounded up. Requires: b > 0.
[[nodiscard]] constexpr std::uint64_t ceil_div(std::uint64_t a, std::uint64_t b) {
  return a / b + (a % b != 0 ? 1 : 0);
}

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_DIVISION_HPP
