#include "dse/core/tree_family.hpp"

namespace paretree::dse {

namespace {

class All final : public TreeFamily {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Every rooted tree over d modes: (2d-3)!!, 15 at d = 4; up to d = 10.";
  }
  [[nodiscard]] std::vector<tensor::DimensionTree> trees(int modes) const override {
    return tensor::rooted_trees(modes);
  }
};

}  // namespace

std::unique_ptr<TreeFamily> make_tree_family_all();
std::unique_ptr<TreeFamily> make_tree_family_all() { return std::make_unique<All>(); }

}  // namespace paretree::dse
