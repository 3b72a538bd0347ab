#ifndef PARETREE_DSE_STUDY_PLAN_RECURSION_HPP
#define PARETREE_DSE_STUDY_PLAN_RECURSION_HPP

#include "hwmodel/accelerator.hpp"
#include "tensor/dimension_tree.hpp"
#include "tensor/format.hpp"
#include "tensor/ranks.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <unordered_map>
#include <utility>
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

/// Nowhere worse.
[[nodiscard]] bool covers(const PlanSums& a, const PlanSums& b);

/// What one stage costs on one array; remembered by shape.
///
/// A template's count() is a sum over stages, so that of a single stage is asked for.
class StageCosts {
 public:
  /// `most_words`: stages that make a larger tensor do not fit.
  StageCosts(const hwmodel::Accelerator& accelerator, const hwmodel::Array& array,
             std::uint64_t batch, std::uint64_t most_words)
      : accelerator_(accelerator), array_(array), batch_(batch), most_words_(most_words) {}

  struct Shape {
    std::uint64_t rows = 1;
    std::uint64_t inner = 1;
    std::uint64_t cols = 1;
    friend bool operator==(const Shape&, const Shape&) = default;
  };
  /// Whether the tensor a stage makes fits.
  [[nodiscard]] bool fits(std::uint64_t rows, std::uint64_t cols) const {
    std::uint64_t words = 0;
    return !__builtin_mul_overflow(rows, cols, &words) && words <= most_words_;
  }
  /// Requires: it fits. The reference stays valid.
  [[nodiscard]] const PlanSums& of(const Shape& shape);

 private:
  const hwmodel::Accelerator& accelerator_;
  hwmodel::Array array_;
  std::uint64_t batch_;
  std::uint64_t most_words_;
  struct Hash {
    std::size_t operator()(const Shape& shape) const {
      std::uint64_t mixed = shape.rows * 0x9E3779B97F4A7C15U;
      mixed = (mixed ^ shape.inner) * 0xBF58476D1CE4E5B9U;
      mixed = (mixed ^ (mixed >> 29U) ^ shape.cols) * 0x94D049BB133111EBU;
      return mixed ^ (mixed >> 32U);
    }
  };
  std::unordered_map<Shape, PlanSums, Hash> known_;
};

/// The undominated plans of a hierarchical-Tucker matrix over all rooted trees, all their orders
/// (or the natural one) and all non-redundant ranks, on one array, without walking them.
///
/// With F(S, rho, r) the undominated sums of the subtrees over the modes S, executed where
/// everything outside S repeats each of its stages rho times, below an edge of rank r:
///
///     F(S, rho, r) = undominated over ordered splits S = x | y and ranks r_x, r_y of
///                    F(x, rho N_y, r_x) + F(y, rho M_x r_x, r_y) + stage(r, r_x r_y, rho M_S)
///     F({j}, rho, r) = stage(m_j r, n_j, rho)
///
/// at the root with rho = 1, r_x = r_y and one row. Exact, since costs of a stage depend on nothing
/// but these numbers and every figure is monotone in the sums. A subtree is also dropped where a
/// lower bound of all its completions is beaten by an evaluated design (`Beaten`).
///
/// Complexity: states (S, rho, r) times splits times rank pairs, and joins of their fronts.
class PlanRecursion {
 public:
  /// Non-negative weights of sums whose total a bound looks at: one form for each objective.
  using Form = std::array<std::int64_t, PlanSums::width>;
  static constexpr std::size_t most_forms = 6;
  using Bound = std::array<std::int64_t, most_forms>;
  /// Whether an evaluated feasible design dominates everything whose forms are at least these.
  using Beaten = std::function<bool(const Bound&)>;

