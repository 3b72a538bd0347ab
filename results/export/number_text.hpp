#ifndef PARETREE_RESULTS_EXPORT_NUMBER_TEXT_HPP
#define PARETREE_RESULTS_EXPORT_NUMBER_TEXT_HPP

#include <string>
#include <string_view>
#include <vector>

namespace paretree::results {

/// Groups of three digits in the integral part, from five digits on, with thin spaces (U+2009).
[[nodiscard]] std::string grouped(std::string_view number);

/// Decimals that show the largest of the numbers with 4 significant digits, if none of the others
/// would lose more than two digits by it; -1 if each number needs its own.
[[nodiscard]] int common_decimals(const std::vector<double>& numbers);

/// For people: `decimals` digits after the point, or 4 significant digits if decimals is -1.
[[nodiscard]] std::string number_text(double number, int decimals);

/// The shortest text that reads back as the same number.
[[nodiscard]] std::string exact_number(double number);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_EXPORT_NUMBER_TEXT_HPP
