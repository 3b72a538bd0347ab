#include "results/report/report_page.hpp"

#include "results/export/display_text.hpp"

#include <stdexcept>
#include <string_view>
#include <vector>

namespace paretree::results {

// Generated: the page as build.mjs made it, or one line that says why it could not.
std::string_view report_page_file(std::string_view path);

namespace {

constexpr std::string_view study_mark = "@paretree-study@";
constexpr std::string_view title_mark = "@paretree-title@";

std::string escaped_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '&':
        escaped += "&amp;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string_view built_page(std::string_view name) {
  const std::string_view page = report_page_file(name);
  if (!page.starts_with("<!doctype html>")) {
    throw std::runtime_error("this program was built without the page of reports: " +
                             std::string(page.substr(0, page.find('\n'))));
  }
  return page;
}

std::size_t place_of(std::string_view page, std::string_view mark) {
  const std::size_t place = page.find(mark);
  if (place == std::string_view::npos) {
    throw std::runtime_error("the built-in page of reports has no " + std::string(mark));
  }
  return place;
}

}  // namespace

std::string json_for_page(const Json& json) {
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string safe;
  safe.reserve(text.size());
  // Outside strings JSON has none of these, and inside strings the escape means the same.
  for (const char c : text) {
    switch (c) {
      case '<':
        safe += "\\u003c";
        break;
      case '>':
        safe += "\\u003e";
        break;
      case '&':
        safe += "\\u0026";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string live_page() {
  return std::string(built_page("live.html"));
}

std::string report_page(const Json& report) {
  const std::string_view page = built_page("page.html");
  const std::size_t title = place_of(page, title_mark);
  const std::size_t study = place_of(page, study_mark);
  std::string text(page.substr(0, title));
  text += escaped_text(printable(report.at("name").get<std::string>()));
  text += page.substr(title + title_mark.size(), study - title - title_mark.size());
  text += json_for_page(report);
  text += page.substr(study + study_mark.size());
  return text;
}

}  // namespace paretree::results
