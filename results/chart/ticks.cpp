#include "results/chart/ticks.hpp"

#include "results/export/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string_view>

namespace paretree::results {

namespace {

constexpr double smallest_plain = 1e-4;
constexpr double largest_plain = 1e5;

// 10^n, the double nearest to it: a power computed by pow may be the one beside it.
double power_of_ten(int exponent) {
  return std::stod(fmt::format("1e{}", exponent));
}

double times_power(int multiple, int exponent) {
  return std::stod(fmt::format("{}e{}", multiple, exponent));
}

struct Step {
  int multiple = 1;
  int exponent = 0;
};

// The smallest of 1, 2, 5 times a power of ten that is at least `size`.
Step nice_step(double size) {
  const int exponent = static_cast<int>(std::floor(std::log10(size)));
  for (const int multiple : {1, 2, 5}) {
    if (times_power(multiple, exponent) >= size * (1 - 1e-9)) {
      return {multiple, exponent};
    }
  }
  return {1, exponent + 1};
}

std::vector<double> multiples(Step step, double low, double high) {
  const double size = times_power(step.multiple, step.exponent);
  const double slack = 1e-9 * (high - low);
  const double first = std::ceil((low - slack) / size);
  const double last = std::floor((high + slack) / size);
  std::vector<double> values;
  for (double k = first; k <= last; k += 1) {
    const double exact = k * step.multiple;
    // One rounding only, so that 3 * 0.1 is 0.3.
    values.push_back(step.exponent < 0 ? exact / power_of_ten(-step.exponent)
                                       : exact * power_of_ten(step.exponent));
  }
  return values;
}

std::vector<double> within(double low, double high, const std::vector<int>& steps) {
  std::vector<double> values;
  const double slack = 1e-9;
  const int first = static_cast<int>(std::floor(std::log10(low))) - 1;
  const int last = static_cast<int>(std::ceil(std::log10(high))) + 1;
  for (int exponent = first; exponent <= last; ++exponent) {
    for (const int multiple : steps) {
      const double value = times_power(multiple, exponent);
      if (value >= low * (1 - slack) && value <= high * (1 + slack)) {
        values.push_back(value);
      }
    }
  }
  return values;
}

// Powers whose exponent is a multiple of n; from the first one on where these are fewer than two.
std::vector<double> every_nth_power(const std::vector<double>& powers, int n) {
  const auto exponent = [](double power) {
    return static_cast<int>(std::lround(std::log10(power)));
  };
  std::vector<double> kept;
  for (const int offset : {0, exponent(powers.front())}) {
    kept.clear();
    std::ranges::copy_if(powers, std::back_inserter(kept),
                         [&](double power) { return (exponent(power) - offset) % n == 0; });
    if (kept.size() >= 2) {
      break;
    }
  }
  return kept;
}

void drop(std::vector<double>& values, const std::vector<double>& others) {
  std::erase_if(values,
                [&](double value) { return std::ranges::find(others, value) != others.end(); });
}

std::string superscript(int number) {
  constexpr std::array<std::string_view, 10> digits = {"⁰", "¹", "²", "³", "⁴",
                                                       "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text;
  for (const char c : fmt::format("{}", number)) {
    text += c == '-' ? std::string_view("⁻") : digits[static_cast<std::size_t>(c - '0')];
  }
  return text;
}

// 2e5 as 2·10⁵, 1e5 as 10⁵.
std::string scientific(double value) {
  if (value == 0) {
    return "0";
  }
  int exponent = static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-9));
  const double mantissa = value / std::pow(10.0, exponent);
  const std::string factor = exact_number(std::round(mantissa * 1e6) / 1e6);
  const std::string power = "10" + superscript(exponent);
  return factor == "1" ? power : factor == "-1" ? "−" + power : factor + "·" + power;
}

// Digits after the point that all values need.
int decimals_needed(const std::vector<double>& values) {
  int decimals = 0;
  for (const double value : values) {
    const std::string text = fmt::format("{:.12g}", std::abs(value));
    if (text.find('e') != std::string::npos) {
      return 6;
    }
    const std::size_t point = text.find('.');
    if (point != std::string::npos) {
      decimals = std::max(decimals, static_cast<int>(text.size() - point - 1));
    }
  }
  return decimals;
}

}  // namespace

Ticks linear_ticks(double low, double high, int wanted) {
  Step step = nice_step((high - low) / wanted);
  Ticks ticks{.major = multiples(step, low, high), .minor = {}};
  while (ticks.major.size() < 2) {
    step = step.multiple == 5   ? Step{2, step.exponent}
           : step.multiple == 2 ? Step{1, step.exponent}
                                : Step{5, step.exponent - 1};
    ticks.major = multiples(step, low, high);
  }
  const Step finer = step.multiple == 5   ? Step{1, step.exponent}
                     : step.multiple == 2 ? Step{1, step.exponent}
                                          : Step{2, step.exponent - 1};
  ticks.minor = multiples(finer, low, high);
  drop(ticks.minor, ticks.major);
  return ticks;
}

Ticks log_ticks(double low, double high, int wanted) {
  Ticks ticks;
  ticks.major = within(low, high, {1});
  ticks.minor = within(low, high, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  if (ticks.major.size() < 3) {
    ticks.major = within(low, high, {1, 2, 5});
    if (ticks.major.size() > static_cast<std::size_t>(wanted)) {
      ticks.major = within(low, high, {1, 3});
    }
  } else if (ticks.major.size() > static_cast<std::size_t>(wanted)) {
    const auto every =
        static_cast<int>((ticks.major.size() + static_cast<std::size_t>(wanted) - 1) /
                         static_cast<std::size_t>(wanted));
    ticks.minor = ticks.major;
    ticks.major = every_nth_power(ticks.minor, every);
  }
  if (ticks.major.size() < 3 && high / low < 10) {
    ticks = linear_ticks(low, high, std::min(wanted, 5));
  }
  drop(ticks.minor, ticks.major);
  return ticks;
}

std::vector<std::string> tick_labels(const std::vector<double>& values) {
  double largest = 0;
  double smallest = 0;
  for (const double value : values) {
    const double size = std::abs(value);
    largest = std::max(largest, size);
    smallest = size > 0 && (smallest == 0 || size < smallest) ? size : smallest;
  }
  const bool plain = largest < largest_plain && smallest >= smallest_plain;
  const bool wide = smallest > 0 && largest / smallest >= 1000;
  std::vector<std::string> labels;
  for (const double value : values) {
    if (!plain && largest > 0) {
      labels.push_back(scientific(value));
      continue;
    }
    // 0.01, 1, 100 each as short as it can be; 0.5, 1.0, 1.5 with the same number of digits.
    const int decimals = wide ? decimals_needed({value}) : decimals_needed(values);
    std::string text = grouped(fmt::format("{:.{}f}", std::abs(value), decimals));
    labels.push_back(value < 0 ? "−" + text : text);
  }
  return labels;
}

}  // namespace paretree::results
