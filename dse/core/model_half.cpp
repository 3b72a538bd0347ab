#include "dse/core/model_half.hpp"

#include "sweeps/state_trace.hpp"
#include "sweeps/weight_widths.hpp"
#include "tensor/checked.hpp"
#include "tensor/plan/plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace paretree::dse {

namespace {

using tensor::plus;
using tensor::times;

std::string workload_text(const sweeps::Workload& workload) {
  return workload.layer == sweeps::Layer::lstm
             ? fmt::format("lstm inputs={}{} hidden={} steps={} batch={}", workload.inputs,
                           workload.one_hot ? " one_hot" : "", workload.hidden, workload.steps,
                           workload.batch)
             : fmt::format("fc inputs={} outputs={} steps={} batch={}", workload.inputs,
                           workload.outputs, workload.steps, workload.batch);
}

/// Sorted by the number of modes, then by the list itself, so that a reader meets leaves first.
std::vector<tensor::ModeSet> edges_to_list(const ModelHalf& half) {
  std::vector<tensor::ModeSet> sets;
  if (half.matrix.kind == tensor::FormatKind::tt) {
    for (const auto& [edge, rank] : half.matrix.ranks.edges()) {
      sets.push_back(edge);
    }
  } else if (half.matrix.kind == tensor::FormatKind::ht) {
    for (const auto& node : half.matrix.tree.nodes()) {
      if (node.parent >= 0) {
        sets.push_back(node.modes);
      }
    }
  }
  std::sort(sets.begin(), sets.end(), [](tensor::ModeSet a, tensor::ModeSet b) {
    return std::pair(__builtin_popcount(a), a) < std::pair(__builtin_popcount(b), b);
  });
  return sets;
}

results::Json json_without_tree(const ModelHalf& half) {
  results::Json json = results::Json::object();
  json["scope"] = tensor::name(half.scope);
  json["format"] = tensor::name(half.matrix.kind);
  json["modes"] = {{"in", half.matrix.modes.in}, {"out", half.matrix.modes.out}};
  json["gates"] = half.matrix.modes.gate_mode;
  json["leaves"] = half.paired ? "paired" : "unpaired";
  return json;
}

void add_precision(results::Json& json, const ModelHalf& half) {
  if (sweeps::width_of_word(sweeps::width_text(half.weight_bits))) {
    json["weight_bits"] = sweeps::width_text(half.weight_bits);
  } else {
    json["weight_bits"] = half.weight_bits;
  }
  if (half.state_sparsity > 0) {
    json["state_sparsity"] = half.state_sparsity;
    if (half.workload.state_trace) {
      json["state_trace"] =
          id_of(fmt::format("{}", fmt::join(sweeps::kept_texts(*half.workload.state_trace), ";")))
              .text();
    }
  }
}

/// `share` to the power of `count`, by squaring: the same bits on every machine.
double power(double share, std::uint64_t count) {
  double result = 1;
  for (double factor = share; count > 0; count /= 2, factor *= factor) {
    result *= count % 2 == 1 ? factor : 1;
  }
  return result;
}

double kept_columns(const ModelHalf& half) {
  const sweeps::StateTrace* trace = half.state_trace();
  if (half.state_sparsity == 0) {
    return 1;
  }
  if (trace == nullptr) {
    return 1 - power(half.state_sparsity, half.workload.batch);
  }
  std::uint64_t kept = 0;
  for (std::uint64_t step = 0; step < half.workload.steps; ++step) {
    kept += trace->kept[step % trace->kept.size()].size();
  }
  return static_cast<double>(kept) /
         static_cast<double>(half.workload.steps * half.workload.hidden);
}

}  // namespace

const sweeps::StateTrace* ModelHalf::state_trace() const {
  if (workload.state_trace) {
    return workload.state_trace.get();
  }
  return trained ? &trained->trace : nullptr;
}

bool ModelHalf::batch_normalised() const {
  return workload.layer == sweeps::Layer::lstm && weight_bits <= sweeps::ternary_bits;
}

results::Json ModelHalf::json() const {
  results::Json json = json_without_tree(*this);
  json["tree"] = matrix.kind == tensor::FormatKind::dense
                     ? results::Json(0)
                     : results::Json::parse(matrix.tree.text());
  results::Json ranks = results::Json::object();
  for (const tensor::ModeSet set : edges_to_list(*this)) {
    const tensor::ModeSet edge = tensor::edge_of(set, matrix.modes.count());
    ranks[tensor::mode_list(set)] = matrix.ranks.at(edge);
  }
  json["ranks"] = std::move(ranks);
  add_precision(json, *this);
  return json;
}

results::Json ModelHalf::format_json() const {
  results::Json json = json_without_tree(*this);
  results::Json ranks = results::Json::object();
  for (const auto& [edge, rank] : matrix.ranks.edges()) {
    ranks[tensor::mode_list(edge)] = rank;
  }
  json["edges"] = std::move(ranks);
  add_precision(json, *this);
  return json;
}

std::string ModelHalf::canonical_text() const {
  return "model " + workload_text(workload) + " " + json().dump();
}

std::string ModelHalf::format_text() const {
  return "format " + workload_text(workload) + " " + format_json().dump();
}

std::uint64_t vector_words(int weight_bits) {
  constexpr int full_precision = 12;
  return weight_bits > sweeps::ternary_bits
             ? 1
             : static_cast<std::uint64_t>(full_precision / weight_bits);
}

ModelCounts model_counts(const ModelHalf& half) {
  const sweeps::Workload& workload = half.workload;
  const std::uint64_t rows = workload.rows();
  const bool recurrent = workload.layer == sweeps::Layer::lstm;
  const std::uint64_t dense_columns = plus(workload.inputs, recurrent ? workload.hidden : 0);
  const bool dense_recurrent = recurrent && half.scope == tensor::Scope::input;
  const std::uint64_t hidden_weights = dense_recurrent ? times(rows, workload.hidden) : 0;
  const std::uint64_t biases = rows;
  // Folded: a scale for each gate row (its shift is the bias), a scale and a shift for each cell.
  const std::uint64_t scales = half.batch_normalised() ? times(6, workload.hidden) : 0;

  ModelCounts counts;
  counts.weight_bits = half.weight_bits;
  counts.state_sparsity = half.state_sparsity;
  counts.kept_columns = kept_columns(half);
  counts.matrix_parameters = tensor::parameters(half.matrix);
  const std::uint64_t weights = plus(counts.matrix_parameters, hidden_weights);
  const std::uint64_t vectors = plus(biases, scales);
  counts.parameters = plus(weights, vectors);
  const auto width = static_cast<std::uint64_t>(half.weight_bits);
  const std::uint64_t bits =
      plus(times(weights, width), times(vectors, times(vector_words(half.weight_bits), width)));
  counts.weight_bytes = bits / 8 + (bits % 8 != 0 ? 1 : 0);
  const std::uint64_t repeats = times(workload.steps, workload.batch);
  const std::uint64_t matrix_macs = tensor::macs(half.matrix);
  counts.matrix_macs = times(matrix_macs, repeats);
  counts.macs = times(plus(matrix_macs, hidden_weights), repeats);
  counts.dense_parameters = plus(times(rows, dense_columns), biases);
  const std::uint64_t used = half.scope == tensor::Scope::full ? dense_columns : workload.inputs;
  counts.padding = half.matrix.modes.columns() - used;
  return counts;
}

}  // namespace paretree::dse
