#ifndef PARETREE_DSE_CORE_TREE_FAMILY_HPP
#define PARETREE_DSE_CORE_TREE_FAMILY_HPP

#include "hwmodel/registry.hpp"
#include "tensor/dimension_tree.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace paretree::dse {

/// A named set of rooted trees over d modes.
class TreeFamily {
 public:
  virtual ~TreeFamily() = default;
  [[nodiscard]] virtual std::string sentence() const = 0;
  /// Each tree once, in a fixed order, children in their natural order.
  /// Throws: std::invalid_argument for a number of modes it does not enumerate.
  [[nodiscard]] virtual std::vector<tensor::DimensionTree> trees(int modes) const = 0;
};

[[nodiscard]] const hwmodel::Registry<TreeFamily>& tree_families();
[[nodiscard]] std::vector<std::pair<std::string, std::unique_ptr<TreeFamily>>> tree_family_table();

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CORE_TREE_FAMILY_HPP
