#include "dse/study/front_statistics.hpp"
#include "dse/study/ladder.hpp"
#include "dse/study/query.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace paretree::dse {

namespace {

/// Which formats near the front were confirmed: a budget takes the nearest that it has time for.
std::string nearness_text(const results::Study& study) {
  for (const results::CertificateRow& row : study.certificate()) {
    if (row.name == statement_of_confirmation) {
      const results::Json statement = results::Json::parse(row.json);
      if (statement.contains("standard_errors")) {
        return fmt::format(
            "nearest to it; {} within four standard errors were left, from {:.2f} on",
            statement.at("left").get<std::uint64_t>(),
            statement.at("standard_errors").get<double>());
      }
      return "within four standard errors of it";
    }
  }
  return "within two standard errors of it";
}

}  // namespace

std::string confirmation_text(const results::Study& study) {
  const bool bits = counts_bits(study.run());
  Sample optimism;
  std::size_t formats = 0;
  std::size_t stayed = 0;
  std::size_t joined = 0;
  for (const results::ConfirmedRow& row : study.confirmed()) {
    ++formats;
    if (row.front_before) {
      optimism.values.push_back((bits ? 1 : 100) * (row.after - row.before));
      stayed += row.front_after ? 1U : 0U;
    } else if (row.front_after) {
      ++joined;
    }
  }
  if (optimism.values.empty()) {
    return "";
  }
  const std::size_t front = optimism.values.size();
  const auto interval = optimism.interval();
  return fmt::format(
      "confirmed with fresh seeds: {} formats of the front and {} {}\n"
      "  the front's formats err {:+.2f} {}{} against what the search went by; {} of {} "
      "stay, {} join\n",
      front, formats - front, nearness_text(study), optimism.mean(),
      bits ? "bits per character" : "points",
      interval ? fmt::format(" ({:+.2f} to {:+.2f})", interval->first, interval->second)
               : std::string(),
      stayed, front, joined);
}

}  // namespace paretree::dse
