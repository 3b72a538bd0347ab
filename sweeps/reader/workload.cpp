#include "sweeps/grammar.hpp"
#include "sweeps/reader/sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace paretree::sweeps {
namespace {

std::vector<std::string> workload_names() {
  std::vector<std::string> names;
  for (const NamedWorkload& workload : named_workloads()) {
    names.push_back(workload.shape.name);
  }
  return names;
}

std::uint64_t count(const Cursor& cursor, std::string_view key, std::uint64_t present) {
  const GrammarKey& record = grammar_key(fmt::format("workload.{}", key));
  const auto written = cursor.find(key);
  if (!written) {
    return present;
  }
  return static_cast<std::uint64_t>(written->integer({.low = record.low, .high = record.high}));
}

std::uint64_t required_count(const Cursor& cursor, std::string_view key) {
  (void)cursor.get(key, fmt::format("workload.{}", key));
  return count(cursor, key, 0);
}

/// The layer's own keys are errors under another layer, or beside a name that fixes the shape.
void refuse(const Cursor& cursor, const std::vector<std::string>& keys, const std::string& reason) {
  for (const std::string& key : keys) {
    if (const Node::Entry* entry = cursor.node().find(key)) {
      cursor.find(key)->fail_at(entry->at, reason);
    }
  }
}

/// Inputs and hidden units from a model's file beside the sweep.
void read_model_layer(const Cursor& cursor, const Cursor& model, const Vocabulary& vocabulary,
                      Workload& workload) {
  const auto node = cursor.find("node");
  const std::string name = node ? node->text() : std::string();
  try {
    if (!vocabulary.layer_of_model) {
      throw std::runtime_error("models are not read here");
    }
    const Vocabulary::ModelLayer layer = vocabulary.layer_of_model(model.named_file(), name);
    workload.inputs = layer.inputs;
    workload.hidden = layer.hidden;
  } catch (const ParseError&) {
    throw;
  } catch (const std::exception& error) {
    model.fail(error.what());
  }
}

}  // namespace

const NamedWorkload* find_workload(std::string_view name) {
  const auto& all = named_workloads();
  const auto found = std::find_if(
      all.begin(), all.end(), [&](const NamedWorkload& each) { return each.shape.name == name; });
  return found == all.end() ? nullptr : &*found;
}

Workload read_workload(const Cursor& cursor, const Vocabulary& vocabulary) {
  if (!cursor.is(Node::Kind::mapping)) {
    return find_workload(cursor.choice("workload", workload_names()))->shape;
  }
  cursor.only(grammar_names("workload"));
  Workload workload;
  if (const auto name = cursor.find("name")) {
    workload = find_workload(name->choice("workload", workload_names()))->shape;
    refuse(
        cursor, {"onnx", "node", "layer", "input", "hidden", "output", "one_hot"},
        "fixed by the named workload; allowed beside 'name': steps, batch, classes, state_trace");
  } else {
    const Cursor layer = cursor.get("layer", "workload.layer");
    workload.layer = layer.choice("layer", grammar_key("workload.layer").choices) == "fc"
                         ? Layer::fc
                         : Layer::lstm;
    if (const auto model = cursor.find("onnx")) {
      refuse(cursor, {"layer", "input", "hidden", "output"},
             "fixed by the model; allowed beside 'onnx': node, steps, batch, classes, one_hot, "
             "state_trace");
      read_model_layer(cursor, *model, vocabulary, workload);
    } else {
      refuse(cursor, {"node"}, "belongs to 'onnx', a model's file");
      workload.inputs = required_count(cursor, "input");
      if (workload.layer == Layer::lstm) {
        refuse(cursor, {"output"}, "belongs to layer fc; an lstm layer has 'hidden'");
        workload.hidden = required_count(cursor, "hidden");
      }
    }
    if (workload.layer == Layer::lstm) {
      workload.one_hot = cursor.get("one_hot", "workload.one_hot")
                             .choice("choice", grammar_key("workload.one_hot").choices) == "true";
    } else {
      refuse(cursor, {"one_hot"}, "belongs to layer lstm");
      refuse(cursor, {"hidden"}, "belongs to layer lstm; an fc layer has 'output'");
      workload.outputs = required_count(cursor, "output");
    }
  }
  workload.steps = count(cursor, "steps", workload.steps);
  workload.batch = count(cursor, "batch", workload.batch);
  workload.classes = count(cursor, "classes", workload.classes);
  if (workload.layer == Layer::fc && workload.steps != 1) {
    cursor.find("steps")->fail(
        fmt::format("{} steps of an fc layer; allowed is 1: it has no recurrence", workload.steps));
  }
  if (const auto trace = cursor.find("state_trace")) {
    if (workload.layer == Layer::fc) {
      trace->fail("belongs to layer lstm; an fc layer has no hidden state");
    }
    workload.state_trace = std::make_shared<const StateTrace>(read_state_trace(*trace, workload));
  }
  return workload;
}

}  // namespace paretree::sweeps
