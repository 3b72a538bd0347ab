#include "dse/core/training_proxy.hpp"

namespace paretree::dse {

/// A few dozen steps in the decomposed form itself: what ranked fully trained formats best among
/// all proxies tried.
std::unique_ptr<AccuracyProxy> make_accuracy_proxy_short_training();
std::unique_ptr<AccuracyProxy> make_accuracy_proxy_short_training() {
  return make_training_proxy(
      {.name = "short_training",
       .sentence = "Error on validation sequences after some dozens to hundreds of training steps "
                   "in the decomposed form.",
       .steps = 60,
       .evaluated = 2000});
}

}  // namespace paretree::dse
