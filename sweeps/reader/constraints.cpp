#include "sweeps/grammar.hpp"
#include "sweeps/reader/sections.hpp"

#include <set>
#include <string>

namespace paretree::sweeps {
namespace {

std::string read_condition(const Cursor& cursor) {
  std::string text = cursor.text();
  if (to_number(text)) {
    cursor.fail(cursor.found() +
                " is no condition; needed is a text like \"pes * macs_per_pe <= 512\"");
  }
  return text;
}

Constraint read_constraint(const Cursor& cursor) {
  if (!cursor.is(Node::Kind::mapping)) {
    return {.expression = read_condition(cursor), .when = "", .at = cursor.at(), .when_at = {}};
  }
  cursor.only(grammar_names("constraints.*"));
  const Cursor require = cursor.get("require", "constraints.*.require");
  Constraint constraint{
      .expression = read_condition(require), .when = "", .at = require.at(), .when_at = {}};
  if (const auto when = cursor.find("when")) {
    constraint.when = read_condition(*when);
    constraint.when_at = when->at();
  }
  return constraint;
}

}  // namespace

std::vector<Constraint> read_constraints(const Cursor& cursor) {
  if (cursor.is(Node::Kind::sequence) && cursor.node().items.empty()) {
    return {};
  }
  const std::vector<Cursor> items = cursor.items();
  std::vector<Constraint> constraints;
  std::vector<std::string> texts;
  for (const Cursor& item : items) {
    constraints.push_back(read_constraint(item));
    const Constraint& last = constraints.back();
    texts.push_back(last.expression + (last.when.empty() ? "" : " when " + last.when));
  }
  Cursor::no_repeats(items, texts);
  return constraints;
}

}  // namespace paretree::sweeps
