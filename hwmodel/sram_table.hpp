#ifndef PARETREE_HWMODEL_SRAM_TABLE_HPP
#define PARETREE_HWMODEL_SRAM_TABLE_HPP

#include "hwmodel/units.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace paretree::hwmodel {

enum class SramCell : std::uint8_t { hp, lstp };
[[nodiscard]] std::string_view name(SramCell cell);
/// Throws: std::invalid_argument with the legal names.
[[nodiscard]] SramCell parse_sram_cell(std::string_view text);

/// One memory: its total size, the width of a word, banks it is divided into, process.
struct SramShape {
  double size_bytes = 0;
  double width_bits = 0;
  double banks = 1;
  double node_nm = 0;
  SramCell cell = SramCell::lstp;
};

/// Per access of one word; leakage (sub-threshold and gate) and area of all banks.
struct SramFigures {
  Energy read;
  Energy write;
  Power leakage;
  Area area;
  Time access;
  Time cycle;
};

/// Memories tabulated over size, width, banks and node; interpolated linearly in all logarithms,
/// exact at the entries, refused outside the grid.
///
/// Thread safety: immutable.
class SramTable {
 public:
  /// `text` is csv whose first line names the columns in this order: tech_nm, cell_type (itrs-hp,
  /// itrs-lstp), temp_K, size_bytes, width_bits, banks, read_pJ, write_pJ, leak_mW_total,
  /// gate_leak_mW_total, area_mm2, access_ns, cycle_ns. Lines that start with '#' are comments.
  /// Throws: std::invalid_argument "file:line: what" for other columns, a malformed or repeated
  /// row, no row, or values that span a grid of more than 2^22 memories.
  [[nodiscard]] static SramTable parse(std::string_view text, const std::string& file,
                                       std::string source);

  /// Complexity: O(log grid) to place, 16 entries read.
  /// Throws: OutsideModel with the legal range.
  [[nodiscard]] SramFigures interpolate(const SramShape& shape) const;
  /// Cycle time of the entry at or above in size, width, banks and node: what a clock must respect.
  /// Throws: OutsideModel as above.
  [[nodiscard]] Time upper_cycle(const SramShape& shape) const;

  enum class Figure : std::uint8_t { read, write, leakage, area };
  /// This table with one figure of all its entries multiplied. Requires: factor > 0.
  [[nodiscard]] SramTable scaled(Figure figure, double factor) const;

  [[nodiscard]] const std::string& source() const { return source_; }
  [[nodiscard]] double widest_bits() const { return axes_[3].back(); }
  [[nodiscard]] double most_banks() const { return axes_[4].back(); }
  [[nodiscard]] std::size_t entries() const { return count_; }

 private:
  static constexpr std::size_t axis_count = 5;    ///< cell, node, size, width, banks
  static constexpr std::size_t figure_count = 6;  ///< in the order of SramFigures
  struct Entry {
    bool present = false;
    std::array<double, figure_count> figures{};
    std::array<double, figure_count> logarithms{};
  };
  struct Place {
    std::array<std::size_t, axis_count> lower{};
    std::array<std::size_t, axis_count> upper{};
    std::array<double, axis_count> weight{};  ///< of the upper neighbour
  };

  explicit SramTable(std::string source) : source_(std::move(source)) {}
  [[nodiscard]] Place place(const SramShape& shape) const;
  [[nodiscard]] const Entry& entry(const std::array<std::size_t, axis_count>& index) const;
  [[nodiscard]] std::size_t offset(const std::array<std::size_t, axis_count>& index) const;
  [[noreturn]] void refuse(const SramShape& shape) const;

  std::string source_;
  std::size_t count_ = 0;
  std::array<std::vector<double>, axis_count> axes_;  ///< ascending values
  std::vector<Entry> entries_;  ///< dense over the axes; absent where not present
};

/// The table compiled in: CACTI 7. Parsed at the first call.
[[nodiscard]] std::shared_ptr<const SramTable> built_in_sram_table();

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_SRAM_TABLE_HPP
