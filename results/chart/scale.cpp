#include "results/chart/scale.hpp"

#include "results/chart/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace paretree::results {

namespace {

constexpr double margin = 0.045;         // of the span, on both sides
constexpr double logarithmic_from = 20;  // largest over smallest value
constexpr double outside = 0.2;          // how far beyond the ends a position may lie

}  // namespace

Scale::Scale(const ChartAxis& axis, const std::vector<double>& values)
    : maximise_(axis.maximise), directed_(axis.directed) {
  const auto [smallest, largest] = std::ranges::minmax(values);
  const bool positive = smallest > 0;
  logarithmic_ = axis.logarithmic.value_or(positive && largest / smallest > logarithmic_from);
  if (logarithmic_ && !positive) {
    throw std::invalid_argument(
        fmt::format("axis {} cannot be logarithmic: it has the value {}, all must be above 0",
                    axis.name, smallest));
  }
  const double typical = logarithmic_ ? std::sqrt(smallest) * std::sqrt(largest)
                                      : std::max(std::abs(smallest), std::abs(largest));
  const DisplayUnit unit = display_unit(axis.name, typical);
  label_ = unit.label;
  factor_ = unit.factor;
  if (logarithmic_) {
    const double ratio = largest > smallest ? std::pow(largest / smallest, margin) : 1.2;
    low_ = smallest * factor_ / ratio;
    high_ = largest * factor_ * ratio;
    return;
  }
  const double span = (largest - smallest) * factor_;
  const double size = std::max(std::abs(smallest), std::abs(largest)) * factor_;
  const double pad = span > size * 1e-9 ? span * margin : size > 0 ? size * 0.1 : 1.0;
  low_ = smallest * factor_ - pad;
  high_ = largest * factor_ + pad;
  if (smallest >= 0 && low_ < 0) {
    low_ = 0;
  }
}

double Scale::at(double value) const {
  const double shown = value * factor_;
  double place = 0;
  if (logarithmic_) {
    place = shown > 0 ? std::log(shown / low_) / std::log(high_ / low_) : -outside;
  } else {
    place = (shown - low_) / (high_ - low_);
  }
  return std::clamp(place, -outside, 1 + outside);
}

}  // namespace paretree::results
