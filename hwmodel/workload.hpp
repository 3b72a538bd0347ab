#ifndef PARETREE_HWMODEL_WORKLOAD_HPP
#define PARETREE_HWMODEL_WORKLOAD_HPP

#include <cstdint>
#include <string_view>
#include <vector>

namespace paretree::hwmodel {

/// An index of a stage's operands, named so that the producer's and the consumer's layouts of one
/// tensor can be matched (bank conflicts).
struct Digit {
  std::uint32_t label = 0;
  std::uint64_t size = 1;

  friend bool operator==(const Digit&, const Digit&) = default;
};

/// One matrix product of the counted work: Out[rows, cols] = W[rows, inner] In[inner, cols], for
/// one time step of one sequence.
struct MatrixStage {
  std::string_view kind;  ///< "dense", "core", "leaf", "inner"; static storage
  std::uint64_t rows = 1;
  std::uint64_t inner = 1;
  std::uint64_t cols = 1;
  bool recurrent = false;  ///< the dense W_h h product of scope `input`
  std::vector<Digit> row_digits = {};
  std::vector<Digit> inner_digits = {};
  std::vector<Digit> col_digits = {};
};

/// Hidden states that are zero: a column of W_h may be skipped where all sequences of the batch
/// agree.
struct ZeroStates {
  double share = 0;  ///< of one sequence, mean over units and steps; used where there is no trace
  /// A trace of the batch: of every step the columns that are kept, ascending. Empty: there is
  /// none.
  std::vector<std::vector<std::uint64_t>> kept = {};
};

/// Counted work of one LSTM layer over one sequence: what a template prices. Knows no tensor.
struct LstmWork {
  std::vector<MatrixStage> stages;  ///< of one step, in execution order
  std::uint64_t inputs = 0;   ///< values of x per step and sequence; 1, an index, where looked up
  std::uint64_t hidden = 0;   ///< 0: no recurrence and no element-wise part (fully connected layer)
  std::uint64_t outputs = 0;  ///< values of the result per step and sequence
  std::uint64_t steps = 1;
  std::uint64_t batch = 1;
  std::uint64_t parameters = 0;         ///< weights, and biases and the like, in words of a weight
  std::uint64_t dense_macs = 0;         ///< per step: 4 H (N + H), for dense-equivalent throughput
  std::uint64_t peak_tensor_words = 0;  ///< largest single intermediate tensor of a sequence, words
  /// Leading columns of the dense stage that a one-hot x selects one of: a template may look it up.
  std::uint64_t looked_up_columns = 0;
  ZeroStates zero_states = {};
  bool batch_normalised = false;   ///< one scale and shift per gate row and per cell, folded
  std::uint64_t vector_words = 1;  ///< words of a weight that a bias, scale or shift takes
};

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_WORKLOAD_HPP
