#ifndef PARETREE_RESULTS_REPORT_CLOUD_HPP
#define PARETREE_RESULTS_REPORT_CLOUD_HPP

#include "results/json.hpp"
#include "results/store/study.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace paretree::results {

/// The kept designs of a study as columns: figures (numbers) and axes (numbers or words).
class Cloud {
 public:
  /// Reads every kept design once, in the order of their ids.
  explicit Cloud(const Study& study);

  [[nodiscard]] std::size_t size() const { return ids_.size(); }
  [[nodiscard]] const std::string& id(std::size_t design) const { return ids_[design]; }
  /// Numbers of designs by id; size() if there is none.
  [[nodiscard]] std::size_t find(const std::string& id) const;

  [[nodiscard]] const std::vector<ObjectiveColumn>& figures() const { return figures_; }
  [[nodiscard]] double figure(std::size_t design, std::size_t number) const {
    return values_[design * figures_.size() + number];
  }
  /// Names of what differs or is the same between designs: keys of both halves, in their order.
  [[nodiscard]] const std::vector<std::string>& axes() const { return axes_; }
  /// Designs of one stratum agree in every axis whose values are words, and in precision.
  [[nodiscard]] std::vector<std::uint32_t> strata() const;

  /// {name, values, bits, codes} of one column over `designs`: `codes` are base64 of little-endian
  /// unsigned numbers of 8 or 16 bits into `values`; none where all are the same; columns of more
  /// than 65,536 values are `bits` 64: the binary64 numbers themselves.
  [[nodiscard]] Json figure_column(std::size_t number,
                                   const std::vector<std::size_t>& designs) const;
  [[nodiscard]] Json axis_column(std::size_t number, const std::vector<std::size_t>& designs) const;

 private:
  using Half = std::map<std::string, Json>;

  std::uint32_t half_of(const std::string& id, const std::string& json,
                        std::map<std::string, std::uint32_t>& known);

  std::vector<ObjectiveColumn> figures_;
  std::vector<std::string> axes_;
  std::vector<std::string> ids_;
  std::vector<double> values_;
  std::vector<Half> halves_;
  std::vector<std::uint32_t> model_, hardware_;  ///< by design: place in halves_
};

/// Bytes as base64 with padding.
[[nodiscard]] std::string base64(const std::string& bytes);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_REPORT_CLOUD_HPP
