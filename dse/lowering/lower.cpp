#include "dse/lowering/lower.hpp"

#include <algorithm>

#include "tensor/checked.hpp"
#include "tensor/plan/plan.hpp"

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
  work.parameters = model_counts(half).parameters;
  const std::uint64_t columns =
      tensor::plus(workload.inputs, recurrent ? workload.hidden : 0);
  work.dense_macs = tensor::times(workload.rows(), columns);
  return work;
}

}  // namespace paretree::dse
