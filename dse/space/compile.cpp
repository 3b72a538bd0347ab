#include "dse/core/tree_family.hpp"
#include "dse/space/space.hpp"
#include "sweeps/weight_widths.hpp"
#include "tensor/checked.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <unordered_set>

namespace paretree::dse {

namespace {

using sweeps::Sweep;

const std::vector<std::string> model_axes = {"scope", "format", "leaves", "weight_bits",
                                             "state_sparsity"};

/// Beyond, halves that several spaces share are counted in each of them.
constexpr std::uint64_t most_listed_halves = 4'000'000;

hwmodel::Value converted(const sweeps::Value& value) {
  return std::visit([](const auto& content) { return hwmodel::Value(content); }, value);
}

/// The column of `token` inside a constraint: a quoted scalar starts one character later.
sweeps::Mark place_in(const Sweep& sweep, sweeps::Mark mark, std::size_t offset) {
  if (mark.line == 0) {
    return mark;  // an override: its column is its number
  }
  std::size_t begin = 0;
  for (int line = 1; line < mark.line; ++line) {
    const std::size_t end = sweep.text.find('\n', begin);
    if (end == std::string::npos) {
      return mark;
    }
    begin = end + 1;
  }
  const std::size_t at = begin + static_cast<std::size_t>(std::max(mark.column, 1)) - 1;
  const bool quoted = at < sweep.text.size() && (sweep.text[at] == '"' || sweep.text[at] == '\'');
  mark.column += static_cast<int>(offset) + (quoted ? 1 : 0);
  return mark;
}

OrderRule order_rule(const std::string& name) {
  if (name == "all") {
    return OrderRule::all;
  }
  return name == "best" ? OrderRule::best : OrderRule::natural;
}

/// The axes of one template: the sweep's values where it names the axis, else the default.
std::vector<HardwareAxis> axes_of(const Sweep& sweep, const hwmodel::Accelerator& accelerator) {
  std::vector<HardwareAxis> axes;
  for (const hwmodel::Parameter& parameter : accelerator.parameters()) {
    HardwareAxis axis{parameter.name, {parameter.default_value}};
    for (const sweeps::Axis& written : sweep.hardware) {
      if (written.name == parameter.name) {
        axis.values.clear();
        for (const auto& value : written.values) {
          axis.values.push_back(converted(value.value));
        }
      }
    }
    axes.push_back(std::move(axis));
  }
  return axes;
}

}  // namespace

/// Builds a Space step by step; the steps share what they count.
class SpaceCompiler {
 public:
  explicit SpaceCompiler(const Sweep& sweep) : sweep_(sweep) {
    for (const sweeps::Axis& axis : sweep.hardware) {
      if (axis.name == "template") {
        for (const auto& value : axis.values) {
          templates_.push_back(std::get<std::string>(value.value));
        }
        template_at_ = axis.at;
      }
    }
  }

  Space compile() {
    collect_names();
    sort_constraints();
    for (const auto& scope : sweep_.model.scope) {
      for (const auto& format : sweep_.model.format) {
        add_blocks(scope.value, format);
      }
    }
    finish();
    return std::move(space_);
  }

 private:
  void collect_names() {
    std::set<std::string> names(model_axes.begin(), model_axes.end());
    std::set<std::string> words = {"input", "full", "dense", "tt", "ht", "paired", "unpaired"};
    names.insert("template");
    for (const auto& [template_name, accelerator] : hwmodel::accelerators()) {
      words.insert(template_name);
      for (const hwmodel::Parameter& parameter : accelerator->parameters()) {
        names.insert(parameter.name);
        words.insert(parameter.choices.begin(), parameter.choices.end());
      }
    }
    axis_names_ = names;
    for (const std::string& name : objectives().names()) {
      names.insert(name);
    }
    space_.names_.assign(names.begin(), names.end());
    words_.assign(words.begin(), words.end());
  }

