#include "sweeps/workloads.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <stdexcept>

namespace paretree::sweeps {
namespace {

std::uint64_t product(const std::vector<std::uint64_t>& factors) {
  return std::accumulate(factors.begin(), factors.end(), std::uint64_t{1}, std::multiplies<>());
}

TEST(NamedWorkloads, AreTheEightOfTheListByAlphabet) {
  std::vector<std::string> names;
  for (const NamedWorkload& workload : named_workloads()) {
    names.push_back(workload.shape.name);
    EXPECT_FALSE(workload.source.empty());
    EXPECT_FALSE(workload.sentence.empty());
    EXPECT_TRUE(workload.status == "quoted" || workload.status == "recalled" ||
                workload.status == "derived");
  }
  EXPECT_EQ(names,
            (std::vector<std::string>{"char-ptb", "fashion-28x28", "fashion-7x112", "lstm-hmdb51",
                                      "lstm-ucf11", "lstm-youtube", "vgg-fc6", "vgg-fc7"}));
}

TEST(NamedWorkloads, HaveModesThatFitTheirShape) {
  for (const NamedWorkload& workload : named_workloads()) {
    const Workload& shape = workload.shape;
    EXPECT_EQ(workload.in_input.size(), workload.out_input.size()) << shape.name;
    EXPECT_EQ(product(workload.out_input), shape.rows()) << shape.name;
    EXPECT_EQ(product(workload.in_input), shape.inputs) << shape.name;
    if (shape.layer == Layer::lstm) {
      const std::uint64_t columns = shape.inputs + shape.hidden;
      EXPECT_EQ(workload.in_full.size(), workload.out_full.size()) << shape.name;
      EXPECT_EQ(product(workload.out_full), shape.rows()) << shape.name;
      EXPECT_GE(product(workload.in_full), columns) << shape.name;
      EXPECT_LE(20 * product(workload.in_full), 21 * columns) << shape.name;  // pads 5 % at most
    }
  }
}

TEST(NamedWorkloads, PadTheVideoMatrixByATenthOfAPercent) {
  const auto ucf11 =
      std::find_if(named_workloads().begin(), named_workloads().end(),
                   [](const NamedWorkload& each) { return each.shape.name == "lstm-ucf11"; });

  EXPECT_EQ(ucf11->shape.rows(), 1024U);
  EXPECT_EQ(product(ucf11->in_full) - (57600 + 256), 59U);  // 57915 - 57856
}

TEST(EvenModes, GivesWhatAHandWouldFind) {
  EXPECT_EQ(even_modes(64, 64, 3).in, (std::vector<std::uint64_t>{4, 4, 4}));
  EXPECT_EQ(even_modes(64, 64, 3).out, (std::vector<std::uint64_t>{4, 4, 4}));
  EXPECT_EQ(even_modes(1050, 4000, 3).in, (std::vector<std::uint64_t>{7, 10, 15}));  // exactly
  EXPECT_EQ(even_modes(1050, 4000, 3).out, (std::vector<std::uint64_t>{10, 20, 20}));
  EXPECT_EQ(even_modes(12, 7, 2).out,
            (std::vector<std::uint64_t>{1, 7}));                          // a prime has no even one
  EXPECT_EQ(even_modes(7, 8, 2).in, (std::vector<std::uint64_t>{2, 4}));  // 7 is padded to 8
  EXPECT_EQ(even_modes(1, 1, 3).in, (std::vector<std::uint64_t>{1, 1, 1}));
  EXPECT_EQ(even_modes(5, 6, 1).in, (std::vector<std::uint64_t>{5}));
}

TEST(EvenModes, RefusesWhatItCannotMean) {
  EXPECT_THROW((void)even_modes(0, 4, 2), std::invalid_argument);
  EXPECT_THROW((void)even_modes(4, 0, 2), std::invalid_argument);
  EXPECT_THROW((void)even_modes(4, 4, 0), std::invalid_argument);
  EXPECT_THROW((void)even_modes(4, 4, 21), std::invalid_argument);
}

TEST(EvenModes, EndsForLargeAndAwkwardShapes) {
  for (const int modes : {1, 2, 3, 6, 20}) {
    const Factorisation found =
        even_modes(999'999'937, 3'987'360'000, modes);  // a prime; many divisors
    EXPECT_EQ(found.in.size(), static_cast<std::size_t>(modes));
    EXPECT_EQ(product(found.out), 3'987'360'000U);
    EXPECT_GE(product(found.in), 999'999'937U);
    EXPECT_LE(product(found.in), 2 * std::uint64_t{999'999'937});
  }
}

/// The largest factor of the most even exact factorisation, by trying every one.
std::uint64_t smallest_largest(std::uint64_t rest, int modes, std::uint64_t least) {
  if (modes == 1) {
    return rest >= least ? rest : UINT64_MAX;
  }
  std::uint64_t best = UINT64_MAX;
  for (std::uint64_t factor = least; factor <= rest; ++factor) {
    if (rest % factor == 0) {
      best = std::min(best, smallest_largest(rest / factor, modes - 1, factor));
    }
  }
  return best;
}

RC_GTEST_PROP(EvenModes, FactorsRowsAsEvenlyAsEveryFactorisationTried, ()) {
  const auto rows = *rc::gen::inRange<std::uint64_t>(1, 3000);
  const auto modes = *rc::gen::inRange(1, 5);

  const Factorisation found = even_modes(1, rows, modes);

  RC_ASSERT(product(found.out) == rows);
  RC_ASSERT(std::is_sorted(found.out.begin(), found.out.end()));
  RC_ASSERT(found.out.back() == smallest_largest(rows, modes, 1));
}

RC_GTEST_PROP(EvenModes, PadsColumnsNoMoreThanAnyEvenProductDoes, ()) {
  const auto columns = *rc::gen::inRange<std::uint64_t>(4, 5000);

  const std::vector<std::uint64_t> found = even_modes(columns, 1, 2).in;

  // Every pair whose larger factor is at most twice the smaller one and within the window around
  // the root.
  RC_ASSERT(product(found) >= columns);
  RC_ASSERT(product(found) <= 2 * columns);
  const double root = std::sqrt(static_cast<double>(columns));
  for (auto a = static_cast<std::uint64_t>(root / std::sqrt(2.0)) + 1;
       a <= static_cast<std::uint64_t>(root); ++a) {
    const std::uint64_t b = (columns + a - 1) / a;
    if (static_cast<double>(b) <= root * std::sqrt(2.0)) {
      RC_ASSERT(product(found) <= a * b);
    }
  }
}

}  // namespace
}  // namespace paretree::sweeps