  struct Axes {
    tensor::Modes modes;
    tensor::RankChoices ranks;
    bool all_orders = true;
  };
  struct Plan {
    PlanSums sums;
    tensor::DimensionTree tree = tensor::DimensionTree::leaf(0);
    tensor::EdgeRanks ranks;
  };
  struct Counts {
    std::uint64_t states = 0;
    std::uint64_t joined = 0;   ///< pairs of subtrees looked at
    std::uint64_t beaten = 0;   ///< of these, closed by a bound
    std::uint64_t dropped = 0;  ///< joins of whole fronts closed by a bound
  };

  PlanRecursion(Axes axes, StageCosts& costs, std::vector<Form> forms);

  /// The sums of every undominated plan that no bound closed, in a fixed order; plan() tells which.
  void run(const Beaten& beaten);
  [[nodiscard]] std::size_t size() const { return root_.size(); }
  [[nodiscard]] const PlanSums& sums(std::size_t number) const { return root_[number].sums; }
  [[nodiscard]] Plan plan(std::size_t number) const;
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  using Mask = tensor::ModeSet;
  /// One undominated subtree and how it was joined.
  struct Subtree {
    PlanSums sums;
    Mask first = 0;  ///< modes of its first child; 0: a leaf
    std::uint8_t first_rank = 0;
    std::uint8_t second_rank = 0;
    std::uint32_t first_at = 0;
    std::uint32_t second_at = 0;
  };
  /// All ranks of one (S, rho); of a rank that nothing asked for, nothing.
  struct State {
    /// The children of every split: the first one, and the second one by the rank of the first.
    struct Split {
      Mask first = 0;
      State* before = nullptr;
      std::vector<State*> after;
      const std::vector<std::uint64_t>* first_ranks = nullptr;
      const std::vector<std::uint64_t>* second_ranks = nullptr;
    };
    std::vector<char> needed;
    std::vector<std::vector<Subtree>> fronts;
    std::vector<Bound> inside;   ///< least of each form over the subtrees
    std::vector<Bound> outside;  ///< least of each form over what completes them
    std::vector<Split> splits;
  };
  using Key = std::pair<Mask, std::uint64_t>;

  [[nodiscard]] const std::vector<std::uint64_t>& choices(Mask set) const;
  [[nodiscard]] std::uint64_t inputs(Mask set) const;
  [[nodiscard]] std::uint64_t outputs(Mask set) const;
  [[nodiscard]] State& state(Mask set, std::uint64_t rho);
  [[nodiscard]] bool fits(Mask set, std::uint64_t rho, std::uint64_t rank) const;
  [[nodiscard]] PlanSums node(Mask set, std::uint64_t rho, std::uint64_t rank, std::uint64_t inner);
  [[nodiscard]] PlanSums root_node(std::uint64_t rank);
  void split(const Key& key, State& state);
  template <typename Visit>
  void for_each_split(Mask set, const Visit& visit) const;
  template <typename Visit>
  void for_each_join(const Key& key, State& state, const Visit& visit);
  template <typename Visit>
  void for_each_root_join(const Visit& visit);
  void collect();
  void bound_inside();
  void bound_outside();
  void solve(const Key& key, State& state, const Beaten& beaten);
  void solve_root(const Beaten& beaten);
  void join(const std::vector<Subtree>& firsts, const std::vector<Subtree>& seconds,
            const PlanSums& node, const Bound& outside, const Bound& least, const Subtree& pattern,
            const Beaten& beaten, std::vector<Subtree>& front);
  [[nodiscard]] tensor::DimensionTree tree_of(
      const Subtree& subtree, const Key& key,
      std::vector<std::pair<tensor::ModeSet, std::uint64_t>>& ranks) const;

  Axes axes_;
  StageCosts& costs_;
  std::vector<Form> forms_;
  int modes_ = 0;
  Mask all_ = 0;
  std::map<Key, State> states_;
  State top_;               ///< the root: its splits
  std::vector<Key> order_;  ///< children before parents
  std::vector<Subtree> root_;
  Counts counts_;
};

/// The value of every form.
[[nodiscard]] PlanRecursion::Bound forms_of(const std::vector<PlanRecursion::Form>& forms,
                                            const PlanSums& sums);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_PLAN_RECURSION_HPP
