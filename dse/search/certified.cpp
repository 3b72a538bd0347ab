#include "dse/core/searcher.hpp"

namespace paretree::dse {

namespace {

/// The complete front: every design is either evaluated, or closed because an evaluated feasible
/// design dominates a lower bound of the group it belongs to (one plan on one array and weight
/// memory, with the cheapest constant of each kind that occurs in the group). Bounds are compared
/// with exact vectors only, and must be beaten strictly, so the front is that of `exhaustive`,
/// equal vectors' representatives included.
class Certified final : public Searcher {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "The complete front: every design evaluated, or closed by a lower bound that an "
           "evaluated "
           "design dominates.";
  }
  [[nodiscard]] std::vector<hwmodel::Parameter> parameters() const override { return {}; }
  [[nodiscard]] std::uint64_t budget(std::uint64_t space_size,
                                     const hwmodel::Configuration& /*parameters*/) const override {
    return space_size;
  }
  [[nodiscard]] bool needs_monotone_objectives() const override { return true; }
  [[nodiscard]] bool run(BatchEvaluator& evaluator, const hwmodel::Configuration& /*parameters*/,
                         std::uint64_t /*seed*/) const override {
    return walk_in_order(evaluator, Closing::by_bounds);
  }
};

}  // namespace

std::unique_ptr<Searcher> make_searcher_certified();
std::unique_ptr<Searcher> make_searcher_certified() {
  return std::make_unique<Certified>();
}

}  // namespace paretree::dse
