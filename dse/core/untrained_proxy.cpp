#include "dse/core/untrained_proxy.hpp"

#include "tensor/checked.hpp"
#include "tensor/lstm/initial_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace paretree::dse {

namespace {

/// Random sequences that the covariance of hidden states is estimated from: at least twice as many
/// as there are units, so that a full rank can be seen.
std::uint64_t sequences_for(std::uint64_t hidden) {
  return std::clamp<std::uint64_t>(2 * hidden, 128, 1024);
}

tensor::LstmShape shape_of(const sweeps::Workload& workload) {
  return {workload.inputs, workload.hidden, workload.steps,
          std::max<std::uint64_t>(workload.classes, 1)};
}

tensor::LayerFormat format_of(const ModelHalf& half) {
  // Initial weights are looked at unrounded.
  return {half.scope, half.matrix, 16};
}

class BoundUntrained final : public BoundProxy {
 public:
  BoundUntrained(const UntrainedProxy& proxy, std::uint64_t initialisations)
      : proxy_(proxy), initialisations_(initialisations) {}

  [[nodiscard]] std::optional<Measurement> measure(
      const ModelHalf& half, std::uint64_t seed,
      const std::function<bool()>& /*cancelled*/) const override {
    double sum = 0;
    for (std::uint64_t number = 0; number < initialisations_; ++number) {
      sum += proxy_.value(half, seed * 1000 + number);
    }
    return Measurement{sum / static_cast<double>(initialisations_), {}, {}, {}, {}};
  }

 private:
  const UntrainedProxy& proxy_;
  std::uint64_t initialisations_;
};

class Untrained final : public AccuracyProxy {
 public:
  explicit Untrained(UntrainedProxy proxy) : proxy_(std::move(proxy)) {}

  [[nodiscard]] std::string sentence() const override { return proxy_.sentence; }
  [[nodiscard]] std::vector<hwmodel::Parameter> parameters() const override {
    return {{"initialisations",
             hwmodel::Parameter::Type::integer,
             std::int64_t{4},
             1,
             1000,
             {},
             "Random initialisations that the value is the mean of."}};
  }
  [[nodiscard]] std::string axis() const override { return proxy_.name; }
  [[nodiscard]] std::string fidelity(const hwmodel::Configuration& /*parameters*/) const override {
    return proxy_.name;
  }
  [[nodiscard]] std::vector<std::uint64_t> seeds(const hwmodel::Configuration& /*parameters*/,
                                                 std::uint64_t sweep_seed) const override {
    return {sweep_seed};
  }
  [[nodiscard]] std::pair<std::string, std::string> origin(
      const hwmodel::Configuration& /*parameters*/) const override {
    return {};
  }
  [[nodiscard]] bool trains() const override { return false; }
  [[nodiscard]] std::unique_ptr<BoundProxy> bind(const hwmodel::Configuration& parameters,
                                                 const sweeps::Workload& workload) const override {
    if (workload.layer != sweeps::Layer::lstm) {
      throw std::invalid_argument(proxy_.name +
                                  " initialises LSTM layers; this workload is a fully connected "
                                  "layer (use capacity or external)");
    }
    return std::make_unique<BoundUntrained>(
        proxy_, static_cast<std::uint64_t>(parameters.integer("initialisations")));
  }

 private:
  UntrainedProxy proxy_;
};

}  // namespace

std::unique_ptr<AccuracyProxy> make_untrained_proxy(UntrainedProxy proxy) {
  return std::make_unique<Untrained>(std::move(proxy));
}

std::uint64_t capacity_of(const ModelHalf& half) {
  const std::uint64_t matrix = tensor::degrees_of_freedom(half.matrix);
  const bool dense_recurrent =
      half.workload.layer == sweeps::Layer::lstm && half.scope == tensor::Scope::input;
  const std::uint64_t rows = half.workload.rows();
  const std::uint64_t rest =
      tensor::plus(rows, dense_recurrent ? tensor::times(rows, half.workload.hidden) : 0);
  return tensor::plus(matrix, rest);
}

double log_capacity(const ModelHalf& half) {
  return std::log(static_cast<double>(capacity_of(half)));
}

double initial_effective_rank(const ModelHalf& half, std::uint64_t seed) {
  return tensor::initial_matrix_rank(shape_of(half.workload), format_of(half), seed);
}

double initial_hidden_rank(const ModelHalf& half, std::uint64_t seed) {
  return tensor::initial_state_rank(shape_of(half.workload), format_of(half),
                                    sequences_for(half.workload.hidden), seed);
}

}  // namespace paretree::dse
