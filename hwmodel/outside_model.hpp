#ifndef PARETREE_HWMODEL_OUTSIDE_MODEL_HPP
#define PARETREE_HWMODEL_OUTSIDE_MODEL_HPP

#include <stdexcept>

namespace paretree::hwmodel {

/// A value lies outside the range in which a model holds: what() gives value and range. Templates
/// turn it into an Infeasible of reason `outside_model`; nothing is extrapolated.
class OutsideModel : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_OUTSIDE_MODEL_HPP
