#ifndef PARETREE_TENSOR_LSTM_STATE_PRUNING_HPP
#define PARETREE_TENSOR_LSTM_STATE_PRUNING_HPP

#include "tensor/lstm/training.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace paretree::tensor {

/// The threshold below which a share of states lies, followed while they change.
///
/// Rule: a state h is read as 0 if |h| < T; the published work leaves the choice of T open. Here
/// the wanted share grows in a straight line from 0 to `share` over a quarter of the training,
/// while T moves a fifth of the way (more in short trainings) to each mini-batch's quantile; then
/// 20 / steps of the way, at most half: a network keeps up with a threshold that hardly moves.
/// Where it ends it stays, so the share reached is near the wanted one, not equal to it.
/// Reference: Ardakani, Ji, Gross, DATE 2019, arXiv 1811.10396.
class StateThreshold {
 public:
  StateThreshold(double share, std::uint64_t steps) : share_(share), steps_(steps) {}

  /// Of which no more than `share` of the magnitudes are smaller; reorders them.
  /// Requires: at least one magnitude; 0 <= share < 1.   Complexity: O(magnitudes).
  [[nodiscard]] static float quantile(std::span<float> magnitudes, double share);

  [[nodiscard]] float value() const { return value_; }
  /// After step number `step` (from 0): magnitudes of its states, which are reordered.
  void follow(std::uint64_t step, std::span<float> magnitudes);

 private:
  double share_;
  std::uint64_t steps_;
  float value_ = 0;
};

/// Counts zeros among pruned states, alone and jointly, sequence after sequence.
class PrunedStateCount {
 public:
  PrunedStateCount(std::size_t steps, std::size_t hidden, std::size_t joint_sequences,
                   float threshold);

  /// The states that a sequence's step leaves; steps in ascending order, then the next sequence.
  void add(std::size_t step, std::span<const float> states);
  /// The shares of everything added; groups that are not complete count alone only.
  [[nodiscard]] PrunedStates result() const;

 private:
  void close_group();

  std::size_t steps_;
  std::size_t hidden_;
  std::size_t group_;
  float threshold_;
  std::uint64_t sequences_ = 0;
  std::uint64_t zeros_ = 0;
  std::uint64_t groups_ = 0;
  std::uint64_t joint_zeros_ = 0;
  std::vector<char> kept_of_group_;                            ///< [step][unit]
  std::vector<std::vector<std::vector<std::uint32_t>>> kept_;  ///< of the first group
};

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_STATE_PRUNING_HPP
