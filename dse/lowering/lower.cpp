#include "dse/lowering/lower.hpp"

#include "sweeps/state_trace.hpp"
#include "tensor/checked.hpp"
#include "tensor/plan/plan.hpp"

#include <algorithm>

namespace paretree::dse {

namespace {

/// Labels only have to tell digits of one plan apart: role in the top bits, modes below.
std::uint32_t label(const tensor::Digit& digit) {
  return (static_cast<std::uint32_t>(digit.role) << 28U) | digit.label;
}

std::vector<hwmodel::Digit> lowered(const std::vector<tensor::Digit>& digits) {
  std::vector<hwmodel::Digit> result;
  result.reserve(digits.size());
  for (const tensor::Digit& digit : digits) {
    result.push_back({label(digit), digit.size});
  }
  return result;
}

}  // namespace

hwmodel::LstmWork lower(const ModelHalf& half) {
  const sweeps::Workload& workload = half.workload;
  const bool recurrent = workload.layer == sweeps::Layer::lstm;
  const tensor::Plan plan = tensor::plan(half.matrix);

  hwmodel::LstmWork work;
  work.inputs = workload.inputs;
  work.hidden = recurrent ? workload.hidden : 0;
  work.outputs = recurrent ? workload.hidden : workload.outputs;
  work.steps = workload.steps;
  work.batch = workload.batch;
  work.peak_tensor_words = plan.peak_single_words;
  for (const tensor::Stage& stage : plan.stages) {
    work.stages.push_back({.kind = tensor::name(stage.kind),
                           .rows = stage.rows,
                           .inner = stage.inner,
                           .cols = stage.cols,
                           .recurrent = false,
                           .row_digits = lowered(stage.row_digits),
                           .inner_digits = lowered(stage.inner_digits),
                           .col_digits = lowered(stage.col_digits)});
  }
  if (recurrent && half.scope == tensor::Scope::input) {
    work.stages.push_back({.kind = "dense",
                           .rows = workload.rows(),
                           .inner = workload.hidden,
                           .cols = 1,
                           .recurrent = true,
                           .row_digits = {{0xf0000000U, workload.rows()}},
                           .inner_digits = {{0xf0000001U, workload.hidden}},
                           .col_digits = {}});
    work.peak_tensor_words = std::max(work.peak_tensor_words, workload.rows());
  }
  // The plan of an uncompressed layer is one stage over [x; h]: x is an index there. Decomposed
  // forms multiply by x as a vector.
  if (workload.one_hot && half.matrix.kind == tensor::FormatKind::dense &&
      half.scope == tensor::Scope::full) {
    work.looked_up_columns = workload.inputs;
    work.inputs = 1;
  }
  lower_precision(half, work);
  const std::uint64_t columns = tensor::plus(workload.inputs, recurrent ? workload.hidden : 0);
  work.dense_macs = tensor::times(workload.rows(), columns);
  return work;
}

void lower_precision(const ModelHalf& half, hwmodel::LstmWork& work) {
  const ModelCounts counts = model_counts(half);
  work.batch_normalised = half.batch_normalised();
  work.vector_words = vector_words(half.weight_bits);
  work.zero_states = {.share = half.state_sparsity};
  if (const sweeps::StateTrace* trace = half.state_trace();
      half.state_sparsity > 0 && trace != nullptr) {
    work.zero_states.kept = trace->kept;
  }
  const std::uint64_t vectors =
      half.workload.rows() + (work.batch_normalised ? 6 * work.hidden : 0);
  work.parameters = tensor::plus(counts.parameters, tensor::times(vectors, work.vector_words - 1));
}

}  // namespace paretree::dse
