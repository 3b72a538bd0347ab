#include "tensor/plan/plan.hpp"

#include "tensor/checked.hpp"
#include "tensor/plan/stage_graph.hpp"
#include "tensor/plan/steps.hpp"

#include <algorithm>
#include <stdexcept>

namespace paretree::tensor {
namespace {

/// The digits alive, in the order in which columns are listed.
class LiveDigits {
 public:
  explicit LiveDigits(const MatrixFormat& format) {
    for (const DimensionTree::Node& node : format.tree.nodes()) {
      if (!node.is_leaf()) continue;
      if (format.kind == FormatKind::ht && !format.modes.carries_input(node.mode)) continue;
      inputs_.push_back(
          {Digit::Role::input, node.modes, format.modes.in[static_cast<std::size_t>(node.mode)]});
    }
  }

  void take(const Digit& digit) {
    std::vector<Digit>& digits = of(digit.role);
    digits.erase(std::find(digits.begin(), digits.end(), digit));
  }
  void put(const Digit& digit) { of(digit.role).push_back(digit); }

  [[nodiscard]] std::vector<Digit> list() const {
    std::vector<Digit> all;
    all.reserve(outputs_.size() + ranks_.size() + inputs_.size());
    all.insert(all.end(), outputs_.begin(), outputs_.end());
    all.insert(all.end(), ranks_.begin(), ranks_.end());
    all.insert(all.end(), inputs_.begin(), inputs_.end());
    return all;
  }

 private:
  std::vector<Digit>& of(Digit::Role role) {
    return role == Digit::Role::input ? inputs_ : role == Digit::Role::output ? outputs_ : ranks_;
  }

  std::vector<Digit> outputs_;
  std::vector<Digit> ranks_;
  std::vector<Digit> inputs_;
};

std::uint64_t extent(const std::vector<Digit>& digits) {
  std::uint64_t product = 1;
  for (const Digit& digit : digits) product = times(product, digit.size);
  return product;
}

Stage dense_stage(const Modes& modes) {
  Stage stage{.kind = StageKind::dense, .node = (ModeSet{1} << modes.count()) - 1};
  for (int mode = 0; mode < modes.count(); ++mode) {
    const ModeSet label = ModeSet{1} << mode;
    const auto at = static_cast<std::size_t>(mode);
    if (modes.carries_output(mode)) {
      stage.row_digits.push_back({Digit::Role::output, label, modes.out[at]});
    }
    if (modes.carries_input(mode)) {
      stage.inner_digits.push_back({Digit::Role::input, label, modes.in[at]});
    }
  }
  stage.rows = modes.rows();
  stage.inner = modes.columns();
  return stage;
}

std::vector<Stage> stages_of(const MatrixFormat& format) {
  std::vector<Stage> stages;
  stages.reserve(format.tree.nodes().size());
  LiveDigits live(format);
  for_each_step(format, [&](const Step& step) {
    Stage stage{.kind = step.kind, .node = step.node};
    stage.inner_digits.assign(step.inner.begin(), step.inner.end());
    stage.row_digits.assign(step.rows.begin(), step.rows.end());
    for (const Digit& digit : step.inner) live.take(digit);
    stage.col_digits = live.list();
    for (const Digit& digit : step.rows) live.put(digit);
    stage.rows = step.rows.size();
    stage.inner = step.inner.size();
    stage.cols = extent(stage.col_digits);
    stages.push_back(std::move(stage));
  });
  return stages;
}

}  // namespace

std::string_view name(StageKind kind) {
  switch (kind) {
    case StageKind::dense:
      return "dense";
    case StageKind::core:
      return "core";
    case StageKind::leaf:
      return "leaf";
    case StageKind::inner:
      return "inner";
  }
  throw std::invalid_argument("stage: unknown kind; allowed are dense, core, leaf and inner");
}

std::uint64_t Stage::macs() const {
  return times(times(rows, inner), cols);
}

Plan plan(const MatrixFormat& format) {
  check(format);
  Plan result;
  if (format.kind == FormatKind::dense) {
    result.stages.push_back(dense_stage(format.modes));
  } else {
    result.stages = stages_of(format);
  }
  for (const Stage& stage : result.stages) result.macs = plus(result.macs, stage.macs());
  const StageGraphSummary summary = summarise(result.stages);
  result.peak_words = summary.peak_words;
  result.peak_single_words = summary.peak_single_words;
  result.critical_path_stages = summary.critical_path_stages;
  return result;
}

}  // namespace paretree::tensor
