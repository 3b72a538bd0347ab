#include "sweeps/yaml/source_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace paretree::sweeps {
namespace {

/// Bytes of the UTF-8 character that begins at `at`; 0 if none does.
/// Reference: The Unicode Standard, table 3-7 (well-formed UTF-8 byte sequences).
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t offset) {
    return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0U;
  };
  const auto follows = [&](std::size_t offset, unsigned low, unsigned high) {
    return byte(offset) >= low && byte(offset) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) {
    return 1;
  }
  if (first >= 0xC2 && first <= 0xDF) {
    return follows(1, 0x80, 0xBF) ? 2 : 0;
  }
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = first == 0xED ? 0x9F : 0xBF;
    return follows(1, low, high) && follows(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
    return follows(1, low, high) && follows(2, 0x80, 0xBF) && follows(3, 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

constexpr std::size_t block = 64;

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

bool is_control(unsigned char byte) {
  return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F;
}

}  // namespace

SourceText::SourceText(std::string_view bytes, const std::string& name) : text_(bytes) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text_.starts_with(byte_order_mark)) {
    text_.remove_prefix(byte_order_mark.size());
  }
  line_starts_.push_back(0);
  std::size_t before = 0;
  for (std::size_t at = 0; at < text_.size(); ++at) {
    if (at % block == 0) {
      block_continuations_.push_back(before);
    }
    before += continues(text_[at]) ? std::size_t{1} : std::size_t{0};
  }
  for (std::size_t at = 0; at < text_.size();) {
    const std::size_t length = character_length(text_, at);
    const auto byte = static_cast<unsigned char>(text_[at]);
    if (length == 0 || is_control(byte)) {
      throw ParseError(name, mark(line_starts_.size() - 1, at - line_starts_.back()), "",
                       fmt::format("byte 0x{:02x} is no text; a sweep is YAML in UTF-8", byte));
    }
    at += length;
    if (byte == '\n') {
      line_starts_.push_back(at);
    }
  }
}

std::size_t SourceText::continuations(std::size_t offset) const {
  if (offset >= text_.size()) {
    offset = text_.size();
  }
  if (block_continuations_.empty()) {
    return 0;
  }
  const std::size_t known = std::min(offset / block, block_continuations_.size() - 1);
  const std::string_view rest = text_.substr(known * block, offset - known * block);
  return block_continuations_[known] +
         static_cast<std::size_t>(std::count_if(rest.begin(), rest.end(), continues));
}

Mark SourceText::mark(std::size_t line, std::size_t column) const {
  const std::size_t start = line_starts_[std::min(line, line_starts_.size() - 1)];
  const std::size_t characters = column - (continuations(start + column) - continuations(start));
  return {.line = static_cast<int>(line) + 1, .column = static_cast<int>(characters) + 1};
}

Mark SourceText::deeper_than(int depth) const {
  int open = 0;
  char quote = 0;
  bool token_begins = true;  // where a quote or a comment may begin
  std::size_t line = 0;
  for (std::size_t at = 0; at < text_.size(); ++at) {
    const char c = text_[at];
    if (quote != 0) {
      if (c == '\\' && quote == '"') {
        ++at;
      } else if (c == quote) {
        quote = 0;
      }
    } else if (token_begins && (c == '"' || c == '\'')) {
      quote = c;
    } else if (token_begins && c == '#') {
      at = std::min(text_.find('\n', at), text_.size()) - 1;
    } else if (c == '[' || c == '{') {
      if (++open > depth) {
        while (line + 1 < line_starts_.size() && line_starts_[line + 1] <= at) {
          ++line;
        }
        return mark(line, at - line_starts_[line]);
      }
    } else if ((c == ']' || c == '}') && open > 0) {
      --open;
    }
    token_begins = std::string_view(" \t\n\r[{,:-").find(c) != std::string_view::npos;
  }
  return {};
}

bool SourceText::closes_quote(std::size_t line, std::size_t column) const {
  if (line >= line_starts_.size() || line_starts_[line] + column >= text_.size()) {
    return true;
  }
  std::size_t at = line_starts_[line] + column;
  const char quote = text_[at];
  if (quote != '\'' && quote != '"') {
    return true;
  }
  for (++at; at < text_.size(); ++at) {
    if (text_[at] == '\\' && quote == '"') {
      ++at;
    } else if (text_[at] == quote) {
      if (quote == '"' || at + 1 >= text_.size() || text_[at + 1] != quote) {
        return true;
      }
      ++at;  // '' stands for one quote
    }
  }
  return false;
}

}  // namespace paretree::sweeps
