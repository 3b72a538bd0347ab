#ifndef PARETREE_DSE_STUDY_BLOCK_SOLVER_HPP
#define PARETREE_DSE_STUDY_BLOCK_SOLVER_HPP

#include "dse/study/class_bounds.hpp"
#include "dse/study/evaluator.hpp"
#include "dse/study/plain_design.hpp"
#include "dse/study/plan_recursion.hpp"
#include "dse/study/problem.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace paretree::dse {

/// `figure <= value`, or `>=` where more is better: a constraint that a dominating design meets
/// too.
struct ResultLimit {
  const Objective* objective = nullptr;
  bool strict = false;
  double value = 0;
  std::string text;  ///< the constraint, the reason of those that fail it
};

/// Where the plans of a block come from.
enum class PlanSource {
  recursion,  ///< PlanRecursion: all trees, all their orders or the natural one
  list        ///< each is counted once per array: for blocks of few plans
};

/// The undominated designs of one block, class by class of hardware halves: one array and one
/// activation memory, whose plans are the same whatever the weight memory, weight width, cell,
/// clock or DRAM.
///
/// Thread safety: solve() may run in several threads.
class BlockSolver {
 public:
  BlockSolver(const Problem& problem, const Evaluator& evaluator,
              const std::vector<ResultLimit>& limits, std::size_t block, PlanSource source);

  [[nodiscard]] std::size_t classes() const { return classes_.size(); }
  struct Found {
    FeasibleRows rows;  ///< the class's front, less what is known to be beaten
    std::vector<std::vector<double>> points;  ///< their exact integers
    std::uint64_t evaluated = 0;
    std::uint64_t feasible = 0;
    std::map<std::string, std::uint64_t> reasons;
    PlanRecursion::Counts counts;
  };
  /// `known`: exact integers of evaluated feasible designs, as exact_point() gives them.
  [[nodiscard]] Found solve(std::size_t number, const Archive& known) const;

  /// The first half of a class, which names it.
  [[nodiscard]] std::pair<std::size_t, std::uint64_t> first_half(std::size_t number) const {
    return {classes_[number].first_slot, classes_[number].first_hardware};
  }
  /// plan_witness() of a class; empty if nothing fits. Requires: of a recursion.
  [[nodiscard]] std::optional<std::string> witness(std::size_t number,
                                                   const std::function<bool()>& stopping) const;

  /// The integers behind the objectives, minimised; exact below 2^53.
  void exact_point(const Figures& figures, std::vector<double>& point) const;

 private:
  struct Member {
    std::size_t slot = 0;
    std::uint64_t hardware = 0;
    const PricedHalf* half = nullptr;
  };
  struct Class {
    const hwmodel::Accelerator* accelerator = nullptr;
    hwmodel::Array array;
    std::uint64_t activation_words = 0;
    std::vector<Member> members;
    std::size_t first_slot = 0;
    std::uint64_t first_hardware = 0;
    std::uint64_t least_area = std::numeric_limits<std::uint64_t>::max();
  };

  void group_classes();
  void make_lattices();
  /// Words of the largest tensor a stage may make; nothing if the block's own input or output does
  /// not fit.
  [[nodiscard]] std::optional<std::uint64_t> most_words(const Class& entry) const;
  /// Counted once per array.
  [[nodiscard]] std::shared_ptr<const StageCosts> stage_costs(const Class& entry) const;
  [[nodiscard]] hwmodel::Activity activity_of(const hwmodel::Activity& rest,
                                              const PlanSums& sums) const;
  [[nodiscard]] ModelCounts counts_of(const PlanSums& sums, int weight_bits) const;
  [[nodiscard]] const std::string* failed_limit(const Figures& figures) const;
  [[nodiscard]] double capacity_of(const PlanSums& sums) const;

  /// A plan whose sums are undominated in its class.
  struct Candidate {
    PlanSums sums;
    PlanRecursion::Groups groups = 0;  ///< of machines on which no bound closes it
    std::uint64_t plan = 0;
  };
  /// One plan of a listed block, whatever the hardware.
  struct Listed {
    std::vector<std::uint32_t> stages;  ///< of PlanStages
    std::uint64_t words = 0;            ///< of activation memory that it needs
    std::int64_t parameters = 0;
    std::int64_t freedom = 0;
  };
  struct ArrayCosts {
    std::once_flag once;
    std::shared_ptr<const StageCosts> stages;
  };
  void list_plans();
  [[nodiscard]] std::vector<Candidate> from_list(const Class& entry,
                                                 const ClassBounds& bounds) const;
  [[nodiscard]] std::vector<Candidate> from_recursion(const Class& entry, const ClassBounds& bounds,
                                                      PlanRecursion::Counts& counts) const;
  /// Prices the candidates on every half of the class and keeps the front.
  [[nodiscard]] Found price(const Class& entry, const hwmodel::Activity& rest,
                            const std::vector<Candidate>& candidates, const ClassBounds& bounds,
                            const Archive& known) const;

  const Problem& problem_;
  const Evaluator& evaluator_;
  const std::vector<ResultLimit>& limits_;
  const Space::Block& block_;
  std::size_t number_;
  PlanSource source_;
  ModelHalf first_;
  hwmodel::LstmWork work_;       ///< of a plan, its parameters to be filled in
  hwmodel::LstmWork rest_work_;  ///< what every plan has besides its decomposed matrix
  std::uint64_t rest_peak_ = 0;
  std::uint64_t rest_parameters_ = 0;
  std::uint64_t rest_macs_ = 0;
  std::vector<Class> classes_;
  std::uint64_t arrays_ = 0;  ///< different ones among the classes
  std::vector<Listed> listed_;
  PlanStages stages_;
  std::map<std::uint64_t, PlanLattice> lattices_;  ///< by the words of most_words()
  mutable std::mutex costs_mutex_;
  mutable std::map<std::pair<const hwmodel::Accelerator*, hwmodel::Array>,
                   std::unique_ptr<ArrayCosts>>
      costs_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_BLOCK_SOLVER_HPP
