#include "dse/core/fitted_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <set>
#include <stdexcept>

namespace paretree::dse {

namespace {

constexpr std::size_t fewest_rows = 8;
/// Enough to make the equations solvable, too little to be seen in what rows determine.
constexpr double ridge = 1e-6;

double logit(double error) {
  const double inside = std::clamp(error, 1e-4, 1 - 1e-4);
  return std::log(inside / (1 - inside));
}

/// Cholesky; `a` is positive definite by its ridge.
std::vector<double> solved(std::vector<std::vector<double>> a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i][j];
      for (std::size_t k = 0; k < j; ++k) {
        sum -= a[i][k] * a[j][k];
      }
      a[i][j] = i == j ? std::sqrt(sum) : sum / a[j][j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      b[i] -= a[i][k] * b[k];
    }
    b[i] /= a[i][i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) {
      b[i] -= a[k][i] * b[k];
    }
    b[i] /= a[i][i];
  }
  return b;
}

}  // namespace

std::vector<double> FittedModel::features_of(const results::Json& format, double capacity) {
  const auto modes = static_cast<std::ptrdiff_t>(format.at("leaves") == "unpaired"
                                                     ? format.at("modes").at("in").size() +
                                                           format.at("modes").at("out").size()
                                                     : format.at("modes").at("in").size());
  double leaf = 0;
  double inner = 0;
  for (const auto& [edge, rank] : format.at("edges").items()) {
    const std::ptrdiff_t below = 1 + std::count(edge.begin(), edge.end(), ',');
    (below == 1 || below == modes - 1 ? leaf : inner) += std::log(rank.get<double>());
  }
  return {1.0, std::log(std::max(1.0, capacity)), leaf, inner,
          format.at("scope") == "full" ? 1.0 : 0.0};
}

std::string FittedModel::family_of(const results::Json& format) {
  return format.at("scope").get<std::string>() + " " + format.at("format").get<std::string>();
}

FittedModel FittedModel::fit_alone(const std::vector<Row>& rows) {
  const std::size_t width = rows.front().features.size();
  std::vector<std::vector<double>> a(width, std::vector<double>(width, 0.0));
  std::vector<double> b(width, 0.0);
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < width; ++i) {
      b[i] += row.features[i] * logit(row.error);
      for (std::size_t j = 0; j < width; ++j) {
        a[i][j] += row.features[i] * row.features[j];
      }
    }
  }
  for (std::size_t i = 0; i < width; ++i) {
    a[i][i] += ridge * static_cast<double>(rows.size());
  }
  FittedModel model;
  model.coefficients_ = solved(std::move(a), std::move(b));
  return model;
}

FittedModel FittedModel::fit(const std::vector<Row>& rows) {
  if (rows.size() < fewest_rows) {
    throw std::invalid_argument(
        fmt::format("{} trained formats to fit to; at least {}", rows.size(), fewest_rows));
  }
  FittedModel model = fit_alone(rows);
  std::set<std::string> families;
  for (const Row& row : rows) {
    families.insert(row.family);
  }
  double squares = 0;
  const auto judge = [&](const auto& left_out) {
    std::vector<Row> others;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(others),
                 [&](const Row& row) { return !left_out(row); });
    if (others.empty()) {
      return;
    }
    const FittedModel without = fit_alone(others);
    for (const Row& row : rows) {
      if (left_out(row)) {
        squares +=
            (without.error(row.features) - row.error) * (without.error(row.features) - row.error);
      }
    }
  };
  if (families.size() > 1) {
    for (const std::string& family : families) {
      judge([&](const Row& row) { return row.family == family; });
    }
  } else {
    for (const Row& one : rows) {
      judge([&](const Row& row) { return &row == &one; });
    }
  }
  model.left_out_error_ = std::sqrt(squares / static_cast<double>(rows.size()));
  return model;
}

double FittedModel::error(const std::vector<double>& features) const {
  double score = 0;
  for (std::size_t i = 0; i < features.size(); ++i) {
    score += coefficients_[i] * features[i];
  }
  return 1 / (1 + std::exp(-score));
}

}  // namespace paretree::dse
