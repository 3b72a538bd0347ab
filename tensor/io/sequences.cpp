#include "tensor/io/sequences.hpp"

#include <fmt/format.h>

#include <cassert>
#include <stdexcept>
#include <utility>

namespace paretree::tensor {

namespace {

std::size_t place(Split split) {
  return static_cast<std::size_t>(split);
}

}  // namespace

LabelledSequences::LabelledSequences(std::string name, std::uint64_t steps, std::uint64_t inputs,
                                     std::uint64_t classes)
    : name_(std::move(name)), steps_(steps), inputs_(inputs), classes_(classes) {
  if (steps == 0 || inputs == 0 || classes == 0 || classes > 256) {
    throw std::invalid_argument(fmt::format(
        "sequences '{}' of {} steps x {} inputs and {} classes; each must be at least 1, "
        "classes at most 256",
        name_, steps, inputs, classes));
  }
}

SequenceSet::SequenceSet(std::string set_name, std::uint64_t step_count, std::uint64_t input_count,
                         std::uint64_t class_count, Part train, Part validation, Part test)
    : LabelledSequences(std::move(set_name), step_count, input_count, class_count),
      parts_{std::move(train), std::move(validation), std::move(test)} {
  for (const Part& part : parts_) {
    if (part.values.size() != part.labels.size() * steps() * inputs()) {
      throw std::invalid_argument(fmt::format("sequences '{}': {} values for {} labels of {} x {}",
                                              name(), part.values.size(), part.labels.size(),
                                              steps(), inputs()));
    }
    for (const std::uint8_t label : part.labels) {
      if (label >= classes()) {
        throw std::invalid_argument(
            fmt::format("sequences '{}': label {} of {} classes", name(), label, classes()));
      }
    }
  }
}

std::uint64_t SequenceSet::size(Split split) const {
  return parts_[place(split)].labels.size();
}

std::uint64_t SequenceSet::bytes() const {
  std::uint64_t bytes = 0;
  for (const Part& part : parts_) {
    bytes += part.values.size() * sizeof(float) + part.labels.size();
  }
  return bytes;
}

std::span<const float> SequenceSet::sequence(Split split, std::uint64_t index) const {
  assert(index < size(split));
  const std::size_t length = steps() * inputs();
  return std::span(parts_[place(split)].values).subspan(index * length, length);
}

std::uint8_t SequenceSet::label(Split split, std::uint64_t index) const {
  assert(index < size(split));
  return parts_[place(split)].labels[index];
}

}  // namespace paretree::tensor
