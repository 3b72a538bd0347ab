#include "hwmodel/simulator/banked_array.hpp"

#include "hwmodel/division.hpp"

#include <algorithm>
#include <stdexcept>

namespace paretree::hwmodel {

namespace {

void note(std::vector<BusySpan>* spans, BusySpan::Unit unit, bool waiting, std::size_t stage,
          std::uint64_t cycle) {
  if (spans == nullptr) {
    return;
  }
  // The unit's last span is near the end: at most one of each unit and state is open.
  for (auto span = spans->rbegin(); span != spans->rend() && span - spans->rbegin() < 4; ++span) {
    if (span->unit == unit && span->waiting == waiting && span->stage == stage &&
        span->end == cycle) {
      ++span->end;
      return;
    }
  }
  spans->push_back({unit, waiting, stage, cycle, cycle + 1});
}

/// A queue of words before every bank; a bank takes one a cycle.
class BankQueues {
 public:
  explicit BankQueues(std::uint64_t banks) : queues_(banks) {}

  void push(std::uint32_t bank, std::uint64_t item) {
    queues_[bank].push_back(item);
    fullest_ = std::max<std::uint64_t>(fullest_, queues_[bank].size());
    ++waiting_;
    ++all_;
  }
  [[nodiscard]] bool empty() const { return waiting_ == 0; }
  /// One cycle: take(item) for the next one of every bank.
  template <typename Take>
  void tick(const Take& take) {
    for (auto& queue : queues_) {
      if (at_ < queue.size()) {
        take(queue[at_]);
        --waiting_;
      }
    }
    ++at_;
  }
  /// Cycles beyond what evenly spread words would take; the queues start anew.
  std::uint64_t clear() {
    const std::uint64_t conflicts = fullest_ - ceil_div(all_, queues_.size());
    for (auto& queue : queues_) {
      queue.clear();
    }
    at_ = fullest_ = all_ = waiting_ = 0;
    return conflicts;
  }

 private:
  std::vector<std::vector<std::uint64_t>> queues_;
  std::size_t at_ = 0;
  std::uint64_t fullest_ = 0;
  std::uint64_t waiting_ = 0;
  std::uint64_t all_ = 0;
};

/// Carries a finished tile to the other memory.
class Drain {
 public:
  Drain(BankedTensor& out, std::uint64_t banks, SimulatedStage& result)
      : out_(out), queues_(banks), result_(result) {}

  [[nodiscard]] bool empty() const { return queues_.empty(); }
  void load(const std::vector<std::pair<std::uint32_t, std::int64_t>>& words) {
    words_ = words;
    for (std::size_t item = 0; item < words_.size(); ++item) {
      queues_.push(out_.bank(words_[item].first), item);
    }
  }
  void tick() {
    queues_.tick([&](std::uint64_t item) {
      out_.write(words_[item].first, words_[item].second);
      ++result_.events.activation_writes;
    });
    if (queues_.empty()) {
      result_.write_conflicts += queues_.clear();
    }
  }

 private:
  BankedTensor& out_;
  BankQueues queues_;
  SimulatedStage& result_;
  std::vector<std::pair<std::uint32_t, std::int64_t>> words_;
};

class Array2d {
 public:
  Array2d(const StageRun& run, const Lanes& lanes, const Datapath& datapath,
          const NumberFormat& numbers, std::uint64_t begin, std::size_t number,
          SimulatedStage& result, std::vector<BusySpan>* spans)
      : run_(run),
        stage_(*run.stage),
        lanes_(lanes),
        datapath_(datapath),
        numbers_(numbers),
        cycle_(begin),
        number_(number),
        result_(result),
        spans_(spans),
        columns_(stage_.cols * run.batch),
        reads_(lanes.banks),
        drain_(*run.out, lanes.banks, result) {}

  std::uint64_t run() {
    for (std::uint64_t cycle = 0; cycle < lanes_.access_cycles; ++cycle) {
      tick(true);
    }
    for (std::uint64_t row = 0; row < stage_.rows; row += run_.order->row_lanes) {
      const std::uint64_t rows = std::min(run_.order->row_lanes, stage_.rows - row);
      for (std::uint64_t first = 0; first < columns_; first += run_.order->column_lanes) {
        tile(row, rows, first, std::min(run_.order->column_lanes, columns_ - first));
      }
    }
    while (!drain_.empty()) {
      tick(true);
    }
    for (std::uint64_t width = 1; width < run_.order->inner_lanes; width *= 2) {
      tick(true);  // a level of the adder tree
    }
    return cycle_;
  }

 private:
  void tick(bool waiting) {
    if (!drain_.empty()) {
      note(spans_, BusySpan::Unit::drain, false, number_, cycle_);
      drain_.tick();
    }
    note(spans_, BusySpan::Unit::lanes, waiting, number_, cycle_);
    ++cycle_;
  }

  void tile(std::uint64_t row, std::uint64_t rows, std::uint64_t first, std::uint64_t columns) {
    std::vector<std::int64_t> sums(rows * columns, 0);
    start(row, rows, first, columns, sums);
    for (std::size_t at = 0; at < run_.sent.size(); at += run_.order->inner_lanes) {
      group(row, rows, first, columns, at,
            std::min<std::size_t>(run_.order->inner_lanes, run_.sent.size() - at), sums);
    }
    while (!drain_.empty()) {
      tick(true);
    }
    std::vector<std::pair<std::uint32_t, std::int64_t>> finished;
    for (std::uint64_t r = 0; r < rows; ++r) {
      for (std::uint64_t c = 0; c < columns; ++c) {
        const std::uint64_t word = (row + r) * columns_ + run_.order->columns[first + c];
        finished.emplace_back(static_cast<std::uint32_t>(word),
                              requantised(sums[r * columns + c], run_.weights->fraction, numbers_));
      }
    }
    drain_.load(finished);
  }

