#include "results/chart/metadata.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <map>

namespace paretree::results {

namespace {

std::string big_endian(std::uint32_t number) {
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    bytes += static_cast<char>((number >> shift) & 0xffU);
  }
  return bytes;
}

// The CRC of PNG (ISO 3309), bit by bit: chunks are short.
std::uint32_t crc(std::string_view bytes) {
  std::uint32_t sum = 0xffffffffU;
  for (const char byte : bytes) {
    sum ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) {
      sum = (sum >> 1U) ^ ((sum & 1U) != 0 ? 0xedb88320U : 0U);
    }
  }
  return ~sum;
}

std::string chunk(const std::string& type, const std::string& content) {
  const std::string body = type + content;
  return big_endian(static_cast<std::uint32_t>(content.size())) + body + big_endian(crc(body));
}

// Uncompressed international text: keyword, flags, no language, no translation.
std::string text_chunk(const std::string& keyword, const std::string& text) {
  using namespace std::string_literals;
  return text.empty() ? "" : chunk("iTXt", keyword + "\0\0\0\0\0"s + text);
}

bool is_identifier_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
}

// Every id="..." and the "#..." that refer to it, renamed to its word and a running number.
std::string renumbered(std::string_view svg) {
  std::map<std::string, std::string, std::less<>> names;
  std::size_t next = 0;
  for (std::size_t at = svg.find(" id=\""); at != std::string_view::npos;
       at = svg.find(" id=\"", at + 1)) {
    const std::size_t begin = at + 5;
    const std::string_view id = svg.substr(begin, svg.find('"', begin) - begin);
    const std::string_view word = id.substr(0, id.find_first_of("0123456789"));
    names.emplace(id, fmt::format("{}{}", word, next++));
  }
  std::string text;
  std::size_t copied = 0;
  for (std::size_t at = svg.find_first_of("#\""); at != std::string_view::npos;
       at = svg.find_first_of("#\"", at + 1)) {
    const bool defines = svg[at] == '"' && at >= 4 && svg.substr(at - 4, 4) == " id=";
    if (svg[at] != '#' && !defines) {
      continue;
    }
    std::size_t end = at + 1;
    while (end < svg.size() && is_identifier_character(svg[end])) {
      ++end;
    }
    const auto name = names.find(svg.substr(at + 1, end - at - 1));
    if (name != names.end()) {
      text.append(svg.substr(copied, at + 1 - copied)).append(name->second);
      copied = end;
    }
  }
  return text.append(svg.substr(copied));
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t';
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += control ? std::string("\xEF\xBF\xBD") : std::string(1, c);
    }
  }
  return out;
}

std::string with_svg_metadata(std::string_view svg, const Metadata& metadata) {
  std::string text = renumbered(svg);
  const std::size_t end_of_tag = text.find('>', text.find("<svg")) + 1;
  text.insert(end_of_tag, fmt::format("\n<title>{}</title>\n<desc>{}</desc>",
                                      xml_text(metadata.title), xml_text(metadata.description)));
  return text;
}

std::string with_svg_text(std::string svg, std::string_view elements,
                          std::string_view font_family) {
  const std::size_t end = svg.rfind("</svg>");
  if (elements.empty() || end == std::string::npos) {
    return svg;
  }
  return svg.insert(end, fmt::format("<g fill-opacity=\"0\" font-family=\"{}\">\n{}</g>\n",
                                     font_family, elements));
}

std::string with_png_metadata(std::string_view png, const Metadata& metadata,
                              double dots_per_inch) {
  constexpr std::size_t header_size = 8 + 25;  // signature and IHDR, which is always first
  const auto per_metre = static_cast<std::uint32_t>(std::lround(dots_per_inch / 0.0254));
  std::string file(png.substr(0, header_size));
  file += chunk("pHYs", big_endian(per_metre) + big_endian(per_metre) + '\1');
  file += text_chunk("Title", metadata.title);
  file += text_chunk("Description", metadata.description);
  file += text_chunk("Software", "paretree");
  return file.append(png.substr(header_size));
}

std::string without_pdf_date(std::string pdf) {
  // D:YYYYMMDDHHmmSS and a time zone: overwritten in place, so that no offset moves.
  constexpr std::string_view key = "/CreationDate (D:";
  constexpr std::string_view date = "20000101000000";
  const std::size_t at = pdf.find(key);
  if (at == std::string::npos) {
    return pdf;
  }
  const std::size_t begin = at + key.size();
  const std::size_t end = pdf.find(')', begin);
  pdf.replace(begin, date.size(), date);
  for (std::size_t i = begin + date.size(); i < end; ++i) {
    const bool digit = std::isdigit(static_cast<unsigned char>(pdf[i])) != 0;
    pdf[i] = digit ? '0' : pdf[i] == '-' ? '+' : pdf[i];
  }
  return pdf;
}

}  // namespace paretree::results
