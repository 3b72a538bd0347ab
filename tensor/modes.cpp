#include "tensor/modes.hpp"

#include "tensor/checked.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <stdexcept>

namespace paretree::tensor {
namespace {

std::uint64_t product(const std::vector<std::uint64_t>& sizes) {
  std::uint64_t result = 1;
  for (const std::uint64_t size : sizes) result = times(result, size);
  return result;
}

std::uint64_t product(const std::vector<std::uint64_t>& sizes, ModeSet subset) {
  std::uint64_t result = 1;
  for (std::size_t mode = 0; mode < sizes.size(); ++mode) {
    if ((subset >> mode & 1U) != 0) result = times(result, sizes[mode]);
  }
  return result;
}

}  // namespace

std::uint64_t Modes::columns() const {
  return product(in);
}
std::uint64_t Modes::rows() const {
  return product(out);
}
std::uint64_t Modes::columns(ModeSet subset) const {
  return product(in, subset);
}
std::uint64_t Modes::rows(ModeSet subset) const {
  return product(out, subset);
}

void check(const Modes& modes) {
  if (modes.in.size() != modes.out.size()) {
    throw std::invalid_argument(
        fmt::format("modes: {} input modes and {} output modes; both lists need the same length",
                    modes.in.size(), modes.out.size()));
  }
  if (modes.in.empty() || modes.in.size() > static_cast<std::size_t>(max_modes)) {
    throw std::invalid_argument(
        fmt::format("modes: {} modes; allowed are 1 to {}", modes.in.size(), max_modes));
  }
  if (modes.gate_mode < -1 || modes.gate_mode >= modes.count()) {
    throw std::invalid_argument(fmt::format("modes: gate_mode {}; allowed are -1 to {}",
                                            modes.gate_mode, modes.count() - 1));
  }
  if (modes.unpaired && modes.input_leaves == 0 && modes.in.size() % 2 != 0) {
    throw std::invalid_argument(
        fmt::format("modes: {} unpaired leaves; allowed is an even number unless the number of "
                    "input leaves is said",
                    modes.in.size()));
  }
  if (modes.input_leaves < 0 || modes.input_leaves >= modes.count() ||
      (modes.input_leaves > 0 && !modes.unpaired)) {
    throw std::invalid_argument(fmt::format(
        "modes: {} input leaves of {} {}; allowed are 1 to {} of unpaired ones", modes.input_leaves,
        modes.count(), modes.unpaired ? "unpaired" : "paired", modes.count() - 1));
  }
  for (int mode = 0; mode < modes.count(); ++mode) {
    const std::uint64_t n = modes.in[static_cast<std::size_t>(mode)];
    const std::uint64_t m = modes.out[static_cast<std::size_t>(mode)];
    if (n == 0 || m == 0) {
      throw std::invalid_argument(
          fmt::format("modes: mode {} is {} x {}; sizes are at least 1", mode, m, n));
    }
    if ((!modes.carries_input(mode) && n != 1) || (!modes.carries_output(mode) && m != 1)) {
      throw std::invalid_argument(fmt::format(
          "modes: unpaired leaf {} is {} x {}; input leaves have one row, output leaves one column",
          mode, m, n));
    }
  }
}

Modes unpaired(const Modes& paired) {
  const std::size_t inputs = paired.in.size();
  const std::size_t outputs = paired.out.size();
  if (paired.unpaired || inputs == 0 || outputs == 0 ||
      inputs + outputs > static_cast<std::size_t>(max_modes)) {
    throw std::invalid_argument(
        fmt::format("unpaired: {} input and {} output modes{}; allowed are paired modes, at least "
                    "one of each, {} in all",
                    inputs, outputs, paired.unpaired ? ", unpaired already" : "", max_modes));
  }
  if (paired.gate_mode >= static_cast<int>(outputs)) {
    throw std::invalid_argument(
        fmt::format("unpaired: gate_mode {}; allowed are -1 to {}", paired.gate_mode, outputs - 1));
  }
  Modes result{.in = paired.in, .out = std::vector<std::uint64_t>(inputs, 1), .unpaired = true};
  result.in.resize(inputs + outputs, 1);
  result.out.insert(result.out.end(), paired.out.begin(), paired.out.end());
  if (inputs != outputs) result.input_leaves = static_cast<int>(inputs);
  if (paired.gate_mode >= 0) result.gate_mode = paired.gate_mode + static_cast<int>(inputs);
  check(result);
  return result;
}

int default_gate_mode(const std::vector<std::uint64_t>& out) {
  int best = -1;
  for (int mode = 0; mode < static_cast<int>(out.size()); ++mode) {
    const std::uint64_t size = out[static_cast<std::size_t>(mode)];
    if (size == 0 || size % 4 != 0) continue;
    if (best < 0 || size >= out[static_cast<std::size_t>(best)]) best = mode;
  }
  return best;
}

}  // namespace paretree::tensor
