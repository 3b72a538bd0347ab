#include "hwmodel/simulator/simulation.hpp"

#include "hwmodel/array_model.hpp"
#include "hwmodel/simulator/banked_array.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace paretree::hwmodel {

namespace {

/// Off-chip words and bits of one step, moved at the port's width.
struct Transfer {
  std::uint64_t streamed = 0;
  std::uint64_t edge = 0;
  std::uint64_t cycles = 0;
};

class Simulator {
 public:
  Simulator(const LstmWork& work, const LayerProgram& program, const Machine& machine,
            const Datapath& datapath, const std::vector<std::string_view>& mappings)
      : work_(work),
        program_(program),
        machine_(machine),
        datapath_(datapath),
        mapping_(static_cast<BankMapping>(machine.array.bank_mapping)),
        lanes_{machine.array.pes, machine.array.macs_per_pe, machine.array.banks,
               datapath.weight_port_words, machine.array.sram_access_cycles} {
    for (std::size_t at = 0; at < work.stages.size(); ++at) {
      MatrixStage read = work.stages[at];
      read.inner -= work.looked_up_columns;
      if (work.looked_up_columns > 0) {
        read.inner_digits = {{read.inner_digits.at(0).label, read.inner}};
      }
      reads_.push_back(std::move(read));
    }
    for (std::size_t at = 0; at < reads_.size(); ++at) {
      orders_.push_back(stage_order(reads_[at], work.batch, lanes_, mapping_of(mappings.at(at)),
                                    mapping_ == BankMapping::xor_box));
      result_.stages.emplace_back().kind = work.stages[at].kind;
    }
    result_.stages.emplace_back().kind = "element-wise";
    for (std::size_t at = 0; at < reads_.size(); ++at) {
      assignments_.push_back(assignment_before(at));
    }
    hidden_.assign(work.hidden * work.batch, 0);
    cell_ = hidden_;
  }

  Simulation run(const LayerInputs& inputs) {
    for (std::size_t step = 0; step < inputs.size(); ++step) {
      std::vector<BusySpan>* spans = step == 0 ? &result_.first_step : nullptr;
      const std::uint64_t computed = compute(step, inputs[step], spans);
      const Transfer transfer = move(step);
      if (spans != nullptr && transfer.cycles > 0) {
        spans->push_back({BusySpan::Unit::dram, false, work_.stages.size(), 0, transfer.cycles});
      }
      result_.cycles += std::max(computed, transfer.cycles);
      result_.events.dram_weight_words += transfer.streamed;
      result_.events.dram_activation_words += transfer.edge;
    }
    for (const SimulatedStage& stage : result_.stages) {
      result_.read_conflicts += stage.read_conflicts;
      result_.write_conflicts += stage.write_conflicts;
      for (const auto member : counted_events) {
        result_.events.*member += stage.events.*member;
      }
    }
    return std::move(result_);
  }

 private:
  /// What leaves the matrix part: W [x; h], or W_x x and W_h h.
  using Products = std::vector<std::vector<std::int64_t>>;

  [[nodiscard]] bool fed(std::size_t at) const {
    return at > 0 && !work_.stages[at].recurrent && !work_.stages[at - 1].recurrent;
  }
  [[nodiscard]] bool feeds(std::size_t at) const { return at + 1 < reads_.size() && fed(at + 1); }

  [[nodiscard]] BankAssignment assignment_before(std::size_t at) const {
    return fed(at) ? assign_banks(&reads_[at - 1], &orders_[at - 1], &reads_[at], &orders_[at],
                                  work_.batch, mapping_, lanes_.banks)
                   : assign_banks(nullptr, nullptr, &reads_[at], &orders_[at], work_.batch,
                                  mapping_, lanes_.banks);
  }
  [[nodiscard]] BankAssignment assignment_after(std::size_t at) const {
    return feeds(at) ? assignments_[at + 1]
                     : assign_banks(&reads_[at], &orders_[at], nullptr, nullptr, work_.batch,
                                    mapping_, lanes_.banks);
  }

