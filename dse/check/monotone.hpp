#ifndef PARETREE_DSE_CHECK_MONOTONE_HPP
#define PARETREE_DSE_CHECK_MONOTONE_HPP

#include "dse/study/problem.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

/// Objectives that are exact integers inside and grow with every count of a plan.
enum class ExactKind : std::uint8_t {
  capacity,
  energy,
  latency,
  area,
  parameters,
  matrix_parameters,
  macs,
  matrix_macs
};
/// Nothing for other objectives.
[[nodiscard]] std::optional<ExactKind> exact_kind(const std::string& objective);

/// Whether all objectives of a problem are exact, `capacity` is the only accuracy it reads, and
/// every constraint over results reads `figure <= number` (`>=` where more is better) of an exact
/// figure: then a plan that costs no more in any count is no worse in anything.
[[nodiscard]] bool grows_with_counts(const Problem& problem);

/// The exact integers behind the objectives of one design, minimised. Requires:
/// grows_with_counts().
[[nodiscard]] std::vector<double> exact_vector(const Problem& problem, const Figures& figures);
/// The objectives of one design, minimised.
[[nodiscard]] std::vector<double> value_vector(const Problem& problem, const Figures& figures);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CHECK_MONOTONE_HPP
