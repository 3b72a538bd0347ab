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

/// A minimised value within a factor of 1 + eps of which another one is as good: v (1 + eps), or
/// v / (1 + eps) where v is a maximised value negated.
[[nodiscard]] inline double relaxed(double value, double eps) {
  return value > 0 ? value * (1 + eps) : value / (1 + eps);
}

/// The rows no other row dominates, ascending. Of equal rows only the first is kept: it represents
/// them.
///
/// Complexity: O(n log n) up to three objectives; else O(n log n + n f) vector comparisons with f
/// the largest front of the objectives behind the first, in practice far fewer: rows are visited in
/// lexicographic order, so that no later one dominates an earlier one. Throws:
/// std::invalid_argument on NaN.
[[nodiscard]] std::vector<std::size_t> nondominated(const Points& points);

/// The front of a stream of points, each with a position that tells equal points apart: of equal
/// vectors the smallest position is kept, so the content does not depend on the order of insertion.
///
/// Members lie in the leaves of a binary tree of bounding boxes, split at medians and rebuilt where
/// it leans: a query enters only boxes whose best corner covers the point (or whose worst corner
/// the point covers). Complexity: O(leaf + boxes entered) per query, in practice far below the
/// members; O(members) space.
/// Reference: the idea of Jaszkiewicz and Lust, ND-Tree-Based Update, IEEE TEVC 22(5), 2018.
/// Differs: binary splits at medians of the relatively longest side; subtrees are rebuilt.
class Archive {
 public:
  explicit Archive(std::size_t width) : width_(width) {}

  /// True if the point is now a member. Members it dominates (or represents) leave; their positions
  /// are appended to `left`.
  bool insert(std::span<const double> point, std::uint64_t position,
              std::vector<std::uint64_t>* left = nullptr);
  /// Whether some member is nowhere worse than the point.
  [[nodiscard]] bool covered(std::span<const double> point);

  /// Whether some member dominates the point: nowhere worse and somewhere better. Leaves the
  /// archive as it is, so that threads may ask at once.
  [[nodiscard]] bool beats(std::span<const double> point) const {
    return beaten_by(point) < size();
  }
  /// A member that dominates the point; size() if there is none. Which one is a function of the
  /// archive's history. Thread safety: as beats().
  [[nodiscard]] std::size_t beaten_by(std::span<const double> point) const;

  /// A member that is nowhere worse than the point; size() if there is none. Thread safety: as
  /// beats().
  [[nodiscard]] std::size_t covered_by(std::span<const double> point) const;

  [[nodiscard]] std::size_t size() const { return positions_.size(); }
  [[nodiscard]] std::size_t width() const { return width_; }
  /// Members are numbered without gaps; numbers change when members leave.
  [[nodiscard]] std::span<const double> point(std::size_t member) const {
    return {values_.data() + member * width_, width_};
  }
  [[nodiscard]] std::uint64_t position(std::size_t member) const { return positions_[member]; }

 private:
  using Number = std::uint32_t;
  static constexpr Number none = ~Number{0};
  struct Node {
    Number parent = none;
    Number left = none;  ///< none: a leaf
    Number right = none;
    std::size_t side = 0;   ///< the coordinate that tells left from right
    double middle = 0;      ///< left: at most this
    std::size_t count = 0;  ///< members below
    std::vector<Number> members;
  };

  [[nodiscard]] const double* row(std::size_t member) const {
    return values_.data() + member * width_;
  }
  [[nodiscard]] double* low(Number node) { return boxes_.data() + std::size_t{2} * node * width_; }
  [[nodiscard]] double* high(Number node) { return low(node) + width_; }
  [[nodiscard]] const double* low(Number node) const {
    return boxes_.data() + std::size_t{2} * node * width_;
  }
  [[nodiscard]] const double* high(Number node) const { return low(node) + width_; }
  [[nodiscard]] std::size_t covering(const double* point, bool strictly) const;
  [[nodiscard]] std::size_t any_below(Number node) const;
  void remove_covered(const double* point, std::vector<std::uint64_t>* left);
  void remove(Number member);
  void add(Number member);
  [[nodiscard]] Number make_node(Number parent);
  void free_below(Number node, std::vector<Number>& members);
  void build(Number node, std::vector<Number> members);
  void rebalance(Number leaf);

  std::size_t width_;
  std::vector<double> values_;
  std::vector<std::uint64_t> positions_;
  std::vector<Number> leaf_of_;
  std::vector<Node> nodes_;
  std::vector<double> boxes_;  ///< best and worst corner of every node; may be too large
  std::vector<Number> unused_;
  std::size_t last_cover_ = 0;  ///< it will likely cover the next point too
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_PARETO_ARCHIVE_HPP