  [[nodiscard]] const std::vector<std::uint64_t>* kept(std::size_t step) const {
    const auto& trace = work_.zero_states.kept;
    return trace.empty() ? nullptr : &trace[step % trace.size()];
  }

  /// Hidden states, those that the trace has as zero made zero.
  [[nodiscard]] std::vector<std::int64_t> state(std::size_t step) const {
    const auto* columns = kept(step);
    if (columns == nullptr) {
      return hidden_;
    }
    std::vector<std::int64_t> masked(hidden_.size(), 0);
    for (const std::uint64_t unit : *columns) {
      for (std::uint64_t sequence = 0; sequence < work_.batch; ++sequence) {
        masked[unit * work_.batch + sequence] = hidden_[unit * work_.batch + sequence];
      }
    }
    return masked;
  }

  /// The contracted indices that are sent; of h the kept ones and a dummy for every run of zeros
  /// that an offset cannot skip.
  [[nodiscard]] std::vector<std::optional<std::uint64_t>> sent(std::size_t step,
                                                               std::uint64_t inner) const {
    std::vector<std::optional<std::uint64_t>> result;
    const auto* columns = datapath_.longest_skip > 0 ? kept(step) : nullptr;
    const std::uint64_t dense = columns == nullptr ? inner : inner - work_.hidden;
    for (std::uint64_t k = 0; k < dense; ++k) {
      result.emplace_back(k);
    }
    if (columns == nullptr) {
      return result;
    }
    std::uint64_t zeros = 0;
    std::size_t next = 0;
    for (std::uint64_t unit = 0; unit < work_.hidden; ++unit) {
      if (next < columns->size() && (*columns)[next] == unit) {
        result.emplace_back(dense + unit);
        ++next;
        zeros = 0;
      } else if (++zeros == datapath_.longest_skip) {
        result.emplace_back(std::nullopt);
        zeros = 0;
      }
    }
    return result;
  }

  std::uint64_t compute(std::size_t step, const std::vector<std::int64_t>& x,
                        std::vector<BusySpan>* spans) {
    const std::vector<std::int64_t> state_now = state(step);
    std::vector<std::int64_t> arriving;
    if (work_.looked_up_columns == 0) {
      arriving = x;
    }
    if (takes_state(work_)) {
      arriving.insert(arriving.end(), state_now.begin(), state_now.end());
    }
    std::uint64_t cycle = 0;
    std::optional<BankedTensor> half;
    Products products;
    for (std::size_t at = 0; at < reads_.size(); ++at) {
      const MatrixStage& stage = work_.stages[at];
      const MatrixStage& reading = reads_[at];
      if (!fed(at)) {
        half = filled(at, stage.recurrent ? state_now : arriving);
      }
      BankedTensor out(assignment_after(at), lanes_.banks);
      const std::uint64_t columns = stage.cols * work_.batch;
      StageRun run{.stage = &stage,
                   .weights = &program_.stages[at],
                   .order = &orders_[at],
                   .in = &*half,
                   .out = &out,
                   .in_word = {},
                   .sent = sent(step, reading.inner),
                   .first_state = reading.inner - std::min(reading.inner, work_.hidden),
                   .looked_up = {},
                   .batch = work_.batch};
      run.in_word.resize(reading.inner * columns);
      const std::vector<Digit> made =
          fed(at) ? made_order(reads_[at - 1]) : natural_order(read_order(reading));
      const auto to_reader = reordered(made, read_order(reading), work_.batch);
      for (std::uint32_t word = 0; word < to_reader.size(); ++word) {
        run.in_word[to_reader[word]] = word;
      }
      if (work_.looked_up_columns > 0) {
        run.looked_up.assign(x.begin(), x.end());
      }
      cycle =
          run_stage(run, lanes_, datapath_, program_.numbers, cycle, at, result_.stages[at], spans);
      if (!feeds(at)) {
        products.push_back(collected(at, out));
      }
      half = std::move(out);
    }
    result_.stages.back().events.activation_writes += work_.inputs * work_.batch;
    if (work_.hidden == 0) {
      result_.outputs.push_back(products.front());
      return cycle;
    }
    return element_wise(step, products, cycle, spans);
  }

