#include "tensor/matrix_columns.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace paretree::tensor {

namespace {

/// A partly contracted column: [row][rank].
struct Part {
  std::size_t rows = 1;
  std::size_t rank = 1;
  std::vector<double> values{1.0};
};

/// The digits of a column, row-major over the input modes.
std::vector<std::uint64_t> digits_of(const Modes& modes, std::uint64_t column) {
  std::vector<std::uint64_t> digits(modes.in.size(), 0);
  for (std::size_t mode = modes.in.size(); mode-- > 0;) {
    digits[mode] = column % modes.in[mode];
    column /= modes.in[mode];
  }
  return digits;
}

/// (n, m, r), (n, r) or (m, r) at one n.
Part leaf_part(const Core& core, std::uint64_t rows, std::uint64_t rank, std::uint64_t digit) {
  Part part{rows, rank, {}};
  const double* from = core.values.data() + digit * rows * rank;
  part.values.assign(from, from + rows * rank);
  return part;
}

/// sum over a and b of left[i, a] right[j, b] transfer[a, b, c], as [(i, j)][c].
Part joined(const Part& left, const Part& right, const Core& core, std::size_t rank) {
  // First the transfer tensor times the right part: [a][j][c].
  std::vector<double> half(left.rank * right.rows * rank, 0.0);
  for (std::size_t a = 0; a < left.rank; ++a) {
    for (std::size_t j = 0; j < right.rows; ++j) {
      double* to = half.data() + (a * right.rows + j) * rank;
      for (std::size_t b = 0; b < right.rank; ++b) {
        const double factor = right.values[j * right.rank + b];
        const double* from = core.values.data() + (a * right.rank + b) * rank;
        for (std::size_t c = 0; c < rank; ++c) to[c] += factor * from[c];
      }
    }
  }
  const std::size_t wide = right.rows * rank;
  Part part{left.rows * right.rows, rank, std::vector<double>(left.rows * wide, 0.0)};
  for (std::size_t i = 0; i < left.rows; ++i) {
    double* to = part.values.data() + i * wide;
    for (std::size_t a = 0; a < left.rank; ++a) {
      const double factor = left.values[i * left.rank + a];
      const double* from = half.data() + a * wide;
      for (std::size_t k = 0; k < wide; ++k) to[k] += factor * from[k];
    }
  }
  return part;
}

std::vector<double> dense_column(const Modes& modes, const Core& core, std::uint64_t column) {
  std::vector<double> values;
  const std::uint64_t columns = modes.columns();
  for (std::uint64_t row = 0; row < modes.rows(); ++row) {
    values.push_back(core.values[row * columns + column]);
  }
  return values;
}

std::vector<double> chain_column(const MatrixFormat& format, const FormatCores& cores,
                                 const std::vector<std::uint64_t>& digits) {
  Part part;
  for (int k = 0; k < format.modes.count(); ++k) {
    const auto at = static_cast<std::size_t>(k);
    const std::size_t rows = format.modes.out[at];
    const std::size_t rank = bond_rank(format, k + 1);
    const Core& core = cores.at(ModeSet{1} << static_cast<unsigned>(k));
    Part next{part.rows * rows, rank, std::vector<double>(part.rows * rows * rank, 0.0)};
    for (std::size_t i = 0; i < part.rows; ++i) {
      for (std::size_t a = 0; a < part.rank; ++a) {
        const double factor = part.values[i * part.rank + a];
        const double* from =
            core.values.data() + (a * format.modes.in[at] + digits[at]) * rows * rank;
        double* to = next.values.data() + i * rows * rank;
        for (std::size_t m = 0; m < rows * rank; ++m) to[m] += factor * from[m];
      }
    }
    part = std::move(next);
  }
  return std::move(part.values);
}

std::vector<double> tree_column(const MatrixFormat& format, const FormatCores& cores,
                                const std::vector<std::uint64_t>& digits) {
  const auto nodes = format.tree.nodes();
  std::vector<Part> parts(nodes.size());
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    const Core& core = cores.at(nodes[node].modes);
    const std::size_t rank = rank_above(format, nodes[node]);
    if (nodes[node].is_leaf()) {
      const auto mode = static_cast<std::size_t>(nodes[node].mode);
      parts[node] = leaf_part(core, format.modes.out[mode], rank, digits[mode]);
    } else {
      Part& left = parts[static_cast<std::size_t>(nodes[node].left)];
      Part& right = parts[static_cast<std::size_t>(nodes[node].right)];
      parts[node] = joined(left, right, core, rank);
      left = {};
      right = {};
    }
  }
  return std::move(parts.back().values);
}

}  // namespace

std::vector<double> matrix_columns(const MatrixFormat& format, const FormatCores& cores,
                                   std::span<const std::uint64_t> columns) {
  std::vector<double> values;
  values.reserve(columns.size() * format.modes.rows());
  for (const std::uint64_t column : columns) {
    if (column >= format.modes.columns()) {
      throw std::invalid_argument(
          fmt::format("column {} of a matrix of {} columns", column, format.modes.columns()));
    }
    const std::vector<std::uint64_t> digits = digits_of(format.modes, column);
    const std::vector<double> one =
        format.kind == FormatKind::dense ? dense_column(format.modes, cores.cores.front(), column)
        : format.kind == FormatKind::tt  ? chain_column(format, cores, digits)
                                         : tree_column(format, cores, digits);
    values.insert(values.end(), one.begin(), one.end());
  }
  return values;
}

}  // namespace paretree::tensor
