#ifndef PARETREE_DSE_SPACE_MODEL_SPACE_HPP
#define PARETREE_DSE_SPACE_MODEL_SPACE_HPP

#include "dse/core/model_half.hpp"
#include "sweeps/sweep.hpp"
#include "tensor/ranks.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace paretree::dse {

enum class OrderRule { natural, best, all };

/// The model halves of one scope, format, factorisation and kind of leaves, without weight bits.
///
/// Formats come one after the other, each followed by its plans: plan = (format * rootings +
/// rooting)
/// * orders + order. Ranks are addressed by RankSpace; nothing is materialised but the trees.
class ModelSpace {
 public:
  struct Axes {
    sweeps::Workload workload;
    /// Filled as formats are trained; shared by the whole space.
    std::shared_ptr<const TrainedStatesTable> trained = nullptr;
    tensor::Scope scope = tensor::Scope::input;
    tensor::FormatKind kind = tensor::FormatKind::dense;
    tensor::Modes modes;
    bool paired = true;
    OrderRule order = OrderRule::best;
    tensor::RankChoices ranks;
    std::vector<tensor::DimensionTree> trees;  ///< rooted, ht only; each once
  };

  explicit ModelSpace(Axes axes);

  [[nodiscard]] const Axes& axes() const { return axes_; }
  [[nodiscard]] std::uint64_t formats() const { return formats_; }
  [[nodiscard]] std::uint64_t plans() const { return plans_; }
  /// Rank vectors left out as redundant, times the plans they would have had.
  [[nodiscard]] std::uint64_t redundant_plans() const { return redundant_plans_; }
  /// Plans of the format that `plan` belongs to: [first, first + count).
  struct FormatPlans {
    std::uint64_t format = 0;
    std::uint64_t first = 0;
    std::uint64_t count = 0;
  };
  [[nodiscard]] FormatPlans format_of(std::uint64_t plan) const;
  /// The first plan of a format. Requires: format < formats().
  [[nodiscard]] std::uint64_t first_plan(std::uint64_t format) const;
  /// The inverse of at() for `order: all` and `natural`: the plan of an ordered tree with ranks.
  /// Throws: std::invalid_argument if it is none of this space.
  [[nodiscard]] std::uint64_t plan_of(const tensor::DimensionTree& ordered,
                                      const tensor::EdgeRanks& ranks) const;
  /// A plan taken apart: an unrooted tree (the chain of TT, the whole of dense), its rank vector,
  /// which of its edges the root is on, and the order of children.
  struct Parts {
    std::size_t tree = 0;
    std::uint64_t ranks = 0;
    std::uint64_t rooting = 0;
    std::uint64_t order = 0;

    friend bool operator==(const Parts&, const Parts&) = default;
  };
  /// Requires: plan < plans().
  [[nodiscard]] Parts parts(std::uint64_t plan) const;
  /// The inverse. Requires: each part is one of its tree's.
  [[nodiscard]] std::uint64_t plan_of(const Parts& parts) const;
  [[nodiscard]] std::size_t trees() const { return groups_.size(); }
  [[nodiscard]] std::uint64_t rootings(std::size_t tree) const {
    return groups_[tree].rootings.size();
  }
  [[nodiscard]] std::uint64_t orders() const { return orders_; }
  [[nodiscard]] const tensor::RankSpace& ranks(std::size_t tree) const {
    return groups_[tree].ranks;
  }
  /// Requires: plan < plans(). Complexity: O(2^d) where the best order is searched.
  [[nodiscard]] ModelHalf at(std::uint64_t plan, int weight_bits, double state_sparsity = 0) const;
  /// The same plan at another width and sparsity.
  void set_precision(ModelHalf& half, int weight_bits, double state_sparsity) const;

 private:
  /// The rootings of one unrooted tree (or the one chain) with all its rank vectors.
  struct Group {
    std::vector<tensor::DimensionTree> rootings;
    tensor::RankSpace ranks;
    std::uint64_t plans_per_format = 1;
    std::uint64_t first_format = 0;
    std::uint64_t first_plan = 0;
  };
  [[nodiscard]] const Group& group_of_plan(std::uint64_t plan) const;

  Axes axes_;
  std::vector<Group> groups_;
  std::map<std::vector<tensor::ModeSet>, std::size_t> groups_by_edges_;  ///< ht
  std::uint64_t orders_ = 1;
  std::uint64_t formats_ = 0;
  std::uint64_t plans_ = 0;
  std::uint64_t redundant_plans_ = 0;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_SPACE_MODEL_SPACE_HPP
