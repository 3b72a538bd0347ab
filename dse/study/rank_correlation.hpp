#ifndef PARETREE_DSE_STUDY_RANK_CORRELATION_HPP
#define PARETREE_DSE_STUDY_RANK_CORRELATION_HPP

#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace paretree::dse {

/// Ranks from 1; equal values share the mean of theirs.
[[nodiscard]] std::vector<double> ranks_of(std::span<const double> values);

/// Spearman's rank correlation; unset for fewer than two pairs or where one side is constant.
/// Requires: as many x as y (also below).
[[nodiscard]] std::optional<double> spearman(std::span<const double> x, std::span<const double> y);
/// Kendall's tau-b; unset as above. Complexity: O(n^2).
[[nodiscard]] std::optional<double> kendall(std::span<const double> x, std::span<const double> y);

/// 95 % percentile interval of Spearman's correlation over 2,000 draws of pairs with replacement;
/// unset for fewer than four pairs. Deterministic.
[[nodiscard]] std::optional<std::pair<double, double>> spearman_interval(std::span<const double> x,
                                                                         std::span<const double> y);

/// Pairs of nearly equal size put in the right order.
struct PairCount {
  std::size_t pairs = 0;
  double correct = 0;  ///< of these; a tie of `judged` counts half
};
/// Pairs whose sizes differ by a factor of 1.5 at most and whose `truth` by more than `apart`.
[[nodiscard]] PairCount iso_size_pairs(std::span<const double> judged,
                                       std::span<const double> truth, std::span<const double> sizes,
                                       double apart);

/// For each row the prediction of a least-squares plane through all other rows; unset where they
/// do not determine one. Requires: features[k].size() == truth.size().
[[nodiscard]] std::optional<std::vector<double>> leave_one_out_fit(
    const std::vector<std::vector<double>>& features, std::span<const double> truth);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_RANK_CORRELATION_HPP
