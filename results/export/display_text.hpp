#ifndef PARETREE_RESULTS_EXPORT_DISPLAY_TEXT_HPP
#define PARETREE_RESULTS_EXPORT_DISPLAY_TEXT_HPP

#include <cstddef>
#include <string>
#include <string_view>

namespace paretree::results {

/// Text that is safe to print: control and direction-changing characters are escaped as in C, bytes
/// that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string printable(std::string_view text);

/// Columns a terminal needs for printable text.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// At most `width` columns, the last one an ellipsis where text was cut. Requires: width > 0.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t width);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_EXPORT_DISPLAY_TEXT_HPP
