#ifndef PARETREE_SWEEPS_YAML_SOURCE_TEXT_HPP
#define PARETREE_SWEEPS_YAML_SOURCE_TEXT_HPP

#include "sweeps/parse_error.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace paretree::sweeps {

/// Text by lines: turns byte positions into places that an editor shows.
class SourceText {
 public:
  /// Checks that the bytes are UTF-8 without control characters; a leading byte-order mark is
  /// skipped. Throws: ParseError at the first byte that is not.
  SourceText(std::string_view bytes, const std::string& name);

  [[nodiscard]] std::string_view text() const { return text_; }
  /// The place of byte `column` of `line`, both counted from 0; the column counted in characters.
  [[nodiscard]] Mark mark(std::size_t line, std::size_t column) const;
  /// The place of the first bracket that opens level `depth` + 1 or deeper; line 0 if there is
  /// none. Quotes and comments are left out; what it overlooks, the parser's events still show.
  [[nodiscard]] Mark deeper_than(int depth) const;
  /// Whether the quoted scalar that begins there has its closing quote: yaml-cpp 0.7 takes the end
  /// of the file for one. True if there is no quote.
  [[nodiscard]] bool closes_quote(std::size_t line, std::size_t column) const;

 private:
  /// Bytes before `offset` that continue a character.
  [[nodiscard]] std::size_t continuations(std::size_t offset) const;

  std::string_view text_;
  std::vector<std::size_t> line_starts_;
  std::vector<std::size_t> block_continuations_;  ///< continuations() at every 64th byte
};

}  // namespace paretree::sweeps

#endif  // PARETREE_SWEEPS_YAML_SOURCE_TEXT_HPP
