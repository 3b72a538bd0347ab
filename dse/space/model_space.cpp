#include "dse/space/model_space.hpp"

#include "tensor/checked.hpp"
#include "tensor/plan/plan.hpp"

#include <algorithm>
#include <map>

namespace paretree::dse {

namespace {

using tensor::DimensionTree;
using tensor::plus;
using tensor::saturating_plus;
using tensor::saturating_times;
using tensor::times;

}  // namespace

ModelSpace::ModelSpace(Axes axes) : axes_(std::move(axes)) {
  const int modes = axes_.modes.count();
  const auto add = [&](std::vector<DimensionTree> rootings, tensor::RankSpace ranks) {
    Group group{std::move(rootings), std::move(ranks), 1, formats_, plans_};
    group.plans_per_format = times(group.rootings.size(), orders_);
    formats_ = plus(formats_, group.ranks.size());
    plans_ = plus(plans_, times(group.ranks.size(), group.plans_per_format));
    redundant_plans_ = saturating_plus(
        redundant_plans_, saturating_times(group.ranks.redundant(), group.plans_per_format));
    groups_.push_back(std::move(group));
  };
  switch (axes_.kind) {
    case tensor::FormatKind::dense:
      add({DimensionTree::leaf(0)},
          tensor::RankSpace::of_chain(
              tensor::Modes{.in = {axes_.modes.columns()}, .out = {axes_.modes.rows()}},
              axes_.ranks));
      break;
    case tensor::FormatKind::tt:
      orders_ = axes_.order == OrderRule::all && modes > 1 ? 2 : 1;
      add({DimensionTree::linear(modes)}, tensor::RankSpace::of_chain(axes_.modes, axes_.ranks));
      break;
    case tensor::FormatKind::ht: {
      orders_ = axes_.order == OrderRule::all ? std::uint64_t{1} << (modes - 1) : 1;
      // Rootings of one unrooted tree share its formats, wherever they stand in the list.
      std::vector<std::vector<DimensionTree>> unrooted;
      std::map<std::vector<tensor::ModeSet>, std::size_t> place;
      for (const DimensionTree& tree : axes_.trees) {
        const auto [found, fresh] = place.emplace(tree.unrooted(), unrooted.size());
        if (fresh) {
          unrooted.emplace_back();
        }
        unrooted[found->second].push_back(tree);
      }
      for (std::vector<DimensionTree>& rootings : unrooted) {
        const DimensionTree representative = rootings.front();
        groups_by_edges_.emplace(representative.unrooted(), groups_.size());
        add(std::move(rootings),
            tensor::RankSpace::of_tree(representative, axes_.modes, axes_.ranks));
      }
      break;
    }
  }
}

const ModelSpace::Group& ModelSpace::group_of_plan(std::uint64_t plan) const {
  const auto after = std::upper_bound(
      groups_.begin(), groups_.end(), plan,
      [](std::uint64_t value, const Group& group) { return value < group.first_plan; });
  // Groups without a rank vector share their first plan with the next one, which upper_bound
  // passes.
  return *std::prev(after);
}

ModelSpace::FormatPlans ModelSpace::format_of(std::uint64_t plan) const {
  const Group& group = group_of_plan(plan);
  const std::uint64_t within = (plan - group.first_plan) / group.plans_per_format;
  return {group.first_format + within, group.first_plan + within * group.plans_per_format,
          group.plans_per_format};
}

std::uint64_t ModelSpace::first_plan(std::uint64_t format) const {
  const auto after = std::upper_bound(
      groups_.begin(), groups_.end(), format,
      [](std::uint64_t value, const Group& group) { return value < group.first_format; });
  const Group& group = *std::prev(after);
  return group.first_plan + (format - group.first_format) * group.plans_per_format;
}

ModelSpace::Parts ModelSpace::parts(std::uint64_t plan) const {
  const Group& group = group_of_plan(plan);
  const std::uint64_t within = plan - group.first_plan;
  return {static_cast<std::size_t>(&group - groups_.data()), within / group.plans_per_format,
          within / orders_ % group.rootings.size(), within % orders_};
}

std::uint64_t ModelSpace::plan_of(const Parts& parts) const {
  const Group& group = groups_[parts.tree];
  return group.first_plan + parts.ranks * group.plans_per_format + parts.rooting * orders_ +
         parts.order;
}

std::uint64_t ModelSpace::plan_of(const DimensionTree& ordered,
                                  const tensor::EdgeRanks& ranks) const {
  const auto found = groups_by_edges_.find(ordered.unrooted());
  if (axes_.kind != tensor::FormatKind::ht || axes_.order == OrderRule::best ||
      found == groups_by_edges_.end()) {
    throw std::invalid_argument("plan: the tree " + ordered.text() + " is none of this space");
  }
  const Group& group = groups_[found->second];
  const DimensionTree shape = ordered.canonical();
  for (std::size_t rooting = 0; rooting < group.rootings.size(); ++rooting) {
    const DimensionTree& written = group.rootings[rooting];
    if (written.canonical() != shape) {
      continue;
    }
    // Which inner nodes of the tree as written have their children exchanged.
    std::uint64_t order = 0;
    std::uint64_t inner = 0;
    for (const DimensionTree::Node& node : written.nodes()) {
      if (node.is_leaf()) {
        continue;
      }
      const auto same = std::find_if(ordered.nodes().begin(), ordered.nodes().end(),
                                     [&](const auto& other) { return other.modes == node.modes; });
      const tensor::ModeSet first = ordered.nodes()[static_cast<std::size_t>(same->left)].modes;
      if (first != written.nodes()[static_cast<std::size_t>(node.left)].modes) {
        order |= std::uint64_t{1} << inner;
      }
      ++inner;
    }
    if (axes_.order == OrderRule::natural && order != 0) {
      continue;
    }
    return plan_of({found->second, group.ranks.index_of(ranks), rooting, order});
  }
  throw std::invalid_argument("plan: the tree " + ordered.text() + " is none of this space");
}

ModelHalf ModelSpace::at(std::uint64_t plan, int weight_bits, double state_sparsity) const {
  const auto [tree, rank_index, rooting, order] = parts(plan);
  const Group& group = groups_[tree];

  ModelHalf half;
  half.workload = axes_.workload;
  half.scope = axes_.scope;
  half.paired = axes_.paired;
  half.matrix.kind = axes_.kind;
  half.matrix.modes = axes_.modes;
  half.matrix.tree = group.rootings[rooting];
  if (axes_.kind == tensor::FormatKind::dense) {
    set_precision(half, weight_bits, state_sparsity);
    return half;
  }
  half.matrix.ranks = group.ranks.at(rank_index);
  if (axes_.order == OrderRule::best) {
    half.matrix.tree = tensor::best_order(half.matrix);
  } else if (axes_.order == OrderRule::all && axes_.kind == tensor::FormatKind::tt) {
    half.matrix.tree =
        order == 0 ? half.matrix.tree : DimensionTree::linear_from_last(axes_.modes.count());
  } else if (axes_.order == OrderRule::all) {
    half.matrix.tree = half.matrix.tree.child_orders()[order];
  }
  set_precision(half, weight_bits, state_sparsity);
  return half;
}

void ModelSpace::set_precision(ModelHalf& half, int weight_bits, double state_sparsity) const {
  half.weight_bits = weight_bits;
  half.state_sparsity = state_sparsity;
  const bool known = state_sparsity > 0 && axes_.trained && !axes_.trained->empty();
  half.trained = known ? axes_.trained->find(half.format_id().text()) : nullptr;
}

}  // namespace paretree::dse
