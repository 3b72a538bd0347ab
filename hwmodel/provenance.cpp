#include "hwmodel/provenance.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

namespace paretree::hwmodel {

namespace {

constexpr std::array<std::string_view, 5> basis_names{"measured", "simulated", "datasheet",
                                                      "derived", "assumed"};
constexpr std::array<std::string_view, 4> status_names{"quoted", "recalled", "derived", "measured"};

template <typename Enum, std::size_t Count>
Enum parse(std::string_view text, const std::array<std::string_view, Count>& names,
           std::string_view what) {
  for (std::size_t i = 0; i < Count; ++i) {
    if (names[i] == text) {
      return static_cast<Enum>(i);
    }
  }
  throw std::invalid_argument(
      fmt::format("'{}' is no {}; known: {}", text, what, fmt::join(names, ", ")));
}

}  // namespace

std::string_view name(Basis basis) {
  return basis_names.at(static_cast<std::size_t>(basis));
}
std::string_view name(Status status) {
  return status_names.at(static_cast<std::size_t>(status));
}

Basis parse_basis(std::string_view text) {
  return parse<Basis>(text, basis_names, "basis");
}
Status parse_status(std::string_view text) {
  return parse<Status>(text, status_names, "status");
}

}  // namespace paretree::hwmodel
