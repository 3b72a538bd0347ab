#ifndef PARETREE_HWMODEL_BANKING_BANK_MAPPING_HPP
#define PARETREE_HWMODEL_BANKING_BANK_MAPPING_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace paretree::hwmodel {

/// How the words of a tensor are spread over the banks of an activation memory.
enum class BankMapping : std::uint8_t {
  xor_box,  ///< digit bits of full boxes paired by XOR (box_pairing.hpp), elsewhere a table of an
            ///< edge colouring (colouring.hpp): every group of words takes ceil(words / banks)
  linear,   ///< address in the producer's matrix, modulo banks
  skew,     ///< column of the consumer's matrix plus a pitch per row of it, modulo banks; the pitch
            ///< with the fewest extra cycles
  xor_fold  ///< pieces of the address in the producer's matrix, XORed; banks a power of two
};

/// "xor_box", "linear", "skew", "xor": the values of `bank_mapping`, in the order of the
/// enumeration.
[[nodiscard]] const std::vector<std::string>& bank_mapping_names();
[[nodiscard]] std::string_view bank_mapping_sentence(BankMapping mapping);

/// Whether the mapping needs a number of banks that is a power of two.
[[nodiscard]] bool needs_power_of_two(BankMapping mapping);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_BANKING_BANK_MAPPING_HPP
