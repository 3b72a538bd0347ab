#include "dse/study/front_statistics.hpp"

#include "dse/core/identity.hpp"
#include "dse/pareto/archive.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

namespace paretree::dse {

double student_t(std::size_t degrees) {
  // Any table of Student's distribution; 1.96 is the normal limit, 0.1 % off at 1,000 degrees.
  static constexpr std::array<double, 30> quantiles = {
      12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
      2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
      2.080,  2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042};
  if (degrees <= quantiles.size()) {
    return quantiles[degrees - 1];
  }
  return 1.96 + 2.46 / static_cast<double>(degrees);
}

double Sample::mean() const {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::optional<double> Sample::standard_error() const {
  if (values.size() < 2) {
    return std::nullopt;
  }
  const double centre = mean();
  double squares = 0;
  for (const double value : values) {
    squares += (value - centre) * (value - centre);
  }
  const auto n = static_cast<double>(values.size());
  return std::sqrt(squares / (n - 1) / n);
}

std::optional<std::pair<double, double>> Sample::interval() const {
  const std::optional<double> error = standard_error();
  if (!error) {
    return std::nullopt;
  }
  const double half = student_t(values.size() - 1) * *error;
  return std::pair(mean() - half, mean() + half);
}

std::optional<std::pair<double, double>> error_interval(const Sample& sample,
                                                        std::optional<double> given_standard_error,
                                                        ErrorUnit unit) {
  std::optional<std::pair<double, double>> interval = sample.interval();
  if (!interval && given_standard_error && !sample.values.empty()) {
    const double half = 1.96 * *given_standard_error;
    interval = {sample.mean() - half, sample.mean() + half};
  }
  if (interval) {
    const double most = unit == ErrorUnit::bits ? interval->second : 1.0;
    interval = {std::max(0.0, interval->first), std::min(most, interval->second)};
  }
  return interval;
}

std::vector<double> front_probability(const std::vector<FrontPoint>& members,
                                      std::size_t sampled_objective) {
  const auto n = static_cast<double>(std::max<std::size_t>(members.size(), 1));
  const auto draws =
      static_cast<std::size_t>(std::clamp(200.0 * (300.0 * 300.0) / (n * n), 10.0, 200.0));
  std::vector<double> hits(members.size(), 0.0);
  std::vector<const Sample*> samples;
  for (const FrontPoint& member : members) {
    if (member.sample != nullptr &&
        std::find(samples.begin(), samples.end(), member.sample) == samples.end()) {
      samples.push_back(member.sample);
    }
  }
  Random random(0x5eed);
  for (std::size_t draw = 0; draw < draws; ++draw) {
    std::map<const Sample*, double> drawn;
    for (const Sample* sample : samples) {
      double sum = 0;
      for (std::size_t i = 0; i < sample->values.size(); ++i) {
        sum += sample->values[random.below(sample->values.size())];
      }
      drawn[sample] = sum / static_cast<double>(sample->values.size());
    }
    std::vector<std::vector<double>> points;
    for (const FrontPoint& member : members) {
      points.push_back(member.minimised);
      if (member.sample != nullptr) {
        points.back()[sampled_objective] = drawn[member.sample];
      }
    }
    for (std::size_t i = 0; i < points.size(); ++i) {
      const bool beaten = std::any_of(points.begin(), points.end(), [&](const auto& other) {
        return dominates(other, points[i]);
      });
      hits[i] += beaten ? 0.0 : 1.0;
    }
  }
  for (double& hit : hits) {
    hit /= static_cast<double>(draws);
  }
  return hits;
}

}  // namespace paretree::dse
