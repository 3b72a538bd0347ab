#include "results/report/sample.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

namespace paretree::results {

std::vector<std::size_t> even_sample(const std::vector<std::size_t>& candidates,
                                     std::size_t count) {
  if (candidates.size() <= count) {
    return candidates;
  }
  std::vector<std::size_t> taken;
  taken.reserve(count);
  for (std::size_t place = 0; place < count; ++place) {
    taken.push_back(candidates[place * candidates.size() / count]);
  }
  return taken;
}

std::vector<std::size_t> stratified_sample(const std::vector<std::size_t>& candidates,
                                           const std::vector<std::uint32_t>& stratum,
                                           std::size_t count) {
  if (candidates.size() <= count) {
    return candidates;
  }
  std::map<std::uint32_t, std::vector<std::size_t>> members;
  for (const std::size_t candidate : candidates) {
    members[stratum[candidate]].push_back(candidate);
  }
  struct Share {
    const std::vector<std::size_t>* members = nullptr;
    std::size_t count = 0;
    std::size_t remainder = 0;
  };
  std::vector<Share> shares;
  std::size_t left = count;
  for (const auto& [key, group] : members) {
    const std::size_t first = left > 0 ? 1 : 0;
    shares.push_back({&group, first, 0});
    left -= first;
  }
  // What is left after one each is divided by size; what rounding leaves goes to the largest
  // remainders, ties by the order of strata.
  const std::size_t divided = left;
  const std::size_t others = candidates.size() - shares.size();
  for (Share& share : shares) {
    const std::size_t weight = (share.members->size() - 1) * divided;
    const std::size_t more = others == 0 ? 0 : weight / others;
    share.remainder = others == 0 ? 0 : weight % others;
    share.count += more;
    left -= more;
  }
  std::vector<Share*> order;
  for (Share& share : shares) {
    order.push_back(&share);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const Share* a, const Share* b) { return a->remainder > b->remainder; });
  for (Share* share : order) {
    if (left > 0 && share->count < share->members->size()) {
      ++share->count;
      --left;
    }
  }
  std::vector<std::size_t> taken;
  for (const Share& share : shares) {
    const std::vector<std::size_t> part = even_sample(*share.members, share.count);
    taken.insert(taken.end(), part.begin(), part.end());
  }
  std::sort(taken.begin(), taken.end());
  return taken;
}

std::vector<std::size_t> front_of_two(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<std::size_t> order;
  for (std::size_t point = 0; point < x.size(); ++point) {
    if (!std::isnan(x[point]) && !std::isnan(y[point])) {
      order.push_back(point);
    }
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(x[a], y[a], a) < std::tie(x[b], y[b], b);
  });
  std::vector<std::size_t> front;
  double lowest = std::numeric_limits<double>::infinity();
  for (const std::size_t point : order) {
    if (y[point] < lowest) {
      lowest = y[point];
      front.push_back(point);
    }
  }
  std::sort(front.begin(), front.end());
  return front;
}

}  // namespace paretree::results
