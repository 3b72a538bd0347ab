#ifndef PARETREE_HWMODEL_BANKING_BOUNDARY_HPP
#define PARETREE_HWMODEL_BANKING_BOUNDARY_HPP

#include "hwmodel/workload.hpp"

#include <cstdint>
#include <vector>

namespace paretree::hwmodel {

/// The label of the digit that counts the sequences of a batch; no digit of a stage has it.
inline constexpr std::uint32_t batch_label = 0xFFFFFFFFU;

/// A tensor between two stages: of each of its words the row and column of the producer's matrix
/// and the row (contracted index) and column of the consumer's.
///
/// A part is a digit, or several that are neighbours in both matrices; parts are in the producer's
/// order, so that the word's number in that order is its address there.
struct Boundary {
  struct Part {
    std::uint64_t size = 1;
    bool written_as_row = false;  ///< else as column
    bool read_as_inner = false;   ///< else as column
    std::uint64_t write_stride = 0;
    std::uint64_t read_stride = 0;

    friend bool operator==(const Part&, const Part&) = default;
  };
  std::vector<Part> parts;
  std::uint64_t write_columns = 1;
  std::uint64_t read_columns = 1;
  bool written = true;  ///< by a stage; else it comes from outside
  bool read = true;     ///< by a stage; else by the element-wise part

  [[nodiscard]] std::uint64_t words() const;
};

/// Between two stages, either of which may be missing (null): a tensor from outside lies in the
/// ascending order of its digits' labels, one that leaves is read as it was written. The sequences
/// of the batch are the least significant digit of all columns.
///
/// Throws: std::invalid_argument if the producer's digits are not the consumer's.
[[nodiscard]] Boundary boundary_between(const MatrixStage* producer, const MatrixStage* consumer,
                                        std::uint64_t batch);

/// Whether `consumer` reads what `producer` makes.
[[nodiscard]] bool follows(const MatrixStage& producer, const MatrixStage& consumer);

/// Calls visit(row, column, inner, read_column) for every word in the producer's order.
template <typename Visit>
void for_each_word(const Boundary& boundary, const Visit& visit) {
  std::vector<std::uint64_t> at(boundary.parts.size(), 0);
  std::uint64_t row = 0;
  std::uint64_t column = 0;
  std::uint64_t inner = 0;
  std::uint64_t read_column = 0;
  while (true) {
    visit(row, column, inner, read_column);
    std::size_t number = boundary.parts.size();
    while (true) {
      if (number == 0) {
        return;
      }
      const Boundary::Part& part = boundary.parts[--number];
      std::uint64_t& written = part.written_as_row ? row : column;
      std::uint64_t& read = part.read_as_inner ? inner : read_column;
      if (++at[number] < part.size) {
        written += part.write_stride;
        read += part.read_stride;
        break;
      }
      at[number] = 0;
      written -= part.write_stride * (part.size - 1);
      read -= part.read_stride * (part.size - 1);
    }
  }
}

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_BANKING_BOUNDARY_HPP
