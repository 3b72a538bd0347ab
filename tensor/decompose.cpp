#include "tensor/decompose.hpp"

#include <Eigen/Dense>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace paretree::tensor {

namespace {

using Index = Eigen::Index;
using Matrix = Eigen::MatrixXd;
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using RowMap = Eigen::Map<RowMatrix>;
using ConstRowMap = Eigen::Map<const RowMatrix>;

Index index(std::size_t value) {
  return static_cast<Index>(value);
}

/// Left singular vectors of a matricisation with all squared singular values, descending.
struct Spectrum {
  Matrix vectors;
  Eigen::VectorXd squares;
};

/// The part of the tensor that is left: axes in the order of the tree's leaves.
struct Remainder {
  struct Axis {
    int node = 0;
    std::size_t size = 1;
  };
  std::vector<Axis> axes;
  std::vector<double> values;

  [[nodiscard]] std::size_t left_of(std::size_t axis) const {
    return std::accumulate(axes.begin(), axes.begin() + static_cast<std::ptrdiff_t>(axis),
                           std::size_t{1},
                           [](std::size_t product, const Axis& a) { return product * a.size; });
  }
};

/// W[m][n] with an index (n_j, m_j) per leaf, in the tree's order.
Remainder arranged(std::vector<double> matrix, const Modes& modes, const DimensionTree& tree) {
  const std::size_t count = modes.in.size();
  std::vector<std::size_t> row_stride(count, 1);
  std::vector<std::size_t> column_stride(count, 1);
  for (std::size_t mode = count - 1; mode-- > 0;) {
    row_stride[mode] = row_stride[mode + 1] * modes.out[mode + 1];
    column_stride[mode] = column_stride[mode + 1] * modes.in[mode + 1];
  }
  const std::size_t columns = modes.columns();
  const std::vector<int> order = tree.leaf_order();
  const auto addresses = [&](std::size_t from, std::size_t to) {
    std::vector<std::size_t> result{0};
    for (std::size_t at = from; at < to; ++at) {
      const auto mode = static_cast<std::size_t>(order[at]);
      std::vector<std::size_t> finer;
      for (const std::size_t base : result) {
        for (std::size_t n = 0; n < modes.in[mode]; ++n) {
          for (std::size_t m = 0; m < modes.out[mode]; ++m) {
            finer.push_back(base + m * row_stride[mode] * columns + n * column_stride[mode]);
          }
        }
      }
      result = std::move(finer);
    }
    return result;
  };
  const std::vector<std::size_t> coarse = addresses(0, count / 2);
  const std::vector<std::size_t> fine = addresses(count / 2, count);
  Remainder tensor;
  tensor.values.reserve(matrix.size());
  for (const std::size_t base : coarse) {
    for (const std::size_t rest : fine) tensor.values.push_back(matrix[base + rest]);
  }
  const auto nodes = tree.nodes();
  for (const int mode : order) {
    const auto node =
        std::find_if(nodes.begin(), nodes.end(), [&](const auto& n) { return n.mode == mode; });
    const auto at = static_cast<std::size_t>(mode);
    tensor.axes.push_back({static_cast<int>(node - nodes.begin()), modes.in[at] * modes.out[at]});
  }
  return tensor;
}

/// Calls visit with stretches of the columns of the matricisation at an axis, [axis][column].
template <typename Visit>
void for_each_stretch(const Remainder& tensor, std::size_t axis, const Visit& visit) {
  const std::size_t size = tensor.axes[axis].size;
  const std::size_t left = tensor.left_of(axis);
  const std::size_t right = tensor.values.size() / (left * size);
  constexpr std::size_t most_columns = 4096;
  for (std::size_t l = 0; l < left; ++l) {
    const double* block = tensor.values.data() + l * size * right;
    for (std::size_t first = 0; first < right; first += most_columns) {
      const std::size_t count = std::min(most_columns, right - first);
      visit(Eigen::Map<const RowMatrix, 0, Eigen::OuterStride<>>(
          block + first, index(size), index(count), Eigen::OuterStride<>(index(right))));
    }
  }
}

Spectrum by_gram(const Remainder& tensor, std::size_t axis) {
  const Index size = index(tensor.axes[axis].size);
  Matrix gram = Matrix::Zero(size, size);
  for_each_stretch(tensor, axis, [&](const auto& part) {  // half of it: the solver reads no more
    gram.selfadjointView<Eigen::Lower>().rankUpdate(part);
  });
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(gram);
  return {solver.eigenvectors().rowwise().reverse(), solver.eigenvalues().reverse().cwiseMax(0.0)};
}

/// R of the transposed matricisation, a stretch at a time, then the SVD of R.
Spectrum by_orthogonal(const Remainder& tensor, std::size_t axis) {
  const Index size = index(tensor.axes[axis].size);
  Matrix triangle(0, size);
  Matrix gathered(0, size);
  const auto reduce = [&] {
    Matrix stacked(triangle.rows() + gathered.rows(), size);
    stacked << triangle, gathered;
    const Index rank = std::min(stacked.rows(), size);
    const Eigen::HouseholderQR<Matrix> qr(stacked);
    triangle = qr.matrixQR().topRows(rank).triangularView<Eigen::Upper>();
    gathered.resize(0, size);
  };
  for_each_stretch(tensor, axis, [&](const auto& part) {
    // Narrow stretches are gathered, so that one factorisation serves many.
    const Index before = gathered.rows();
    gathered.conservativeResize(before + part.cols(), size);
    gathered.bottomRows(part.cols()) = part.transpose();
    if (gathered.rows() >= std::max<Index>(1024, 4 * size)) reduce();
  });
  reduce();
  const Eigen::BDCSVD<Matrix> svd(triangle.transpose(), Eigen::ComputeFullU);
  Spectrum spectrum{svd.matrixU(), Eigen::VectorXd::Zero(size)};
  spectrum.squares.head(svd.singularValues().size()) = svd.singularValues().cwiseAbs2();
  return spectrum;
}

/// The axis times the first columns of `vectors`, in place.
void project(Remainder& tensor, std::size_t axis, const Matrix& vectors, Index rank) {
  const std::size_t size = tensor.axes[axis].size;
  const auto kept = static_cast<std::size_t>(rank);
  const std::size_t left = tensor.left_of(axis);
  const std::size_t right = tensor.values.size() / (left * size);
  const Matrix turned = vectors.leftCols(rank).transpose();
  constexpr std::size_t most_columns = 4096;
  if (left == 1) {
    // A stretch of columns is overwritten only after it was read.
    RowMatrix stretch;
    for (std::size_t first = 0; first < right; first += most_columns) {
      const Index count = index(std::min(most_columns, right - first));
      RowMap whole(tensor.values.data(), index(size), index(right));
      stretch = whole.middleCols(index(first), count);
      whole.block(0, index(first), rank, count).noalias() = turned * stretch;
    }
  } else {
    RowMatrix block;
    for (std::size_t l = 0; l < left; ++l) {
      block = ConstRowMap(tensor.values.data() + l * size * right, index(size), index(right));
      RowMap(tensor.values.data() + l * kept * right, rank, index(right)).noalias() =
          turned * block;
    }
  }
  tensor.values.resize(left * kept * right);
  tensor.axes[axis].size = kept;
}

class Decomposer {
 public:
  Decomposer(Remainder tensor, const Modes& modes, const DimensionTree& tree,
             const Truncation& truncation, SpectrumMethod method)
      : tensor_(std::move(tensor)), modes_(modes), tree_(tree), truncation_(truncation) {
    const double norm = Eigen::Map<const Eigen::VectorXd>(tensor_.values.data(),
                                                          index(tensor_.values.size()))
                            .squaredNorm();  // sums in parallel: one chain waits for every addition
    result_.norm_squared = norm;
    const double tolerance = truncation.tolerance.value_or(0.0);
    budget_ = tolerance * tolerance * norm;
    edges_left_ = std::max(1, 2 * modes.count() - 3);
    orthogonal_ = method == SpectrumMethod::orthogonal ||
                  (method == SpectrumMethod::automatic &&
                   (truncation.tolerance ? tolerance < 1e-6 : truncation.ranks.edges().empty()));
  }

