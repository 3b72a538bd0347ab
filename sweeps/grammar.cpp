#include "sweeps/grammar.hpp"

#include <algorithm>
#include <cassert>

namespace paretree::sweeps {
namespace {

constexpr std::int64_t most = 1'000'000'000;
constexpr std::int64_t most_int64 = INT64_MAX;

std::vector<GrammarKey> make_grammar() {
  std::vector<GrammarKey> keys;
  const auto add = [&](GrammarKey key) { keys.push_back(std::move(key)); };

  add({.path = "name",
       .type = "text",
       .default_text = "sweep",
       .sentence = "What tables, charts and databases call the sweep."});

  add({.path = "workload",
       .type = "name or mapping",
       .required = true,
       .sentence = "What is computed: a named workload, or its shape written out."});
  add({.path = "workload.name",
       .type = "name",
       .sentence = "A named workload whose steps, batch or classes are changed; its shape stays."});
  add({.path = "workload.onnx",
       .type = "file",
       .sentence = "A model (*.onnx) beside the sweep whose LSTM node has the inputs and hidden "
                   "units, in place of `input` and `hidden`."});
  add({.path = "workload.node",
       .type = "text",
       .sentence = "onnx: name of the LSTM node. Default: the only one."});
  add({.path = "workload.layer",
       .type = "choice",
       .default_text = "lstm",
       .choices = {"fc", "lstm"},
       .sentence = "An LSTM layer of four gates, or one fully connected layer."});
  add({.path = "workload.input",
       .type = "integer",
       .required = true,
       .low = 1,
       .high = most,
       .sentence = "Inputs per step (columns of W_x)."});
  add({.path = "workload.hidden",
       .type = "integer",
       .required = true,
       .low = 1,
       .high = most,
       .sentence = "lstm: hidden units; the matrix has 4 * hidden rows."});
  add({.path = "workload.output",
       .type = "integer",
       .required = true,
       .low = 1,
       .high = most,
       .sentence = "fc: outputs (rows of the matrix)."});
  add({.path = "workload.steps",
       .type = "integer",
       .default_text = "1",
       .low = 1,
       .high = 1'000'000,
       .sentence = "Time steps of a sequence; 1 for fc."});
  add({.path = "workload.batch",
       .type = "integer",
       .default_text = "1",
       .low = 1,
       .high = 1'000'000,
       .sentence = "Sequences computed together."});
  add({.path = "workload.classes",
       .type = "integer",
       .default_text = "0",
       .low = 0,
       .high = 1'000'000,
       .sentence = "Classes that a classifier tells apart; 0 if the task is no classification."});
  add({.path = "workload.one_hot",
       .type = "choice",
       .default_text = "false",
       .choices = {"false", "true"},
       .sentence =
           "lstm: whether x is one symbol out of `input` (a template may look up its column "
           "of W_x instead of multiplying)."});
  add({.path = "workload.state_trace",
       .type = "file or mapping",
       .sentence = "lstm: which hidden states are zero in every step, a file (*.csv) beside the "
                   "sweep; templates that skip them count its steps instead of a share's mean."});
  add({.path = "workload.state_trace.share",
       .type = "number",
       .required = true,
       .sentence = "Share of states that are zero, above 0 and below 1."});
  add({.path = "workload.state_trace.kept",
       .type = "text or list of texts",
       .required = true,
       .sentence = "Of every step the units that some sequence of the batch keeps: `0 3 7`."});

  add({.path = "model",
       .type = "mapping",
       .default_text = "{}",
       .sentence = "The model half of a design."});
  add({.path = "model.scope",
       .type = "choice or list of choices",
       .choices = {"input", "full"},
       .sentence = "What is decomposed: only W_x (input), or all gates' W_x and W_h in one matrix "
                   "(full). Default: full; input for fc, where nothing else is allowed."});
  add({.path = "model.format",
       .type = "choice or list of choices",
       .default_text = "[ht]",
       .sentence = "Formats of the decomposed matrix."});
  add({.path = "model.modes",
       .type = "mapping",
       .default_text = "{}",
       .sentence =
           "Factorisations of the matrix by scope. Default: the named workload's published ones, "
           "else three even modes. Those of a scope that is not asked for are checked, not used."});
  add({.path = "model.modes.input",
       .type = "mapping or list of mappings",
       .sentence = "Factorisations for scope input."});
  add({.path = "model.modes.full",
       .type = "mapping or list of mappings",
       .sentence = "Factorisations for scope full."});
  add({.path = "model.modes.*.in",
       .type = "list of integers",
       .required = true,
       .low = 1,
       .high = most,
       .sentence =
           "Input modes: their product reaches the columns (inputs, or inputs + hidden for full) "
           "and at most twice as many; what is beyond is padding, and reported."});
  add({.path = "model.modes.*.out",
       .type = "list of integers",
       .required = true,
       .low = 1,
       .high = most,
       .sentence =
           "Output modes: their product is exactly the rows (4 * hidden, or output for fc)."});
  add({.path = "model.modes.*.gates",
       .type = "integer",
       .sentence =
           "lstm: the output mode, counted from 0, that the four gates enlarge; 4 divides it. "
           "Default: the largest one that 4 divides, the last of equals."});
  add({.path = "model.leaves",
       .type = "choice or list of choices",
       .default_text = "[paired]",
       .choices = {"paired", "unpaired"},
       .sentence = "Whether a leaf carries one input and one output mode, or one mode alone."});
  add({.path = "model.trees",
       .type = "name, tree, or list of both",
       .default_text = "[all]",
       .sentence =
           "Dimension trees: families, or nested pairs of mode numbers in execution order."});
  add({.path = "model.ranks",
       .type = "mapping",
       .default_text = "{}",
       .sentence = "Ranks of the 2d - 3 edges of the unrooted tree, combined freely."});
  add({.path = "model.ranks.leaf",
       .type = "integer, list or range",
       .default_text = "[2, 4, 8]",
       .low = 1,
       .high = 65536,
       .sentence = "Ranks of edges that end in a leaf."});
  add({.path = "model.ranks.inner",
       .type = "integer, list or range",
       .default_text = "[2, 4, 8]",
       .low = 1,
       .high = 65536,
       .sentence = "Ranks of the other edges."});
  add({.path = "model.order",
       .type = "choice",
       .default_text = "best",
       .choices = {"best", "all", "natural"},
       .sentence =
           "Contraction orders: the cheapest one of a tree, all of them, or the tree as written."});
  add({.path = "model.weight_bits",
       .type = "integer, word, or list of both",
       .default_text = "[16]",
       .sentence = "Bits of a weight, or `ternary` (2 bits) or `binary` (1 bit)."});
  add({.path = "model.state_sparsity",
       .type = "number, list or range",
       .default_text = "[0]",
       .sentence = "lstm: shares of the hidden state that are zero, from 0 up to but not 1; more "
                   "than 0 makes sense for dense formats on a template that skips them. With a "
                   "state trace its share is the default, and the only one beside 0."});

  add({.path = "hardware",
       .type = "mapping",
       .required = true,
       .sentence =
           "The hardware half: the templates and the values of their axes. Axes that are not "
           "named stay at the template's default."});
  add({.path = "hardware.template",
       .type = "name or list of names",
       .required = true,
       .sentence = "Accelerator templates."});
  add({.path = "hardware.*",
       .type = "value, list or range",
       .sentence = "An axis of one of the templates (see `list templates`)."});
  add({.path = "hardware.*.from",
       .type = "number",
       .required = true,
       .sentence = "First value of a range."});
  add({.path = "hardware.*.to",
       .type = "number",
       .required = true,
       .sentence = "Bound of a range, itself a value if the steps meet it."});
  add({.path = "hardware.*.step",
       .type = "number",
       .sentence = "What is added from one value to the next; either step or factor."});
  add({.path = "hardware.*.factor",
       .type = "number",
       .sentence = "What a value is multiplied by to give the next; either step or factor."});

  add({.path = "accuracy",
       .type = "name or mapping",
       .default_text = "capacity",
       .sentence = "The accuracy proxy, with its parameters."});
  add({.path = "accuracy.proxy",
       .type = "name",
       .required = true,
       .sentence = "The proxy's name."});
  add({.path = "accuracy.*",
       .type = "value",
       .sentence = "A parameter of the proxy (see `list proxies`)."});

  add({.path = "compare",
       .type = "name, mapping, or list of both",
       .default_text = "[]",
       .sentence =
           "Further accuracy proxies, measured for every format at the end of a run; `proxies` "
           "says how well each ranks the formats."});
  add({.path = "compare.*.proxy",
       .type = "name",
       .required = true,
       .sentence = "The proxy's name."});
  add({.path = "compare.*.*", .type = "value", .sentence = "A parameter of the proxy."});

  add({.path = "objectives",
       .type = "name or list of names",
       .required = true,
       .sentence = "What the front trades off; each names its unit."});
  add({.path = "constraints",
       .type = "text, mapping, or list of both",
       .default_text = "[]",
       .sentence = "Conditions over axes or results that every design meets."});
  add({.path = "constraints.*.require",
       .type = "text",
       .required = true,
       .sentence = "The condition."});
  add({.path = "constraints.*.when",
       .type = "text",
       .sentence = "Where the condition is asked for. Default: everywhere."});

  add({.path = "search",
       .type = "name or mapping",
       .default_text = "exhaustive",
       .sentence = "The search, with its parameters."});
  add({.path = "search.name", .type = "name", .required = true, .sentence = "The search's name."});
  add({.path = "search.*",
       .type = "value",
       .sentence = "A parameter of the search (see `list searches`)."});
  add({.path = "store",
       .type = "choice",
       .default_text = "front",
       .choices = {"all", "front", "front+sample"},
       .sentence = "Which evaluated designs the database keeps."});
  add({.path = "seed",
       .type = "integer",
       .default_text = "1",
       .low = 0,
       .high = most_int64,
       .sentence = "Seed of everything that is drawn at random."});
  add({.path = "technology",
       .type = "name or file",
       .sentence = "The set of constants: a built-in one, or a file (*.yaml) beside the sweep. "
                   "Default: the "
                   "first built-in set."});
  return keys;
}

}  // namespace

std::string_view GrammarKey::name() const {
  const auto dot = path.rfind('.');
  return std::string_view(path).substr(dot == std::string::npos ? 0 : dot + 1);
}

const std::vector<GrammarKey>& grammar() {
  static const std::vector<GrammarKey> keys = make_grammar();
  return keys;
}

const GrammarKey& grammar_key(std::string_view path) {
  const auto found = std::find_if(grammar().begin(), grammar().end(),
                                  [&](const GrammarKey& key) { return key.path == path; });
  assert(found != grammar().end());
  return *found;
}

std::vector<std::string> grammar_names(std::string_view path) {
  const std::string prefix = path.empty() ? "" : std::string(path) + '.';
  std::vector<std::string> names;
  for (const GrammarKey& key : grammar()) {
    if (key.path.starts_with(prefix) && key.path.find('.', prefix.size()) == std::string::npos &&
        key.path.size() > prefix.size() && key.name() != "*") {
      names.emplace_back(key.name());
    }
  }
  return names;
}

}  // namespace paretree::sweeps
