#ifndef PARETREE_TENSOR_MODES_HPP
#define PARETREE_TENSOR_MODES_HPP

#include <cstdint>
#include <vector>

namespace paretree::tensor {

/// A set of mode numbers, one bit each: mode j is bit j. At most 20 modes.
using ModeSet = std::uint32_t;

/// The most modes a tree or a format can have.
inline constexpr int max_modes = 20;

/// The factorisation of an M x N matrix into modes: leaf j of a tree carries in[j] columns' digits
/// and out[j] rows' digits. `paired` leaves carry both; for `unpaired` leaves the first ones
/// have out[j] = 1 and the others in[j] = 1. Both lists have the same length d.
///
/// Index convention: row-major, mode 0 most significant, for rows and for columns.
struct Modes {
  std::vector<std::uint64_t> in{};
  std::vector<std::uint64_t> out{};
  /// The output mode that the four gates enlarge; -1: gates are row-major outermost.
  int gate_mode = -1;
  bool unpaired = false;  ///< inputs and, from first_output() on, outputs have leaves of their own
  int input_leaves = 0;   ///< unpaired: leaves that carry inputs; 0: half of them

  [[nodiscard]] int count() const { return static_cast<int>(in.size()); }
  /// The first mode that carries a digit of the rows.
  [[nodiscard]] int first_output() const {
    return !unpaired ? 0 : input_leaves > 0 ? input_leaves : count() / 2;
  }
  /// Whether mode j carries a digit of the columns (of the rows): always so for paired leaves.
  [[nodiscard]] bool carries_input(int mode) const { return !unpaired || mode < first_output(); }
  [[nodiscard]] bool carries_output(int mode) const { return mode >= first_output(); }
  [[nodiscard]] std::uint64_t columns() const;  ///< N, the product of `in`. Throws: CountOverflow.
  [[nodiscard]] std::uint64_t rows() const;     ///< M, the product of `out`. Throws: CountOverflow.
  /// The same products over the modes of a subset. Requires: subset within 0..d-1.
  [[nodiscard]] std::uint64_t columns(ModeSet subset) const;
  [[nodiscard]] std::uint64_t rows(ModeSet subset) const;

  friend bool operator==(const Modes&, const Modes&) = default;
};

/// Throws: std::invalid_argument unless both lists have the same length 1..20, no mode is 0,
/// gate_mode is -1 or a mode, and unpaired leaves are split as described above.
void check(const Modes& modes);

/// The same factorisation with input modes and output modes on leaves of their own (inputs first,
/// then outputs). Alone here the two lists may differ in length.
/// Throws: std::invalid_argument if the leaves are unpaired already, a list is empty, the gate mode
/// is no output mode, a size is 0 or the leaves become more than 20.
[[nodiscard]] Modes unpaired(const Modes& paired);

/// The output mode that the gates enlarge unless the user says otherwise: the largest one that 4
/// divides, the last of equals; -1 if there is none.
[[nodiscard]] int default_gate_mode(const std::vector<std::uint64_t>& out);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_MODES_HPP
