#include "dse/core/searcher.hpp"

namespace paretree::dse {

namespace {

/// The complete front: every design is either evaluated, or closed because evaluated feasible
/// designs dominate everything it could be. Whole blocks are closed by recursion where their
/// figures allow it (study/block_closure.hpp), else groups of designs by lower bounds. Bounds are
/// compared with exact vectors only and must be beaten strictly, so the front has the vectors of
/// `exhaustive`; of equal vectors another design may stand for them where a block was closed as a
/// whole. With `eps` a bound is closed as soon as an evaluated design comes within (1 + eps) of it.
class Certified final : public Searcher {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "The complete front: every design evaluated, or closed because evaluated ones dominate "
           "whatever it could be.";
  }
  [[nodiscard]] std::vector<hwmodel::Parameter> parameters() const override {
    return {{.name = "eps",
             .type = hwmodel::Parameter::Type::number,
             .default_value = 0.0,
             .low = 0,
             .high = 1,
             .choices = {},
             .sentence = "a smaller front, and faster: every design is within this factor of a "
                         "member in every objective (0.01: a percent); 0: the exact front"}};
  }
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
