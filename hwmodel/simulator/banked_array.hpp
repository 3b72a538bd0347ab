#ifndef PARETREE_HWMODEL_SIMULATOR_BANKED_ARRAY_HPP
#define PARETREE_HWMODEL_SIMULATOR_BANKED_ARRAY_HPP

#include "hwmodel/simulator/bank_assignment.hpp"
#include "hwmodel/simulator/simulation.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace paretree::hwmodel {

/// One half of the activation memory with a tensor in it: banks of rows, each word written once.
class BankedTensor {
 public:
  BankedTensor(BankAssignment assignment, std::uint64_t banks);

  [[nodiscard]] std::uint32_t bank(std::uint32_t word) const { return assignment_.bank[word]; }
  [[nodiscard]] bool by_formula() const { return assignment_.by_formula; }
  [[nodiscard]] std::size_t words() const { return assignment_.bank.size(); }
  /// Throws: std::logic_error if the place is taken.
  void write(std::uint32_t word, std::int64_t value);
  /// Throws: std::logic_error if nothing was written there.
  [[nodiscard]] std::int64_t read(std::uint32_t word) const;

 private:
  [[nodiscard]] std::size_t place(std::uint32_t word) const {
    return assignment_.row[word] * banks_ + assignment_.bank[word];
  }
  BankAssignment assignment_;
  std::uint64_t banks_;
  std::vector<std::optional<std::int64_t>> contents_;
};

/// A stage as the array runs it.
struct StageRun {
  const MatrixStage* stage = nullptr;
  const StageWeights* weights = nullptr;
  const StageOrder* order = nullptr;
  const BankedTensor* in = nullptr;
  BankedTensor* out = nullptr;
  std::vector<std::uint32_t> in_word;  ///< word of `in` by [inner][column]
  /// The columns of the matrix that are sent, in this order; nothing is a dummy: an offset alone.
  std::vector<std::optional<std::uint64_t>> sent;
  std::uint64_t first_state = 0;         ///< from this contracted index on words carry offsets
  std::vector<std::uint64_t> looked_up;  ///< by column: where accumulators start; or empty
  std::uint64_t batch = 1;
};

/// Runs one stage from cycle `begin` on; adds to `result` and, where wanted, to `spans`.
/// Returns: the cycle after its last.
[[nodiscard]] std::uint64_t run_stage(const StageRun& run, const Lanes& lanes,
                                      const Datapath& datapath, const NumberFormat& numbers,
                                      std::uint64_t begin, std::size_t number,
                                      SimulatedStage& result, std::vector<BusySpan>* spans);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_SIMULATOR_BANKED_ARRAY_HPP
