#ifndef PARETREE_DSE_CORE_ACCURACY_PROXY_HPP
#define PARETREE_DSE_CORE_ACCURACY_PROXY_HPP

#include "dse/core/model_half.hpp"
#include "dse/core/objective.hpp"
#include "hwmodel/parameters.hpp"
#include "hwmodel/registry.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace paretree::dse {

/// What a training left of a format's hidden states, where the format prunes them.
struct MeasuredStates {
  double threshold = 0;
  double share = 0;        ///< zero in one sequence, mean over the evaluation
  double joint_share = 0;  ///< zero in every sequence of a batch
  std::string trace;       ///< of the first batch, as CSV; may be empty
};

/// One measurement of one format with one seed.
struct Measurement {
  double value = 0;  ///< on the proxy's axis
  std::optional<double> accuracy, loss, summed_loss;
  std::optional<double> standard_error;
  std::optional<MeasuredStates> states = {};
};

/// A proxy bound to a sweep: ready to measure formats.
///
/// Thread safety: measure() may be called from several threads; its result depends on its arguments
/// alone.
class BoundProxy {
 public:
  virtual ~BoundProxy() = default;
  /// Nothing if this proxy has no value for the format (external), or if `cancelled` became true.
  [[nodiscard]] virtual std::optional<Measurement> measure(
      const ModelHalf& half, std::uint64_t seed, const std::function<bool()>& cancelled) const = 0;
  /// Seconds that one measure() of this format takes on this machine. This one measures once; a
  /// proxy that takes longer than a user waits for a plan finds out from a part of the work.
  [[nodiscard]] virtual double seconds_for_one(const ModelHalf& half) const;
  /// Of the data set it holds in memory, if any.
  [[nodiscard]] virtual std::uint64_t data_bytes() const { return 0; }
};

/// A way to judge how accurate a format will be.
class AccuracyProxy {
 public:
  virtual ~AccuracyProxy() = default;
  [[nodiscard]] virtual std::string sentence() const = 0;
  [[nodiscard]] virtual std::vector<hwmodel::Parameter> parameters() const = 0;
  /// The objective that carries its value. Only measured accuracy is called `error`; any other
  /// proxy gives its axis its own name.
  [[nodiscard]] virtual std::string axis() const = 0;
  /// The measurement's name in a study: "short_training:60".
  [[nodiscard]] virtual std::string fidelity(const hwmodel::Configuration& parameters) const = 0;
  /// Seeds of the repeated measurements of a format; one where nothing is random.
  [[nodiscard]] virtual std::vector<std::uint64_t> seeds(const hwmodel::Configuration& parameters,
                                                         std::uint64_t sweep_seed) const = 0;
  /// Data set and split the values are from; empty where none is used.
  [[nodiscard]] virtual std::pair<std::string, std::string> origin(
      const hwmodel::Configuration& parameters) const = 0;
  /// Whether measuring takes seconds rather than microseconds.
  [[nodiscard]] virtual bool trains() const = 0;
  /// Whether measuring starts a program of the user's, which needs his leave each time.
  [[nodiscard]] virtual bool runs_command(const hwmodel::Configuration& /*parameters*/) const {
    return false;
  }
  /// Ready to measure. Throws: std::invalid_argument if the workload does not suit (both shapes);
  /// std::runtime_error if data cannot be read.
  [[nodiscard]] virtual std::unique_ptr<BoundProxy> bind(
      const hwmodel::Configuration& parameters, const sweeps::Workload& workload) const = 0;
};

[[nodiscard]] const hwmodel::Registry<AccuracyProxy>& accuracy_proxies();
[[nodiscard]] std::vector<std::pair<std::string, std::unique_ptr<AccuracyProxy>>>
accuracy_proxy_table();

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CORE_ACCURACY_PROXY_HPP
