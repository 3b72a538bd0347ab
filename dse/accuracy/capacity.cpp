#include "dse/core/untrained_proxy.hpp"

namespace paretree::dse {

namespace {

/// Parameters minus the gauge freedom of the decomposition: what a format can express, and the same
/// for all rootings of its tree. Says nothing about how well it trains.
class BoundCapacity final : public BoundProxy {
 public:
  [[nodiscard]] std::optional<Measurement> measure(
      const ModelHalf& half, std::uint64_t /*seed*/,
      const std::function<bool()>& /*cancelled*/) const override {
    Measurement measurement;
    measurement.value = static_cast<double>(capacity_of(half));
    return measurement;
  }
};

class Capacity final : public AccuracyProxy {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Degrees of freedom of the layer's weights: no training, no data, and no accuracy.";
  }
  [[nodiscard]] std::vector<hwmodel::Parameter> parameters() const override { return {}; }
  [[nodiscard]] std::string axis() const override { return "capacity"; }
  [[nodiscard]] std::string fidelity(const hwmodel::Configuration& /*parameters*/) const override {
    return "capacity";
  }
  [[nodiscard]] std::vector<std::uint64_t> seeds(const hwmodel::Configuration& /*parameters*/,
                                                 std::uint64_t /*sweep_seed*/) const override {
    return {0};
  }
  [[nodiscard]] std::pair<std::string, std::string> origin(
      const hwmodel::Configuration& /*parameters*/) const override {
    return {};
  }
  [[nodiscard]] bool trains() const override { return false; }
  [[nodiscard]] std::unique_ptr<BoundProxy> bind(
      const hwmodel::Configuration& /*parameters*/,
      const sweeps::Workload& /*workload*/) const override {
    return std::make_unique<BoundCapacity>();
  }
};

}  // namespace

std::unique_ptr<AccuracyProxy> make_accuracy_proxy_capacity();
std::unique_ptr<AccuracyProxy> make_accuracy_proxy_capacity() {
  return std::make_unique<Capacity>();
}

}  // namespace paretree::dse
