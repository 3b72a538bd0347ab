#ifndef PARETREE_TENSOR_LSTM_NETWORK_HPP
#define PARETREE_TENSOR_LSTM_NETWORK_HPP

#include "tensor/format.hpp"

#include <cstddef>
#include <vector>

namespace paretree::tensor {

/// A TT or HT matrix as a tree of small tensors, without a root: what trains is the tensors; where
/// the executor starts to merge them is its own choice.
///
/// Vertices of HT are the nodes of the (canonical) tree in post order; leaf [rank][n][m], inner
/// [up][left][right], root [left][right]. Vertices of TT are its cores, [left][right][n][m] without
/// the ranks of size 1 at the ends.
struct MatrixNetwork {
  struct Leg {
    int edge = -1;
    int neighbour = -1;
    std::size_t size = 1;
    std::size_t stride = 0;
  };
  struct Vertex {
    int mode = -1;             ///< -1 at transfer tensors
    std::size_t elements = 1;  ///< n m of the mode
    std::size_t size = 1;      ///< numbers in the tensor
    std::size_t offset = 0;    ///< into the flat array of parameters
    std::vector<Leg> legs;
  };
  struct Edge {
    int first = -1;
    int second = -1;
    std::size_t rank = 1;
  };

  std::vector<Vertex> vertices;
  std::vector<Edge> edges;
};

/// The rooting in which a format is trained: fewest parameters, ties by canonical text. TT: the
/// chain from core 0. So all plans of one format are one training.
[[nodiscard]] MatrixFormat canonical_format(const MatrixFormat& format);

/// The network of a TT or HT format as it stands (offsets 0).
/// Throws: std::invalid_argument if a mode list, tree or rank is missing.
[[nodiscard]] MatrixNetwork matrix_network(const MatrixFormat& format);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_NETWORK_HPP