  /// Accumulators begin with the weights of the column that a one-hot x selects.
  void start(std::uint64_t row, std::uint64_t rows, std::uint64_t first, std::uint64_t columns,
             std::vector<std::int64_t>& sums) {
    if (run_.looked_up.empty()) {
      return;
    }
    for (std::uint64_t r = 0; r < rows; ++r) {
      for (std::uint64_t c = 0; c < columns; ++c) {
        const std::uint64_t column = run_.looked_up[run_.order->columns[first + c]];
        sums[r * columns + c] = std::int64_t{weight(row + r, column)} << numbers_.fraction;
        ++result_.events.weight_reads;
      }
    }
  }

  [[nodiscard]] std::int32_t weight(std::uint64_t row, std::uint64_t column) const {
    return run_.weights->values[row * stage_.inner + column];
  }

  /// Contracted indices [at, at + count) of what is sent.
  void group(std::uint64_t row, std::uint64_t rows, std::uint64_t first, std::uint64_t columns,
             std::size_t at, std::size_t count, std::vector<std::int64_t>& sums) {
    std::uint64_t weights = 0;
    for (std::size_t k = 0; k < count; ++k) {
      const auto index = run_.sent[at + k];
      weights += index ? rows : 0;
      for (std::uint64_t c = 0; c < columns; ++c) {
        // A dummy's offset stands where the word before it would.
        const std::uint32_t word =
            index ? run_.in_word[*index * columns_ + run_.order->columns[first + c]]
                  : run_.in_word[run_.order->columns[first + c]];
        reads_.push(run_.in->bank(word), k * columns + c);
      }
    }
    std::vector<std::int64_t> operands(count * columns, 0);
    bool arrived = false;
    do {
      reads_.tick([&](std::uint64_t item) { read(at, columns, first, item, operands); });
      const std::uint64_t served = std::min(weights, lanes_.weight_port_words);
      weights -= served;
      result_.events.weight_reads += served;
      arrived = reads_.empty() && weights == 0;
      tick(!arrived);
    } while (!arrived);
    result_.read_conflicts += reads_.clear();
    multiply(row, rows, columns, at, count, operands, sums);
  }

  void read(std::size_t at, std::uint64_t columns, std::uint64_t first, std::uint64_t item,
            std::vector<std::int64_t>& operands) {
    const auto index = run_.sent[at + item / columns];
    const std::uint64_t column = run_.order->columns[first + item % columns];
    if (index) {
      operands[item] = run_.in->read(run_.in_word[*index * columns_ + column]);
      ++result_.events.activation_reads;
    }
    if (!index || (datapath_.longest_skip > 0 && *index >= run_.first_state)) {
      ++result_.events.activation_reads;  // the offset
    }
  }

  void multiply(std::uint64_t row, std::uint64_t rows, std::uint64_t columns, std::size_t at,
                std::size_t count, const std::vector<std::int64_t>& operands,
                std::vector<std::int64_t>& sums) {
    for (std::uint64_t r = 0; r < rows; ++r) {
      for (std::uint64_t c = 0; c < columns; ++c) {
        bool added = false;
        for (std::size_t k = 0; k < count; ++k) {
          if (const auto index = run_.sent[at + k]) {
            const std::uint64_t column = *index + looked_up_columns();
            sums[r * columns + c] += weight(row + r, column) * operands[k * columns + c];
            ++result_.events.macs;
            added = true;
          }
        }
        if (added) {
          result_.events.register_accesses += datapath_.scratch ? 2 : 1;
        }
      }
    }
  }

  [[nodiscard]] std::uint64_t looked_up_columns() const {
    return stage_.inner - run_.in_word.size() / columns_;
  }

  const StageRun& run_;
  const MatrixStage& stage_;
  const Lanes& lanes_;
  const Datapath& datapath_;
  const NumberFormat& numbers_;
  std::uint64_t cycle_;
  std::size_t number_;
  SimulatedStage& result_;
  std::vector<BusySpan>* spans_;
  std::uint64_t columns_;
  BankQueues reads_;
  Drain drain_;
};

}  // namespace

BankedTensor::BankedTensor(BankAssignment assignment, std::uint64_t banks)
    : assignment_(std::move(assignment)), banks_(banks) {
  std::uint64_t depth = 0;
  for (const std::uint32_t row : assignment_.row) {
    depth = std::max<std::uint64_t>(depth, row + 1ULL);
  }
  contents_.resize(depth * banks);
}

void BankedTensor::write(std::uint32_t word, std::int64_t value) {
  std::optional<std::int64_t>& place_of = contents_[place(word)];
  if (place_of) {
    throw std::logic_error("two words of a tensor have one place in the banks");
  }
  place_of = value;
}

std::int64_t BankedTensor::read(std::uint32_t word) const {
  const std::optional<std::int64_t>& place_of = contents_[place(word)];
  if (!place_of) {
    throw std::logic_error("a word of a tensor is read before it is written");
  }
  return *place_of;
}

std::uint64_t run_stage(const StageRun& run, const Lanes& lanes, const Datapath& datapath,
                        const NumberFormat& numbers, std::uint64_t begin, std::size_t number,
                        SimulatedStage& result, std::vector<BusySpan>* spans) {
  const std::uint64_t end =
      Array2d(run, lanes, datapath, numbers, begin, number, result, spans).run();
  result.cycles += end - begin;
  result.table = !run.in->by_formula();
  return end;
}

}  // namespace paretree::hwmodel
