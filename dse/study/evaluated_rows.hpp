#ifndef PARETREE_DSE_STUDY_EVALUATED_ROWS_HPP
#define PARETREE_DSE_STUDY_EVALUATED_ROWS_HPP

#include "results/design_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <vector>

namespace paretree::dse {

/// Walks what operator[] and size() give; rows are views, made as they are asked for.
template <typename Rows>
class RowIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = typename Rows::Row;
  using difference_type = std::ptrdiff_t;
  using pointer = void;
  using reference = value_type;

  RowIterator(const Rows& rows, std::size_t number) : rows_(&rows), number_(number) {}
  value_type operator*() const { return (*rows_)[number_]; }
  RowIterator& operator++() {
    ++number_;
    return *this;
  }
  RowIterator operator++(int) {
    RowIterator before = *this;
    ++number_;
    return before;
  }
  friend bool operator==(const RowIterator& a, const RowIterator& b) {
    return a.number_ == b.number_;
  }

 private:
  const Rows* rows_;
  std::size_t number_;
};

/// Feasible designs with their figures, in two arrays: an allocation for each would take longer
/// than evaluating it.
class FeasibleRows {
 public:
  struct Row {
    std::uint64_t position = 0;
    std::span<const double> values;  ///< in the order of the problem's columns
  };

  /// Requires: as many values as every other row has.
  void push_back(std::uint64_t position, std::span<const double> values) {
    positions_.push_back(position);
    values_.insert(values_.end(), values.begin(), values.end());
  }
  void clear() {
    positions_.clear();
    values_.clear();
  }
  [[nodiscard]] std::size_t size() const { return positions_.size(); }
  [[nodiscard]] bool empty() const { return positions_.empty(); }
  /// Its values are valid until push_back() or clear(). Requires: number < size().
  [[nodiscard]] Row operator[](std::size_t number) const {
    const std::size_t width = values_.size() / positions_.size();
    return {positions_[number], std::span(values_).subspan(number * width, width)};
  }
  [[nodiscard]] Row front() const { return (*this)[0]; }
  [[nodiscard]] RowIterator<FeasibleRows> begin() const { return {*this, 0}; }
  [[nodiscard]] RowIterator<FeasibleRows> end() const { return {*this, size()}; }

 private:
  std::vector<std::uint64_t> positions_;
  std::vector<double> values_;
};

/// Infeasible designs with the reason of each; equal texts are kept once.
class RejectedRows {
 public:
  struct Row {
    std::uint64_t position = 0;
    std::uint32_t reason_number = 0;  ///< of texts()
    std::uint32_t detail_number = 0;
    const std::string& reason;
    const std::string& detail;
  };

  [[nodiscard]] results::SharedTexts& texts() { return texts_; }
  [[nodiscard]] const results::SharedTexts& texts() const { return texts_; }
  void push_back(std::uint64_t position, std::uint32_t reason, std::uint32_t detail) {
    entries_.push_back({position, reason, detail});
  }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] Row operator[](std::size_t number) const {
    const Entry& entry = entries_[number];
    return {entry.position, entry.reason, entry.detail, texts_.at(entry.reason),
            texts_.at(entry.detail)};
  }
  [[nodiscard]] RowIterator<RejectedRows> begin() const { return {*this, 0}; }
  [[nodiscard]] RowIterator<RejectedRows> end() const { return {*this, size()}; }

 private:
  struct Entry {
    std::uint64_t position = 0;
    std::uint32_t reason = 0;
    std::uint32_t detail = 0;
  };

  std::vector<Entry> entries_;
  results::SharedTexts texts_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_EVALUATED_ROWS_HPP
