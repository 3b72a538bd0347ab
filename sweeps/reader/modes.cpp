#include "sweeps/grammar.hpp"
#include "sweeps/reader/sections.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>

namespace paretree::sweeps {
namespace {

constexpr int default_modes = 3;

using Factors = std::vector<std::uint64_t>;

/// What the matrix of a scope needs, in numbers and in words.
struct Needed {
  std::uint64_t columns = 0;
  std::uint64_t rows = 0;
  std::string columns_text;
  std::string rows_text;
};

Needed needed(const Workload& workload, const std::string& scope) {
  Needed result;
  result.columns = workload.inputs;
  result.columns_text = fmt::format("{} columns (inputs)", workload.inputs);
  if (scope == "full") {
    result.columns += workload.hidden;
    result.columns_text = fmt::format("{} columns ({} inputs + {} hidden)", result.columns,
                                      workload.inputs, workload.hidden);
  }
  result.rows = workload.rows();
  result.rows_text = workload.layer == Layer::lstm
                         ? fmt::format("{} rows (4 * {} hidden)", result.rows, workload.hidden)
                         : fmt::format("{} rows (outputs)", result.rows);
  return result;
}

struct Product {
  std::uint64_t value = 1;
  bool overflows = false;
  std::string text;  ///< "4 * 4 = 16"
};

Product product(const Factors& factors) {
  Product result;
  for (const std::uint64_t factor : factors) {
    if (__builtin_mul_overflow(result.value, factor, &result.value)) {
      result.overflows = true;
      break;
    }
  }
  result.text = fmt::format("{} = {}", fmt::join(factors, " * "),
                            result.overflows ? "more than 2^64" : std::to_string(result.value));
  return result;
}

Factors read_factors(const Cursor& cursor, std::string_view key) {
  const GrammarKey& record = grammar_key(fmt::format("model.modes.*.{}", key));
  Factors factors;
  for (const Cursor& item : cursor.items()) {
    factors.push_back(
        static_cast<std::uint64_t>(item.integer({.low = record.low, .high = record.high})));
  }
  return factors;
}

void check_products(const Cursor& in, const Cursor& out, const ModesChoice& choice,
                    const Workload& workload, const std::string& scope) {
  const Needed need = needed(workload, scope);
  const Product columns = product(choice.in);
  if (columns.overflows || columns.value < need.columns || columns.value > 2 * need.columns) {
    const bool below = !columns.overflows && columns.value < need.columns;
    in.fail(fmt::format(
        "the product {} {} of scope {}; needed is a product from {} to {} (padding)", columns.text,
        below ? "does not reach the " + need.columns_text
              : "is more than twice the " + need.columns_text,
        scope, need.columns, 2 * need.columns));
  }
  const Product rows = product(choice.out);
  if (rows.overflows || rows.value != need.rows) {
    out.fail(fmt::format("the product {} is not the {}; needed is exactly {}", rows.text,
                         need.rows_text, need.rows));
  }
}

void check_lengths(const Cursor& cursor, const ModesChoice& choice, bool paired) {
  const std::size_t in = choice.in.size();
  const std::size_t out = choice.out.size();
  if (paired && in != out) {
    cursor.fail(
        fmt::format("{} input and {} output modes; paired leaves need as many of both", in, out));
  }
  const std::size_t leaves = paired ? in : in + out;
  if (leaves < 2 || leaves > most_leaves) {
    cursor.fail(fmt::format("{} leaves; allowed are 2 to {}", leaves, most_leaves));
  }
}

void read_gates(const Cursor& gates, ModesChoice& choice, const Workload& workload) {
  if (workload.layer != Layer::lstm) {
    gates.fail("an fc layer has no gates; allowed in lstm layers");
  }
  const auto last = static_cast<std::int64_t>(choice.out.size()) - 1;
  const auto mode = gates.integer({.low = 0, .high = last});
  const std::uint64_t size = choice.out[static_cast<std::size_t>(mode)];
  if (size % 4 != 0) {
    gates.fail(
        fmt::format("output mode {} is {}; needed is one that 4 (the gates) divides", mode, size));
  }
  choice.gate_mode = static_cast<int>(mode);
}

ModesChoice read_choice(const Cursor& cursor, const std::string& scope, const Workload& workload,
                        bool paired) {
  cursor.only(grammar_names("model.modes.*"));
  const Cursor in = cursor.get("in", "model.modes.*.in");
  const Cursor out = cursor.get("out", "model.modes.*.out");
  ModesChoice choice{.in = read_factors(in, "in"),
                     .out = read_factors(out, "out"),
                     .gate_mode = std::nullopt,
                     .at = cursor.at()};
  check_lengths(cursor, choice, paired);
  check_products(in, out, choice, workload, scope);
  if (const auto gates = cursor.find("gates")) {
    read_gates(*gates, choice, workload);
  }
  return choice;
}

ModesChoice default_choice(const std::string& scope, const Workload& workload, Mark at) {
  const NamedWorkload* named = find_workload(workload.name);
  if (named != nullptr) {
    const Factors& in = scope == "full" ? named->in_full : named->in_input;
    const Factors& out = scope == "full" ? named->out_full : named->out_input;
    if (!in.empty() && !out.empty()) {
      return {.in = in, .out = out, .gate_mode = std::nullopt, .at = at};
    }
  }
  const Needed need = needed(workload, scope);
  Factorisation even = even_modes(need.columns, need.rows, default_modes);
  return {
      .in = std::move(even.in), .out = std::move(even.out), .gate_mode = std::nullopt, .at = at};
}

std::string canonical(const ModesChoice& choice) {
  return fmt::format("in [{}], out [{}], gates {}", fmt::join(choice.in, ", "),
                     fmt::join(choice.out, ", "),
                     choice.gate_mode ? std::to_string(*choice.gate_mode) : "by default");
}

}  // namespace

std::vector<ModesChoice> read_modes(const Cursor& modes, const std::string& scope,
                                    const Workload& workload, bool paired) {
  const auto written = modes.find(scope);
  if (!written) {
    return {default_choice(scope, workload, modes.at())};
  }
  const std::vector<Cursor> items = written->items();
  std::vector<ModesChoice> choices;
  std::vector<std::string> texts;
  for (const Cursor& item : items) {
    choices.push_back(read_choice(item, scope, workload, paired));
    texts.push_back(canonical(choices.back()));
  }
  Cursor::no_repeats(items, texts);
  return choices;
}

}  // namespace paretree::sweeps
