#include "results/export/table.hpp"

#include "results/export/display_text.hpp"
#include "results/export/number_text.hpp"
#include "results/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <type_traits>

namespace paretree::results {

namespace {

constexpr std::string_view gap = "  ";
constexpr std::size_t narrowest_text = 4;

void check_shape(const Table& table) {
  for (const std::vector<Cell>& row : table.rows) {
    if (row.size() != table.columns.size()) {
      throw std::invalid_argument(fmt::format("a row has {} cells, the table {} columns",
                                              row.size(), table.columns.size()));
    }
  }
}

// What a column looks like in text.
struct Column {
  std::vector<std::string> cells;  // the heading first
  bool numeric = true;
  std::size_t width = 0;
};

std::string display(const Cell& cell, int decimals) {
  return std::visit(
      [&](const auto& value) -> std::string {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::monostate>) {
          return "";
        } else if constexpr (std::is_same_v<Value, std::string>) {
          return printable(value);
        } else if constexpr (std::is_same_v<Value, double>) {
          return number_text(value, decimals);
        } else {
          return grouped(fmt::format("{}", value));
        }
      },
      cell);
}

Column layout(const Table& table, std::size_t index) {
  Column column;
  std::vector<double> numbers;
  bool empty = true;
  for (const std::vector<Cell>& row : table.rows) {
    const Cell& cell = row[index];
    column.numeric = column.numeric && !std::holds_alternative<std::string>(cell);
    empty = empty && std::holds_alternative<std::monostate>(cell);
    if (const auto* number = std::get_if<double>(&cell)) {
      numbers.push_back(*number);
    }
  }
  column.numeric = column.numeric && !empty;
  const int decimals = common_decimals(numbers);
  column.cells.push_back(printable(table.columns[index]));
  for (const std::vector<Cell>& row : table.rows) {
    column.cells.push_back(display(row[index], decimals));
  }
  for (const std::string& cell : column.cells) {
    column.width = std::max(column.width, display_width(cell));
  }
  return column;
}

std::size_t total_width(const std::vector<Column>& columns) {
  std::size_t width = columns.empty() ? 0 : gap.size() * (columns.size() - 1);
  for (const Column& column : columns) {
    width += column.width;
  }
  return width;
}

// The narrowest a column may become: its numbers stay whole, text and headings may be cut.
std::size_t least_width(const Column& column) {
  std::size_t least = std::min(narrowest_text, column.width);
  if (column.numeric) {
    for (std::size_t i = 1; i < column.cells.size(); ++i) {
      least = std::max(least, display_width(column.cells[i]));
    }
  }
  return least;
}

// Takes columns off the widest text column, then off the widest heading, until all fits.
void fit(std::vector<Column>& columns, std::size_t width) {
  for (const bool numeric : {false, true}) {
    while (total_width(columns) > width) {
      Column* widest = nullptr;
      for (Column& column : columns) {
        if (column.numeric == numeric && column.width > least_width(column) &&
            (widest == nullptr || column.width > widest->width)) {
          widest = &column;
        }
      }
      if (widest == nullptr) {
        break;
      }
      --widest->width;
    }
  }
}

std::string padded(const Column& column, std::size_t row) {
  const std::string text =
      column.width == 0 ? std::string() : shortened(column.cells[row], column.width);
  const std::string space(column.width - display_width(text), ' ');
  return column.numeric ? space + text : text + space;
}

void end_line(std::string& text) {
  text.erase(text.find_last_not_of(' ') + 1);
  text += '\n';
}

std::string csv_field(const std::string& text) {
  const bool formula =
      !text.empty() && (std::string_view("=+-@").find(text.front()) != std::string_view::npos ||
                        static_cast<unsigned char>(text.front()) < 0x20);
  std::string safe(formula ? "'" : "");
  safe += text;
  if (!formula && safe.find_first_of(",\"\r\n") == std::string::npos) {
    return safe;
  }
  std::string field = "\"";
  for (const char c : safe) {
    field.append(c == '"' ? 2U : 1U, c);
  }
  return field + '"';
}

std::string csv_field(const Cell& cell) {
  return std::visit(
      [](const auto& value) -> std::string {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::monostate>) {
          return "";
        } else if constexpr (std::is_same_v<Value, std::string>) {
          return csv_field(value);
        } else if constexpr (std::is_same_v<Value, double>) {
          return std::isnan(value) ? "" : exact_number(value);
        } else {
          return fmt::format("{}", value);
        }
      },
      cell);
}

Json json_value(const Cell& cell) {
  return std::visit(
      [](const auto& value) -> Json {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::monostate>) {
          return nullptr;
        } else if constexpr (std::is_same_v<Value, double>) {
          return std::isfinite(value) ? Json(value) : Json(nullptr);
        } else {
          return value;
        }
      },
      cell);
}

}  // namespace

std::string as_text(const Table& table, std::size_t width) {
  check_shape(table);
  std::vector<Column> columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    columns.push_back(layout(table, i));
  }
  if (width > 0) {
    fit(columns, width);
  }
  std::string text;
  for (std::size_t row = 0; row <= table.rows.size(); ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      text += (i > 0 ? gap : "");
      text += padded(columns[i], row);
    }
    end_line(text);
    if (row == 0) {
      for (std::size_t i = 0; i < columns.size(); ++i) {
        text += (i > 0 ? gap : "");
        for (std::size_t dash = 0; dash < columns[i].width; ++dash) {
          text += "─";
        }
      }
      end_line(text);
    }
  }
  return text;
}

std::string as_csv(const Table& table) {
  check_shape(table);
  std::string text;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    text.append(i > 0 ? "," : "").append(csv_field(table.columns[i]));
  }
  text += "\r\n";
  for (const std::vector<Cell>& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text.append(i > 0 ? "," : "").append(csv_field(row[i]));
    }
    text += "\r\n";
  }
  return text;
}

std::string as_json(const Table& table) {
  check_shape(table);
  if (std::set<std::string>(table.columns.begin(), table.columns.end()).size() !=
      table.columns.size()) {
    throw std::invalid_argument("two columns of the table have one name");
  }
  std::string text = "[";
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    Json object = Json::object();
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      object[table.columns[i]] = json_value(table.rows[row][i]);
    }
    text += row > 0 ? ",\n " : "\n ";
    text += object.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  return text + (table.rows.empty() ? "]\n" : "\n]\n");
}

}  // namespace paretree::results