  /// Constraints over axes shape the space; those that read a result filter it.
  void sort_constraints() {
    for (std::size_t number = 0; number < sweep_.constraints.size(); ++number) {
      const sweeps::Constraint& written = sweep_.constraints[number];
      Expression condition = checked(written.expression, written.at, number);
      std::optional<Expression> when;
      if (!written.when.empty()) {
        when.emplace(checked(written.when, written.when_at, number));
      }
      std::vector<std::string> reads;
      bool reads_hardware = false;
      bool reads_model = false;
      for (const Expression* expression : {&condition, when ? &*when : &condition}) {
        for (const std::size_t slot : expression->used()) {
          const std::string& name = space_.names_[slot];
          if (const Objective* objective = objectives().find(name);
              objective != nullptr && axis_names_.count(name) == 0) {
            reads.push_back(name);
            reads_model |= objective->decided_by() != DecidedBy::hardware;
            reads_hardware |= objective->decided_by() == DecidedBy::hardware ||
                              objective->decided_by() == DecidedBy::both;
          } else if (std::find(model_axes.begin(), model_axes.end(), name) != model_axes.end()) {
            reads_model = true;
          } else {
            reads_hardware = true;
          }
        }
      }
      if (reads.empty()) {
        axis_constraints_.push_back({written.expression, written.when, number});
        continue;
      }
      const bool reads_accuracy = std::any_of(reads.begin(), reads.end(), [](const auto& name) {
        return objectives().at(name).decided_by() == DecidedBy::accuracy;
      });
      const DecidedBy decided_by = reads_model && reads_hardware ? DecidedBy::both
                                   : reads_hardware              ? DecidedBy::hardware
                                   : reads_accuracy              ? DecidedBy::accuracy
                                                                 : DecidedBy::model;
      const std::string text =
          written.expression + (written.when.empty() ? "" : " when " + written.when);
      space_.result_constraints_.push_back(
          {text, Expression(condition), std::nullopt, decided_by, reads, number});
      if (when) {
        space_.result_constraints_.back().when.emplace(*when);
      }
    }
  }

  Expression checked(const std::string& text, sweeps::Mark at, std::size_t number) const {
    const std::string path = fmt::format("constraints[{}]", number);
    try {
      return {text, space_.names_, words_};
    } catch (const ExpressionError& error) {
      std::vector<std::string> known = space_.names_;
      known.insert(known.end(), words_.begin(), words_.end());
      const std::string near = sweeps::nearest(error.token(), known);
      throw sweeps::fault(
          sweep_, place_in(sweep_, at, error.offset()), path,
          fmt::format("{}{}; an expression uses axes, objectives, numbers, + - * / ^, "
                      "comparisons, && and ||",
                      error.what(),
                      near.empty() ? "" : fmt::format(" (did you mean '{}'?)", near)));
    }
  }

  void add_blocks(const std::string& scope_name, const sweeps::Marked<std::string>& format) {
    const tensor::Scope scope = scope_name == "full" ? tensor::Scope::full : tensor::Scope::input;
    ModelSpace::Axes axes;
    axes.workload = sweep_.workload;
    axes.trained = space_.trained_;
    axes.scope = scope;
    axes.order = order_rule(sweep_.model.order.value);
    axes.ranks = {sweep_.model.leaf_ranks, sweep_.model.inner_ranks};
    if (format.value == "dense") {
      // One uncompressed matrix over [x; h]: the scope says nothing about it, so it is there once.
      if (scope_name == sweep_.model.scope.front().value) {
        const bool recurrent = sweep_.workload.layer == sweeps::Layer::lstm;
        axes.kind = tensor::FormatKind::dense;
        axes.scope = recurrent ? tensor::Scope::full : tensor::Scope::input;
        axes.modes.in = {sweep_.workload.inputs + (recurrent ? sweep_.workload.hidden : 0)};
        axes.modes.out = {sweep_.workload.rows()};
        add_block(axes);
      }
      return;
    }
    axes.kind = format.value == "tt" ? tensor::FormatKind::tt : tensor::FormatKind::ht;
    const auto choices = sweep_.model.modes.find(scope_name);
    if (choices == sweep_.model.modes.end()) {
      return;
    }
    for (const sweeps::ModesChoice& choice : choices->second) {
      for (const auto& leaves : sweep_.model.leaves) {
        axes.modes = {
            .in = choice.in,
            .out = choice.out,
            .gate_mode = sweep_.workload.layer == sweeps::Layer::lstm
                             ? choice.gate_mode.value_or(tensor::default_gate_mode(choice.out))
                             : -1};
        axes.paired = leaves.value == "paired";
        if (!axes.paired) {
          axes.modes = tensor::unpaired(axes.modes);
        }
        axes.trees = axes.kind == tensor::FormatKind::ht ? trees_for(axes.modes.count(), choice)
                                                         : std::vector<tensor::DimensionTree>{};
        add_block(axes);
      }
    }
  }

