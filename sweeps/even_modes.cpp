#include "sweeps/workloads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace paretree::sweeps {
namespace {

using Factors = std::vector<std::uint64_t>;

std::vector<std::uint64_t> divisors(std::uint64_t number) {
  std::vector<std::uint64_t> small;
  std::vector<std::uint64_t> large;
  for (std::uint64_t divisor = 1; divisor <= number / divisor; ++divisor) {
    if (number % divisor == 0) {
      small.push_back(divisor);
      if (divisor != number / divisor) {
        large.push_back(number / divisor);
      }
    }
  }
  small.insert(small.end(), large.rbegin(), large.rend());
  return small;
}

/// Whether ascending factors `a` are more even than `b`: the smaller largest one, then the larger
/// smallest one, then the alphabet.
bool more_even(const Factors& a, const Factors& b) {
  if (a.back() != b.back()) {
    return a.back() < b.back();
  }
  return a.front() != b.front() ? a.front() > b.front() : a < b;
}

/// The most even ascending factorisation of a number into `modes` divisors, exactly.
///
/// Complexity: branches only over divisors that all later factors can still reach.
class ExactSearch {
 public:
  explicit ExactSearch(std::uint64_t number) : divisors_(divisors(number)) {}

  [[nodiscard]] Factors best(std::uint64_t number, int modes) {
    extend(number, modes);
    return best_;
  }

 private:
  void extend(std::uint64_t rest, int left) {
    if (!best_.empty() && steps_++ > most_steps) {
      return;
    }
    const std::uint64_t least = current_.empty() ? 1 : current_.back();
    if (left == 1) {
      if (rest >= least) {
        current_.push_back(rest);
        if (best_.empty() || more_even(current_, best_)) {
          best_ = current_;
        }
        current_.pop_back();
      }
      return;
    }
    // From the root downward: the first complete factorisation found is already a good one.
    const auto root =
        static_cast<std::uint64_t>(std::pow(static_cast<double>(rest), 1.0 / left) + 1e-9);
    auto next = std::upper_bound(divisors_.begin(), divisors_.end(), std::max(root, least));
    while (next != divisors_.begin()) {
      --next;
      if (*next < least) {
        break;
      }
      if (rest % *next == 0) {
        current_.push_back(*next);
        extend(rest / *next, left - 1);
        current_.pop_back();
      }
    }
  }

  static constexpr int most_steps = 200'000;

  std::vector<std::uint64_t> divisors_;
  Factors current_;
  Factors best_;
  int steps_ = 0;
};

/// The ascending factors within a factor sqrt(2) of the root with the smallest product that reaches
/// a number; of equals the most even ones.
class PaddedSearch {
 public:
  PaddedSearch(std::uint64_t number, int modes)
      : number_(number), root_(std::pow(static_cast<double>(number), 1.0 / modes)) {
    low_ = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(root_ / std::sqrt(2.0)));
    high_ = static_cast<std::uint64_t>(std::ceil(root_ * std::sqrt(2.0)));
  }

  [[nodiscard]] Factors best(int modes) {
    // The root rounded up in every mode always reaches the number: a start that is never empty.
    best_.assign(static_cast<std::size_t>(modes),
                 static_cast<std::uint64_t>(std::ceil(root_ - 1e-9)));
    best_product_ = 1;
    for (const std::uint64_t factor : best_) {
      best_product_ *= factor;
    }
    extend(1, modes);
    return best_;
  }

 private:
  void extend(std::uint64_t product, int left) {
    if (steps_++ > most_steps || product > best_product_) {
      return;
    }
    const std::uint64_t least = current_.empty() ? low_ : current_.back();
    if (left == 1) {
      const std::uint64_t last = std::max(least, (number_ + product - 1) / product);
      const std::uint64_t reached = product * last;
      if (last > high_ || reached < number_) {
        return;
      }
      current_.push_back(last);
      if (reached < best_product_ || (reached == best_product_ && more_even(current_, best_))) {
        best_ = current_;
        best_product_ = reached;
      }
      current_.pop_back();
      return;
    }
    for (std::uint64_t factor = least; factor <= high_; ++factor) {
      current_.push_back(factor);
      extend(product * factor, left - 1);
      current_.pop_back();
    }
  }

  static constexpr int most_steps = 2'000'000;

  std::uint64_t number_;
  double root_;
  std::uint64_t low_ = 1;
  std::uint64_t high_ = 1;
  Factors current_;
  Factors best_;
  std::uint64_t best_product_ = 0;
  int steps_ = 0;
};

}  // namespace

Factorisation even_modes(std::uint64_t columns, std::uint64_t rows, int modes) {
  constexpr std::uint64_t most = std::uint64_t{1} << 40;  // products of the search stay below 2^63
  constexpr int most_modes = 20;
  if (modes < 1 || modes > most_modes) {
    throw std::invalid_argument(
        fmt::format("even_modes: {} modes; allowed are 1 to {}", modes, most_modes));
  }
  if (columns < 1 || columns > most || rows < 1 || rows > most) {
    throw std::invalid_argument(
        fmt::format("even_modes: a matrix of {} x {}; allowed are 1 to {} rows and columns", rows,
                    columns, most));
  }
  return {.in = PaddedSearch(columns, modes).best(modes),
          .out = ExactSearch(rows).best(rows, modes)};
}

}  // namespace paretree::sweeps
