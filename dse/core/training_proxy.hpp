#ifndef PARETREE_DSE_CORE_TRAINING_PROXY_HPP
#define PARETREE_DSE_CORE_TRAINING_PROXY_HPP

#include "dse/core/accuracy_proxy.hpp"
#include "tensor/io/sequences.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace paretree::dse {

/// What tells proxies apart that train a format from scratch and measure its error.
struct TrainingDefaults {
  std::string name;  ///< the plug-in's
  std::string sentence;
  std::int64_t steps = 0;
  std::int64_t evaluated = 0;  ///< validation sequences
};

/// A proxy that trains; its fidelity is "<name>:<steps>".
[[nodiscard]] std::unique_ptr<AccuracyProxy> make_training_proxy(const TrainingDefaults& defaults);

/// The parameters `dataset` and `folder`, and the sequences they name.
[[nodiscard]] std::vector<hwmodel::Parameter> dataset_parameters();
/// Throws: std::invalid_argument if the workload has another shape (both shapes), or is no LSTM
/// layer; std::runtime_error naming the file if the data set cannot be read.
[[nodiscard]] std::unique_ptr<const tensor::LabelledSequences> labelled_sequences(
    const std::string& proxy, const hwmodel::Configuration& parameters,
    const sweeps::Workload& workload);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CORE_TRAINING_PROXY_HPP
