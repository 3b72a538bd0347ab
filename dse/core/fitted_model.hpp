#ifndef PARETREE_DSE_CORE_FITTED_MODEL_HPP
#define PARETREE_DSE_CORE_FITTED_MODEL_HPP

#include "results/json.hpp"

#include <string>
#include <vector>

namespace paretree::dse {

/// Error of trained formats as a monotone function of a sum: over the layer's capacity, the edges
/// that end in a leaf and the other edges.
///
///   logit(error) = a + b log(capacity) + c sum over leaf edges log r + d sum over others log r + e
///   [full]
class FittedModel {
 public:
  struct Row {
    std::vector<double> features;  ///< features_of()
    double error = 0;              ///< in (0, 1); values at the ends are moved inside
    std::string family;            ///< family_of()
  };
  /// `format` as ModelHalf::format_json() gives it.
  [[nodiscard]] static std::vector<double> features_of(const results::Json& format,
                                                       double capacity);
  /// Scope and kind: "full ht".
  [[nodiscard]] static std::string family_of(const results::Json& format);

  /// Least squares; where the rows do not determine a coefficient it is nearly 0.
  /// Throws: std::invalid_argument for fewer than 8 rows.
  [[nodiscard]] static FittedModel fit(const std::vector<Row>& rows);

  [[nodiscard]] double error(const std::vector<double>& features) const;
  /// Root mean square error on rows that were left out: a family at a time, or one by one where all
  /// are of one family.
  [[nodiscard]] double left_out_error() const { return left_out_error_; }

 private:
  static FittedModel fit_alone(const std::vector<Row>& rows);

  std::vector<double> coefficients_;
  double left_out_error_ = 0;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CORE_FITTED_MODEL_HPP
