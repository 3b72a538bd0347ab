#include "dse/core/accuracy_proxy.hpp"

namespace paretree::dse {

namespace {

/// Measures nothing by itself: values come into a study by `import`.
class BoundExternal final : public BoundProxy {
 public:
  [[nodiscard]] std::optional<Measurement> measure(
      const ModelHalf& /*half*/, std::uint64_t /*seed*/,
      const std::function<bool()>& /*cancelled*/) const override {
    return std::nullopt;
  }
};

class External final : public AccuracyProxy {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "The user's own accuracies: `formats` lists what is wanted, `import` takes it back.";
  }
  [[nodiscard]] std::vector<hwmodel::Parameter> parameters() const override { return {}; }
  [[nodiscard]] std::string axis() const override { return "error"; }
  [[nodiscard]] std::string fidelity(const hwmodel::Configuration& /*parameters*/) const override {
    return "external";
  }
  [[nodiscard]] std::vector<std::uint64_t> seeds(const hwmodel::Configuration& /*parameters*/,
                                                 std::uint64_t /*sweep_seed*/) const override {
    return {0};
  }
  [[nodiscard]] std::pair<std::string, std::string> origin(
      const hwmodel::Configuration& /*parameters*/) const override {
    return {"external", "external"};
  }
  [[nodiscard]] bool trains() const override { return false; }
  [[nodiscard]] std::unique_ptr<BoundProxy> bind(
      const hwmodel::Configuration& /*parameters*/,
      const sweeps::Workload& /*workload*/) const override {
    return std::make_unique<BoundExternal>();
  }
};

}  // namespace

std::unique_ptr<AccuracyProxy> make_accuracy_proxy_external();
std::unique_ptr<AccuracyProxy> make_accuracy_proxy_external() {
  return std::make_unique<External>();
}

}  // namespace paretree::dse
