#include "hwmodel/simulator/bank_assignment.hpp"

#include "hwmodel/banking/box_pairing.hpp"
#include "hwmodel/banking/colouring.hpp"
#include "hwmodel/division.hpp"
#include "hwmodel/simulator/layer_program.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <numeric>
#include <tuple>

namespace paretree::hwmodel {

namespace {

std::vector<Digit> with_batch(std::vector<Digit> digits, std::uint64_t batch) {
  digits.push_back({batch_label, batch});
  return digits;
}

/// Sorts columns box by box.
void order_by_boxes(const std::vector<Digit>& digits, StageOrder& order) {
  const auto box_and_inside = [&](std::uint32_t column) {
    std::uint64_t box = 0;
    std::uint64_t inside = 0;
    std::uint64_t rest = column;
    std::uint64_t of_boxes = 1;
    std::uint64_t of_inside = 1;
    for (std::size_t i = digits.size(); i-- > 0;) {
      const std::uint64_t value = rest % digits[i].size;
      rest /= digits[i].size;
      const unsigned bits = order.box_bits[i];
      box += (value >> bits) * of_boxes;
      of_boxes *= digits[i].size >> bits;
      inside += (value & ((std::uint64_t{1} << bits) - 1)) * of_inside;
      of_inside <<= bits;
    }
    return std::tuple(box, inside);
  };
  std::sort(order.columns.begin(), order.columns.end(), [&](std::uint32_t a, std::uint32_t b) {
    return box_and_inside(a) < box_and_inside(b);
  });
}

/// Numbers pieces of at most `banks` words of a group as they come.
class Pieces {
 public:
  explicit Pieces(std::uint64_t banks) : banks_(banks) {}
  std::uint32_t next(std::uint64_t group) {
    Open& open = open_[group];
    if (open.words % banks_ == 0) {
      open.piece = pieces_++;
    }
    ++open.words;
    return open.piece;
  }

 private:
  struct Open {
    std::uint64_t words = 0;
    std::uint32_t piece = 0;
  };
  std::uint64_t banks_;
  std::uint32_t pieces_ = 0;
  std::map<std::uint64_t, Open> open_;
};

BankAssignment coloured(const Boundary& boundary, const StageOrder* written, const StageOrder* read,
                        std::uint64_t banks) {
  WordGroups groups;
  Pieces write_pieces(banks);
  Pieces read_pieces(banks);
  std::uint64_t word = 0;
  for_each_word(boundary, [&](std::uint64_t row, std::uint64_t column, std::uint64_t inner,
                              std::uint64_t read_column) {
    // Where nobody writes in tiles, or nobody reads in groups, words come one after the other.
    const std::uint64_t tile =
        written == nullptr
            ? word / banks
            : row / written->row_lanes * ceil_div(boundary.write_columns, written->column_lanes) +
                  written->position_of[column] / written->column_lanes;
    const std::uint64_t group =
        read == nullptr
            ? word / banks
            : inner / read->inner_lanes * ceil_div(boundary.read_columns, read->column_lanes) +
                  read->position_of[read_column] / read->column_lanes;
    groups.written.push_back(write_pieces.next(tile));
    groups.read.push_back(read_pieces.next(group));
    ++word;
  });
  return {coloured_banks(groups, banks), {}, false};
}

unsigned bits_of(const std::vector<Digit>& digits, const std::vector<unsigned>& bits,
                 const Digit& digit) {
  const auto at = std::find(digits.begin(), digits.end(), digit);
  return at == digits.end() ? 0 : bits[static_cast<std::size_t>(at - digits.begin())];
}

/// Where nobody writes in tiles, or reads in groups, that side has no box.
BankAssignment paired(const MatrixStage* producer, const StageOrder* written,
                      const MatrixStage* consumer, const StageOrder* read, std::uint64_t batch) {
  std::vector<Digit> made;
  if (producer != nullptr) {
    made = made_order(*producer);
  } else {
    made = natural_order(read_order(*consumer));
  }
  made = with_batch(std::move(made), batch);
  std::vector<BoxedDigit> digits;
  std::uint64_t words = 1;
  for (const Digit& digit : made) {
    BoxedDigit boxed{digit.size, 0, 0};
    if (producer != nullptr) {
      boxed.write_bits =
          bits_of(with_batch(producer->col_digits, batch), written->box_bits, digit) +
          bits_of(producer->row_digits, written->row_bits, digit);
    }
    if (consumer != nullptr) {
      boxed.read_bits = bits_of(with_batch(consumer->col_digits, batch), read->box_bits, digit);
    }
    digits.push_back(boxed);
    words *= digit.size;
  }
  const BoxPairing pairing(std::move(digits));
  BankAssignment assignment{{}, {}, true};
  std::vector<std::uint64_t> at(made.size());
  for (std::uint64_t word = 0; word < words; ++word) {
    std::uint64_t rest = word;
    for (std::size_t i = made.size(); i-- > 0;) {
      at[i] = rest % made[i].size;
      rest /= made[i].size;
    }
    const BoxPairing::Place place = pairing.place(at);
    assignment.bank.push_back(static_cast<std::uint32_t>(place.bank));
    assignment.row.push_back(static_cast<std::uint32_t>(place.row));
  }
  return assignment;
}

/// Boxes of as many columns as banks and lanes allow; where there are more banks, several rows go
/// into a box. None unless every box is full.
void choose_boxes(const MatrixStage& stage, std::uint64_t batch, std::uint64_t banks,
                  StageOrder& order) {
  const std::uint64_t width = std::min(order.column_lanes, banks);
  if (order.inner_lanes != 1 || !std::has_single_bit(width) || !std::has_single_bit(banks)) {
    return;
  }
  const std::vector<Digit> digits = with_batch(stage.col_digits, batch);
  const Box box = fewest_tiles(digits, static_cast<unsigned>(std::countr_zero(width)));
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (digits[i].size % (std::uint64_t{1} << box.bits[i]) != 0) {
      return;
    }
  }
  std::vector<unsigned> row_bits(stage.row_digits.size(), 0);
  const std::uint64_t rows = std::min(order.row_lanes, stage.rows);
  if (banks > width && rows > 1) {
    // Neighbouring rows differ in the low bits of the last digit that has several values; a tile
    // begins at a multiple of its lanes.
    const std::uint64_t together = banks / width;
    const auto last = std::find_if(stage.row_digits.rbegin(), stage.row_digits.rend(),
                                   [](const Digit& digit) { return digit.size > 1; });
    const bool alone = last != stage.row_digits.rend() && last->size == stage.rows;
    const bool tiles_fit = order.row_lanes % together == 0 || order.row_lanes >= stage.rows;
    if (last == stage.row_digits.rend() || !tiles_fit || (last->size % together != 0 && !alone)) {
      return;
    }
    row_bits[static_cast<std::size_t>(stage.row_digits.rend() - last) - 1] =
        static_cast<unsigned>(std::countr_zero(together));
  }
  order.box_bits = box.bits;
  order.row_bits = std::move(row_bits);
}

}  // namespace

