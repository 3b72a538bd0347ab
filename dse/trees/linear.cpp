#include "dse/core/tree_family.hpp"

namespace paretree::dse {

namespace {

class Linear final : public TreeFamily {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "The chain of the modes in their given order: [[[0, 1], 2], 3].";
  }
  [[nodiscard]] std::vector<tensor::DimensionTree> trees(int modes) const override {
    return {tensor::DimensionTree::linear(modes)};
  }
};

}  // namespace

std::unique_ptr<TreeFamily> make_tree_family_linear();
std::unique_ptr<TreeFamily> make_tree_family_linear() { return std::make_unique<Linear>(); }

}  // namespace paretree::dse
