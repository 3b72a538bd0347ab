#include "results/export/display_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace paretree::results {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

// The next code point of UTF-8 text; overlong forms and surrogates are not valid.
CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) {
    return {.value = lead, .bytes = 1, .valid = true};
  }
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) {
    return {};
  }
  char32_t value = lead & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) {
      return {};
    }
    value = (value << 6U) | (byte(i) & 0x3fU);
  }
  constexpr std::array<char32_t, 5> smallest = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  if (value < smallest[size] || surrogate || value > 0x10ffff) {
    return {};
  }
  return {.value = value, .bytes = size, .valid = true};
}

bool is_between(char32_t c, char32_t low, char32_t high) {
  return c >= low && c <= high;
}

// Line and paragraph separators, and marks that reorder what follows them.
bool is_hidden(char32_t c) {
  return is_between(c, 0x7f, 0x9f) || c == 0x061c || is_between(c, 0x200b, 0x200f) ||
         is_between(c, 0x2028, 0x202e) || is_between(c, 0x2060, 0x206f) || c == 0xfeff;
}

std::size_t columns(char32_t c) {
  if (is_between(c, 0x300, 0x36f)) {
    return 0;  // combining marks
  }
  const bool wide = is_between(c, 0x1100, 0x115f) || is_between(c, 0x2e80, 0xa4cf) ||
                    is_between(c, 0xac00, 0xd7a3) || is_between(c, 0xf900, 0xfaff) ||
                    is_between(c, 0xfe30, 0xfe6f) || is_between(c, 0xff00, 0xff60) ||
                    is_between(c, 0x1f300, 0x1faff) || is_between(c, 0x20000, 0x3fffd);
  return wide ? 2 : 1;
}

std::string escaped(char32_t c) {
  switch (c) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return c < 0x100 ? fmt::format("\\x{:02x}", static_cast<std::uint32_t>(c))
                       : fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
  }
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint point = decode(text);
    if (!point.valid) {
      out += replacement;
    } else if (point.value < 0x20 || is_hidden(point.value)) {
      out += escaped(point.value);
    } else {
      out += text.substr(0, point.bytes);
    }
    text.remove_prefix(point.bytes);
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint point = decode(text);
    width += point.valid ? columns(point.value) : 1;
    text.remove_prefix(point.bytes);
  }
  return width;
}

std::string shortened(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) {
    return std::string(text);
  }
  std::string out;
  std::size_t used = 0;
  while (!text.empty()) {
    const CodePoint point = decode(text);
    const std::size_t wanted = point.valid ? columns(point.value) : 1;
    if (used + wanted > width - 1) {
      break;
    }
    used += wanted;
    out += text.substr(0, point.bytes);
    text.remove_prefix(point.bytes);
  }
  return out + "…";
}

}  // namespace paretree::results
