#include "tensor/io/text_sequences.hpp"
#include "tests/fuzz/scratch_file.hpp"

#include <vector>

namespace paretree::fuzz {

/// The first byte is the length of sequences, the rest is the text.
void read_a_text(Bytes bytes) {
  if (bytes.empty()) {
    return;
  }
  try {
    const tensor::TextSequences text(scratch_file("book.txt", bytes.subspan(1)), bytes[0]);
    std::vector<float> space;
    for (const tensor::Split split :
         {tensor::Split::train, tensor::Split::validation, tensor::Split::test}) {
      for (const std::uint64_t index : {std::uint64_t{0}, text.size(split) - 1}) {
        float sum = 0;
        for (const float value : text.sequence(split, index, space)) {
          sum += value;
        }
        promise(sum == static_cast<float>(bytes[0]), "each character is a 1 among zeros");
        promise(text.label(split, index) < text.alphabet().size(), "a label is a character");
      }
    }
  } catch (const std::runtime_error&) {
  } catch (const std::invalid_argument&) {
  }
}

}  // namespace paretree::fuzz