  std::vector<tensor::DimensionTree> trees_for(int modes, const sweeps::ModesChoice& choice) const {
    std::vector<tensor::DimensionTree> trees;
    std::unordered_set<tensor::DimensionTree> seen;
    const auto add = [&](tensor::DimensionTree tree) {
      // Where the order of children is chosen anyway, trees that differ in it alone are one.
      if (sweep_.model.order.value != "natural") {
        tree = tree.canonical();
      }
      if (seen.insert(tree).second) {
        trees.push_back(std::move(tree));
      }
    };
    for (const sweeps::TreeChoice& written : sweep_.model.trees) {
      try {
        if (!written.family.empty()) {
          for (const tensor::DimensionTree& tree :
               tree_families().at(written.family).trees(modes)) {
            add(tree);
          }
        } else {
          const auto tree = tensor::DimensionTree::parse(written.explicit_tree);
          if (tree.modes() != modes) {
            const std::string place =
                choice.at.line == 0 ? std::string()
                                    : fmt::format(" at {}:{}", choice.at.line, choice.at.column);
            throw std::invalid_argument(
                fmt::format("the tree {} has {} leaves, but the modes{} give {}",
                            written.explicit_tree, tree.modes(), place, modes));
          }
          add(tree);
        }
      } catch (const std::invalid_argument& error) {
        throw sweeps::fault(sweep_, written.at, "model.trees", error.what());
      }
    }
    return trees;
  }

  void add_block(const ModelSpace::Axes& axes) {
    Space::Block block;
    block.model = std::make_shared<ModelSpace>(axes);
    const std::uint64_t plans = block.model->plans();
    redundant_seen_ |= plans == 0;
    BigCount unconstrained = 0;
    std::set<std::size_t> variants;  // of a format: width and sparsity
    const std::size_t sparsities = sweep_.model.state_sparsity.size();
    for (std::size_t bits = 0; bits < sweep_.model.weight_bits.size() * sparsities; ++bits) {
      const int weight_bits = static_cast<int>(sweep_.model.weight_bits[bits / sparsities].value);
      const double state_sparsity = sweep_.model.state_sparsity[bits % sparsities].value;
      for (std::size_t number = 0; number < templates_.size(); ++number) {
        const hwmodel::Accelerator& accelerator = hwmodel::accelerators().at(templates_[number]);
        const auto hardware = hardware_space(number, axes, weight_bits, state_sparsity);
        const BigCount designs = BigCount{plans} * hardware->size();
        if (!compatible(accelerator, axes.kind, weight_bits, state_sparsity)) {
          incompatible_ += designs;
          continue;
        }
        unconstrained += hardware->full_size();
        for (const auto& [constraint, count] : hardware->excluded()) {
          axis_excluded_[constraint] += BigCount{plans} * count;
        }
        if (hardware->size() == 0) {
          continue;
        }
        variants.insert(bits);
        used_spaces_[number].insert(hardware);
        block.slots.push_back(
            {weight_bits, state_sparsity, bits, hardware, hardware_bases_[number], block.stride});
        block.stride = tensor::plus(block.stride, hardware->size());
      }
    }
    redundant_ += BigCount{block.model->redundant_plans()} * unconstrained;
    if (plans == 0 || block.slots.empty()) {
      return;
    }
    block.first_plan = next_plan_;
    block.first_format = next_format_;
    next_plan_ = tensor::plus(next_plan_, plans);
    next_format_ = tensor::plus(next_format_, block.model->formats());
    space_.formats_ =
        tensor::plus(space_.formats_, tensor::times(block.model->formats(), variants.size()));
    space_.model_halves_ =
        tensor::plus(space_.model_halves_, tensor::times(plans, variants.size()));
    total_ += BigCount{plans} * block.stride;
    space_.blocks_.push_back(std::move(block));
  }

