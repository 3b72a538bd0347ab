#include "dse/study/rank_correlation.hpp"

#include "dse/core/identity.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace paretree::dse {

namespace {

std::optional<double> pearson(std::span<const double> x, std::span<const double> y) {
  const auto n = static_cast<double>(x.size());
  const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / n;
  const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / n;
  double xy = 0;
  double xx = 0;
  double yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean_x) * (y[i] - mean_y);
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
  }
  if (!(xx > 0) || !(yy > 0)) {
    return std::nullopt;
  }
  return xy / std::sqrt(xx * yy);
}

int sign(double value) {
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}

/// Solves a x = b in place; false if a is singular to working precision.
bool solve(std::vector<std::vector<double>>& a, std::vector<double>& b) {
  const std::size_t n = b.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < n; ++i) {
      pivot = std::abs(a[i][k]) > std::abs(a[pivot][k]) ? i : pivot;
    }
    if (!(std::abs(a[pivot][k]) > 1e-9)) {
      return false;
    }
    std::swap(a[k], a[pivot]);
    std::swap(b[k], b[pivot]);
    for (std::size_t i = 0; i < n; ++i) {
      if (i != k) {
        const double factor = a[i][k] / a[k][k];
        for (std::size_t j = k; j < n; ++j) {
          a[i][j] -= factor * a[k][j];
        }
        b[i] -= factor * b[k];
      }
    }
  }
  for (std::size_t k = 0; k < n; ++k) {
    b[k] /= a[k][k];
  }
  return true;
}

/// Mean 0 and variance 1, so that the normal equations are well scaled.
std::vector<double> standardised(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double square = 0;
  for (const double value : values) {
    square += (value - mean) * (value - mean);
  }
  const double deviation = std::sqrt(square / n);
  std::vector<double> result;
  for (const double value : values) {
    result.push_back(deviation > 0 ? (value - mean) / deviation : 0.0);
  }
  return result;
}

}  // namespace

std::vector<double> ranks_of(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last < order.size() && values[order[last]] == values[order[first]]) {
      ++last;
    }
    // Places first + 1 .. last.
    const double shared = static_cast<double>(first + 1 + last) / 2;
    for (; first < last; ++first) {
      ranks[order[first]] = shared;
    }
  }
  return ranks;
}

std::optional<double> spearman(std::span<const double> x, std::span<const double> y) {
  if (x.size() < 2) {
    return std::nullopt;
  }
  return pearson(ranks_of(x), ranks_of(y));
}

std::optional<double> kendall(std::span<const double> x, std::span<const double> y) {
  double concordance = 0;
  double untied_x = 0;
  double untied_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = i + 1; j < x.size(); ++j) {
      const int along_x = sign(x[i] - x[j]);
      const int along_y = sign(y[i] - y[j]);
      concordance += along_x * along_y;
      untied_x += along_x * along_x;
      untied_y += along_y * along_y;
    }
  }
  if (!(untied_x > 0) || !(untied_y > 0)) {
    return std::nullopt;
  }
  return concordance / std::sqrt(untied_x * untied_y);
}

std::optional<std::pair<double, double>> spearman_interval(std::span<const double> x,
                                                           std::span<const double> y) {
  constexpr std::size_t draws = 2000;
  if (x.size() < 4) {
    return std::nullopt;
  }
  Random random(0x5eed);
  std::vector<double> found;
  std::vector<double> drawn_x(x.size());
  std::vector<double> drawn_y(x.size());
  for (std::size_t draw = 0; draw < draws; ++draw) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      const std::uint64_t chosen = random.below(x.size());
      drawn_x[i] = x[chosen];
      drawn_y[i] = y[chosen];
    }
    if (const auto value = spearman(drawn_x, drawn_y)) {
      found.push_back(*value);
    }
  }
  if (found.size() < draws / 2) {
    return std::nullopt;
  }
  std::sort(found.begin(), found.end());
  const auto at = [&](double share) {
    return found[static_cast<std::size_t>(share * static_cast<double>(found.size() - 1))];
  };
  return std::pair(at(0.025), at(0.975));
}

PairCount iso_size_pairs(std::span<const double> judged, std::span<const double> truth,
                         std::span<const double> sizes, double apart) {
  PairCount count;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    for (std::size_t j = i + 1; j < judged.size(); ++j) {
      const bool alike = std::max(sizes[i], sizes[j]) <= 1.5 * std::min(sizes[i], sizes[j]);
      if (!alike || std::abs(truth[i] - truth[j]) <= apart) {
        continue;
      }
      ++count.pairs;
      const int agreement = sign(judged[i] - judged[j]) * sign(truth[i] - truth[j]);
      count.correct += agreement > 0 ? 1.0 : agreement == 0 ? 0.5 : 0.0;
    }
  }
  return count;
}

std::optional<std::vector<double>> leave_one_out_fit(
    const std::vector<std::vector<double>>& features, std::span<const double> truth) {
  const std::size_t n = truth.size();
  const std::size_t width = features.size() + 1;
  if (n < width + 2) {
    return std::nullopt;
  }
  std::vector<std::vector<double>> columns = {std::vector<double>(n, 1.0)};
  for (const std::vector<double>& feature : features) {
    columns.push_back(standardised(feature));
  }
  std::vector<double> predicted;
  for (std::size_t left_out = 0; left_out < n; ++left_out) {
    std::vector<std::vector<double>> a(width, std::vector<double>(width, 0.0));
    std::vector<double> b(width, 0.0);
    for (std::size_t row = 0; row < n; ++row) {
      if (row == left_out) {
        continue;
      }
      for (std::size_t i = 0; i < width; ++i) {
        b[i] += columns[i][row] * truth[row];
        for (std::size_t j = 0; j < width; ++j) {
          a[i][j] += columns[i][row] * columns[j][row];
        }
      }
    }
    if (!solve(a, b)) {
      return std::nullopt;
    }
    double value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      value += b[i] * columns[i][left_out];
    }
    predicted.push_back(value);
  }
  return predicted;
}

}  // namespace paretree::dse
