#include "tensor/spectrum.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace paretree::tensor {

std::vector<double> singular_values(std::span<const double> values, std::size_t count) {
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  if (count == 0 || values.empty()) return {};
  const auto rows = static_cast<Eigen::Index>(count);
  const auto cols = static_cast<Eigen::Index>(values.size() / count);
  const Eigen::Map<const Matrix> matrix(values.data(), rows, cols);
  const Eigen::MatrixXd gram = rows <= cols ? Eigen::MatrixXd(matrix * matrix.transpose())
                                            : Eigen::MatrixXd(matrix.transpose() * matrix);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram, Eigen::EigenvaluesOnly);
  const Eigen::VectorXd& squares = solver.eigenvalues();
  const double largest = std::max(0.0, squares[squares.size() - 1]);
  std::vector<double> result;
  for (Eigen::Index k = squares.size(); k-- > 0;) {
    result.push_back(squares[k] > 1e-16 * largest ? std::sqrt(squares[k]) : 0.0);
  }
  return result;
}

double effective_rank(std::span<const double> singular_values) {
  double sum = 0;
  for (const double value : singular_values) sum += value;
  if (!(sum > 0)) return 0;
  double entropy = 0;
  for (const double value : singular_values) {
    if (value > 0) entropy -= value / sum * std::log(value / sum);
  }
  return std::exp(entropy);
}

}  // namespace paretree::tensor
