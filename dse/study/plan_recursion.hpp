#ifndef PARETREE_DSE_STUDY_PLAN_RECURSION_HPP
#define PARETREE_DSE_STUDY_PLAN_RECURSION_HPP

#include "hwmodel/accelerator.hpp"
#include "tensor/dimension_tree.hpp"
#include "tensor/format.hpp"
#include "tensor/ranks.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
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

/// Non-negative weights of sums whose total a bound looks at.
using PlanForm = std::array<std::int64_t, PlanSums::width>;
inline constexpr std::size_t most_plan_forms = 16;
/// The least of every form: integers below 2^53, cut there, which leaves them lower bounds.
using PlanBound = std::array<double, most_plan_forms>;
/// The forms of these sums, cut at 2^47: a plan has fewer than 2^6 nodes.
[[nodiscard]] PlanBound bound_of(const std::vector<PlanForm>& forms, const PlanSums& sums);

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
/// but these numbers and every figure is monotone in the sums. A state, a pair of its children or a
/// subtree is dropped where a lower bound of all its completions is beaten by an evaluated design
/// (`Beaten`): the least of every form inside each state bottom up, outside each state top down.
///
/// Complexity: states (S, rho, r) times splits times rank pairs, and joins of the fronts of those
/// that no bound dropped.
class PlanRecursion {
 public:
  using Form = PlanForm;
  using Bound = PlanBound;
  /// Whether evaluated feasible designs dominate everything whose forms are at least these.
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
    std::uint64_t states = 0;   ///< (S, rho, r) that some plan that fits passes through
    std::uint64_t closed = 0;   ///< of these, closed by a bound
    std::uint64_t pairs = 0;    ///< of children of the others
    std::uint64_t dropped = 0;  ///< of these, closed by a bound
    std::uint64_t joined = 0;   ///< pairs of subtrees of the others looked at
    std::uint64_t beaten = 0;   ///< of these, closed by a bound

    Counts& operator+=(const Counts& other);
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
  using Number = std::uint32_t;
  /// How a subtree was joined: which split of its state, the ranks of its children (as numbers of
  /// the choices) and which of their subtrees.
  struct Join {
    Number split = 0;
    Number first_rank = 0;
    Number second_rank = 0;
    Number first_at = 0;
    Number second_at = 0;
  };
  struct Subtree {
    PlanSums sums;
    Join join;
  };
  /// The children of a split: the first one, and the second one by the rank of the first.
  struct Split {
    Mask first = 0;
    Number before = 0;
    std::vector<Number> after;
  };
  /// A pair of children that no bound closed, below rank number `rank` of a state.
  struct Pair {
    Number rank = 0;
    Number split = 0;
    Number first_rank = 0;
    Number second_rank = 0;
  };
  /// All ranks of one (S, rho); of a rank that nothing asked for, nothing.
  struct State {
    Mask set = 0;
    std::uint64_t rho = 1;
    std::vector<char> needed;
    std::vector<Bound> inside;   ///< least of each form over the subtrees
    std::vector<Bound> outside;  ///< least of each form over what completes them
    std::vector<std::vector<Subtree>> fronts;
    std::vector<Split> splits;
    std::vector<Pair> open;
  };
  /// Numbers of the ranks of two children that go together below a rank, and their product's.
  struct RankPair {
    Number first = 0;
    Number second = 0;
    Number product = 0;
  };
  /// What depends on nothing but which of three edges end in a leaf: the pairs below each rank.
  struct PairTable {
    std::vector<std::vector<RankPair>> below;
    std::vector<std::uint64_t> products;
  };

  [[nodiscard]] bool in_leaf(Mask set) const;
  [[nodiscard]] const std::vector<std::uint64_t>& choices(Mask set) const;
  [[nodiscard]] const PairTable& pairs(Mask set, Mask first) const;
  [[nodiscard]] std::uint64_t inputs(Mask set) const { return inputs_[set]; }
  [[nodiscard]] std::uint64_t outputs(Mask set) const { return outputs_[set]; }
  void make_pair_tables();
  [[nodiscard]] Number number_of(Mask set, std::uint64_t rho);
  [[nodiscard]] bool fits(const State& state, std::uint64_t rank) const;
  [[nodiscard]] PlanSums node(const State& state, std::uint64_t rank, std::uint64_t inner);
  [[nodiscard]] PlanSums root_node(std::uint64_t rank);
  [[nodiscard]] Bound bound_of(const PlanSums& sums) const {
    return paretree::dse::bound_of(forms_, sums);
  }
  void split(State& state);
  void collect();
  [[nodiscard]] bool settle_needs(State& state);
  void need_children(const State& state);
  [[nodiscard]] const std::vector<Bound>& node_bounds(const State& state, std::size_t rank,
                                                      const PairTable& table);
  void bound_inside(State& state);
  void bound_outside(State& state, const Beaten& beaten);
  void bound_pair(State& state, const Pair& pair, const Bound& around, const Beaten& beaten);
  class Front;
  void join(const State& state, const Pair& pair, const PlanSums& node, const Bound& outside,
            const Beaten& beaten, Front& front);
  void solve(State& state, const Beaten& beaten);
  [[nodiscard]] tensor::DimensionTree tree_of(
      const Subtree& subtree, const State& state,
      std::vector<std::pair<tensor::ModeSet, std::uint64_t>>& ranks) const;

  Axes axes_;
  StageCosts& costs_;
  std::vector<Form> forms_;
  int modes_ = 0;
  Mask all_ = 0;
  std::vector<std::uint64_t> inputs_;   ///< of every set of modes
  std::vector<std::uint64_t> outputs_;  ///< of every set of modes
  std::array<PairTable, 8> tables_;
  std::vector<std::unordered_map<std::uint64_t, Number>> numbers_;  ///< of every set: by rho
  std::deque<State> states_;     ///< the first is the root
  std::vector<Number> order_;    ///< of those that some plan passes through; larger sets first
  std::vector<Bound> nodes_;     ///< scratch of node_bounds()
  std::vector<Bound> both_;      ///< scratch of bound_inside()
  std::vector<Subtree> root_;
  Counts counts_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_PLAN_RECURSION_HPP
