#ifndef PARETREE_HWMODEL_TECHNOLOGY_HPP
#define PARETREE_HWMODEL_TECHNOLOGY_HPP

#include "hwmodel/provenance.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace paretree::hwmodel {

class SramTable;

/// A set of constants by name and the SRAM table it is used with. Immutable once built.
/// A user's file overrides constants by name or adds some; the built-in sets are files of the same
/// form.
class Technology {
 public:
  /// Without an SRAM table the built-in one is used (CACTI 7).
  /// Throws: std::invalid_argument if a name repeats or a value is not finite.
  Technology(std::string name, std::vector<Constant> constants,
             std::shared_ptr<const SramTable> sram = nullptr);

  [[nodiscard]] const std::string& name() const { return name_; }
  /// Throws: std::invalid_argument with the nearest known name.
  [[nodiscard]] const Constant& constant(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] const std::vector<Constant>& constants() const { return constants_; }
  /// This set with `changes` replacing constants of the same name or added, under a new name.
  [[nodiscard]] Technology with(std::string name, const std::vector<Constant>& changes) const;
  /// This set with another SRAM table.
  [[nodiscard]] Technology with_sram(std::shared_ptr<const SramTable> sram) const;
  [[nodiscard]] const SramTable& sram() const { return *sram_; }

 private:
  std::string name_;
  std::vector<Constant> constants_;  ///< sorted by name
  std::shared_ptr<const SramTable> sram_;
};

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_TECHNOLOGY_HPP
