// Fronts and hypervolumes beside pagmo2's, in one run on one thread, answers compared.
//   pareto_rates front   POINTS OBJECTIVES cloud|front ROUNDS [ours]
//   pareto_rates stream  POINTS OBJECTIVES cloud|front ROUNDS
//   pareto_rates volume  POINTS OBJECTIVES ROUNDS [ours]
//   pareto_rates points  POINTS OBJECTIVES cloud|front         the points as CSV, for other
//   programs
// `cloud`: uniform in the unit cube; `front`: on the sphere, none dominates another. Prints one
// JSON object with processor seconds of every round; `ours` leaves the peer out where it would take
// too long or too much memory.

#include "dse/core/identity.hpp"
#include "dse/pareto/archive.hpp"
#include "dse/pareto/hypervolume.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#ifdef PARETREE_PAGMO
#include <pagmo/utils/hypervolume.hpp>
#include <pagmo/utils/multi_objective.hpp>
#endif

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

namespace {

using paretree::dse::Archive;
using paretree::dse::Points;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <typename Work>
double timed(Work&& work) {
  const double before = cpu_seconds();
  work();
  return cpu_seconds() - before;
}

Points drawn(std::size_t count, std::size_t width, bool sphere) {
  paretree::dse::Random random(count * 31 + width);
  const auto uniform = [&] { return std::ldexp(static_cast<double>(random.next() >> 11U), -53); };
  Points points{width, {}};
  points.values.reserve(count * width);
  std::vector<double> point(width);
  for (std::size_t row = 0; row < count; ++row) {
    double norm = 0;
    for (double& value : point) {
      value = sphere ? std::sqrt(-2 * std::log(1 - uniform())) *
                           std::abs(std::cos(2 * 3.141592653589793 * uniform()))
                     : uniform();
      norm += value * value;
    }
    for (const double value : point) {
      points.values.push_back(sphere ? 1 - value / std::sqrt(norm) : value);
    }
  }
  return points;
}

#ifdef PARETREE_PAGMO
std::vector<pagmo::vector_double> as_pagmo(const Points& points) {
  std::vector<pagmo::vector_double> rows;
  for (std::size_t row = 0; row < points.size(); ++row) {
    rows.emplace_back(points[row].begin(), points[row].end());
  }
  return rows;
}
#endif

struct Result {
  std::vector<double> ours, theirs;
  std::size_t members = 0;
  double volume = 0;
  bool same = true;
};

Result fronts(const Points& points, int rounds, bool stream, bool with_peer) {
  Result result;
#ifdef PARETREE_PAGMO
  const auto rows = with_peer ? as_pagmo(points) : std::vector<pagmo::vector_double>();
#endif
  for (int round = 0; round < rounds; ++round) {
    std::vector<std::size_t> members;
    result.ours.push_back(timed([&] {
      if (!stream) {
        members = paretree::dse::nondominated(points);
        return;
      }
      Archive archive(points.width);
      for (std::size_t row = 0; row < points.size(); ++row) {
        archive.insert(points[row], row);
      }
      for (std::size_t member = 0; member < archive.size(); ++member) {
        members.push_back(archive.position(member));
      }
    }));
    result.members = members.size();
#ifdef PARETREE_PAGMO
    if (with_peer) {
      std::vector<pagmo::pop_size_t> theirs;
      result.theirs.push_back(timed([&] {
        theirs = points.width == 2 ? pagmo::non_dominated_front_2d(rows)
                                   : std::get<0>(pagmo::fast_non_dominated_sorting(rows)).front();
      }));
      std::vector<std::size_t> sorted(theirs.begin(), theirs.end());
      std::sort(sorted.begin(), sorted.end());
      std::sort(members.begin(), members.end());
      result.same = result.same && sorted == members;
    }
#endif
  }
  return result;
}

Result volumes(const Points& points, int rounds, bool with_peer) {
  Result result;
  result.members = points.size();
  const std::vector<double> reference(points.width, 1.1);
#ifdef PARETREE_PAGMO
  const auto rows = with_peer ? as_pagmo(points) : std::vector<pagmo::vector_double>();
#endif
  for (int round = 0; round < rounds; ++round) {
    double ours = 0;
    result.ours.push_back(timed([&] { ours = paretree::dse::hypervolume(points, reference); }));
    result.volume = ours;
#ifdef PARETREE_PAGMO
    if (with_peer) {
      double theirs = 0;
      result.theirs.push_back(
          timed([&] { theirs = pagmo::hypervolume(rows, false).compute(reference); }));
      result.same = result.same && std::abs(ours - theirs) <= 1e-9 * theirs;
    }
#endif
  }
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> words(argv + 1, argv + argc);
  if (words.size() == 4 && words[0] == "points") {
    const Points points = drawn(std::strtoull(argv[2], nullptr, 10),
                                std::strtoull(argv[3], nullptr, 10), words[3] == "front");
    for (std::size_t row = 0; row < points.size(); ++row) {
      fmt::print("{:.17g}\n", fmt::join(points[row], ","));
    }
    return 0;
  }
  const bool volume = !words.empty() && words[0] == "volume";
  const std::size_t wanted = volume ? 4 : 5;
  if (words.size() < wanted) {
    fmt::print(stderr,
               "pareto_rates front|stream POINTS OBJECTIVES cloud|front ROUNDS [ours]\n"
               "pareto_rates volume POINTS OBJECTIVES ROUNDS [ours]\n");
    return 2;
  }
  const std::size_t count = std::strtoull(argv[2], nullptr, 10);
  const std::size_t width = std::strtoull(argv[3], nullptr, 10);
  const int rounds = std::atoi(argv[volume ? 4 : 5]);
  const bool with_peer = words.size() == wanted;
  const Points points = drawn(count, width, volume || words[3] == "front");
  const Result result = volume ? volumes(points, rounds, with_peer)
                               : fronts(points, rounds, words[0] == "stream", with_peer);
  fmt::print(
      "{{\"ours\": [{:.6g}], \"theirs\": [{:.6g}], \"members\": {}, \"volume\": {:.17g}, \"same\": "
      "{}}}\n",
      fmt::join(result.ours, ", "), fmt::join(result.theirs, ", "), result.members, result.volume,
      result.same);
  return result.same ? 0 : 1;
}
