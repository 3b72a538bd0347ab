#ifndef PARETREE_RESULTS_EXPORT_TABLE_HPP
#define PARETREE_RESULTS_EXPORT_TABLE_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace paretree::results {

/// A cell: nothing, a number, or text.
using Cell = std::variant<std::monostate, std::int64_t, std::uint64_t, double, std::string>;

/// Rows under named columns, to be printed for people, as CSV (RFC 4180) or as a JSON list of
/// objects.
struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;
};

/// Aligned, numbers to the right with 4 significant digits and thin thousands (integers and the
/// integral part of large numbers in full), at most `width` columns wide if width > 0 (long text
/// cells, then headings, are cut with an ellipsis; numbers never). Control characters are shown
/// escaped, so that no cell can drive a terminal.
/// Throws (as do the others): std::invalid_argument if a row has not one cell per column.
[[nodiscard]] std::string as_text(const Table& table, std::size_t width = 0);
/// CRLF after each record. Shortest round-trip numbers; NaN is an empty field. A text cell that
/// starts with = + - @ or a control character gets an apostrophe in front, so that a spreadsheet
/// takes it as text.
[[nodiscard]] std::string as_csv(const Table& table);
/// One object per line. NaN and infinities are null, invalid UTF-8 becomes U+FFFD.
/// Throws: std::invalid_argument also if two columns have one name.
[[nodiscard]] std::string as_json(const Table& table);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_EXPORT_TABLE_HPP
