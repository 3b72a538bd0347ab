#ifndef PARETREE_HWMODEL_COUNTED_STAGES_HPP
#define PARETREE_HWMODEL_COUNTED_STAGES_HPP

#include "hwmodel/accelerator.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace paretree::hwmodel {

/// Activities of model halves on many arrays of one accelerator together. Stages of equal extents,
/// of which a space of model halves has few, are counted once; a model half is then a sum of rows.
///
/// Takes the arrays of accelerators that run products of several stages ("tt", "ht") where a stage
/// is counted as if alone. What such an accelerator counts beside stages may depend on inputs,
/// hidden units, batch and whether there is a recurrent product, and on nothing else of the work.
/// Thread safety: one thread.
class CountedStages {
 public:
  CountedStages(const Accelerator& accelerator, const std::vector<Array>& arrays);

  /// Which of the arrays are taken, ascending.
  [[nodiscard]] const std::vector<std::size_t>& taken() const { return taken_; }
  /// Sets activities[number] of every array taken to what Accelerator::count() says, but for its
  /// `stages`, which stay empty. Requires: activities has a place for each of the arrays.
  /// Complexity: O(stages * arrays), and what has not been counted before.
  /// Throws: std::overflow_error as Accelerator::count() does.
  void count(const LstmWork& work, std::vector<Activity>& activities);

 private:
  /// Of what a row of counts depends on.
  struct Key {
    std::string_view kind;  ///< empty: what a work has beside its stages
    std::array<std::uint64_t, 4> extents{};

    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const;
  };
  /// Cycles of a step, then events; of each kind one word an array.
  static constexpr std::size_t kinds = 9;
  struct Row {
    std::size_t first = 0;      ///< in values_
    std::uint64_t largest = 0;  ///< of its words
  };

  [[nodiscard]] Row row_of(const MatrixStage& stage, std::uint64_t batch);
  [[nodiscard]] Row rest_of(const LstmWork& work);
  template <typename Fill>
  Row add_row(const Key& key, Fill fill);
  void add(const Row& row);

  const Accelerator& accelerator_;
  const std::vector<Array>& arrays_;
  std::vector<std::size_t> taken_;
  std::unordered_map<Key, Row, Hash> rows_;
  std::vector<std::uint64_t> values_;
  std::vector<std::uint64_t> sums_;
};

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_COUNTED_STAGES_HPP
