#include "dse/study/given_design.hpp"

#include "dse/core/objective.hpp"
#include "dse/study/design_card.hpp"
#include "tensor/dimension_tree.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <stdexcept>

namespace paretree::dse {

namespace {

using results::Json;

/// Edges of the format's unrooted tree, or splits of its chain.
std::vector<tensor::ModeSet> edges_of(tensor::FormatKind kind, const tensor::DimensionTree& tree) {
  if (kind != tensor::FormatKind::tt) {
    return tree.unrooted();
  }
  std::vector<tensor::ModeSet> splits;
  for (int mode = 1; mode < tree.modes(); ++mode) {
    splits.push_back((tensor::ModeSet{1} << mode) - 1);
  }
  return splits;
}

/// "0,1" as the set {0, 1}.
tensor::ModeSet mode_set(const std::string& list, int count) {
  tensor::ModeSet set = 0;
  std::size_t at = 0;
  while (at < list.size()) {
    std::size_t used = 0;
    int mode = -1;
    try {
      mode = std::stoi(list.substr(at), &used);
    } catch (const std::logic_error&) {
      used = 0;
    }
    if (used == 0 || mode < 0 || mode >= count) {
      throw std::invalid_argument(fmt::format(
          "model.ranks: '{}': mode numbers 0 to {} with commas are wanted", list, count - 1));
    }
    set |= tensor::ModeSet{1} << mode;
    at += used + 1;
  }
  return set;
}

tensor::EdgeRanks ranks_of(const Json& ranks, tensor::FormatKind kind,
                           const tensor::DimensionTree& tree) {
  const int count = tree.modes();
  const std::vector<tensor::ModeSet> edges = edges_of(kind, tree);
  std::map<tensor::ModeSet, std::uint64_t> found;
  for (const auto& [name, value] : ranks.items()) {
    const auto rank = value.get<std::uint64_t>();
    if (name == "leaf" || name == "inner") {
      for (const tensor::ModeSet edge : edges) {
        if (tensor::ends_in_leaf(edge, count) == (name == "leaf")) {
          found.emplace(edge, rank);
        }
      }
      continue;
    }
    const tensor::ModeSet edge = tensor::edge_of(mode_set(name, count), count);
    if (const auto [place, fresh] = found.emplace(edge, rank); !fresh && place->second != rank) {
      throw std::invalid_argument(
          fmt::format("model.ranks: '{}' has rank {} and, written from its other side, {}", name,
                      rank, place->second));
    }
  }
  return tensor::EdgeRanks({found.begin(), found.end()});
}

/// A sweep of which the design is a member; its other designs do not matter.
Json sweep_around(const Json& design) {
  const Json& model = design.at("model");
  Json part = Json::object();
  for (const char* key : {"scope", "format", "leaves", "weight_bits", "state_sparsity"}) {
    if (model.contains(key)) {
      part[key] = model[key];
    }
  }
  if (model.contains("modes") && model.value("format", "ht") != "dense") {
    Json modes = model["modes"];
    if (model.value("leaves", "paired") == "unpaired") {
      // A leaf without a digit is written as 1 there, and left out in a sweep.
      const auto is_one = [](const Json& size) { return size == 1; };
      for (const char* side : {"in", "out"}) {
        Json kept = Json::array();
        for (const Json& size : modes.at(side)) {
          if (!is_one(size)) {
            kept.push_back(size);
          }
        }
        modes[side] = kept;
      }
    }
    if (model.value("gates", -1) >= 0 && model.value("leaves", "paired") == "paired") {
      modes["gates"] = model["gates"];
    }
    part["modes"] = {{model.value("scope", "full"), modes}};
  }
  if (model.value("format", "ht") == "ht" && model.contains("tree")) {
    part["trees"] = Json::array({model["tree"]});
    part["order"] = "natural";
  }
  if (model.contains("ranks") && !model["ranks"].empty()) {
    std::set<std::uint64_t> values;
    for (const Json& rank : model["ranks"]) {
      values.insert(rank.get<std::uint64_t>());
    }
    part["ranks"] = {{"leaf", values}, {"inner", values}};
  }
  Json figures = Json::array();
  for (const auto& [name, objective] : objectives()) {
    if (objective->decided_by() != DecidedBy::accuracy) {
      figures.push_back(name);
    }
  }
  if (design.contains("error")) {
    figures.push_back("error");
  }
  Json sweep = {{"name", "design"},       {"workload", design.at("workload")},
                {"model", part},          {"hardware", design.at("hardware")},
                {"accuracy", "external"}, {"objectives", figures}};
  if (design.contains("technology")) {
    sweep["technology"] = design["technology"];
  }
  return sweep;
}

}  // namespace

results::Json evaluate_given(const results::Json& design) {
  for (const char* key : {"workload", "model", "hardware"}) {
    if (!design.contains(key)) {
      throw std::invalid_argument(
          fmt::format("a design needs workload, model and hardware; {} is missing", key));
    }
  }
  const Problem problem =
      make_problem(sweeps::parse_sweep(sweep_around(design).dump(), "design", vocabulary()));
  const Space::Block& block = problem.space.blocks().front();
  const Space::Slot& slot = block.slots.front();
  if (slot.hardware->size() != 1 || problem.space.blocks().size() != 1 || block.slots.size() != 1) {
    throw std::invalid_argument("a design has one value for every key; a list gives several");
  }
  ModelHalf half = block.model->at(0, slot.weight_bits, slot.state_sparsity);
  const Json& model = design.at("model");
  if (half.matrix.kind != tensor::FormatKind::dense) {
    if (model.contains("tree")) {
      half.matrix.tree = tensor::DimensionTree::parse(model["tree"].dump());
    }
    if (model.contains("ranks")) {
      half.matrix.ranks = ranks_of(model["ranks"], half.matrix.kind, half.matrix.tree);
    }
    tensor::check(half.matrix);
  }
  std::optional<double> error;
  if (design.contains("error")) {
    error = design["error"].get<double>();
  }
  const PlainDesign plain = evaluate_plainly(problem, std::move(half), slot, 0, error);
  Json json = sample_json(problem, plain);
  json.erase("index");
  if (plain.estimate) {
    json.update(design_card(plain));
  }
  return json;
}

}  // namespace paretree::dse
