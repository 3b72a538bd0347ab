#ifndef PARETREE_TENSOR_IO_TEXT_SEQUENCES_HPP
#define PARETREE_TENSOR_IO_TEXT_SEQUENCES_HPP

#include "tensor/io/sequences.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace paretree::tensor {

/// Character-level text: a sequence is `steps` characters, each a 1 among zeros, and its label the
/// character that follows. The first 90 % of the text are for training, 5 % for validation, 5 % for
/// the test. Every stretch of a split is a sequence: training draws them at random, and their order
/// in the other splits jumps through the text, so that the first some thousand are from all over
/// it.
///
/// The alphabet is the bytes that occur, ascending; sequences are made when asked for.
class TextSequences final : public LabelledSequences {
 public:
  /// Throws: std::runtime_error naming the file if it cannot be read; std::invalid_argument naming
  /// it if a split is too short for a sequence, or it has one character over and over.
  TextSequences(const std::string& file, std::uint64_t steps);

  /// The characters by their number, which is input and class.
  [[nodiscard]] const std::string& alphabet() const { return alphabet_; }
  [[nodiscard]] std::uint64_t size(Split split) const override;
  [[nodiscard]] std::uint8_t label(Split split, std::uint64_t index) const override;
  [[nodiscard]] std::span<const float> sequence(Split split, std::uint64_t index,
                                                std::vector<float>& space) const override;

 private:
  struct Text {
    std::string alphabet;
    std::vector<std::uint8_t> symbols;
  };
  TextSequences(Text text, const std::string& file, std::uint64_t steps);
  [[nodiscard]] static Text read(const std::string& file);
  /// Where the sequence begins.
  [[nodiscard]] std::uint64_t start(Split split, std::uint64_t index) const;

  std::string alphabet_;
  std::vector<std::uint8_t> symbols_;
  std::uint64_t borders_[4] = {};  ///< of the splits
  std::uint64_t jumps_[3] = {};    ///< from one sequence to the next
};

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_IO_TEXT_SEQUENCES_HPP
