#include "hwmodel/accelerator.hpp"
#include "hwmodel/array_model.hpp"
#include "hwmodel/pricing.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

namespace paretree::hwmodel {

namespace {

constexpr std::uint64_t sparse_mode = 0;

/// Columns of W_h that one step computes with.
struct Columns {
  std::uint64_t kept = 0;
  std::uint64_t dummies = 0;  ///< cycles of a zero column, where an offset cannot skip as many
};

/// `share` to the power of `count`, by squaring: the same bits on every machine.
double power(double share, std::uint64_t count) {
  double result = 1;
  for (double factor = share; count > 0; count /= 2, factor *= factor) {
    result *= count % 2 == 1 ? factor : 1;
  }
  return result;
}

/// Zeros independent of one another: a run of m zeros is completed (1 - s) s^m / (1 - s^m) times
/// per column, and costs a dummy each time.
Columns expected_columns(std::uint64_t hidden, double share, std::uint64_t longest_skip) {
  constexpr double rounding = 1e-9;  // 1000 * 0.97 zeros are 970, however it is rounded
  const auto all = static_cast<double>(hidden);
  const auto zeros = static_cast<std::uint64_t>(std::floor(all * share + rounding));
  const double run = power(share, longest_skip);
  const auto dummies =
      static_cast<std::uint64_t>(std::ceil(all * (1 - share) * run / (1 - run) - rounding));
  return {hidden - zeros, std::min(dummies, zeros / longest_skip)};
}

/// Every run of `longest_skip` zeros costs one dummy, the run behind the last kept column, too.
Columns traced_columns(std::uint64_t hidden, const std::vector<std::uint64_t>& kept,
                       std::uint64_t longest_skip) {
  Columns columns{kept.size(), 0};
  std::uint64_t next = 0;
  for (const std::uint64_t column : kept) {
    columns.dummies += (column - next) / longest_skip;
    next = column + 1;
  }
  columns.dummies += (hidden - next) / longest_skip;
  return columns;
}

Lanes lanes_of(const Array& array) {
  return {.pes = array.pes,
          .macs_per_pe = array.macs_per_pe,
          .banks = array.banks,
          .weight_port_words = array.pes,
          .access_cycles = array.sram_access_cycles};
}

/// One step with these columns of W_h: rows over PEs, which take one weight each per cycle, the
/// sequences of the batch over the MACs of a PE, which share it: no imbalance inside a batch.
std::vector<StageActivity> step_stages(const LstmWork& work, const Array& array, Columns columns) {
  const Lanes lanes = lanes_of(array);
  std::vector<StageActivity> stages;
  for (const MatrixStage& stage : work.stages) {
    MatrixStage shortened = stage;
    const std::uint64_t x_columns = stage.inner - work.hidden - work.looked_up_columns;
    const std::uint64_t real = x_columns + columns.kept;
    shortened.inner = real + columns.dummies;  // none at all: accumulators start, and drain
    StageActivity activity =
        stage_activity(shortened, work.batch, lanes, {Spread::columns, Spread::rows});
    // A dummy takes its cycles; its product is not computed and its weights are not read.
    const std::uint64_t outputs = activity.rows * activity.cols;
    const std::uint64_t passes = (activity.cols + array.macs_per_pe - 1) / array.macs_per_pe;
    const std::uint64_t tiles = (activity.rows + array.pes - 1) / array.pes;
    activity.inner = real;
    activity.macs = outputs * real;
    activity.events.macs = activity.macs;
    activity.events.weight_reads =
        activity.rows * (real * passes + (work.looked_up_columns > 0 ? work.batch : 0));
    // A value of h comes with its offset beside it, a dummy is an offset alone.
    const bool offsets = array.mapping == sparse_mode && work.hidden > 0;
    activity.events.activation_reads =
        tiles * activity.cols * (real + (offsets ? columns.kept + columns.dummies : 0));
    activity.events.register_accesses = 2 * activity.macs;  // the scratch is read and written
    stages.push_back(std::move(activity));
  }
  StageActivity last = element_wise_activity(work, lanes);
  if (array.mapping == sparse_mode) {
    last.events.activation_writes += work.batch * columns.kept;  // offsets
  }
  stages.push_back(std::move(last));
  return stages;
}

/// Different weights the step reads: kept columns, those of x, and the vectors.
std::uint64_t weight_words(const LstmWork& work, Columns columns) {
  std::uint64_t skipped = 0;
  for (const MatrixStage& stage : work.stages) {
    const std::uint64_t looked_up = work.looked_up_columns;
    skipped += stage.rows * (work.hidden - columns.kept);
    skipped += stage.rows * (looked_up - std::min(looked_up, work.batch));
  }
  return work.parameters - skipped;
}

void add(StageActivity& sum, const StageActivity& stage) {
  sum.macs += stage.macs;
  sum.cycles += stage.cycles;
  sum.stall_cycles += stage.stall_cycles;
  for (const auto member : counted_events) {
    sum.events.*member += stage.events.*member;
  }
}

/// A step is like the next one, except that its columns are the trace's.
Activity traced_activity(const LstmWork& work, const Array& array, std::uint64_t longest_skip) {
  std::vector<StageActivity> sums;
  std::vector<StepActivity> steps;
  for (std::uint64_t step = 0; step < work.steps; ++step) {
    // A trace shorter than the sequence is repeated.
    const auto& kept = work.zero_states.kept[step % work.zero_states.kept.size()];
    const Columns columns = traced_columns(work.hidden, kept, longest_skip);
    const std::vector<StageActivity> stages = step_stages(work, array, columns);
    StepActivity of_step{0, weight_words(work, columns)};
    for (std::size_t number = 0; number < stages.size(); ++number) {
      of_step.cycles += stages[number].cycles;
      if (step == 0) {
        sums.push_back(stages[number]);
      } else {
        add(sums[number], stages[number]);
      }
    }
    steps.push_back(of_step);
  }
  LstmWork once = work;
  once.steps = 1;  // the stages are sums already
  Activity activity = sequence_activity(once, std::move(sums));
  activity.cycles_per_step = (activity.cycles_per_step + work.steps - 1) / work.steps;
  activity.steps = std::move(steps);
  return activity;
}

// Defaults: 192 PEs (recalled; 4 tiles of 48 there) as 24 weight lanes of 8 MACs, which is what
// 51.2 Gb/s feed at batch 8; 200 MHz, 65 nm, 8 bits, 12-bit partial sums (all recalled). The
// scratch of 16 words is chosen by hand, the width of an offset assumed.
class SparseState final : public Accelerator {
 public:
  [[nodiscard]] std::string summary() const override {
    return "matrix-vector engine that skips columns of W_h whose hidden state is zero in the whole "
           "batch (after Ardakani, Ji, Gross, Learning to Skip Ineffectual Recurrent Computations "
           "in LSTMs, DATE 2019)";
  }
  [[nodiscard]] std::vector<Parameter> parameters() const override {
    std::vector<Parameter> all =
        matrix_vector_parameters({{"pes", std::int64_t{24}},
                                  {"macs_per_pe", std::int64_t{8}},
                                  {"weight_sram_kib", std::int64_t{2}},
                                  {"activation_sram_kib", std::int64_t{96}},
                                  {"banks", std::int64_t{8}},
                                  {"clock_mhz", std::int64_t{200}},
                                  {"node_nm", std::int64_t{65}}});
    for (Parameter& parameter : all) {
      if (parameter.name == "pes") {
        parameter.sentence = "processing elements, each taking one weight per cycle";
      } else if (parameter.name == "macs_per_pe") {
        parameter.sentence = "sequences of the batch that a PE computes with one weight at once";
      }
    }
    all.insert(all.begin(),
               {"mode",
                Parameter::Type::choice,
                std::string("sparse"),
                0,
                0,
                {"sparse", "dense"},
                "whether columns of zero states are skipped, or all are computed without offsets"});
    all.push_back({"offset_bits",
                   Parameter::Type::integer,
                   std::int64_t{8},
                   1,
                   16,
                   {},
                   "bits of the count of skipped columns beside each kept state; 2^bits zeros in a "
                   "row cost a dummy column"});
    all.push_back({"scratch_words",
                   Parameter::Type::integer,
                   std::int64_t{16},
                   2,
                   1024,
                   {},
                   "partial sums that each MAC holds, in registers"});
    return all;
  }
  [[nodiscard]] std::vector<int> weight_bits() const override { return {8, 12, 16}; }
  [[nodiscard]] std::vector<std::string_view> formats() const override { return {"dense"}; }
  [[nodiscard]] bool skips_zero_states() const override { return true; }
  [[nodiscard]] std::variant<Machine, Infeasible> build(const Configuration& configuration,
                                                        const Technology& technology,
                                                        int bits) const override {
    return build_from(
        [&] {
          const Configuration complete = completed(configuration, parameters());
          MachinePlan plan = plan_of(complete, bits);
          plan.array.mapping = complete.choice("mode") == "sparse" ? sparse_mode : sparse_mode + 1;
          plan.array.option = static_cast<std::uint64_t>(complete.integer("offset_bits"));
          plan.weight_port_words = plan.array.pes;
          plan.activation_bits = bits;
          plan.accumulators_per_mac = complete.number("scratch_words");
          plan.accumulator_bits = bits + 4;
          return plan;
        },
        technology);
  }
  [[nodiscard]] Datapath datapath(const Array& array) const override {
    return {.weight_port_words = array.pes,
            .looks_up_columns = true,
            .longest_skip = array.mapping == sparse_mode ? std::uint64_t{1} << array.option : 0,
            .scratch = true};
  }
  [[nodiscard]] Activity count(const LstmWork& work, const Array& array) const override {
    const std::uint64_t longest_skip = std::uint64_t{1} << array.option;
    const bool sparse = array.mapping == sparse_mode && work.hidden > 0;
    if (sparse && !work.zero_states.kept.empty()) {
      return traced_activity(work, array, longest_skip);
    }
    const double share = sparse ? power(work.zero_states.share, work.batch) : 0;
    const Columns columns = expected_columns(work.hidden, share, longest_skip);
    Activity activity = sequence_activity(work, step_stages(work, array, columns));
    activity.weight_words_per_step = weight_words(work, columns);
    activity.expected = share > 0;
    return activity;
  }
};

}  // namespace

std::unique_ptr<Accelerator> make_template_sparse_state() {
  return std::make_unique<SparseState>();
}

}  // namespace paretree::hwmodel
