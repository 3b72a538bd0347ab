#include "tensor/io/sequences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <utility>

namespace paretree::tensor {

namespace {

std::size_t place(Split split) {
  return static_cast<std::size_t>(split);
}

}  // namespace

SequenceSet::SequenceSet(std::string name, std::uint64_t steps, std::uint64_t inputs,
                         std::uint64_t classes, Part train, Part validation, Part test)
    : name_(std::move(name)),
      steps_(steps),
      inputs_(inputs),
      classes_(classes),
      parts_{std::move(train), std::move(validation), std::move(test)} {
  if (steps == 0 || inputs == 0 || classes == 0 || classes > 256) {
    throw std::invalid_argument(fmt::format(
        "sequences '{}' of {} steps x {} inputs and {} classes; each must be at least 1, "
        "classes at most 256",
        name_, steps, inputs, classes));
  }
  for (const Part& part : parts_) {
    if (part.values.size() != part.labels.size() * steps * inputs) {
      throw std::invalid_argument(fmt::format("sequences '{}': {} values for {} labels of {} x {}",
                                              name_, part.values.size(), part.labels.size(), steps,
                                              inputs));
    }
    for (const std::uint8_t label : part.labels) {
      if (label >= classes) {
        throw std::invalid_argument(
            fmt::format("sequences '{}': label {} of {} classes", name_, label, classes));
      }
    }
  }
}

std::uint64_t SequenceSet::size(Split split) const {
  return parts_[place(split)].labels.size();
}

std::span<const float> SequenceSet::sequence(Split split, std::uint64_t index) const {
  assert(index < size(split));
  const std::size_t length = steps_ * inputs_;
  return std::span(parts_[place(split)].values).subspan(index * length, length);
}

std::uint8_t SequenceSet::label(Split split, std::uint64_t index) const {
  assert(index < size(split));
  return parts_[place(split)].labels[index];
}

double SequenceSet::majority_share(Split split) const {
  const auto& labels = parts_[place(split)].labels;
  if (labels.empty()) {
    return 0;
  }
  std::vector<std::uint64_t> counts(classes_);
  for (const std::uint8_t label : labels) {
    ++counts[label];
  }
  return static_cast<double>(*std::ranges::max_element(counts)) /
         static_cast<double>(labels.size());
}

}  // namespace paretree::tensor
