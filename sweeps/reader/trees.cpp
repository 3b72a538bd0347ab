#include "sweeps/reader/sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace paretree::sweeps {
namespace {

/// A tree as written, or why it is none.
struct Attempt {
  std::string text;
  int leaves = 0;
  Mark fault_at;
  std::string fault;  ///< empty: a tree

  [[nodiscard]] bool is_tree() const { return fault.empty(); }
};

struct LeafPlace {
  std::int64_t mode = 0;
  Mark at;
};

/// Appends the leaves of nested pairs; false (with the fault) at what is neither a pair nor a mode.
bool collect(const Node& node, Attempt& attempt, std::vector<LeafPlace>& leaves) {
  if (node.kind == Node::Kind::scalar && !node.quoted) {
    if (const auto mode = to_integer(node.text)) {
      leaves.push_back({.mode = *mode, .at = node.at});
      attempt.text += node.text;
      return true;
    }
  }
  if (node.kind != Node::Kind::sequence || node.items.size() != 2) {
    attempt.fault_at = node.at;
    attempt.fault =
        node.kind == Node::Kind::sequence
            ? fmt::format(
                  "{} children; a tree is nested pairs of mode numbers, as "
                  "[[0, 1], [2, 3]]",
                  node.items.size())
            : "no mode number; a tree is nested pairs of mode numbers, as [[0, 1], [2, 3]]";
    return false;
  }
  attempt.text += '[';
  if (!collect(*node.items[0], attempt, leaves)) {
    return false;
  }
  attempt.text += ", ";
  if (!collect(*node.items[1], attempt, leaves)) {
    return false;
  }
  attempt.text += ']';
  return true;
}

/// Of the possible numbers of modes the one that a tree with these leaves is most likely meant for.
int intended(const std::vector<LeafPlace>& leaves, const std::map<int, std::string>& modes) {
  const auto reached = modes.lower_bound(static_cast<int>(leaves.size()));
  return reached == modes.end() ? modes.rbegin()->first : reached->first;
}

Attempt attempt_tree(const Node& node, const std::map<int, std::string>& modes) {
  Attempt attempt;
  std::vector<LeafPlace> leaves;
  if (!collect(node, attempt, leaves)) {
    return attempt;
  }
  const int count = intended(leaves, modes);
  attempt.leaves = count;
  const std::string needed =
      fmt::format("each mode from 0 to {} once (as many as {})", count - 1, modes.at(count));
  std::set<std::int64_t> seen;
  for (const LeafPlace& leaf : leaves) {
    if (leaf.mode < 0 || leaf.mode >= count) {
      attempt.fault_at = leaf.at;
      attempt.fault = fmt::format("there is no mode {}; needed is {}", leaf.mode, needed);
      return attempt;
    }
    if (!seen.insert(leaf.mode).second) {
      attempt.fault_at = leaf.at;
      attempt.fault = fmt::format("mode {} is repeated; needed is {}", leaf.mode, needed);
      return attempt;
    }
  }
  for (std::int64_t mode = 0; mode < count; ++mode) {
    if (!seen.contains(mode)) {
      attempt.fault_at = node.at;
      attempt.fault = fmt::format("mode {} is missing; needed is {}", mode, needed);
      return attempt;
    }
  }
  return attempt;
}

bool is_family_name(const Node& node) {
  return node.kind == Node::Kind::scalar && (node.quoted || !to_integer(node.text));
}

std::vector<std::string> family_names(const Vocabulary& vocabulary) {
  return names_of(vocabulary.tree_families);
}

TreeChoice read_tree(const Cursor& cursor, const std::map<int, std::string>& modes,
                     const Vocabulary& vocabulary, std::set<int>& covered) {
  if (!cursor.is(Node::Kind::sequence)) {
    return {.family = cursor.choice("tree family", family_names(vocabulary)),
            .explicit_tree = "",
            .at = cursor.at()};
  }
  const Attempt attempt = attempt_tree(cursor.node(), modes);
  if (!attempt.is_tree()) {
    cursor.fail_at(attempt.fault_at, attempt.fault);
  }
  covered.insert(attempt.leaves);
  return {.family = "", .explicit_tree = attempt.text, .at = cursor.at()};
}

/// A list of trees and families, or one tree (which is a list, too): [[0, 1], [2, 3]].
std::vector<Cursor> tree_items(const Cursor& cursor, const std::map<int, std::string>& modes) {
  if (!cursor.is(Node::Kind::sequence) || cursor.node().items.empty()) {
    return cursor.items();
  }
  const Attempt whole = attempt_tree(cursor.node(), modes);
  if (whole.is_tree()) {
    return {cursor};
  }
  std::vector<Cursor> items = cursor.items();
  const bool is_list = std::any_of(items.begin(), items.end(), [&](const Cursor& item) {
    return is_family_name(item.node()) ||
           (item.is(Node::Kind::sequence) && attempt_tree(item.node(), modes).is_tree());
  });
  if (!is_list && items.size() != 1) {
    cursor.fail_at(whole.fault_at, whole.fault);
  }
  return items;
}

}  // namespace

std::vector<TreeChoice> read_trees(const Cursor& cursor, const std::map<int, std::string>& modes,
                                   const Vocabulary& vocabulary) {
  std::set<int> covered;
  const std::vector<Cursor> items = tree_items(cursor, modes);
  std::vector<TreeChoice> trees;
  std::vector<std::string> texts;
  for (const Cursor& item : items) {
    trees.push_back(read_tree(item, modes, vocabulary, covered));
    texts.push_back(trees.back().family + trees.back().explicit_tree);
  }
  Cursor::no_repeats(items, texts);
  const bool any_family = std::any_of(trees.begin(), trees.end(),
                                      [](const TreeChoice& tree) { return !tree.family.empty(); });
  for (const auto& [count, asked_by] : modes) {
    if (!any_family && !covered.contains(count)) {
      cursor.fail(
          fmt::format("no tree over {} modes, which {} has; needed is one, or a family ({})", count,
                      asked_by, listed(family_names(vocabulary))));
    }
  }
  return trees;
}

}  // namespace paretree::sweeps
