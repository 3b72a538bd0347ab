#include "dse/core/training_proxy.hpp"

namespace paretree::dse {

/// Until more steps change little: five epochs of Fashion-MNIST at batch 64.
std::unique_ptr<AccuracyProxy> make_accuracy_proxy_full_training();
std::unique_ptr<AccuracyProxy> make_accuracy_proxy_full_training() {
  return make_training_proxy(
      {.name = "full_training",
       .sentence = "Error on all validation sequences after several epochs of training in the "
                   "decomposed form: the yardstick of the other proxies.",
       .steps = 4000,
       .evaluated = 10000});
}

}  // namespace paretree::dse
