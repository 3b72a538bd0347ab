#ifndef PARETREE_RESULTS_DESIGN_ROWS_HPP
#define PARETREE_RESULTS_DESIGN_ROWS_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace paretree::results {

/// A feasible design that is kept.
struct EvaluationRow {
  std::string design;
  std::uint64_t position = 0;  ///< index in the space
  std::uint64_t model = 0;     ///< ModelRow::key
  std::uint64_t hardware = 0;  ///< HardwareRow::key
  std::string fidelity;
  std::vector<double> values;  ///< in the order of RunRow::columns
};

struct InfeasibleRow {
  std::string design;
  std::uint64_t position = 0;
  std::uint64_t model = 0;
  std::uint64_t hardware = 0;
  std::string reason;  ///< "activation_sram_too_small", or the constraint's text
  std::string detail;
};

/// A design's id, kept in place.
class DesignName {
 public:
  static constexpr std::size_t most = 23;  ///< characters

  DesignName() = default;
  /// Throws: std::length_error beyond `most` characters.
  explicit DesignName(std::string_view text);
  [[nodiscard]] std::string_view text() const { return {text_.data(), size_}; }

 private:
  std::array<char, most> text_{};
  std::uint8_t size_ = 0;
};

/// What says which design a row is of.
struct DesignKey {
  DesignName design;
  std::uint64_t position = 0;  ///< index in the space
  std::uint64_t model = 0;     ///< ModelRow::key
  std::uint64_t hardware = 0;  ///< HardwareRow::key
};

/// Texts that many rows share, by number.
class SharedTexts {
 public:
  /// The number of a text: that of the newest one if they are equal, else a new one.
  std::uint32_t add(std::string_view text);
  /// Those of another list behind these. Returns: what its numbers grow by.
  std::uint32_t append(const SharedTexts& others);
  [[nodiscard]] const std::string& at(std::uint32_t number) const { return texts_[number]; }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

 private:
  std::vector<std::string> texts_;
};

/// Rows of feasible designs in a few large arrays: there are millions of them, and an allocation
/// for each would take longer than evaluating it.
class EvaluationRows {
 public:
  /// A row in place.
  struct View {
    const DesignKey& key;
    const std::string& fidelity;
    std::span<const double> values;  ///< in the order of RunRow::columns
  };

  void push_back(const EvaluationRow& row);
  void push_back(const DesignKey& key, std::string_view fidelity, std::span<const double> values);
  void append(const EvaluationRows& others);
  void reserve(std::size_t rows, std::size_t columns);
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  /// Invalidated by push_back() and append(). Requires: number < size().
  [[nodiscard]] View operator[](std::size_t number) const;

 private:
  struct Row {
    DesignKey key;
    std::uint32_t fidelity = 0;
    std::uint32_t width = 0;
    std::size_t first = 0;  ///< of its values
  };

  std::vector<Row> rows_;
  std::vector<double> values_;
  SharedTexts fidelities_;
};

/// Rows of infeasible designs, likewise.
class InfeasibleRows {
 public:
  struct View {
    const DesignKey& key;
    const std::string& reason;
    const std::string& detail;
  };

  void push_back(const InfeasibleRow& row);
  /// Texts first, then rows that name them by number.
  [[nodiscard]] SharedTexts& texts() { return texts_; }
  void push_back(const DesignKey& key, std::uint32_t reason, std::uint32_t detail) {
    rows_.push_back({key, reason, detail});
  }
  void append(const InfeasibleRows& others);
  void reserve(std::size_t rows) { rows_.reserve(rows); }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  /// Invalidated by push_back() and append(). Requires: number < size().
  [[nodiscard]] View operator[](std::size_t number) const;

 private:
  struct Row {
    DesignKey key;
    std::uint32_t reason = 0;
    std::uint32_t detail = 0;
  };

  std::vector<Row> rows_;
  SharedTexts texts_;
};

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_DESIGN_ROWS_HPP
