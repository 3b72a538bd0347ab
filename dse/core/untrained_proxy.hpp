#ifndef PARETREE_DSE_CORE_UNTRAINED_PROXY_HPP
#define PARETREE_DSE_CORE_UNTRAINED_PROXY_HPP

#include "dse/core/accuracy_proxy.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace paretree::dse {

/// A proxy that looks at untrained layers: a mean over some initialisations.
struct UntrainedProxy {
  std::string name;  ///< the plug-in's; also its axis
  std::string sentence;
  /// Of one initialisation.
  std::function<double(const ModelHalf& half, std::uint64_t seed)> value;
};

/// Its parameter is `initialisations`; it reads no data set.
[[nodiscard]] std::unique_ptr<AccuracyProxy> make_untrained_proxy(UntrainedProxy proxy);

/// Natural logarithm of the degrees of freedom of a layer's weights (see `capacity`).
[[nodiscard]] double log_capacity(const ModelHalf& half);
/// Degrees of freedom of a layer's weights. Throws: tensor::CountOverflow.
[[nodiscard]] std::uint64_t capacity_of(const ModelHalf& half);
/// Effective rank of the matrix a format starts with.
[[nodiscard]] double initial_effective_rank(const ModelHalf& half, std::uint64_t seed);
/// Effective rank of the hidden states of the untrained layer on random inputs.
[[nodiscard]] double initial_hidden_rank(const ModelHalf& half, std::uint64_t seed);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CORE_UNTRAINED_PROXY_HPP
