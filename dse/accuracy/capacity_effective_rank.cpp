#include "dse/core/untrained_proxy.hpp"

#include <algorithm>
#include <cmath>

namespace paretree::dse {

/// A value per format has no ranks to add up: logarithms take their place, and `proxies` adds the
/// ranks themselves over a table.
std::unique_ptr<AccuracyProxy> make_accuracy_proxy_capacity_effective_rank();
std::unique_ptr<AccuracyProxy> make_accuracy_proxy_capacity_effective_rank() {
  return make_untrained_proxy(
      {.name = "capacity_effective_rank",
       .sentence =
           "Logarithms of the layer's capacity and of the effective rank of its matrix before "
           "training, added: no data, and no accuracy.",
       .value = [](const ModelHalf& half, std::uint64_t seed) {
         return log_capacity(half) + std::log(std::max(1.0, initial_effective_rank(half, seed)));
       }});
}

}  // namespace paretree::dse
