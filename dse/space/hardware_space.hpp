#ifndef PARETREE_DSE_SPACE_HARDWARE_SPACE_HPP
#define PARETREE_DSE_SPACE_HARDWARE_SPACE_HPP

#include "hwmodel/parameters.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

/// A condition over axes that shapes the space.
struct AxisConstraint {
  std::string text;
  std::string when;        ///< empty: always
  std::size_t number = 0;  ///< position in the sweep's list
};

/// One axis with its values in the sweep's order.
struct HardwareAxis {
  std::string name;
  std::vector<hwmodel::Value> values;
};

/// The hardware halves of one template: axes that constraints couple are enumerated together into a
/// list, the rest stays mixed-radix.
class HardwareSpace {
 public:
  /// `fixed`: model-side axes that constraints may read (weight_bits, scope, format, leaves), as
  /// numbers. Constraints that read an axis neither in `axes` nor in `fixed` do not apply here.
  /// Throws: std::invalid_argument if a coupled group has more than 10 million combinations.
  HardwareSpace(std::string template_name, std::vector<HardwareAxis> axes,
                const std::map<std::string, double>& fixed,
                const std::vector<AxisConstraint>& constraints,
                const std::vector<std::string>& words);

  [[nodiscard]] const std::string& template_name() const { return template_name_; }
  [[nodiscard]] const std::vector<HardwareAxis>& axes() const { return axes_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Halves before constraints.
  [[nodiscard]] std::uint64_t full_size() const { return full_size_; }
  /// Halves that each constraint removes (the first one a half fails), by constraint number.
  [[nodiscard]] const std::map<std::size_t, std::uint64_t>& excluded() const { return excluded_; }
  /// Requires: index < size().
  [[nodiscard]] hwmodel::Configuration at(std::uint64_t index) const;
  /// Which value of every axis a half has. Requires: index < size().
  [[nodiscard]] std::vector<std::size_t> choice(std::uint64_t index) const;
  /// The inverse; nothing where a constraint excludes the half.
  /// Requires: a value of each axis. Complexity: O(axes log size()).
  [[nodiscard]] std::optional<std::uint64_t> index_of(const std::vector<std::size_t>& chosen) const;
  /// Position in the unconstrained product: the same half has the same number in spaces that differ
  /// in constraints alone.
  [[nodiscard]] std::uint64_t full_index(std::uint64_t index) const;

 private:
  /// Axes enumerated together; `allowed` lists mixed-radix numbers over `members`, empty: all.
  struct Coupled {
    std::vector<std::size_t> members;
    std::vector<std::uint64_t> allowed;
    bool listed = false;
    std::uint64_t size = 1;
  };

  std::string template_name_;
  std::vector<HardwareAxis> axes_;
  std::vector<Coupled> groups_;
  std::uint64_t size_ = 0;
  std::uint64_t full_size_ = 0;
  std::map<std::size_t, std::uint64_t> excluded_;
};

/// The number an expression sees for a value.
[[nodiscard]] double number_of(const hwmodel::Value& value);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_SPACE_HARDWARE_SPACE_HPP
