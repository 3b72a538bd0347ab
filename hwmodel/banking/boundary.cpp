#include "hwmodel/banking/boundary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace paretree::hwmodel {

namespace {

struct Placed {
  Digit digit;
  bool first = false;  ///< a row of the producer's matrix, a contracted index of the consumer's
  std::uint64_t stride = 0;
};

/// Digits of a matrix with their strides, most significant first; digits of one value are left out.
std::vector<Placed> placed(const std::vector<Digit>& first, std::vector<Digit> columns,
                           std::uint64_t batch) {
  columns.push_back({batch_label, batch});
  std::vector<Placed> result;
  const auto place = [&](const std::vector<Digit>& digits, bool is_first) {
    std::uint64_t stride = 1;
    for (const Digit& digit : digits) {
      stride *= digit.size;
    }
    for (const Digit& digit : digits) {
      stride /= digit.size;
      if (digit.size > 1) {
        result.push_back({digit, is_first, stride});
      }
    }
  };
  place(first, true);
  place(columns, false);
  return result;
}

std::vector<Placed> written_by(const MatrixStage& stage, std::uint64_t batch) {
  return stage.row_digits.empty() && stage.col_digits.empty()
             ? placed({{0, stage.rows}}, {{1, stage.cols}}, batch)
             : placed(stage.row_digits, stage.col_digits, batch);
}

std::vector<Placed> read_by(const MatrixStage& stage, std::uint64_t batch) {
  return stage.inner_digits.empty() && stage.col_digits.empty()
             ? placed({{0, stage.inner}}, {{1, stage.cols}}, batch)
             : placed(stage.inner_digits, stage.col_digits, batch);
}

/// A tensor from outside: one column a sequence, its digits in ascending order of labels.
std::vector<Placed> from_outside(const std::vector<Placed>& read, std::uint64_t batch) {
  std::vector<Digit> digits;
  for (const Placed& digit : read) {
    if (digit.digit.label != batch_label) {
      digits.push_back(digit.digit);
    }
  }
  std::sort(digits.begin(), digits.end(),
            [](const Digit& a, const Digit& b) { return a.label < b.label; });
  return placed({}, digits, batch);
}

std::uint64_t columns_of(const std::vector<Placed>& digits) {
  std::uint64_t columns = 1;
  for (const Placed& digit : digits) {
    columns *= digit.first ? 1 : digit.digit.size;
  }
  return columns;
}

}  // namespace

std::uint64_t Boundary::words() const {
  std::uint64_t product = 1;
  for (const Part& part : parts) {
    product *= part.size;
  }
  return product;
}

Boundary boundary_between(const MatrixStage* producer, const MatrixStage* consumer,
                          std::uint64_t batch) {
  if (producer == nullptr && consumer == nullptr) {
    throw std::invalid_argument("a tensor has a producer or a consumer");
  }
  const std::vector<Placed> read =
      consumer != nullptr ? read_by(*consumer, batch) : written_by(*producer, batch);
  const std::vector<Placed> written =
      producer != nullptr ? written_by(*producer, batch) : from_outside(read, batch);
  Boundary boundary;
  boundary.written = producer != nullptr;
  boundary.read = consumer != nullptr;
  boundary.write_columns = columns_of(written);
  boundary.read_columns = columns_of(read);
  for (const Placed& digit : written) {
    const auto match = std::find_if(
        read.begin(), read.end(), [&](const Placed& other) { return other.digit == digit.digit; });
    if (match == read.end() || written.size() != read.size()) {
      throw std::invalid_argument(
          fmt::format("the digit {} of size {} that a stage makes is not one the next one reads",
                      digit.digit.label, digit.digit.size));
    }
    const Boundary::Part part{digit.digit.size, digit.first, match->first, digit.stride,
                              match->stride};
    if (!boundary.parts.empty()) {
      Boundary::Part& before = boundary.parts.back();
      if (before.written_as_row == part.written_as_row &&
          before.read_as_inner == part.read_as_inner &&
          before.write_stride == part.write_stride * part.size &&
          before.read_stride == part.read_stride * part.size) {
        before = {before.size * part.size, part.written_as_row, part.read_as_inner,
                  part.write_stride, part.read_stride};
        continue;
      }
    }
    boundary.parts.push_back(part);
  }
  return boundary;
}

bool follows(const MatrixStage& producer, const MatrixStage& consumer) {
  const bool known = !(producer.row_digits.empty() && producer.col_digits.empty()) &&
                     !(consumer.inner_digits.empty() && consumer.col_digits.empty());
  return known && !consumer.recurrent && !producer.recurrent;
}

}  // namespace paretree::hwmodel
