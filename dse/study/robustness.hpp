#ifndef PARETREE_DSE_STUDY_ROBUSTNESS_HPP
#define PARETREE_DSE_STUDY_ROBUSTNESS_HPP

#include "dse/study/problem.hpp"
#include "results/store/study.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace paretree::dse {

/// "Up to this value of the accuracy axis, this template has the best of this figure."
struct Conclusion {
  std::string figure;
  std::string axis;     ///< accuracy's name; empty: over all designs
  double at_worst = 0;  ///< of the axis
  std::string winner;   ///< template, with the constants as they are
  double share = 0;     ///< of the draws in which it holds
};

struct Robustness {
  std::uint64_t draws = 0;
  std::uint64_t working = 0;   ///< draws in which some design meets its clock: shares
                               ///< are of these
  std::size_t candidates = 0;  ///< designs that are compared
  std::map<std::string, double>
      front_share;  ///< by design: of the draws in which it is on the front
  std::vector<Conclusion> conclusions;
};

/// Draws all constants jointly and rebuilds the front of `objectives` each time.
///
/// Constants of one source and node move together, each from its low to its high end,
/// logarithmically; those of the SRAM table together between half and double. Coefficients of the
/// curves between nodes stay: one of them alone says nothing. Candidates are the designs that the
/// study kept, the front's alone where these are over 5,000.
/// Throws: std::invalid_argument for an unknown objective.
[[nodiscard]] Robustness robustness(const results::Study& study,
                                    const std::vector<std::string>& objectives, std::uint64_t draws,
                                    std::uint64_t seed);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_ROBUSTNESS_HPP
