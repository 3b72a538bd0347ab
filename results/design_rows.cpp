#include "results/design_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace paretree::results {

DesignName::DesignName(std::string_view text) : size_(static_cast<std::uint8_t>(text.size())) {
  if (text.size() > most) {
    throw std::length_error(fmt::format("design id {} is longer than {} characters", text, most));
  }
  std::copy(text.begin(), text.end(), text_.begin());
}

std::uint32_t SharedTexts::add(std::string_view text) {
  if (texts_.empty() || texts_.back() != text) {
    texts_.emplace_back(text);
  }
  return static_cast<std::uint32_t>(texts_.size() - 1);
}

std::uint32_t SharedTexts::append(const SharedTexts& others) {
  const auto before = static_cast<std::uint32_t>(texts_.size());
  texts_.insert(texts_.end(), others.texts_.begin(), others.texts_.end());
  return before;
}

void EvaluationRows::push_back(const EvaluationRow& row) {
  push_back({DesignName(row.design), row.position, row.model, row.hardware}, row.fidelity,
            row.values);
}

void EvaluationRows::push_back(const DesignKey& key, std::string_view fidelity,
                               std::span<const double> values) {
  rows_.push_back(
      {key, fidelities_.add(fidelity), static_cast<std::uint32_t>(values.size()), values_.size()});
  values_.insert(values_.end(), values.begin(), values.end());
}

void EvaluationRows::append(const EvaluationRows& others) {
  const std::uint32_t texts = fidelities_.append(others.fidelities_);
  const std::size_t values = values_.size();
  const std::size_t rows = rows_.size();
  values_.insert(values_.end(), others.values_.begin(), others.values_.end());
  rows_.insert(rows_.end(), others.rows_.begin(), others.rows_.end());
  std::for_each(rows_.begin() + static_cast<std::ptrdiff_t>(rows), rows_.end(), [&](Row& row) {
    row.fidelity += texts;
    row.first += values;
  });
}

void EvaluationRows::reserve(std::size_t rows, std::size_t columns) {
  rows_.reserve(rows);
  values_.reserve(rows * columns);
}

EvaluationRows::View EvaluationRows::operator[](std::size_t number) const {
  const Row& row = rows_[number];
  return {row.key, fidelities_.at(row.fidelity), std::span(values_).subspan(row.first, row.width)};
}

void InfeasibleRows::push_back(const InfeasibleRow& row) {
  const std::uint32_t reason = texts_.add(row.reason);
  push_back({DesignName(row.design), row.position, row.model, row.hardware}, reason,
            texts_.add(row.detail));
}

void InfeasibleRows::append(const InfeasibleRows& others) {
  const std::uint32_t texts = texts_.append(others.texts_);
  const std::size_t rows = rows_.size();
  rows_.insert(rows_.end(), others.rows_.begin(), others.rows_.end());
  std::for_each(rows_.begin() + static_cast<std::ptrdiff_t>(rows), rows_.end(), [&](Row& row) {
    row.reason += texts;
    row.detail += texts;
  });
}

InfeasibleRows::View InfeasibleRows::operator[](std::size_t number) const {
  const Row& row = rows_[number];
  return {row.key, texts_.at(row.reason), texts_.at(row.detail)};
}

}  // namespace paretree::results
