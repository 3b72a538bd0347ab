#include "dse/core/tree_family.hpp"

namespace paretree::dse {

namespace {

class Balanced final : public TreeFamily {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "The modes halved in their given order until single: [[0, 1], [2, 3]].";
  }
  [[nodiscard]] std::vector<tensor::DimensionTree> trees(int modes) const override {
    return {tensor::DimensionTree::balanced(modes)};
  }
};

}  // namespace

std::unique_ptr<TreeFamily> make_tree_family_balanced();
std::unique_ptr<TreeFamily> make_tree_family_balanced() { return std::make_unique<Balanced>(); }

}  // namespace paretree::dse
