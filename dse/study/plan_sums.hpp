#ifndef PARETREE_DSE_STUDY_PLAN_SUMS_HPP
#define PARETREE_DSE_STUDY_PLAN_SUMS_HPP

#include "dse/study/plan_lattice.hpp"
#include "hwmodel/accelerator.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace paretree::dse {

/// Everything about a plan's decomposed product that a cost or a count of ours reads, each a sum
/// over the nodes of its tree, per step; all to be minimised.
struct PlanSums {
  enum Coordinate : std::size_t {
    cycles,
    macs,
    register_accesses,
    weight_reads,
    activation_reads,
    activation_writes,
    parameters,
    minus_freedom,  ///< degrees of freedom, negated
    width
  };
  std::array<std::int64_t, width> at{};

  PlanSums& operator+=(const PlanSums& other) {
    for (std::size_t k = 0; k < width; ++k) {
      at[k] += other.at[k];
    }
    return *this;
  }
  friend PlanSums operator+(PlanSums a, const PlanSums& b) { return a += b; }
  friend bool operator==(const PlanSums&, const PlanSums&) = default;
};

/// Non-negative weights of sums whose total a bound looks at.
using PlanForm = std::array<std::int64_t, PlanSums::width>;
inline constexpr std::size_t most_plan_forms = 8;
/// The least of every form: integers below 2^53, cut there, which leaves them lower bounds.
using PlanBound = std::array<double, most_plan_forms>;

/// Forms side by side, for all of their values at once.
class PlanForms {
 public:
  /// Throws: std::invalid_argument if there are more than most_plan_forms.
  explicit PlanForms(const std::vector<PlanForm>& forms);
  /// The forms of these sums, cut at 2^47: a plan has fewer than 2^6 nodes.
  [[nodiscard]] PlanBound of(const PlanSums& sums) const;

 private:
  std::array<PlanBound, PlanSums::width> weights_{};
};

/// What every stage of a lattice costs on one array.
///
/// A template's count() is a sum over stages, so that many are counted in one call.
class StageCosts {
 public:
  /// Throws: std::overflow_error if a count of one stage exceeds 2^48.
  StageCosts(const PlanStages& stages, const hwmodel::Accelerator& accelerator,
             const hwmodel::Array& array, std::uint64_t batch);

  [[nodiscard]] PlanSums of(std::uint32_t stage) const;
  [[nodiscard]] std::size_t size() const { return costs_.size(); }

 private:
  /// What does not follow from the extents.
  struct Cost {
    std::int64_t cycles = 0;
    std::int64_t register_accesses = 0;
    std::int64_t weight_reads = 0;
    std::int64_t activation_reads = 0;
  };
  const PlanStages& stages_;
  std::int64_t batch_;
  std::vector<Cost> costs_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_PLAN_SUMS_HPP
