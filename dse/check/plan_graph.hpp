#ifndef PARETREE_DSE_CHECK_PLAN_GRAPH_HPP
#define PARETREE_DSE_CHECK_PLAN_GRAPH_HPP

#include "dse/space/model_space.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace paretree::dse {

/// One matrix product and what it adds to the counts of a model.
struct GraphStage {
  std::uint64_t rows = 1;
  std::uint64_t inner = 1;
  std::uint64_t cols = 1;
  std::int64_t freedom = 0;  ///< degrees of freedom of its weights, less those of the edge above

  friend auto operator<=>(const GraphStage&, const GraphStage&) = default;
};

/// All plans of a tensor-train or hierarchical-Tucker matrix whose tensors fit, as an and-or graph:
/// a node is a subtree that is still to be chosen (its modes, how often its surroundings repeat it,
/// the rank above it); each of its choices is a stage and the nodes of the children. A plan is one
/// choice at the root, one at each child of it, and so on.
///
/// Written against DESIGN's formulas and nothing of the search: children are numbered before their
/// parents, choices of one node follow one another. Complexity: O(choices) time and space.
class PlanGraph {
 public:
  using Number = std::uint32_t;
  static constexpr Number none = ~Number{0};

  struct Choice {
    Number first = none;
    Number second = none;
    Number stage = 0;
  };
  struct Node {
    std::size_t begin = 0;  ///< of choices()
    std::size_t end = 0;
    tensor::ModeSet modes = 0;  ///< TT: done so far
    std::uint64_t rank = 0;     ///< of the edge above; 0: the root
    std::uint64_t repeats = 1;  ///< HT: how often what surrounds it repeats each stage
  };

  /// Whether the plans of these axes are those of a graph: tensor trains, and hierarchical Tucker
  /// with paired leaves over all trees, in all orders or the natural one.
  [[nodiscard]] static bool describes(const ModelSpace::Axes& axes);
  /// Requires: describes(axes). `most_words`: no stage makes a larger tensor.
  PlanGraph(const ModelSpace::Axes& axes, std::uint64_t most_words);

  [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
  [[nodiscard]] const std::vector<Choice>& choices() const { return choices_; }
  [[nodiscard]] const std::vector<GraphStage>& stages() const { return stages_; }
  /// The last node; none if nothing fits.
  [[nodiscard]] Number root() const { return root_; }

  /// How a subtree was put together: a choice of its node, and which subtrees of the children.
  struct Pick {
    std::size_t choice = 0;
    std::size_t first = 0;
    std::size_t second = 0;
  };
  using PickOf = std::function<Pick(Number node, std::size_t which)>;
  /// The tree of a node's subtree; the ranks of its edges are appended, an edge of the root twice.
  [[nodiscard]] tensor::DimensionTree tree_of(
      Number node, std::size_t which, const PickOf& pick,
      std::vector<std::pair<tensor::ModeSet, std::uint64_t>>& ranks) const;

 private:
  using Key = std::tuple<tensor::ModeSet, std::uint64_t, std::uint64_t>;

  [[nodiscard]] Number subtree(tensor::ModeSet modes, std::uint64_t repeats, std::uint64_t rank);
  [[nodiscard]] Number top();
  [[nodiscard]] Number train(bool from_first, int cores, std::uint64_t rank);
  [[nodiscard]] Number finish(Node node, std::vector<Choice> choices);
  [[nodiscard]] Number stage(const GraphStage& stage);
  [[nodiscard]] bool fits(std::uint64_t a, std::uint64_t b) const;
  [[nodiscard]] std::uint64_t inputs(tensor::ModeSet modes) const;
  [[nodiscard]] std::uint64_t outputs(tensor::ModeSet modes) const;

  const ModelSpace::Axes& axes_;
  std::uint64_t most_words_;
  tensor::ModeSet all_ = 0;
  std::vector<Node> nodes_;
  std::vector<Choice> choices_;
  std::vector<GraphStage> stages_;
  std::map<GraphStage, Number> stage_numbers_;
  std::map<Key, Number> known_;
  Number root_ = none;
};

/// Plans of a space's axes by a recursion over subsets of modes and ranks that lists nothing; a
/// count may pass 2^64. Requires: PlanGraph::describes(axes).
__extension__ typedef unsigned __int128 PlanCount;  // NOLINT(modernize-use-using)
[[nodiscard]] PlanCount count_plans(const ModelSpace::Axes& axes);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CHECK_PLAN_GRAPH_HPP
