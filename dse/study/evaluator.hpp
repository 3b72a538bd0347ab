#ifndef PARETREE_DSE_STUDY_EVALUATOR_HPP
#define PARETREE_DSE_STUDY_EVALUATOR_HPP

#include "dse/core/searcher.hpp"
#include "dse/exec/workers.hpp"
#include "dse/pareto/archive.hpp"
#include "dse/study/evaluated_rows.hpp"
#include "dse/study/fleet.hpp"
#include "dse/study/problem.hpp"
#include "hwmodel/counted_stages.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace paretree::dse {

/// The cost side of a problem: every hardware half priced once, every model half lowered and
/// counted once per kind of array, every design a sum of integers.
///
/// Thread safety: evaluate() may run in several threads, each with a Scratch of its own.
class Evaluator {
 public:
  using Row = FeasibleRows::Row;
  using Rejected = RejectedRows::Row;
  /// What one stretch of positions gave.
  struct Outcome {
    std::uint64_t evaluated = 0;
    std::uint64_t closed = 0;  ///< not evaluated: a bound of theirs is dominated
    std::uint64_t feasible = 0;
    std::map<std::string, std::uint64_t> reasons;
    FeasibleRows rows;      ///< all feasible ones, or their front (and sample); by position
    RejectedRows rejected;  ///< only where all are kept
  };
  enum class Keep { all, front_and_sample, front };
  /// Whether a design belongs to the sample: one in sample_one_in, by its position alone.
  static constexpr std::uint64_t sample_one_in = 100;
  [[nodiscard]] static bool in_sample(std::uint64_t position) {
    return Random(position).next() % sample_one_in == 0;
  }
  /// The proxy's value of a plan's format at a weight width; nothing where there is none.
  using AccuracyOf =
      std::function<std::optional<double>(std::uint64_t plan, std::size_t bits_index)>;

  /// What a thread needs for itself: expressions are not thread-safe.
  struct Scratch {
    std::vector<ResultConstraint> constraints;
    std::vector<double> names;
    std::vector<double> values;
    std::vector<double> point;
    std::vector<hwmodel::Activity> activities;              ///< by array of the fleet
    std::map<const Fleet*, hwmodel::CountedStages> stages;  ///< of plans that meet whole fleets
    std::vector<char> counted;  ///< which of them are those of the plan at hand
    std::vector<char> closed;   ///< by group of the fleet
  };

  Evaluator(const Problem& problem, const Workers& workers);

  [[nodiscard]] Scratch scratch() const;
  [[nodiscard]] const Fleet& fleet(const Space::Slot& slot) const {
    return fleets_.at({slot.hardware.get(), slot.weight_bits});
  }
  /// `beaten_by`: exact vectors of evaluated feasible designs (minimised); designs whose lower
  /// bound one of them dominates are closed instead of evaluated. Null: every design is evaluated.
  /// Requires: `range` lies in one block. Complexity: O(plans * arrays + designs).
  [[nodiscard]] Outcome evaluate(Range range, const AccuracyOf& accuracy, Keep keep,
                                 const Archive* beaten_by, Scratch& scratch) const;

  /// A vector to minimise: objectives, maximised ones negated.
  void to_minimise(std::span<const double> values, std::vector<double>& point) const;
  /// Constants that priced the machines, each once, sorted by name.
  [[nodiscard]] const std::vector<hwmodel::Constant>& constants() const { return constants_; }

 private:
  class Stretch;

  const Problem& problem_;
  std::map<std::pair<const HardwareSpace*, int>, Fleet> fleets_;
  std::vector<hwmodel::Constant> constants_;
  std::vector<std::size_t> column_slots_;  ///< of each column among the expression names
  std::vector<char> costs_;                ///< of each column whether hardware has a say in it
  std::vector<char> maximised_;            ///< of each column
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_EVALUATOR_HPP