  /// Spaces are shared by all blocks whose model axes look the same to the constraints.
  std::shared_ptr<const HardwareSpace> hardware_space(std::size_t number,
                                                      const ModelSpace::Axes& axes, int weight_bits,
                                                      double state_sparsity) {
    if (hardware_bases_.size() < templates_.size()) {
      std::uint64_t base = 0;
      for (const std::string& name : templates_) {
        hardware_bases_.push_back(base);
        std::uint64_t full = 1;
        for (const HardwareAxis& axis : axes_of(sweep_, hwmodel::accelerators().at(name))) {
          full = tensor::times(full, axis.values.size());
        }
        base = tensor::plus(base, full);
      }
    }
    std::map<std::string, double> fixed;
    std::string key = templates_[number];
    const auto fix = [&](const std::string& name, double value) {
      fixed[name] = value;
      const bool read =
          std::any_of(axis_constraints_.begin(), axis_constraints_.end(), [&](const auto& entry) {
            return (entry.text + " " + entry.when).find(name) != std::string::npos;
          });
      if (read) {
        key += fmt::format(" {}={}", name, value);
      }
    };
    fix("scope", word_number(std::string(tensor::name(axes.scope))));
    fix("format", word_number(std::string(tensor::name(axes.kind))));
    fix("leaves", word_number(axes.paired ? "paired" : "unpaired"));
    fix("weight_bits", weight_bits);
    fix("state_sparsity", state_sparsity);
    fixed["template"] = word_number(templates_[number]);
    auto& space = hardware_spaces_[key];
    if (!space) {
      const hwmodel::Accelerator& accelerator = hwmodel::accelerators().at(templates_[number]);
      try {
        space = std::make_shared<HardwareSpace>(templates_[number], axes_of(sweep_, accelerator),
                                                fixed, axis_constraints_, words_);
      } catch (const std::invalid_argument& error) {
        throw sweeps::fault(sweep_, sweep_.constraints.front().at, "constraints", error.what());
      }
    }
    return space;
  }

  void finish() {
    for (const AxisConstraint& constraint : axis_constraints_) {
      const std::string text =
          constraint.text + (constraint.when.empty() ? "" : " when " + constraint.when);
      space_.exclusions_.push_back({text, "axis", axis_excluded_[constraint.number]});
    }
    space_.exclusions_.push_back({"compatibility", "compatibility", incompatible_});
    space_.exclusions_.push_back({"redundant ranks", "redundant", redundant_});
    if (total_ == 0) {
      refuse_empty();
    }
    if (total_ > BigCount{std::numeric_limits<std::int64_t>::max()}) {
      throw sweeps::fault(
          sweep_, sweep_.model.at, "model",
          fmt::format("the space has {} designs; positions are 63 bits wide: at most "
                      "9223372036854775807",
                      decimal(total_)));
    }
    std::uint64_t first = 0;
    for (Space::Block& block : space_.blocks_) {
      block.first = first;
      first += block.size();
    }
    space_.size_ = first;
    count_hardware_halves();
    space_.bits_count_ = sweep_.model.weight_bits.size() * sweep_.model.state_sparsity.size();
  }

