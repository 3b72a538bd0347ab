#ifndef PARETREE_RESULTS_CHART_TREE_CHART_HPP
#define PARETREE_RESULTS_CHART_TREE_CHART_HPP

#include "results/chart/sheet.hpp"

#include <optional>
#include <string>
#include <vector>

namespace paretree::results {

/// A node of a drawn tree; children are in the order they are listed in.
struct TreeNode {
  std::optional<std::size_t> parent;  ///< number of an earlier node; nothing: the root
  std::string name;                   ///< of a leaf; inner nodes may have none
  std::string detail;                 ///< second line of a leaf
  std::string edge;                   ///< on the edge to the parent: its rank
};

/// A tree from its root down, with words at its leaves and on its edges.
struct TreeChart {
  SheetText sheet;
  std::vector<TreeNode> nodes;
  std::string description;
};

/// Draws to `file`, as draw(FrontChart). Throws: std::invalid_argument without nodes, or where the
/// leaves do not fit beside one another; std::runtime_error if it cannot write.
void draw(const TreeChart& chart, const std::string& file);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_CHART_TREE_CHART_HPP