  Decomposition run() {
    const auto nodes = tree_.nodes();
    vectors_.resize(nodes.size());
    const auto& root = tree_.root();
    // The root's children last: what is left then is one matrix with one edge.
    for (std::size_t node = 0; node + 1 < nodes.size(); ++node) {
      const auto at = static_cast<int>(node);
      join_children(at);
      if (at != root.left && at != root.right) cut(at);
    }
    cut_root();
    return assembled();
  }

 private:
  [[nodiscard]] std::size_t axis_of(int node) const {
    const auto found = std::find_if(tensor_.axes.begin(), tensor_.axes.end(),
                                    [&](const auto& axis) { return axis.node == node; });
    return static_cast<std::size_t>(found - tensor_.axes.begin());
  }

  /// Both children's axes become the node's own: they are neighbours by the order of leaves.
  void join_children(int node) {
    const auto& here = tree_.nodes()[static_cast<std::size_t>(node)];
    if (here.is_leaf()) return;
    const std::size_t axis = axis_of(here.left);
    tensor_.axes[axis] = {node, tensor_.axes[axis].size * tensor_.axes[axis + 1].size};
    tensor_.axes.erase(tensor_.axes.begin() + static_cast<std::ptrdiff_t>(axis) + 1);
  }

  /// How many of the squared singular values stay, and books what goes.
  Index kept(ModeSet modes, const Eigen::VectorXd& squares, Index most) {
    const ModeSet edge = edge_of(modes, modes_.count());
    Index limit = most;
    for (const auto& [named, rank] : truncation_.ranks.edges()) {
      if (named == edge) limit = std::min(limit, index(rank));
    }
    Index rank = limit;
    if (truncation_.tolerance) {
      double tail = squares.tail(squares.size() - limit).sum();
      while (rank > 1 && tail + squares[rank - 1] <= budget_ / edges_left_) {
        tail += squares[--rank];
      }
    }
    const double tail = squares.tail(squares.size() - rank).sum();
    budget_ = std::max(0.0, budget_ - tail);
    --edges_left_;
    result_.error_squared += tail;
    result_.tails.emplace_back(edge, tail);
    ranks_.emplace_back(edge, static_cast<std::uint64_t>(rank));
    return rank;
  }