  /// A half that several spaces of one template hold (a constraint reads a model axis) counts once.
  void count_hardware_halves() {
    for (const auto& [number, spaces] : used_spaces_) {
      std::uint64_t halves = 0;
      for (const auto& space : spaces) {
        halves = tensor::plus(halves, space->size());
      }
      const bool whole = std::any_of(spaces.begin(), spaces.end(), [](const auto& space) {
        return space->size() == space->full_size();
      });
      if (whole) {
        halves = (*spaces.begin())->full_size();
      } else if (spaces.size() > 1 && halves <= most_listed_halves) {
        std::vector<std::uint64_t> indices;
        indices.reserve(halves);
        for (const auto& space : spaces) {
          for (std::uint64_t index = 0; index < space->size(); ++index) {
            indices.push_back(space->full_index(index));
          }
        }
        std::sort(indices.begin(), indices.end());
        halves = static_cast<std::uint64_t>(std::unique(indices.begin(), indices.end()) -
                                            indices.begin());
      }
      space_.hardware_halves_ = tensor::plus(space_.hardware_halves_, halves);
    }
  }

  [[noreturn]] void refuse_empty() const {
    const AxisConstraint* worst = nullptr;
    BigCount most = 0;
    for (const AxisConstraint& constraint : axis_constraints_) {
      const auto count = axis_excluded_.find(constraint.number);
      if (count != axis_excluded_.end() && count->second > most) {
        most = count->second;
        worst = &constraint;
      }
    }
    if (worst != nullptr) {
      throw sweeps::fault(
          sweep_, sweep_.constraints[worst->number].at,
          fmt::format("constraints[{}]", worst->number),
          fmt::format("the space is empty: '{}' excludes {} of its combinations{}", worst->text,
                      decimal(most),
                      axis_constraints_.size() > 1 ? ", more than any other constraint"
                                                   : ", which is all of them"));
    }
    if (redundant_seen_) {
      throw sweeps::fault(
          sweep_, sweep_.model.ranks_at, "model.ranks",
          "the space is empty: every rank vector is redundant for these modes (a rank "
          "may not exceed n*m at its leaf nor the product of the other ranks at a vertex)");
    }
    std::string formats;
    for (const std::string& name : templates_) {
      const hwmodel::Accelerator& accelerator = hwmodel::accelerators().at(name);
      formats += fmt::format("; {} runs", name);
      for (const std::string_view format : accelerator.formats()) {
        formats += fmt::format(" {}", format);
      }
      formats += " at";
      for (const int bits : accelerator.weight_bits()) {
        formats += fmt::format(" {}", sweeps::width_text(bits));
      }
      formats += accelerator.skips_zero_states() ? " bits, dense with state sparsity" : " bits";
    }
    throw sweeps::fault(
        sweep_, template_at_.line > 0 ? template_at_ : sweep_.hardware_at, "hardware.template",
        "the space is empty: no template named here runs the formats and weight widths "
        "of the model (compatibility)" +
            formats);
  }

  const Sweep& sweep_;
  Space space_;
  std::set<std::string> axis_names_;
  std::vector<std::string> words_;
  std::vector<std::string> templates_;
  sweeps::Mark template_at_;
  std::vector<AxisConstraint> axis_constraints_;
  std::vector<std::uint64_t> hardware_bases_;
  std::map<std::string, std::shared_ptr<const HardwareSpace>> hardware_spaces_;
  std::map<std::size_t, std::set<std::shared_ptr<const HardwareSpace>>>
      used_spaces_;  // by template
  std::map<std::size_t, BigCount> axis_excluded_;
  BigCount incompatible_ = 0;
  BigCount redundant_ = 0;
  BigCount total_ = 0;
  bool redundant_seen_ = false;
  std::uint64_t next_plan_ = 0;
  std::uint64_t next_format_ = 0;
};

Space Space::compile(const sweeps::Sweep& sweep) {
  try {
    return SpaceCompiler(sweep).compile();
  } catch (const tensor::CountOverflow&) {
    throw sweeps::fault(
        sweep, sweep.model.at, "model",
        "the space or one of its counts exceeds 2^64 - 1: fewer ranks, modes or hardware "
        "values are needed");
  }
}

}  // namespace paretree::dse
