#ifndef PARETREE_DSE_CHECK_CLAIMS_HPP
#define PARETREE_DSE_CHECK_CLAIMS_HPP

#include <cstddef>
#include <span>
#include <vector>

namespace paretree::dse {

/// The vectors of a claimed front, all coordinates minimised, fixed once built: which of them is
/// nowhere worse than a point. Halved again and again at the median of the next coordinate, with
/// the corners of each part.
///
/// Thread safety: const. Complexity: O(n log n) to build; a query enters parts whose best corner
/// covers the point.
class Claims {
 public:
  static constexpr std::size_t none = ~std::size_t{0};

  /// Throws: std::invalid_argument if a vector has another length than `width`.
  /// `eps`: a point counts as covered, too, by a vector that comes within a factor of 1 + eps of it
  /// in every coordinate.
  Claims(std::size_t width, std::vector<std::vector<double>> vectors, double eps = 0);

  /// The number of a vector that is nowhere worse; none if there is none. `first`: tried first.
  [[nodiscard]] std::size_t covering(std::span<const double> point, std::size_t first = none) const;
  [[nodiscard]] std::size_t size() const { return vectors_.size(); }
  /// Pairs (a, b) where a is nowhere worse than b, other than it, or equal with a < b; at most
  /// `most` of them.
  struct Pair {
    std::size_t better = 0;
    std::size_t worse = 0;
  };
  [[nodiscard]] std::vector<Pair> dominated(std::size_t most) const;

 private:
  /// A part of order_, halved at its middle.
  struct Part {
    std::size_t first = 0;
    std::size_t last = 0;
    std::size_t lower = none;  ///< parts of its halves; none: it is short
    std::size_t upper = none;
    std::vector<double> best, worst;
  };
  [[nodiscard]] std::size_t build(std::size_t first, std::size_t last, std::size_t coordinate);
  [[nodiscard]] std::size_t find(std::size_t part, std::span<const double> point,
                                 std::size_t except) const;
  [[nodiscard]] static bool covers(std::span<const double> a, std::span<const double> b);

  std::size_t width_;
  std::vector<std::vector<double>> vectors_;
  double slack_;  ///< 1 + eps
  std::vector<std::size_t> order_;
  std::vector<Part> parts_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CHECK_CLAIMS_HPP
