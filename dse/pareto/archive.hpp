#ifndef PARETREE_DSE_PARETO_ARCHIVE_HPP
#define PARETREE_DSE_PARETO_ARCHIVE_HPP

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace paretree::dse {

/// n points of `width` objectives, row-major; every objective is minimised.
struct Points {
  std::size_t width = 0;
  std::vector<double> values;

  [[nodiscard]] std::size_t size() const { return width == 0 ? 0 : values.size() / width; }
  [[nodiscard]] std::span<const double> operator[](std::size_t row) const {
    return {values.data() + row * width, width};
  }
};

/// Weak dominance: a is nowhere worse than b.
[[nodiscard]] bool covers(std::span<const double> a, std::span<const double> b);
/// a is nowhere worse and somewhere better.
[[nodiscard]] bool dominates(std::span<const double> a, std::span<const double> b);

/// The rows no other row dominates, ascending. Of equal rows only the first is kept: it represents
/// them.
///
/// Complexity: O(n log n) for two objectives; else O(n log n + n f) vector comparisons with f the
/// front's size, in practice far fewer: points are visited in lexicographic order, so no later one
/// dominates an earlier one, and dominators are tried most successful first. Throws:
/// std::invalid_argument on NaN.
[[nodiscard]] std::vector<std::size_t> nondominated(const Points& points);

/// The front of a stream of points, each with a position that tells equal points apart: of equal
/// vectors the smallest position is kept, so the content does not depend on the order of insertion.
class Archive {
 public:
  explicit Archive(std::size_t width) : width_(width) {}

  /// True if the point is now a member. Members it dominates (or represents) leave; their positions
  /// are appended to `left`. Complexity: O(members * width), less when a recent dominator hits.
  bool insert(std::span<const double> point, std::uint64_t position,
              std::vector<std::uint64_t>* left = nullptr);
  /// Whether some member is nowhere worse than the point. Complexity: as insert().
  [[nodiscard]] bool covered(std::span<const double> point);

  /// Whether some member dominates the point: nowhere worse and somewhere better. Leaves the
  /// archive as it is, so that threads may ask at once. Complexity: O(members * width).
  [[nodiscard]] bool beats(std::span<const double> point) const;

  [[nodiscard]] std::size_t size() const { return positions_.size(); }
  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] std::span<const double> point(std::size_t member) const {
    return {values_.data() + member * width_, width_};
  }
  [[nodiscard]] std::uint64_t position(std::size_t member) const { return positions_[member]; }

 private:
  void remove(std::size_t member);
  void move_forward(std::size_t member);

  std::size_t width_;
  std::vector<double> values_;
  std::vector<std::uint64_t> positions_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_PARETO_ARCHIVE_HPP
