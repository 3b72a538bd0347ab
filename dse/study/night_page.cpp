// The morning's page: what ran, how far, what it gained, what failed and why.

#include "dse/study/night.hpp"
#include "dse/study/progress.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace paretree::dse {

namespace {

/// More ids than anyone reads in the morning.
constexpr std::size_t most_listed = 5;
/// Ids are as unambiguous this long as people need.
constexpr std::size_t id_digits = 12;

std::string end_text(NightItem::End end) {
  switch (end) {
    case NightItem::End::finished_before:
      return "finished before";
    case NightItem::End::finished:
      return "finished";
    case NightItem::End::unfinished:
      return "unfinished";
    case NightItem::End::not_started:
      return "not started";
    case NightItem::End::failed:
      return "FAILED";
  }
  return {};
}

std::string share_text(const NightItem& item) {
  const double space = item.space.empty() ? 0 : std::stod(item.space);
  return space > 0
             ? fmt::format("{:.1f} %", 100.0 * static_cast<double>(item.after.designs) / space)
             : "-";
}

std::string some_of(const std::vector<std::string>& ids) {
  std::string text;
  for (std::size_t number = 0; number < std::min(ids.size(), most_listed); ++number) {
    text += (number == 0 ? "" : " ") + ids[number].substr(0, id_digits);
  }
  return ids.size() > most_listed ? text + fmt::format(" and {} more", ids.size() - most_listed)
                                  : text;
}

std::string name_of(const NightItem& item) {
  return item.name.empty() ? item.file : item.name;
}

std::string headline(const Night& night) {
  std::size_t finished = 0;
  std::size_t failed = 0;
  for (const NightItem& item : night.items) {
    finished += item.end == NightItem::End::finished || item.end == NightItem::End::finished_before
                    ? 1U
                    : 0U;
    failed += item.end == NightItem::End::failed ? 1U : 0U;
  }
  return fmt::format("{} of {} sweeps finished, {} failed{}", finished, night.items.size(), failed,
                     night.interrupted ? "; the night was interrupted" : "");
}

/// What there is to say of a sweep beside its figures.
std::vector<std::string> remarks(const NightItem& item) {
  std::vector<std::string> lines;
  if (!item.reason.empty()) {
    lines.push_back(item.reason);
  }
  if (item.put_aside) {
    lines.push_back("the sweep was edited: a new study; the former one is " + *item.put_aside);
  }
  if (!item.gained.empty()) {
    lines.push_back(
        fmt::format("{} new on the front: {}", item.gained.size(), some_of(item.gained)));
  }
  if (!item.lost.empty()) {
    lines.push_back(fmt::format("{} pushed off the front", item.lost.size()));
  }
  return lines;
}

std::string escaped(const std::string& text) {
  std::string html;
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

/// The run's picture as a data URI: pictures in one page must not share the names inside them.
std::string picture_of(const NightItem& item) {
  std::ifstream file(std::filesystem::path(item.db).replace_extension(".svg"), std::ios::binary);
  if (item.db.empty() || item.after.front == 0 || !file) {
    return {};
  }
  const std::string svg{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::string uri = "data:image/svg+xml,";
  for (const char c : svg) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == ' ' || c == '/' || c == ':';
    if (plain) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

constexpr const char* page_head = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width">
<title>Paretree: the night</title>
<style>
body{font:15px/1.45 system-ui,"DejaVu Sans",sans-serif;margin:2em auto;max-width:64em;padding:0 1em;color:#1c1c1c}
table{border-collapse:collapse;width:100%}th,td{padding:.35em .8em .35em 0;text-align:right;border-bottom:1px solid #ddd;vertical-align:top}
th:first-child,td:first-child,th:nth-child(2),td:nth-child(2){text-align:left}
td.FAILED{color:#a40000;font-weight:600}p.remark{margin:.2em 0;color:#555;overflow-wrap:anywhere}
figure{margin:1.5em 0}figure img{max-width:100%}h1{font-size:1.5em}h2{font-size:1.1em;margin:1.4em 0 .3em}
</style></head><body>
)";

}  // namespace

std::string night_text(const Night& night) {
  std::string text =
      fmt::format("Night of {} to {}\n{}\n\n", night.began, night.ended, headline(night));
  text += fmt::format("{:<24} {:<16} {:>10} {:>9} {:>15} {:>18}\n", "sweep", "state", "time",
                      "space", "front", "hypervolume");
  for (const NightItem& item : night.items) {
    text += fmt::format(
        "{:<24} {:<16} {:>10} {:>9} {:>15} {:>18}\n", name_of(item), end_text(item.end),
        duration_text(item.seconds), share_text(item),
        fmt::format("{} -> {}", item.before.front, item.after.front),
        fmt::format("{:.4f} -> {:.4f}", item.before.hypervolume, item.after.hypervolume));
    for (const std::string& remark : remarks(item)) {
      text += "    " + remark + "\n";
    }
  }
  return text;
}

std::string night_html(const Night& night) {
  std::string html = page_head;
  html += fmt::format("<h1>The night of {} to {}</h1>\n<p>{}</p>\n<table>\n", night.began,
                      night.ended, headline(night));
  html +=
      "<tr><th>sweep</th><th>state</th><th>time</th><th>space done</th><th>front</th>"
      "<th>hypervolume</th><th>gained</th></tr>\n";
  for (const NightItem& item : night.items) {
    html += fmt::format(
        "<tr><td>{}</td><td class=\"{}\">{}</td><td>{}</td><td>{}</td><td>{} &rarr; {}</td>"
        "<td>{:.4f} &rarr; {:.4f}</td><td>{:+.4f}</td></tr>\n",
        escaped(name_of(item)), item.end == NightItem::End::failed ? "FAILED" : "",
        end_text(item.end), duration_text(item.seconds), share_text(item), item.before.front,
        item.after.front, item.before.hypervolume, item.after.hypervolume,
        item.after.hypervolume - item.before.hypervolume);
  }
  html += "</table>\n";
  for (const NightItem& item : night.items) {
    html += fmt::format("<h2>{}</h2>\n", escaped(name_of(item)));
    for (const std::string& remark : remarks(item)) {
      html += fmt::format("<p class=\"remark\">{}</p>\n", escaped(remark));
    }
    if (const std::string picture = picture_of(item); !picture.empty()) {
      html += fmt::format("<figure><img alt=\"Pareto front of {}\" src=\"{}\"></figure>\n",
                          escaped(name_of(item)), picture);
    }
  }
  return html +
         "<p class=\"remark\">Hypervolumes are shares of the box between the best and the worst of "
         "both fronts, that of the evening and that of the morning.</p>\n</body></html>\n";
}

}  // namespace paretree::dse
