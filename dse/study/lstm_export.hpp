#ifndef PARETREE_DSE_STUDY_LSTM_EXPORT_HPP
#define PARETREE_DSE_STUDY_LSTM_EXPORT_HPP

#include "dse/core/model_half.hpp"
#include "results/json.hpp"

#include <cstdint>

namespace paretree::dse {

/// What results::lstm_module() makes a module of.
/// Throws: std::invalid_argument where the layer is not an LSTM with classes, or its weights are
/// not of 8 to 16 bits.
[[nodiscard]] results::Json lstm_design(const ModelHalf& half);

/// The numbers training starts from with this seed: {model_id, format_id, seed, weight_bits, cores:
/// [[number]], hidden, bias, classifier, classifier_bias, probe: {inputs, losses}}. `probe` is one
/// sequence, [step][input], and our forward pass' cross-entropy of it for each of the first 256
/// classes, nats: what another implementation must reproduce. Throws: as lstm_design().
[[nodiscard]] results::Json lstm_weights_json(const ModelHalf& half, std::uint64_t seed);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_LSTM_EXPORT_HPP
