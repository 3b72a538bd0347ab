#ifndef PARETREE_HWMODEL_PROVENANCE_HPP
#define PARETREE_HWMODEL_PROVENANCE_HPP

#include <string>
#include <string_view>

namespace paretree::hwmodel {

/// How the source got a number.
enum class Basis { measured, simulated, datasheet, derived, assumed };
/// How we got it from the source.
enum class Status { quoted, recalled, derived, measured };

[[nodiscard]] std::string_view name(Basis basis);
[[nodiscard]] std::string_view name(Status status);
/// Throws: std::invalid_argument with the legal names.
[[nodiscard]] Basis parse_basis(std::string_view text);
[[nodiscard]] Status parse_status(std::string_view text);

/// A number that says where it comes from. `low` and `high` are the spread of independent sources,
/// else half and double of the value.
struct Constant {
  std::string name;
  double value = 0;
  std::string unit;    ///< "pJ", "um2", "mW", "ns", "pJ/bit", "Gb/s", "V", "1"
  std::string source;  ///< citation and locator
  Basis basis = Basis::assumed;
  Status status = Status::derived;
  double low = 0;
  double high = 0;
  double node_nm = 0;  ///< the process it holds for, from which it is scaled; 0: not scaled
};

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_PROVENANCE_HPP
