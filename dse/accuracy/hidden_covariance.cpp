#include "dse/core/untrained_proxy.hpp"

namespace paretree::dse {

/// Effective rank of the hidden states' covariance at initialisation.
std::unique_ptr<AccuracyProxy> make_accuracy_proxy_hidden_covariance();
std::unique_ptr<AccuracyProxy> make_accuracy_proxy_hidden_covariance() {
  return make_untrained_proxy({.name = "hidden_covariance",
                               .sentence = "Directions that the hidden states of the untrained "
                                           "layer spread over, on random inputs: no "
                                           "data, and no accuracy.",
                               .value = initial_hidden_rank});
}

}  // namespace paretree::dse
