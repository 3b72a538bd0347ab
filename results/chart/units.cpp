#include "results/chart/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace paretree::results {

namespace {

struct Unit {
  double size;  // in the column's own unit
  std::string_view symbol;
};

struct Suffix {
  std::string_view suffix;
  std::vector<Unit> units;  // from small to large
};

const std::vector<Suffix>& suffixes() {
  static const std::vector<Suffix> table = {
      {"_fj", {{1, "fJ"}, {1e3, "pJ"}, {1e6, "nJ"}, {1e9, "µJ"}, {1e12, "mJ"}}},
      {"_pj", {{1e-3, "fJ"}, {1, "pJ"}, {1e3, "nJ"}, {1e6, "µJ"}, {1e9, "mJ"}, {1e12, "J"}}},
      {"_ns", {{1e-3, "ps"}, {1, "ns"}, {1e3, "µs"}, {1e6, "ms"}, {1e9, "s"}}},
      {"_us", {{1e-3, "ns"}, {1, "µs"}, {1e3, "ms"}, {1e6, "s"}}},
      {"_ms", {{1e-3, "µs"}, {1, "ms"}, {1e3, "s"}}},
      {"_s", {{1e-6, "µs"}, {1e-3, "ms"}, {1, "s"}}},
      {"_mw", {{1e-3, "µW"}, {1, "mW"}, {1e3, "W"}}},
      {"_mm2", {{1, "mm²"}}},
      {"_um2", {{1, "µm²"}, {1e6, "mm²"}}},
      {"_mhz", {{1, "MHz"}, {1e3, "GHz"}}},
      {"_kib", {{1, "KiB"}, {1024, "MiB"}}},
      {"_bytes", {{1, "bytes"}, {1024, "KiB"}, {1048576, "MiB"}}},
      {"_nm", {{1, "nm"}}},
      {"_v", {{1, "V"}}},
      {"_k", {{1, "K"}}},
      {"_bits", {{1, "bits"}}},
      {"_percent", {{1, "%"}}},
      {"_cycles", {{1, "cycles"}, {1e3, "thousand cycles"}, {1e6, "million cycles"}}}};
  return table;
}

// Counts grow past what an axis can label in full.
const std::vector<Unit>& multiples() {
  static const std::vector<Unit> table = {
      {1, ""}, {1e3, "thousands"}, {1e6, "millions"}, {1e9, "billions"}};
  return table;
}

// The largest unit in which the number is at least 1 (0.1 for a last step), else the smallest.
Unit choose(const std::vector<Unit>& units, double typical) {
  Unit chosen = units.front();
  for (const Unit& unit : units) {
    if (std::abs(typical) >= unit.size) {
      chosen = unit;
    }
  }
  // Without a number there is nothing to scale for: the column's own unit.
  if (typical == 0) {
    const auto own = std::ranges::find(units, 1.0, &Unit::size);
    chosen = own != units.end() ? *own : units.front();
  }
  return chosen;
}

std::string words(std::string_view name) {
  std::string text(name);
  std::ranges::replace(text, '_', ' ');
  return text;
}

DisplayUnit with_unit(std::string_view name, const Unit& unit) {
  const std::string label =
      unit.symbol.empty() ? words(name) : fmt::format("{} ({})", words(name), unit.symbol);
  return {label, 1 / unit.size};
}

bool is_one_of(std::string_view name, const auto& names) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

DisplayUnit display_unit(std::string_view column, double typical) {
  constexpr std::array<std::string_view, 7> ratios = {
      "error", "accuracy", "utilisation", "state_sparsity", "hypervolume", "share", "found"};
  if (is_one_of(column, ratios)) {
    return {words(column) + " (%)", 100};
  }
  if (column.starts_with("gops")) {
    const std::string_view rest = column.substr(4);
    return {"GOPS" + words(rest), 1};
  }
  for (const auto& [name, label] : {std::pair{"macs_per_pe", "MACs per PE"},
                                    {"macs_per_dram_byte", "MACs per byte of DRAM"},
                                    {"macs_per_ns", "MACs per ns"},
                                    {"spearman_rank_correlation", "Spearman's rank correlation"}}) {
    if (column == name) {
      return {label, 1};
    }
  }
  if (column.ends_with("macs")) {
    const std::string_view front = column.substr(0, column.size() - 4);
    const Unit unit = choose(multiples(), typical);
    return {words(front) + with_unit("MACs", unit).label, 1 / unit.size};
  }
  for (const Suffix& suffix : suffixes()) {
    if (column.ends_with(suffix.suffix) && column.size() > suffix.suffix.size()) {
      const std::string_view name = column.substr(0, column.size() - suffix.suffix.size());
      return with_unit(name, choose(suffix.units, typical));
    }
  }
  if (std::abs(typical) >= 1e4) {
    return with_unit(column, choose(multiples(), typical));
  }
  return {words(column), 1};
}

}  // namespace paretree::results
