#include "tensor/reference/products.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace paretree::tensor::reference {
namespace {

/// The digits of a row-major index, mode 0 most significant.
std::vector<std::size_t> digits_of(std::size_t index, const std::vector<std::uint64_t>& sizes) {
  std::vector<std::size_t> digits(sizes.size());
  for (std::size_t k = sizes.size(); k-- > 0;) {
    digits[k] = index % sizes[k];
    index /= sizes[k];
  }
  return digits;
}

/// One entry of W: the network with all its matrix digits fixed.
class Entry {
 public:
  Entry(const MatrixFormat& format, const FormatCores& cores, std::size_t row, std::size_t column)
      : format_(format),
        cores_(cores.cores),
        rows_(digits_of(row, format.modes.out)),
        columns_(digits_of(column, format.modes.in)) {}

  double value() const {
    return format_.kind == FormatKind::tt ? tt() : ht(static_cast<int>(cores_.size()) - 1).front();
  }

 private:
  /// The vector over r_t of an HT node.
  std::vector<double> ht(int index) const {
    const DimensionTree::Node& node = format_.tree.nodes()[static_cast<std::size_t>(index)];
    const std::vector<double>& core = cores_[static_cast<std::size_t>(index)].values;
    const std::size_t rank = rank_above(format_, node);
    std::vector<double> result(rank, 0.0);
    if (node.is_leaf()) {
      // Sizes that an unpaired leaf lacks are 1, their digit 0.
      const auto mode = static_cast<std::size_t>(node.mode);
      const std::size_t entry = columns_[mode] * format_.modes.out[mode] + rows_[mode];
      for (std::size_t r = 0; r < rank; ++r) result[r] = core[entry * rank + r];
      return result;
    }
    const std::vector<double> left = ht(node.left);
    const std::vector<double> right = ht(node.right);
    for (std::size_t a = 0; a < left.size(); ++a) {
      for (std::size_t b = 0; b < right.size(); ++b) {
        for (std::size_t r = 0; r < rank; ++r) {
          result[r] += core[(a * right.size() + b) * rank + r] * left[a] * right[b];
        }
      }
    }
    return result;
  }

  /// The product of one matrix per core.
  double tt() const {
    std::vector<double> row{1.0};
    for (std::size_t k = 0; k < cores_.size(); ++k) {
      const std::uint64_t n = format_.modes.in[k];
      const std::uint64_t m = format_.modes.out[k];
      const std::size_t rank = bond_rank(format_, static_cast<int>(k) + 1);
      std::vector<double> next(rank, 0.0);
      for (std::size_t a = 0; a < row.size(); ++a) {
        for (std::size_t r = 0; r < rank; ++r) {
          next[r] += row[a] * cores_[k].values[((a * n + columns_[k]) * m + rows_[k]) * rank + r];
        }
      }
      row = std::move(next);
    }
    return row.front();
  }

  const MatrixFormat& format_;
  const std::vector<Core>& cores_;
  std::vector<std::size_t> rows_;
  std::vector<std::size_t> columns_;
};

std::vector<Digit> joined(std::vector<Digit> first, const std::vector<Digit>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// The digits of one role, lowest mode first.
std::vector<Digit> in_mode_order(std::vector<Digit> digits) {
  std::sort(digits.begin(), digits.end(),
            [](const Digit& a, const Digit& b) { return a.label < b.label; });
  return digits;
}

}  // namespace

std::vector<double> dense_matrix(const MatrixFormat& format, const FormatCores& cores) {
  check(format);
  if (format.kind == FormatKind::dense) return cores.cores.at(0).values;
  const std::size_t rows = format.modes.rows();
  const std::size_t columns = format.modes.columns();
  std::vector<double> matrix;
  matrix.reserve(rows * columns);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      matrix.push_back(Entry(format, cores, row, column).value());
    }
  }
  return matrix;
}

std::vector<double> dense_product(const std::vector<double>& matrix, const std::vector<double>& x) {
  if (x.empty() || matrix.size() % x.size() != 0) {
    throw std::invalid_argument(
        fmt::format("product: {} weights times {} inputs", matrix.size(), x.size()));
  }
  std::vector<double> y(matrix.size() / x.size(), 0.0);
  for (std::size_t row = 0; row < y.size(); ++row) {
    for (std::size_t column = 0; column < x.size(); ++column) {
      y[row] += matrix[row * x.size() + column] * x[column];
    }
  }
  return y;
}

StagedProduct staged_product(const Plan& plan, const FormatCores& cores,
                             const std::vector<double>& x) {
  StagedProduct result;
  // x and y are row-major in the order of modes; everything between in the order of the stages.
  std::vector<Digit> alive =
      in_mode_order(joined(plan.stages.at(0).inner_digits, plan.stages.at(0).col_digits));
  std::vector<double> values = x;
  for (const Stage& stage : plan.stages) {
    const std::vector<double> weights = stage_weights(stage, cores.at(stage.node));
    const std::vector<Digit> out_digits = joined(stage.row_digits, stage.col_digits);
    const auto in_inner = offsets(stage.inner_digits, alive);
    const auto in_col = offsets(stage.col_digits, alive);
    if (values.size() != in_inner.size() * in_col.size()) {
      throw std::invalid_argument(
          fmt::format("staged product: stage {{{}}} reads {} x {} words, {} are alive",
                      mode_list(stage.node), in_inner.size(), in_col.size(), values.size()));
    }
    const std::size_t rows = weights.size() / in_inner.size();
    std::vector<double> out(rows * in_col.size(), 0.0);
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t col = 0; col < in_col.size(); ++col) {
        for (std::size_t k = 0; k < in_inner.size(); ++k) {
          out[row * in_col.size() + col] +=
              weights[row * in_inner.size() + k] * values[in_inner[k] + in_col[col]];
          ++result.macs;
        }
      }
    }
    values = std::move(out);
    alive = out_digits;
  }
  for (const std::size_t at : offsets(in_mode_order(alive), alive)) {
    result.y.push_back(values[at]);
  }
  return result;
}

}  // namespace paretree::tensor::reference
