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
/// and out[j] rows' digits. `paired` leaves carry both; for `unpaired` leaves the first half of the
/// list has out[j] = 1 and the second half in[j] = 1. Both lists have the same length d.
///
/// Index convention: row-major, mode 0 most significant, for rows and for columns.
struct Modes {
  std::vector<std::uint64_t> in{};
  std::vector<std::uint64_t> out{};
  /// The output mode that the four gates enlarge; -1: gates are row-major outermost.
  int gate_mode = -1;
  bool unpaired = false;  ///< inputs 0..d/2-1 and outputs d/2..d-1 are leaves of their own

  [[nodiscard]] int count() const { return static_cast<int>(in.size()); }
  /// Whether mode j carries a digit of the columns (of the rows): always so for paired leaves.
  [[nodiscard]] bool carries_input(int mode) const { return !unpaired || 2 * mode < count(); }
  [[nodiscard]] bool carries_output(int mode) const { return !unpaired || 2 * mode >= count(); }
  [[nodiscard]] std::uint64_t columns() const;  ///< N, the product of `in`. Throws: CountOverflow.
  [[nodiscard]] std::uint64_t rows() const;     ///< M, the product of `out`. Throws: CountOverflow.
  /// The same products over the modes of a subset. Requires: subset within 0..d-1.
  [[nodiscard]] std::uint64_t columns(ModeSet subset) const;
  [[nodiscard]] std::uint64_t rows(ModeSet subset) const;

  friend bool operator==(const Modes&, const Modes&) = default;
};

/// Throws: std::invalid_argument unless both lists have the same length 1..20, no mode is 0,
/// gate_mode is -1 or a mode, and unpaired leaves come in two halves as described above.
void check(const Modes& modes);

/// The same factorisation with input modes and output modes on leaves of their own (2d leaves:
/// inputs 0..d-1, outputs d..2d-1). Leaves of size 1 that this creates are kept.
/// Throws: std::invalid_argument if the leaves are unpaired already or become more than 20.
[[nodiscard]] Modes unpaired(const Modes& paired);

/// The output mode that the gates enlarge unless the user says otherwise: the largest one that 4
/// divides, the last of equals; -1 if there is none.
[[nodiscard]] int default_gate_mode(const std::vector<std::uint64_t>& out);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_MODES_HPP
