#include "dse/cli/options.hpp"

#include "dse/study/ladder.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace paretree::dse::cli {

void FormatOption::declare(CLI::App& app) {
  app.add_option("--format", name_,
                 "How data is printed; csv as RFC 4180 has it: lines end in CR LF")
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->capture_default_str();
}

void FormatOption::print(const results::Table& table) const {
  const std::string text = json()  ? results::as_json(table)
                           : csv() ? results::as_csv(table)
                                   : results::as_text(table);
  fmt::print("{}{}", text, text.ends_with('\n') ? "" : "\n");
}

void SweepOption::declare(CLI::App& app) {
  app.add_option("sweep", file_, "The sweep, a YAML file")->required();
  app.add_option("--set", overrides_,
                 "Change a key before reading, e.g. --set model.ranks.leaf=[2,3]")
      ->allow_extra_args(false)
      ->type_name("KEY=VALUE");
}

double parse_duration(const std::string& text) {
  const std::optional<double> seconds = seconds_of_duration(text);
  if (!seconds) {
    throw std::invalid_argument(
        fmt::format("'{}' is not a duration; write seconds or 90s, 15m, 8h, 1h30m", text));
  }
  return *seconds;
}

std::uint64_t parse_memory(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string unit(end, text.data() + text.size());
  const std::size_t power = unit.empty() ? std::string::npos : std::string("KMGT").find(unit[0]);
  const bool known = power != std::string::npos &&
                     (unit.size() == 1 || unit.substr(1) == "iB" || unit.substr(1) == "B");
  const double bytes = known ? std::ldexp(number, 10 * static_cast<int>(power + 1)) : 0;
  constexpr double most = 1e18;
  if (error != std::errc() || !known || !(bytes >= 1) || !(bytes < most)) {
    throw std::invalid_argument(fmt::format(
        "--memory {}: the form is a number and a unit, as in 500M, 2G or 1.5GiB", text));
  }
  return static_cast<std::uint64_t>(bytes);
}

void print_json(const results::Json& json) {
  fmt::print("{}\n", json.dump(2));
}

results::Table table_of(const results::Json& list) {
  results::Table table;
  for (const results::Json& object : list) {
    for (const auto& [key, value] : object.items()) {
      if (std::find(table.columns.begin(), table.columns.end(), key) == table.columns.end()) {
        table.columns.push_back(key);
      }
    }
  }
  for (const results::Json& object : list) {
    std::vector<results::Cell> row;
    for (const std::string& column : table.columns) {
      if (!object.contains(column) || object.at(column).is_null()) {
        row.emplace_back(std::monostate{});
        continue;
      }
      const results::Json& value = object.at(column);
      if (value.is_string()) {
        row.emplace_back(value.get<std::string>());
      } else if (value.is_number_unsigned()) {
        row.emplace_back(value.get<std::uint64_t>());
      } else if (value.is_number_integer()) {
        row.emplace_back(value.get<std::int64_t>());
      } else if (value.is_number_float()) {
        row.emplace_back(value.get<double>());
      } else {
        row.emplace_back(value.dump());
      }
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace paretree::dse::cli