StageOrder stage_order(const MatrixStage& stage, std::uint64_t batch, const Lanes& lanes,
                       Mapping mapping, bool boxes) {
  StageOrder order;
  order.row_lanes = lanes_of(Spread::rows, lanes, mapping);
  order.column_lanes = lanes_of(Spread::columns, lanes, mapping);
  order.inner_lanes = lanes_of(Spread::inner, lanes, mapping);
  const std::uint64_t columns = stage.cols * batch;
  order.columns.resize(columns);
  std::iota(order.columns.begin(), order.columns.end(), 0U);
  if (boxes) {
    choose_boxes(stage, batch, lanes.banks, order);
  }
  if (!order.box_bits.empty()) {
    order_by_boxes(with_batch(stage.col_digits, batch), order);
  }
  order.position_of.resize(columns);
  for (std::uint32_t position = 0; position < columns; ++position) {
    order.position_of[order.columns[position]] = position;
  }
  return order;
}

BankAssignment assign_banks(const MatrixStage* producer, const StageOrder* written,
                            const MatrixStage* consumer, const StageOrder* read,
                            std::uint64_t batch, BankMapping mapping, std::uint64_t banks) {
  const Boundary boundary = boundary_between(producer, consumer, batch);
  const auto boxed = [](const StageOrder* order) {
    return order == nullptr || !order->box_bits.empty();
  };
  if (mapping == BankMapping::xor_box && boxed(written) && boxed(read)) {
    return paired(producer, written, consumer, read, batch);
  }
  BankAssignment assignment;
  if (mapping == BankMapping::xor_box) {
    assignment = coloured(boundary, written, read, banks);
  } else {
    AccessGroups groups;
    if (written != nullptr) {
      groups.write_rows = written->row_lanes;
      groups.write_columns = written->column_lanes;
    }
    if (read != nullptr) {
      groups.read_columns = read->column_lanes;
      groups.read_inner = read->inner_lanes;
    }
    const BankFunction function(boundary, mapping, banks, groups);
    assignment.by_formula = true;
    std::uint64_t address = 0;
    for_each_word(boundary, [&](std::uint64_t /*row*/, std::uint64_t /*column*/,
                                std::uint64_t inner, std::uint64_t read_column) {
      assignment.bank.push_back(
          static_cast<std::uint32_t>(function.bank(address++, inner, read_column)));
    });
  }
  // Rows as they come: what a formula would have to compute is the address generator's business.
  std::vector<std::uint32_t> next(banks, 0);
  for (const std::uint32_t bank : assignment.bank) {
    assignment.row.push_back(next[bank]++);
  }
  return assignment;
}

std::vector<std::uint64_t> bank_table_words(const LstmWork& work, const Array& array,
                                            const Datapath& datapath,
                                            const std::vector<StageActivity>& stages) {
  std::vector<std::uint64_t> words(work.stages.size(), 0);
  if (static_cast<BankMapping>(array.bank_mapping) != BankMapping::xor_box) {
    return words;
  }
  const Lanes lanes{array.pes, array.macs_per_pe, array.banks, datapath.weight_port_words,
                    array.sram_access_cycles};
  bool before = true;
  for (std::size_t at = 0; at < work.stages.size(); ++at) {
    const MatrixStage& stage = work.stages[at];
    StageOrder order;
    const Mapping mapping = mapping_of(stages[at].mapping);
    order.row_lanes = lanes_of(Spread::rows, lanes, mapping);
    order.column_lanes = lanes_of(Spread::columns, lanes, mapping);
    order.inner_lanes = lanes_of(Spread::inner, lanes, mapping);
    choose_boxes(stage, work.batch, lanes.banks, order);
    const bool boxed = !order.box_bits.empty();
    const bool fed = at > 0 && follows(work.stages[at - 1], stage);
    // What comes from outside in order and is read word by word lies anywhere.
    const bool single = std::min(order.column_lanes, stage.cols * work.batch) *
                            std::min(order.inner_lanes, stage.inner) ==
                        1;
    const bool formula = fed ? boxed && before : boxed || single;
    words[at] = formula ? 0 : stage.inner * stage.cols * work.batch;
    before = boxed;
  }
  return words;
}

}  // namespace paretree::hwmodel
