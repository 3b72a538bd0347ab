#ifndef PARETREE_DSE_STUDY_PROXY_QUALITY_HPP
#define PARETREE_DSE_STUDY_PROXY_QUALITY_HPP

#include "dse/study/problem.hpp"
#include "results/json.hpp"
#include "results/store/study.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace paretree::dse {

/// How well one way of judging formats puts them in the order of their trained accuracy.
struct ProxyQuality {
  std::string proxy;
  /// What of it: its axis ("error", "capacity", ...), "loss" (cross-entropy on the sequences the
  /// error is of), "summed_loss" (of the training steps), or how several proxies were put together.
  std::string figure;
  bool trains = false;
  std::uint64_t steps = 0;
  std::uint64_t seeds = 0;  ///< that the value is the mean of
  std::string family;       ///< "all", or a format's kind
  std::size_t n = 0;        ///< formats
  std::optional<double> spearman;
  std::optional<std::pair<double, double>> interval;  ///< 95 %, bootstrap over formats
  std::optional<double> kendall;
  std::size_t iso_size_pairs = 0;  ///< sizes within 1.5x, accuracies more than 0.5 points apart
  double iso_size_correct = 0;     ///< of these
  std::optional<double> seconds_per_format;  ///< of one thread; as measured when it was stored
  std::string note;                          ///< whether the sample allows a statement

  [[nodiscard]] results::Json json() const;
};

struct ProxyReport {
  std::string against;  ///< the fidelity that is taken for the truth
  std::uint64_t against_seeds = 0;
  std::vector<ProxyQuality> rows;  ///< by family; within one as measured, then combinations

  /// The rows as a list.
  [[nodiscard]] results::Json json() const;
};

/// Judges every proxy of a study by its most trained one, or by `against` (a fidelity).
/// Throws: std::invalid_argument if there is no such fidelity, or none that is measured accuracy,
/// or nothing to compare with it.
[[nodiscard]] ProxyReport proxy_report(const results::Study& study, const Problem& problem,
                                       const std::string& against);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_PROXY_QUALITY_HPP
