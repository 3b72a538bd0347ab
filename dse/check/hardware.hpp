#ifndef PARETREE_DSE_CHECK_HARDWARE_HPP
#define PARETREE_DSE_CHECK_HARDWARE_HPP

#include "dse/exec/workers.hpp"
#include "dse/space/space.hpp"
#include "dse/study/problem.hpp"
#include "hwmodel/accelerator.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace paretree::dse {

/// One hardware half that can be built, at a weight width.
struct BuiltHalf {
  std::size_t slot = 0;      ///< of the block
  std::uint64_t index = 0;   ///< of the slot's hardware space
  hwmodel::Machine machine;  ///< without the list of its constants
  std::uint64_t area_um2 = 0;
};

/// The halves of one array: they count the same cycles and accesses. By activation memory.
struct ArrayHalves {
  const hwmodel::Accelerator* accelerator = nullptr;
  hwmodel::Array array;
  std::map<std::uint64_t, std::vector<BuiltHalf>> by_activation_words;
};

/// Every hardware half of a problem at every weight width, built once; and the constants that went
/// in, by name.
class BuiltHardware {
 public:
  BuiltHardware(const Problem& problem, const Workers& workers);

  /// `one_each`: leaves out halves on which nothing costs less than on another one of the same
  /// array and activation memory, whatever the plan (of equal ones the first stays): for objectives
  /// that tell halves apart by cost alone.
  enum class Which { all, one_each };
  [[nodiscard]] std::vector<ArrayHalves> of(const Space::Block& block, Which which) const;
  [[nodiscard]] const std::map<std::string, hwmodel::Constant>& constants() const {
    return constants_;
  }

 private:
  std::map<std::pair<const HardwareSpace*, int>, std::vector<std::optional<hwmodel::Machine>>>
      machines_;
  std::map<std::string, hwmodel::Constant> constants_;
};

/// Least of every constant and most of every capacity: nothing costs less on any of the halves.
[[nodiscard]] hwmodel::Machine cheapest_of(const std::vector<const BuiltHalf*>& halves);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CHECK_HARDWARE_HPP