  void cut(int node) {
    const std::size_t axis = axis_of(node);
    const Spectrum spectrum = orthogonal_ ? by_orthogonal(tensor_, axis) : by_gram(tensor_, axis);
    const Index size = index(tensor_.axes[axis].size);
    const Index columns = index(tensor_.values.size()) / size;
    const ModeSet modes = tree_.nodes()[static_cast<std::size_t>(node)].modes;
    const Index rank = kept(modes, spectrum.squares, std::min(size, columns));
    project(tensor_, axis, spectrum.vectors, rank);
    vectors_[static_cast<std::size_t>(node)] = spectrum.vectors.leftCols(rank);
  }

  void cut_root() {
    const auto& root = tree_.root();
    if (root.is_leaf()) return;
    const ConstRowMap matrix(tensor_.values.data(), index(tensor_.axes[0].size),
                             index(tensor_.axes[1].size));
    const Eigen::BDCSVD<Matrix> svd(matrix, Eigen::ComputeThinU | Eigen::ComputeThinV);
    const Eigen::VectorXd squares = svd.singularValues().cwiseAbs2();
    const ModeSet modes = tree_.nodes()[static_cast<std::size_t>(root.left)].modes;
    const Index rank = kept(modes, squares, squares.size());
    vectors_[static_cast<std::size_t>(root.left)] = svd.matrixU().leftCols(rank);
    vectors_[static_cast<std::size_t>(root.right)] = svd.matrixV().leftCols(rank);
    vectors_.back() = svd.singularValues().head(rank).asDiagonal();
  }

  Decomposition assembled() {
    result_.format = {FormatKind::ht, modes_, tree_, EdgeRanks(std::move(ranks_))};
    result_.cores = zero_cores(result_.format);
    if (tree_.root().is_leaf()) {
      result_.cores.cores.front().values = std::move(tensor_.values);
      return std::move(result_);
    }
    for (std::size_t node = 0; node < vectors_.size(); ++node) {
      // Rows are (n, m) or (left, right), columns the rank above: a core's own order.
      RowMap(result_.cores.cores[node].values.data(), vectors_[node].rows(),
             vectors_[node].cols()) = vectors_[node];
    }
    return std::move(result_);
  }

  Remainder tensor_;
  const Modes& modes_;
  const DimensionTree& tree_;
  const Truncation& truncation_;
  bool orthogonal_ = false;
  double budget_ = 0;
  int edges_left_ = 1;
  std::vector<Matrix> vectors_;
  std::vector<std::pair<ModeSet, std::uint64_t>> ranks_;
  Decomposition result_;
};

}  // namespace

Decomposition ht_svd(std::vector<double> matrix, const Modes& modes, const DimensionTree& tree,
                     const Truncation& truncation, SpectrumMethod method) {
  check(modes);
  if (tree.root().modes != (ModeSet{1} << modes.count()) - 1) {
    throw std::invalid_argument(
        fmt::format("the tree {} for a matrix of {} modes; each of 0 to {} "
                    "is needed once",
                    tree.text(), modes.count(), modes.count() - 1));
  }
  if (matrix.size() != modes.rows() * modes.columns()) {
    throw std::invalid_argument(fmt::format("{} numbers for a matrix of {} x {}", matrix.size(),
                                            modes.rows(), modes.columns()));
  }
  if (truncation.tolerance && !(*truncation.tolerance >= 0)) {
    throw std::invalid_argument(
        fmt::format("tolerance {}: a number of 0 or more", *truncation.tolerance));
  }
  return Decomposer(arranged(std::move(matrix), modes, tree), modes, tree, truncation, method)
      .run();
}

std::pair<DimensionTree, Truncation> truncation_of(const MatrixFormat& format) {
  check(format);
  if (format.kind == FormatKind::tt) {
    return {DimensionTree::linear(format.modes.count()), {.ranks = format.ranks, .tolerance = {}}};
  }
  return {format.tree, {.ranks = format.ranks, .tolerance = {}}};
}

}  // namespace paretree::tensor
