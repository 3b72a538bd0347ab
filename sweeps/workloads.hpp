#ifndef PARETREE_SWEEPS_WORKLOADS_HPP
#define PARETREE_SWEEPS_WORKLOADS_HPP

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace paretree::sweeps {

struct StateTrace;

enum class Layer {
  lstm,  ///< rows = 4 * hidden, recurrent
  fc,    ///< one fully connected layer, rows = outputs; scope `input` only, no element-wise part
};

/// What is to be computed.
struct Workload {
  std::string name;  ///< empty if written out in the sweep
  Layer layer = Layer::lstm;
  std::uint64_t inputs = 0;
  std::uint64_t hidden = 0;   ///< lstm
  std::uint64_t outputs = 0;  ///< fc
  std::uint64_t steps = 1;
  std::uint64_t batch = 1;
  std::uint64_t classes = 0;  ///< 0: not a classification

  bool one_hot = false;  ///< lstm: x is one symbol out of `inputs`
  /// lstm: which hidden states are zero in designs that have zero states; null: only their share is
  /// known.
  std::shared_ptr<const StateTrace> state_trace = nullptr;

  [[nodiscard]] std::uint64_t rows() const { return layer == Layer::lstm ? 4 * hidden : outputs; }
  friend bool operator==(const Workload&, const Workload&) = default;
};

/// A workload by name with the factorisations its literature uses and where they are from.
struct NamedWorkload {
  Workload shape;
  std::string sentence;
  std::string source;
  std::string status;  ///< quoted, recalled, derived
  std::vector<std::uint64_t> in_input,
      out_input;                                 ///< default modes for scope `input`; may be empty
  std::vector<std::uint64_t> in_full, out_full;  ///< for scope `full`; may be empty
};

/// lstm-ucf11, lstm-youtube, lstm-hmdb51, char-ptb, vgg-fc6, vgg-fc7, fashion-7x112, fashion-28x28.
[[nodiscard]] const std::vector<NamedWorkload>& named_workloads();

/// Modes for a shape without published ones: d factors each for inputs (padded upward as little as
/// possible) and rows (exact), as even as possible.
struct Factorisation {
  std::vector<std::uint64_t> in;
  std::vector<std::uint64_t> out;
};
[[nodiscard]] Factorisation even_modes(std::uint64_t columns, std::uint64_t rows, int modes);

}  // namespace paretree::sweeps

#endif  // PARETREE_SWEEPS_WORKLOADS_HPP
