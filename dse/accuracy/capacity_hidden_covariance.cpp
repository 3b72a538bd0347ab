#include "dse/core/untrained_proxy.hpp"

#include <algorithm>
#include <cmath>

namespace paretree::dse {

/// A value per format has no ranks to add up: logarithms take their place, and `proxies` adds the
/// ranks themselves over a table.
std::unique_ptr<AccuracyProxy> make_accuracy_proxy_capacity_hidden_covariance();
std::unique_ptr<AccuracyProxy> make_accuracy_proxy_capacity_hidden_covariance() {
  return make_untrained_proxy({.name = "capacity_hidden_covariance",
                               .sentence = "Logarithms of the layer's capacity and of the "
                                           "effective rank of its hidden states before "
                                           "training, added: no data, and no accuracy.",
                               .value = [](const ModelHalf& half, std::uint64_t seed) {
                                 return log_capacity(half) +
                                        std::log(std::max(1.0, initial_hidden_rank(half, seed)));
                               }});
}

}  // namespace paretree::dse
