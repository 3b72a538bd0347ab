#ifndef PARETREE_DSE_STUDY_FRONT_STATISTICS_HPP
#define PARETREE_DSE_STUDY_FRONT_STATISTICS_HPP

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace paretree::dse {

/// Repeated measurements of one format on the axis of a sampled objective.
struct Sample {
  std::vector<double> values;

  [[nodiscard]] double mean() const;
  /// Of the mean; unset for fewer than two values.
  [[nodiscard]] std::optional<double> standard_error() const;
  /// 95 % interval of the mean by Student's t; unset for fewer than two values.
  [[nodiscard]] std::optional<std::pair<double, double>> interval() const;
};

/// What an error counts: a share of sequences, at most 1, or bits per character.
enum class ErrorUnit : std::uint8_t { share, bits };

/// The 95 % interval of a measured error, within what its unit allows: from its repeats, else from
/// the standard error that came with the value; unset where there is neither.
[[nodiscard]] std::optional<std::pair<double, double>> error_interval(
    const Sample& sample, std::optional<double> given_standard_error, ErrorUnit unit);

/// One member of a front whose column `sampled` is measured.
struct FrontPoint {
  std::vector<double> minimised;   ///< objectives to minimise
  const Sample* sample = nullptr;  ///< of its format; null: exact
};

/// For each member, the share of bootstrap draws (seeds drawn with replacement, one draw per format
/// shared by its members) in which no other member dominates it. Says how sure the front is among
/// its own members; designs that were not kept are not considered. Complexity: O(draws n^2), draws
/// = 200 for n <= 300, then fewer, at least 10. Deterministic.
[[nodiscard]] std::vector<double> front_probability(const std::vector<FrontPoint>& members,
                                                    std::size_t sampled_objective);

/// Two-sided 97.5 % quantile of Student's t. Requires: degrees >= 1.
[[nodiscard]] double student_t(std::size_t degrees);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_FRONT_STATISTICS_HPP