  /// A tensor from outside, written as it comes.
  [[nodiscard]] BankedTensor filled(std::size_t at, const std::vector<std::int64_t>& words) const {
    BankedTensor tensor(assignments_[at], lanes_.banks);
    for (std::uint32_t word = 0; word < tensor.words(); ++word) {
      tensor.write(word, word < words.size() ? words[word] : 0);
    }
    return tensor;
  }

  /// The words of a tensor that leaves, natural order.
  [[nodiscard]] std::vector<std::int64_t> collected(std::size_t at, const BankedTensor& out) const {
    const std::vector<Digit> made = made_order(reads_[at]);
    const auto to = reordered(made, natural_order(made), work_.batch);
    std::vector<std::int64_t> words(to.size());
    for (std::uint32_t word = 0; word < to.size(); ++word) {
      words[to[word]] = out.read(word);
    }
    return words;
  }

  /// What every lane does once a cycle, as long as there is work for it.
  struct Pending {
    std::uint64_t lookups = 0;
    std::uint64_t products = 0;
    std::uint64_t sums = 0;
  };

  std::uint64_t element_wise(std::size_t step, const Products& products, std::uint64_t begin,
                             std::vector<BusySpan>* spans) {
    SimulatedStage& result = result_.stages.back();
    Pending pending;
    for (std::uint64_t unit = 0; unit < work_.hidden; ++unit) {
      for (std::uint64_t sequence = 0; sequence < work_.batch; ++sequence) {
        update(unit, sequence, products, pending);
      }
    }
    result.events.lookups += pending.lookups;
    result.events.multiplications += pending.products;
    result.events.additions += pending.sums;
    if (datapath_.longest_skip > 0) {
      const auto* columns = kept(step);
      result.events.activation_writes +=
          work_.batch * (columns == nullptr ? work_.hidden : columns->size());
    }
    std::uint64_t cycle = begin + lanes_.access_cycles;
    while (pending.lookups + pending.products + pending.sums > 0) {
      for (std::uint64_t* left : {&pending.lookups, &pending.products, &pending.sums}) {
        *left -= std::min(*left, lanes_.pes);
      }
      ++cycle;
    }
    if (spans != nullptr) {
      spans->push_back({BusySpan::Unit::element_wise, false, reads_.size(),
                        begin + lanes_.access_cycles, cycle});
    }
    result.cycles += cycle - begin;
    result_.outputs.push_back(hidden_);
    return cycle;
  }

  void update(std::uint64_t unit, std::uint64_t sequence, const Products& products,
              Pending& pending) {
    const NumberFormat& numbers = program_.numbers;
    Events& events = result_.stages.back().events;
    const auto times_of = [&](std::int64_t a, std::int64_t b) {
      ++pending.products;
      return product(a, b, numbers);
    };
    const auto sum_of = [&](std::int64_t a, std::int64_t b) {
      ++pending.sums;
      return saturated(a + b, numbers);
    };
    std::array<std::int64_t, 4> gate{};
    for (std::size_t which = 0; which < gate.size(); ++which) {
      const std::uint64_t at = which * work_.hidden + unit;
      const std::uint64_t word = program_.gate_rows[at] * work_.batch + sequence;
      std::int64_t value = products.front()[word];
      ++events.activation_reads;
      for (std::size_t more = 1; more < products.size(); ++more) {
        value = sum_of(value, products[more][word]);
        ++events.activation_reads;
      }
      if (!program_.gate_scales.empty()) {
        value = times_of(value, program_.gate_scales[at]);
        events.weight_reads += work_.vector_words;
      }
      value = sum_of(value, program_.biases[at]);
      events.weight_reads += work_.vector_words;
      gate.at(which) = which == 2 ? tanh_entry(value, numbers) : sigmoid_entry(value, numbers);
      ++pending.lookups;
    }
    std::int64_t& cell = cell_[unit * work_.batch + sequence];
    ++events.activation_reads;
    cell = sum_of(times_of(gate[1], cell), times_of(gate[0], gate[2]));
    std::int64_t shown = cell;
    if (!program_.cell_scales.empty()) {
      shown = sum_of(times_of(shown, program_.cell_scales[unit]), program_.cell_shifts[unit]);
      events.weight_reads += 2 * work_.vector_words;
    }
    ++pending.lookups;
    hidden_[unit * work_.batch + sequence] = times_of(gate[3], tanh_entry(shown, numbers));
    events.activation_writes += 2;
  }

