#include "sweeps/parse_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace paretree::sweeps {
namespace {

std::string located(const std::string& file, Mark mark, const std::string& path,
                    const std::string& message) {
  std::string result = file;
  if (mark.line > 0) {
    result += fmt::format(":{}:{}", mark.line, mark.column);
  }
  result += path.empty() ? "" : ": " + path;
  return result + ": " + message;
}

/// Spellings that a reader would call the same name.
std::string folded(std::string_view name) {
  std::string result;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    result += c == '-' || c == ' ' ? '_' : static_cast<char>(std::tolower(byte));
  }
  return result;
}

/// Insertions, deletions, replacements and exchanges of neighbours.
/// Complexity: O(|a| |b|).
/// Reference: Damerau, Commun. ACM 7(3), 1964, in its restricted form (no letter is edited twice).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    above[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

}  // namespace

ParseError::ParseError(const std::string& file, Mark mark, const std::string& path,
                       const std::string& message)
    : std::runtime_error(located(file, mark, path, message)), mark_(mark) {}

std::string nearest(std::string_view name, const std::vector<std::string>& known) {
  constexpr std::size_t longest = 64;  // a longer one is no misspelt name
  if (name.empty() || name.size() > longest) {
    return "";
  }
  const std::string wanted = folded(name);
  const std::size_t allowed = wanted.size() <= 2 ? 1 : std::max<std::size_t>(2, wanted.size() / 3);
  std::string best;
  std::size_t best_distance = allowed + 1;
  for (const std::string& candidate : known) {
    const std::string spelt = folded(candidate);
    const std::size_t distance = edit_distance(wanted, spelt);
    // A short name is "near" to every other short one unless some of it is right.
    if (distance < best_distance && distance < std::max(wanted.size(), spelt.size())) {
      best = candidate;
      best_distance = distance;
    }
  }
  if (!best.empty() || wanted.size() < 3) {
    return best;
  }
  for (const std::string& candidate : known) {  // "energy" for "energy_pj"
    if (folded(candidate).starts_with(wanted + '_')) {
      return candidate;
    }
  }
  return "";
}

}  // namespace paretree::sweeps
