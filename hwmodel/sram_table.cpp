#include "hwmodel/sram_table.hpp"

#include "hwmodel/accelerator.hpp"
#include "hwmodel/outside_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace paretree::hwmodel {

namespace {

constexpr std::size_t column_count = 13;
constexpr std::string_view header_line =
    "tech_nm,cell_type,temp_K,size_bytes,width_bits,banks,read_pJ,write_pJ,leak_mW_total,"
    "gate_leak_mW_total,area_mm2,access_ns,cycle_ns";
/// Of sizes, widths, banks, nodes and cells combined, whether there or not: 400 MiB of them.
constexpr std::size_t most_cells = std::size_t{1} << 22U;

struct Row {
  std::array<double, 5> key{};  // cell, node, size, width, banks
  std::array<double, 6> figures{};
  std::size_t line = 0;
};

double parse_number(std::string_view text, const std::string& file, std::size_t line) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
    throw std::invalid_argument(fmt::format("{}:{}: '{}' is not a number", file, line, text));
  }
  return value;
}

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> fields;
  while (true) {
    const std::size_t comma = line.find(',');
    fields.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) {
      return fields;
    }
    line.remove_prefix(comma + 1);
  }
}

Row parse_row(std::string_view text, const std::string& file, std::size_t line) {
  const std::vector<std::string_view> fields = split(text);
  if (fields.size() != column_count) {
    throw std::invalid_argument(
        fmt::format("{}:{}: {} columns, expected {}", file, line, fields.size(), column_count));
  }
  const auto number = [&](std::size_t column) { return parse_number(fields[column], file, line); };
  double cell = 0;
  if (fields[1] == "itrs-lstp") {
    cell = 1;
  } else if (fields[1] != "itrs-hp") {
    throw std::invalid_argument(fmt::format(
        "{}:{}: cell_type '{}' is not known; known: itrs-hp, itrs-lstp", file, line, fields[1]));
  }
  Row row{
      .key = {cell, number(0), number(3), number(4), number(5)},
      .figures = {number(6), number(7), number(8) + number(9), number(10), number(11), number(12)},
      .line = line};
  const auto above_zero = [](double value) { return value > 0; };
  if (!std::all_of(row.key.begin() + 1, row.key.end(), above_zero)) {
    throw std::invalid_argument(
        fmt::format("{}:{}: node, size, width and banks must be above 0", file, line));
  }
  if (!std::all_of(row.figures.begin(), row.figures.end(), above_zero)) {
    throw std::invalid_argument(fmt::format("{}:{}: figures must be above 0", file, line));
  }
  return row;
}

std::size_t index_of(const std::vector<double>& axis, double value) {
  return static_cast<std::size_t>(std::lower_bound(axis.begin(), axis.end(), value) - axis.begin());
}

}  // namespace

std::string_view name(SramCell cell) {
  return cell == SramCell::hp ? "hp" : "lstp";
}

SramCell parse_sram_cell(std::string_view text) {
  if (text == "hp") {
    return SramCell::hp;
  }
  if (text == "lstp") {
    return SramCell::lstp;
  }
  throw std::invalid_argument(fmt::format("'{}' is no SRAM cell; known: hp, lstp", text));
}

SramTable SramTable::parse(std::string_view text, const std::string& file, std::string source) {
  std::vector<Row> rows;
  std::size_t line = 0;
  bool header = true;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view current = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++line;
    if (!current.empty() && current.back() == '\r') {
      current.remove_suffix(1);
    }
    if (current.empty() || current.front() == '#') {
      continue;
    }
    if (header) {
      header = false;
      if (current != header_line) {
        throw std::invalid_argument(
            fmt::format("{}:{}: the first line must name the columns, in this order: {}", file,
                        line, header_line));
      }
      continue;
    }
    rows.push_back(parse_row(current, file, line));
  }
  if (rows.empty()) {
    throw std::invalid_argument(fmt::format("{}: no rows", file));
  }
  SramTable table(std::move(source));
  std::size_t cells = 1;
  for (std::size_t axis = 0; axis < axis_count; ++axis) {
    std::vector<double>& values = table.axes_.at(axis);
    for (const Row& row : rows) {
      values.push_back(row.key.at(axis));
    }
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    if (values.size() > most_cells / cells) {
      throw std::invalid_argument(fmt::format(
          "{}: its sizes, widths, banks and nodes span a grid of more than {} memories; "
          "fewer different ones are allowed",
          file, most_cells));
    }
    cells *= values.size();
  }
  table.entries_.resize(cells);
  for (const Row& row : rows) {
    std::array<std::size_t, axis_count> index{};
    for (std::size_t axis = 0; axis < axis_count; ++axis) {
      index.at(axis) = index_of(table.axes_.at(axis), row.key.at(axis));
    }
    Entry& entry = table.entries_[table.offset(index)];
    if (entry.present) {
      throw std::invalid_argument(fmt::format("{}:{}: this memory is given twice", file, row.line));
    }
    entry.present = true;
    entry.figures = row.figures;
    std::transform(row.figures.begin(), row.figures.end(), entry.logarithms.begin(),
                   [](double figure) { return std::log(figure); });
  }
  table.count_ = rows.size();
  return table;
}

