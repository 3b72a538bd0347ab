#include "dse/core/searcher.hpp"

namespace paretree::dse {

namespace {

/// Every design once, in the order of positions: the oracle of all other searches.
class Exhaustive final : public Searcher {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Every design, in the order of the space; the oracle of the others.";
  }
  [[nodiscard]] std::vector<hwmodel::Parameter> parameters() const override { return {}; }
  [[nodiscard]] std::uint64_t budget(std::uint64_t space_size,
                                     const hwmodel::Configuration& /*parameters*/) const override {
    return space_size;
  }
  [[nodiscard]] bool run(BatchEvaluator& evaluator, const hwmodel::Configuration& /*parameters*/,
                         std::uint64_t /*seed*/) const override {
    return walk_in_order(evaluator, Closing::evaluate_all);
  }
};

}  // namespace

std::unique_ptr<Searcher> make_searcher_exhaustive();
std::unique_ptr<Searcher> make_searcher_exhaustive() {
  return std::make_unique<Exhaustive>();
}

}  // namespace paretree::dse