  /// Different weight words that a step reads.
  [[nodiscard]] std::uint64_t weight_words(std::size_t step) const {
    std::uint64_t skipped = 0;
    for (const MatrixStage& stage : reads_) {
      std::uint64_t real = 0;
      for (const auto& index : sent(step, stage.inner)) {
        real += index ? 1U : 0U;
      }
      skipped += stage.rows * (stage.inner - real);
      // Every sequence selects a column of its own, as far as there are as many.
      skipped +=
          stage.rows * (work_.looked_up_columns - std::min(work_.looked_up_columns, work_.batch));
    }
    return work_.parameters - skipped;
  }

  [[nodiscard]] Transfer move(std::size_t step) const {
    Transfer transfer;
    if (work_.parameters > machine_.weight_capacity_words) {
      // Resident words are spread evenly over all.
      const std::uint64_t beyond = work_.parameters - machine_.weight_capacity_words;
      const std::uint64_t words = beyond * weight_words(step);
      transfer.streamed = words / work_.parameters + (words % work_.parameters != 0 ? 1 : 0);
    }
    transfer.edge = (work_.inputs + work_.outputs) * work_.batch;
    std::uint64_t bits =
        transfer.streamed * machine_.weight_bits + transfer.edge * machine_.activation_bits;
    while (bits > 0) {
      bits -= std::min(bits, machine_.dram_bits_per_cycle);
      ++transfer.cycles;
    }
    return transfer;
  }

  const LstmWork& work_;
  const LayerProgram& program_;
  const Machine& machine_;
  const Datapath& datapath_;
  BankMapping mapping_;
  Lanes lanes_;
  std::vector<MatrixStage> reads_;  ///< the stages, without columns that are looked up
  std::vector<StageOrder> orders_;
  std::vector<BankAssignment> assignments_;  ///< of the tensor that each stage reads
  std::vector<std::int64_t> hidden_;
  std::vector<std::int64_t> cell_;
  Simulation result_;
};

void check(const LstmWork& work, const LayerProgram& program, const LayerInputs& inputs,
           const std::vector<std::string_view>& mappings) {
  const std::uint64_t vectors = 4 * work.hidden;
  bool fits = program.stages.size() == work.stages.size() &&
              mappings.size() >= work.stages.size() && inputs.size() == work.steps &&
              program.gate_rows.size() == vectors && program.biases.size() == vectors;
  for (std::size_t at = 0; fits && at < work.stages.size(); ++at) {
    fits = program.stages[at].values.size() == work.stages[at].rows * work.stages[at].inner;
  }
  for (const auto& x : inputs) {
    fits = fits && x.size() == work.inputs * work.batch;
  }
  if (!fits) {
    throw std::invalid_argument(
        "the program or its inputs do not have the shapes of the work that is simulated");
  }
}

}  // namespace

std::string_view name(BusySpan::Unit unit) {
  constexpr std::array<std::string_view, 4> names{"lanes", "drain", "element-wise", "DRAM"};
  return names.at(static_cast<std::size_t>(unit));
}

Simulation simulate(const LstmWork& work, const LayerProgram& program, const LayerInputs& inputs,
                    const Machine& machine, const Datapath& datapath,
                    const std::vector<std::string_view>& mappings) {
  check(work, program, inputs, mappings);
  return Simulator(work, program, machine, datapath, mappings).run(inputs);
}

}  // namespace paretree::hwmodel