std::size_t SramTable::offset(const std::array<std::size_t, axis_count>& index) const {
  std::size_t result = 0;
  for (std::size_t axis = 0; axis < axis_count; ++axis) {
    result = result * axes_.at(axis).size() + index.at(axis);
  }
  return result;
}

const SramTable::Entry& SramTable::entry(const std::array<std::size_t, axis_count>& index) const {
  return entries_[offset(index)];
}

void SramTable::refuse(const SramShape& shape) const {
  throw OutsideModel(
      fmt::format("an SRAM of {:.0f} bytes, {:.0f} bits wide, {:.0f} banks, {} cells at {} nm is "
                  "outside the table: "
                  "{:.0f} to {:.0f} bytes, {:.0f} to {:.0f} bits, {:.0f} to {:.0f} banks, {} to {} "
                  "nm, at least 32 "
                  "words per bank",
                  shape.size_bytes, shape.width_bits, shape.banks, name(shape.cell), shape.node_nm,
                  axes_[2].front(), axes_[2].back(), axes_[3].front(), axes_[3].back(),
                  axes_[4].front(), axes_[4].back(), axes_[1].front(), axes_[1].back()));
}

SramTable::Place SramTable::place(const SramShape& shape) const {
  const std::array<double, axis_count> key{static_cast<double>(shape.cell), shape.node_nm,
                                           shape.size_bytes, shape.width_bits, shape.banks};
  Place place;
  for (std::size_t axis = 0; axis < axis_count; ++axis) {
    const std::vector<double>& values = axes_.at(axis);
    const double value = key.at(axis);
    const std::size_t above = index_of(values, value);
    if (above == values.size() || value < values.front()) {
      refuse(shape);
    }
    place.upper.at(axis) = above;
    place.lower.at(axis) = values[above] == value ? above : above - 1;
    if (axis == 0 && values[above] != value) {
      refuse(shape);  // a cell is a kind, not a number to interpolate
    }
    if (place.lower.at(axis) != above) {
      place.weight.at(axis) =
          std::log(value / values[above - 1]) / std::log(values[above] / values[above - 1]);
    }
  }
  return place;
}

SramTable SramTable::scaled(Figure figure, double factor) const {
  SramTable result = *this;
  const auto at = static_cast<std::size_t>(figure);
  for (Entry& entry : result.entries_) {
    entry.figures.at(at) *= factor;
    entry.logarithms.at(at) += std::log(factor);
  }
  return result;
}

SramFigures SramTable::interpolate(const SramShape& shape) const {
  const Place at = place(shape);
  if (at.lower == at.upper) {
    const Entry& found = entry(at.lower);
    if (!found.present) {
      refuse(shape);
    }
    const auto& f = found.figures;
    return {f[0] * pJ, f[1] * pJ, f[2] * mW, f[3] * mm2, f[4] * ns, f[5] * ns};
  }
  std::array<double, figure_count> sums{};
  for (unsigned corner = 0; corner < (1U << axis_count); ++corner) {
    std::array<std::size_t, axis_count> index = at.lower;
    double weight = 1;
    bool counts = true;
    for (std::size_t axis = 0; axis < axis_count && counts; ++axis) {
      const bool upper = ((corner >> axis) & 1U) != 0;
      if (at.lower.at(axis) == at.upper.at(axis)) {
        counts = !upper;
      } else {
        weight *= upper ? at.weight.at(axis) : 1 - at.weight.at(axis);
        index.at(axis) = upper ? at.upper.at(axis) : at.lower.at(axis);
      }
    }
    if (!counts) {
      continue;
    }
    const Entry& found = entry(index);
    if (!found.present) {
      refuse(shape);
    }
    for (std::size_t figure = 0; figure < figure_count; ++figure) {
      sums.at(figure) += weight * found.logarithms.at(figure);
    }
  }
  return {std::exp(sums[0]) * pJ,  std::exp(sums[1]) * pJ, std::exp(sums[2]) * mW,
          std::exp(sums[3]) * mm2, std::exp(sums[4]) * ns, std::exp(sums[5]) * ns};
}

Time SramTable::upper_cycle(const SramShape& shape) const {
  const Entry& found = entry(place(shape).upper);
  if (!found.present) {
    refuse(shape);
  }
  return found.figures[5] * ns;
}

std::shared_ptr<const SramTable> built_in_sram_table() {
  static const std::shared_ptr<const SramTable> table = [] {
    constexpr std::string_view file = "technology/sram_cacti7.csv";
    return std::make_shared<const SramTable>(
        SramTable::parse(embedded_file(file), std::string(file),
                         "CACTI 7, commit 1ffd8df: scratch RAM, 1 read/write port"));
  }();
  return table;
}

}  // namespace paretree::hwmodel
