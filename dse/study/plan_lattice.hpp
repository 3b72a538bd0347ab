#ifndef PARETREE_DSE_STUDY_PLAN_LATTICE_HPP
#define PARETREE_DSE_STUDY_PLAN_LATTICE_HPP

#include "tensor/dimension_tree.hpp"
#include "tensor/format.hpp"
#include "tensor/ranks.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

namespace paretree::dse {

/// The extents of a node's stage, per sequence of a batch, and the rank of the edge above the node
/// (0: the root).
struct PlanStage {
  std::uint64_t rows = 1;
  std::uint64_t inner = 1;
  std::uint64_t cols = 1;
  std::uint64_t rank = 0;

  friend bool operator==(const PlanStage&, const PlanStage&) = default;
};

/// Every different stage of the plans of a matrix, numbered.
class PlanStages {
 public:
  [[nodiscard]] std::uint32_t add(const PlanStage& stage);
  [[nodiscard]] const PlanStage& operator[](std::uint32_t number) const { return stages_[number]; }
  [[nodiscard]] std::size_t size() const { return stages_.size(); }

 private:
  struct Hash {
    std::size_t operator()(const PlanStage& stage) const {
      std::uint64_t mixed = stage.rows * 0x9E3779B97F4A7C15U;
      mixed = (mixed ^ stage.inner) * 0xBF58476D1CE4E5B9U;
      mixed = (mixed ^ (mixed >> 29U) ^ stage.cols) * 0x94D049BB133111EBU;
      mixed = (mixed ^ (mixed >> 31U) ^ stage.rank) * 0x9E3779B97F4A7C15U;
      return mixed ^ (mixed >> 32U);
    }
  };
  std::vector<PlanStage> stages_;
  std::unordered_map<PlanStage, std::uint32_t, Hash> numbers_;
};

/// What the plans of a hierarchical-Tucker matrix are made of, whatever the hardware but the size
/// of its activation memory: the states (S, rho) some plan that fits passes through. A subtree over
/// the modes S runs where everything outside S repeats each of its stages rho times:
///
///     children of (S, rho) for S = x | y and rank r_x of x:  (x, rho N_y) and (y, rho M_x r_x)
///
/// and the root is (all modes, 1). A rank r of a state is the rank of the edge above S. Immutable,
/// shared by threads. Complexity: time and space O(states * splits * rank pairs).
class PlanLattice {
 public:
  using Mask = tensor::ModeSet;
  using Number = std::uint32_t;
  static constexpr Number none = ~Number{0};

  struct Axes {
    tensor::Modes modes;
    tensor::RankChoices ranks;
    bool all_orders = true;
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
    std::vector<std::vector<Number>> needed;  ///< numbers of the products below each rank
  };
  /// The children of a split: the first one, and the second one by the rank of the first.
  struct Split {
    Mask first = 0;
    Number before = 0;
    std::vector<Number> after;
    Number table = 0;
    Number firsts = 0;   ///< choices of the first child's rank
    Number seconds = 0;  ///< of the second one's
  };
  /// All ranks of one (S, rho).
  struct State {
    Mask set = 0;
    std::uint64_t rho = 1;
    std::vector<char> needed;   ///< ranks that some plan has, and that fit
    Number first_rank = none;   ///< its ranks are numbered from here on; none: no rank is needed
    std::vector<Split> splits;  ///< by table
    /// Stages by rank; of inner nodes for each table by rank and number of the product.
    std::vector<Number> stages;
    std::array<Number, 8> stages_of_table{};
  };

  /// `most_words`: stages that make a larger tensor do not fit. Stages that are not in
  /// `stages` are added.
  PlanLattice(Axes axes, std::uint64_t most_words, PlanStages& stages);

  [[nodiscard]] int modes() const { return modes_; }
  [[nodiscard]] Mask all() const { return all_; }
  /// Nothing fits.
  [[nodiscard]] bool empty() const { return order_.empty(); }
  [[nodiscard]] const State& operator[](Number number) const { return states_[number]; }
  [[nodiscard]] std::size_t size() const { return states_.size(); }
  /// States that some plan passes through, larger sets first; the root is the first.
  [[nodiscard]] const std::vector<Number>& order() const { return order_; }
  [[nodiscard]] Number ranks() const { return ranks_; }           ///< of all states together
  [[nodiscard]] std::uint64_t needed() const { return needed_; }  ///< of these
  [[nodiscard]] const PairTable& table(Number number) const { return tables_.at(number); }
  [[nodiscard]] const std::vector<std::uint64_t>& choices(Mask set) const;

 private:
  [[nodiscard]] bool in_leaf(Mask set) const;
  void make_tables();
  [[nodiscard]] Number number_of(Mask set, std::uint64_t rho);
  [[nodiscard]] bool fits(const State& state, std::uint64_t rank) const;
  void split(State& state);
  [[nodiscard]] bool settle(State& state);
  void need_children(const State& state);
  void find_stages(State& state, PlanStages& stages) const;

  Axes axes_;
  std::uint64_t most_words_;
  int modes_ = 0;
  Mask all_ = 0;
  std::vector<std::uint64_t> inputs_;   ///< of every set of modes
  std::vector<std::uint64_t> outputs_;  ///< of every set of modes
  std::array<PairTable, 8> tables_;
  std::vector<std::unordered_map<std::uint64_t, Number>> numbers_;  ///< of every set: by rho
  std::deque<State> states_;
  std::vector<Number> order_;
  Number ranks_ = 0;
  std::uint64_t needed_ = 0;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_PLAN_LATTICE_HPP
