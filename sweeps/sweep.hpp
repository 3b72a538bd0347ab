#ifndef PARETREE_SWEEPS_SWEEP_HPP
#define PARETREE_SWEEPS_SWEEP_HPP

#include "sweeps/parse_error.hpp"
#include "sweeps/workloads.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace paretree::sweeps {

/// A value as a sweep writes it.
using Value = std::variant<std::int64_t, double, std::string>;

/// A value and the place it was written at.
template <typename T>
struct Marked {
  T value{};
  Mark at;
};

/// What may stand under a key: dse makes these records out of its plug-ins' parameters.
struct Key {
  enum class Type { integer, number, choice, text };

  std::string name;
  Type type = Type::integer;
  Value default_value = std::int64_t{0};
  double low = 0;   ///< integer, number: bounds; both 0: none
  double high = 0;  ///< likewise
  std::vector<std::string> choices;
  std::string sentence;
};

/// The names a sweep may use. The reader knows the grammar; the names come from the plug-ins.
struct Vocabulary {
  struct Plugin {
    std::string name;
    std::string sentence;
    std::vector<Key> parameters;
  };
  std::vector<Plugin> templates;      ///< parameters: their hardware axes
  std::vector<Plugin> proxies;        ///< keys of `accuracy:` beside `proxy`
  std::vector<Plugin> searches;       ///< keys of `search:` beside `name`
  std::vector<Plugin> tree_families;  ///< besides explicit trees
  std::vector<Plugin> objectives;
  std::vector<std::string> formats;       ///< "dense", "tt", "ht"
  std::vector<int> weight_bits;           ///< legal widths, ascending
  std::vector<std::string> technologies;  ///< built-in sets
  /// Shape of an LSTM layer that another program trained.
  struct ModelLayer {
    std::uint64_t inputs = 0;
    std::uint64_t hidden = 0;
  };
  /// The layer of a model's file, by the name of its node ("": the only one); empty: none are read.
  /// Its exceptions are faults of the sweep.
  std::function<ModelLayer(const std::string& file, const std::string& node)> layer_of_model;
};

/// One axis of the hardware half: the values to be combined.
struct Axis {
  std::string name;
  std::vector<Marked<Value>> values;
  Mark at;
};

/// One factorisation of inputs and outputs. Products are checked by the reader against the
/// workload.
struct ModesChoice {
  std::vector<std::uint64_t> in;
  std::vector<std::uint64_t> out;
  std::optional<int> gate_mode;  ///< `gates:`; the output mode that the four gates enlarge
  Mark at;
};

/// A family name or one explicit tree as nested list text.
struct TreeChoice {
  std::string family;         ///< empty if explicit
  std::string explicit_tree;  ///< "[[0, 1], [2, 3]]"
  Mark at;
};

/// `"pes * macs_per_pe <= 512"` or `{require: ..., when: ...}`.
struct Constraint {
  std::string expression;
  std::string when;  ///< empty: always
  Mark at;
  Mark when_at;
};

/// A plug-in named in the sweep with its parameters (every parameter of the plug-in is present,
/// with its default where the sweep is silent).
struct Selection {
  Marked<std::string> name;
  std::map<std::string, Marked<Value>> parameters;
};

enum class Retention { all, front, front_and_sample };
/// "all", "front", "front+sample", and back. Throws: std::invalid_argument.
[[nodiscard]] std::string retention_name(Retention retention);
[[nodiscard]] Retention retention_of(const std::string& name);

/// A sweep as read: complete (defaults filled in), consistent in grammar, names and products.
struct Sweep {
  std::string file;
  std::string text;  ///< as written
  std::vector<std::string>
      overrides;  ///< as given; a Mark {0, k} is the place of override k, from 1
  std::string name;
  Workload workload;
  Mark workload_at;

  struct Model {
    std::vector<Marked<std::string>> scope;                 ///< "input", "full"
    std::vector<Marked<std::string>> format;                ///< "dense", "tt", "ht"
    std::map<std::string, std::vector<ModesChoice>> modes;  ///< by scope
    std::vector<Marked<std::string>> leaves;                ///< "paired", "unpaired"
    std::vector<TreeChoice> trees;
    std::vector<std::uint64_t> leaf_ranks;  ///< ascending, no repeats
    std::vector<std::uint64_t> inner_ranks;
    Marked<std::string> order;                      ///< "best", "all", "natural"
    std::vector<Marked<std::int64_t>> weight_bits;  ///< ternary is 2, binary is 1
    std::vector<Marked<double>> state_sparsity;     ///< shares in [0, 1)
    Mark at;
    Mark ranks_at;
  } model;

  std::vector<Axis>
      hardware;  ///< only axes the sweep names: `template` first, then by the alphabet
  Mark hardware_at;
  Selection accuracy;
  std::vector<Selection> compare;  ///< further proxies, measured for every format beside it
  std::vector<Marked<std::string>> objectives;
  Mark objectives_at;
  std::vector<Constraint> constraints;
  Selection search;
  Retention store = Retention::front;
  std::uint64_t seed = 1;
  std::string technology;  ///< a built-in set's name or a file (resolved relative to the sweep)
  std::string technology_written;  ///< the same, as written: what the canonical text keeps
  Mark technology_at;
};

/// Reads and checks a sweep. `overrides` are "key.path=value" with YAML values, applied in order
/// before checking. Limits: 1 MiB of text, depth 64, 100,000 visited nodes with aliases expanded,
/// 4,096 values per axis. Throws: ParseError with the place of the first fault.
[[nodiscard]] Sweep read_sweep(const std::string& file, const Vocabulary& vocabulary,
                               const std::vector<std::string>& overrides = {});
[[nodiscard]] Sweep parse_sweep(std::string_view text, const std::string& file,
                                const Vocabulary& vocabulary,
                                const std::vector<std::string>& overrides = {});

/// The error that a fault found later, in a value with that Mark, is to be reported as: in the
/// file, or in the override that wrote the value ("--set model.ranks.leaf: ...").
[[nodiscard]] ParseError fault(const Sweep& sweep, Mark at, const std::string& path,
                               const std::string& message);

/// The sweep in canonical YAML: every key in a fixed order, defaults written out. Reads back to an
/// equal sweep, and equal sweeps (comments and layout apart) give equal text: its hash tells
/// whether two studies are of the same sweep.
[[nodiscard]] std::string canonical_text(const Sweep& sweep);

}  // namespace paretree::sweeps

#endif  // PARETREE_SWEEPS_SWEEP_HPP
