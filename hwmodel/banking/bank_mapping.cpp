#include "hwmodel/banking/bank_mapping.hpp"

#include <array>

namespace paretree::hwmodel {

const std::vector<std::string>& bank_mapping_names() {
  static const std::vector<std::string> names{"xor_box", "linear", "skew", "xor"};
  return names;
}

std::string_view bank_mapping_sentence(BankMapping mapping) {
  constexpr std::array<std::string_view, 4> sentences{
      "digit bits of full boxes paired by XOR, elsewhere a table: no conflicts",
      "address in the producer's matrix, modulo banks",
      "column of the consumer's matrix plus the best pitch per row, modulo banks",
      "pieces of the address in the producer's matrix, XORed"};
  return sentences.at(static_cast<std::size_t>(mapping));
}

bool needs_power_of_two(BankMapping mapping) {
  return mapping == BankMapping::xor_box || mapping == BankMapping::xor_fold;
}

}  // namespace paretree::hwmodel
