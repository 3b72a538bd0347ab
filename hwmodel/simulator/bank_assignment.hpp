#ifndef PARETREE_HWMODEL_SIMULATOR_BANK_ASSIGNMENT_HPP
#define PARETREE_HWMODEL_SIMULATOR_BANK_ASSIGNMENT_HPP

#include "hwmodel/banking/bank_mapping.hpp"
#include "hwmodel/banking/conflicts.hpp"
#include "hwmodel/workload.hpp"

#include <cstdint>
#include <vector>

namespace paretree::hwmodel {

/// How a stage goes through its matrix: lanes of each dimension, and its columns in the order in
/// which they are taken.
struct StageOrder {
  std::uint64_t row_lanes = 1;
  std::uint64_t column_lanes = 1;
  std::uint64_t inner_lanes = 1;
  std::vector<std::uint32_t> columns;      ///< the column at each position, batch included
  std::vector<std::uint32_t> position_of;  ///< the position of each column
  std::vector<unsigned> row_bits;          ///< of its row digits, written together
  std::vector<unsigned> box_bits;          ///< of its column digits and the batch; empty: no boxes
};

/// Box by box where all columns are full boxes of as many as lanes and banks serve at once, else
/// one column after the other. `boxes`: whether boxes are wanted.
[[nodiscard]] StageOrder stage_order(const MatrixStage& stage, std::uint64_t batch,
                                     const Lanes& lanes, Mapping mapping, bool boxes);

/// The place of every word of a tensor, by its number in the order it is made in.
struct BankAssignment {
  std::vector<std::uint32_t> bank;
  std::vector<std::uint32_t> row;
  bool by_formula = false;  ///< XOR or modulo; else a table holds the bank of every word
};

/// Either stage may be missing, with its order.
[[nodiscard]] BankAssignment assign_banks(const MatrixStage* producer, const StageOrder* written,
                                          const MatrixStage* consumer, const StageOrder* read,
                                          std::uint64_t batch, BankMapping mapping,
                                          std::uint64_t banks);

/// Of the tensor that each stage reads, the words whose bank a table has to hold: all or, where the
/// boxes of both its stages are full, none. Zero for mappings other than xor_box.
[[nodiscard]] std::vector<std::uint64_t> bank_table_words(const LstmWork& work, const Array& array,
                                                          const Datapath& datapath,
                                                          const std::vector<StageActivity>& stages);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_SIMULATOR_BANK_ASSIGNMENT_HPP
