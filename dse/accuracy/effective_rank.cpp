#include "dse/core/untrained_proxy.hpp"

namespace paretree::dse {

/// Roy and Vetterli's effective rank of W at initialisation.
std::unique_ptr<AccuracyProxy> make_accuracy_proxy_effective_rank();
std::unique_ptr<AccuracyProxy> make_accuracy_proxy_effective_rank() {
  return make_untrained_proxy({.name = "effective_rank",
                               .sentence = "Effective rank (exponential of the spectrum's entropy) "
                                           "of the matrix before training: no "
                                           "data, and no accuracy.",
                               .value = initial_effective_rank});
}

}  // namespace paretree::dse
