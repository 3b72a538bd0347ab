#ifndef PARETREE_DSE_STUDY_COMPARISON_HPP
#define PARETREE_DSE_STUDY_COMPARISON_HPP

#include "dse/exec/workers.hpp"
#include "dse/study/problem.hpp"
#include "results/store/shards.hpp"
#include "results/store/study.hpp"

#include <cstdint>
#include <functional>
#include <optional>

namespace paretree::dse {

/// Measures a problem's further proxies (`compare`) for every format of its space into the study;
/// what is stored already is not measured again. Commits every few seconds.
class Comparison {
 public:
  /// Of a shard's formats alone: one in `shard->count`.
  Comparison(const Problem& problem, results::Study& study, const Workers& workers,
             const std::optional<results::Shard>& shard = std::nullopt);

  /// Trainings in all, and those that the study has already.
  [[nodiscard]] std::uint64_t trainings() const { return trainings_; }
  [[nodiscard]] std::uint64_t trainings_before() const { return before_; }

  /// False if `stopping` became true before all was measured. `trained` is called after each
  /// training, from any thread, one at a time. `progress` goes with each batch unchanged.
  [[nodiscard]] bool run(const results::Progress& progress, const std::function<bool()>& stopping,
                         const std::function<void()>& trained);

 private:
  const Problem& problem_;
  results::Study& study_;
  const Workers& workers_;
  std::optional<results::Shard> shard_;
  std::uint64_t trainings_ = 0;
  std::uint64_t before_ = 0;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_COMPARISON_HPP
