#include "dse/space/hardware_space.hpp"

#include "dse/space/expression.hpp"
#include "tensor/checked.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <stdexcept>

namespace paretree::dse {

namespace {

constexpr std::uint64_t most_combinations = 10'000'000;

/// A constraint bound to a template's axes: slots 0 .. axes-1 are axes, the rest are fixed values.
struct Bound {
  std::size_t number;
  Expression condition;
  Expression when;
  std::vector<std::size_t> axes;  ///< axes that either reads

  [[nodiscard]] bool holds(std::span<const double> values) {
    return !when.holds(values) || condition.holds(values);
  }
};

/// The union of coupled axes: a small disjoint-set forest.
std::size_t root_of(std::vector<std::size_t>& parent, std::size_t axis) {
  while (parent[axis] != axis) {
    parent[axis] = parent[parent[axis]];
    axis = parent[axis];
  }
  return axis;
}

}  // namespace

double number_of(const hwmodel::Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return static_cast<double>(*integer);
  }
  if (const auto* number = std::get_if<double>(&value)) {
    return *number;
  }
  return word_number(std::get<std::string>(value));
}

HardwareSpace::HardwareSpace(std::string template_name, std::vector<HardwareAxis> axes,
                             const std::map<std::string, double>& fixed,
                             const std::vector<AxisConstraint>& constraints,
                             const std::vector<std::string>& words)
    : template_name_(std::move(template_name)), axes_(std::move(axes)) {
  std::vector<std::string> names;
  std::vector<double> values;
  for (const HardwareAxis& axis : axes_) {
    names.push_back(axis.name);
    values.push_back(0);
  }
  for (const auto& [name, value] : fixed) {
    names.push_back(name);
    values.push_back(value);
  }

  std::vector<std::size_t> parent(axes_.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  std::vector<Bound> bound;
  std::optional<std::size_t> unsatisfied;  // the first that the fixed values alone fail
  for (const AxisConstraint& constraint : constraints) {
    try {
      Bound entry{constraint.number,
                  Expression(constraint.text, names, words),
                  Expression(constraint.when.empty() ? "1" : constraint.when, names, words),
                  {}};
      for (const Expression* expression : {&entry.condition, &entry.when}) {
        for (const std::size_t slot : expression->used()) {
          if (slot < axes_.size()) {
            entry.axes.push_back(slot);
          }
        }
      }
      for (const std::size_t axis : entry.axes) {
        parent[root_of(parent, axis)] = root_of(parent, entry.axes.front());
      }
      if (entry.axes.empty()) {
        // Decided by the fixed values alone: all halves or none.
        if (!unsatisfied && !entry.holds(values)) {
          unsatisfied = constraint.number;
        }
        continue;
      }
      bound.push_back(std::move(entry));
    } catch (const ExpressionError&) {
      // It reads an axis this template does not have: it does not apply. Names and grammar were
      // checked against all axes when the sweep was compiled.
    }
  }

  std::map<std::size_t, Coupled> by_root;
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    by_root[root_of(parent, axis)].members.push_back(axis);
  }
  full_size_ = 1;
  size_ = 1;
  std::vector<std::map<std::size_t, std::uint64_t>> removed;  // by group, by constraint
  std::vector<std::uint64_t> products;                        // by group
  for (auto& [root, group] : by_root) {
    std::uint64_t product = 1;
    for (const std::size_t axis : group.members) {
      product = tensor::times(product, axes_[axis].values.size());
    }
    full_size_ = tensor::times(full_size_, product);
    group.size = product;
    products.push_back(product);
    removed.emplace_back();
    std::vector<Bound*> applying;
    for (Bound& entry : bound) {
      if (root_of(parent, entry.axes.front()) == root) {
        applying.push_back(&entry);
      }
    }
    if (!applying.empty()) {
      if (product > most_combinations) {
        throw std::invalid_argument(
            fmt::format("they couple {} combinations of axes of template {}; at most {}", product,
                        template_name_, most_combinations));
      }
      group.listed = true;
      for (std::uint64_t number = 0; number < product; ++number) {
        std::uint64_t rest = number;
        for (auto axis = group.members.rbegin(); axis != group.members.rend(); ++axis) {
          const auto& choices = axes_[*axis].values;
          values[*axis] = number_of(choices[rest % choices.size()]);
          rest /= choices.size();
        }
        const auto failed = std::find_if(applying.begin(), applying.end(),
                                         [&](Bound* entry) { return !entry->holds(values); });
        if (failed == applying.end()) {
          group.allowed.push_back(number);
        } else {
          ++removed.back()[(*failed)->number];
        }
      }
      group.size = group.allowed.size();
    }
    groups_.push_back(std::move(group));
  }
  for (const Coupled& group : groups_) {
    size_ = tensor::times(size_, group.size);
  }
  // Each half is charged to the first constraint it fails: within its own group that is known; in
  // every other group it may be anything that has not failed an earlier one.
  if (unsatisfied) {
    removed.push_back({{*unsatisfied, 1}});
    products.push_back(1);
    size_ = 0;
  }
  for (std::size_t group = 0; group < removed.size(); ++group) {
    for (const auto& [number, count] : removed[group]) {
      std::uint64_t halves = count;
      for (std::size_t other = 0; other < removed.size(); ++other) {
        std::uint64_t standing = products[other];
        for (const auto& [earlier, gone] : removed[other]) {
          standing -= earlier < number ? gone : 0;
        }
        halves = tensor::times(halves, other == group ? 1 : standing);
      }
      excluded_[number] = tensor::plus(excluded_[number], halves);
    }
  }
}

std::vector<std::size_t> HardwareSpace::choice(std::uint64_t index) const {
  std::vector<std::size_t> chosen(axes_.size(), 0);
  for (auto group = groups_.rbegin(); group != groups_.rend(); ++group) {
    std::uint64_t number = index % group->size;
    index /= group->size;
    if (group->listed) {
      number = group->allowed[number];
    }
    for (auto axis = group->members.rbegin(); axis != group->members.rend(); ++axis) {
      chosen[*axis] = number % axes_[*axis].values.size();
      number /= axes_[*axis].values.size();
    }
  }
  return chosen;
}

std::optional<std::uint64_t> HardwareSpace::index_of(const std::vector<std::size_t>& chosen) const {
  std::uint64_t index = 0;
  for (const Coupled& group : groups_) {
    std::uint64_t number = 0;
    for (const std::size_t axis : group.members) {
      number = number * axes_[axis].values.size() + chosen[axis];
    }
    if (group.listed) {
      const auto found = std::lower_bound(group.allowed.begin(), group.allowed.end(), number);
      if (found == group.allowed.end() || *found != number) {
        return std::nullopt;
      }
      number = static_cast<std::uint64_t>(found - group.allowed.begin());
    }
    index = index * group.size + number;
  }
  return index;
}

hwmodel::Configuration HardwareSpace::at(std::uint64_t index) const {
  const std::vector<std::size_t> chosen = choice(index);
  hwmodel::Configuration configuration;
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    configuration.set(axes_[axis].name, axes_[axis].values[chosen[axis]]);
  }
  return configuration;
}

std::uint64_t HardwareSpace::full_index(std::uint64_t index) const {
  const std::vector<std::size_t> chosen = choice(index);
  std::uint64_t number = 0;
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    number = number * axes_[axis].values.size() + chosen[axis];
  }
  return number;
}

}  // namespace paretree::dse
