#include "sweeps/reader/values.hpp"

#include "sweeps/grammar.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

namespace paretree::sweeps {
namespace {

constexpr double int64_edge = 9.2e18;

bool is_bounded(const Key& key) {
  return key.low != 0 || key.high != 0;
}

Cursor::Bounds integer_bounds(const Key& key) {
  Cursor::Bounds bounds;
  if (is_bounded(key)) {
    if (std::fabs(key.low) < int64_edge) {
      bounds.low = static_cast<std::int64_t>(std::ceil(key.low));
    }
    if (std::fabs(key.high) < int64_edge) {
      bounds.high = static_cast<std::int64_t>(std::floor(key.high));
    }
  }
  return bounds;
}

std::string number_text(double number) {
  return fmt::format("{}", number);
}

/// Why a value is out of a key's bounds; empty if it is within.
std::string out_of_bounds(const Key& key, double value, std::string_view of) {
  if (!is_bounded(key) || (value >= key.low && value <= key.high)) {
    return "";
  }
  return fmt::format("{} is out of bounds; allowed is a number from {} to {}{}", number_text(value),
                     number_text(key.low), number_text(key.high), in_brackets(of));
}

/// The steps of a range, read as the key's type. A step of zero or a factor of one never arrives.
template <typename T, typename Next>
std::vector<T> steps(const Cursor& cursor, T from, T to, Next next) {
  std::vector<T> values;
  for (T value = from; value <= to;) {
    if (values.size() == most_values) {
      cursor.fail(
          fmt::format("a range of more than {} values; allowed are at most as many", most_values));
    }
    values.push_back(value);
    const std::optional<T> following = next(value, values.size());
    if (!following) {
      break;
    }
    value = *following;
  }
  return values;
}

std::vector<Value> integer_range(const Cursor& cursor, const Key& key, std::string_view of,
                                 bool multiplies) {
  const std::int64_t from = cursor.find("from")->integer(integer_bounds(key), of);
  const std::int64_t to = cursor.find("to")->integer(integer_bounds(key), of);
  const Cursor by = *cursor.find(multiplies ? "factor" : "step");
  const std::int64_t change =
      by.integer({.low = multiplies ? 2 : 1, .high = Cursor::Bounds().high});
  if (from > to) {
    cursor.fail(
        fmt::format("an empty range: from {} is above to {}; needed is from <= to", from, to));
  }
  if (multiplies && from < 1) {
    cursor.find("from")->fail(fmt::format("{} cannot grow by a factor; needed is from >= 1", from));
  }
  const auto next = [&](std::int64_t value, std::size_t) -> std::optional<std::int64_t> {
    std::int64_t result = 0;
    const bool overflows = multiplies ? __builtin_mul_overflow(value, change, &result)
                                      : __builtin_add_overflow(value, change, &result);
    return overflows ? std::nullopt : std::optional(result);
  };
  std::vector<Value> values;
  for (const std::int64_t value : steps(cursor, from, to, next)) {
    values.emplace_back(value);
  }
  return values;
}

std::vector<Value> number_range(const Cursor& cursor, const Key& key, std::string_view of,
                                bool multiplies) {
  const double from = cursor.find("from")->number();
  const double to = cursor.find("to")->number();
  const Cursor by = *cursor.find(multiplies ? "factor" : "step");
  const double change = by.number();
  for (const char* end : {"from", "to"}) {
    const double value = cursor.find(end)->number();
    if (const std::string fault = out_of_bounds(key, value, of); !fault.empty()) {
      cursor.find(end)->fail(fault);
    }
  }
  if (multiplies ? change <= 1 : change <= 0) {
    by.fail(fmt::format("{} never arrives; needed is {}", number_text(change),
                        multiplies ? "a factor above 1" : "a step above 0"));
  }
  if (from > to) {
    cursor.fail(fmt::format("an empty range: from {} is above to {}; needed is from <= to",
                            number_text(from), number_text(to)));
  }
  if (multiplies && from <= 0) {
    cursor.find("from")->fail(
        fmt::format("{} cannot grow by a factor; needed is from > 0", number_text(from)));
  }
  // Rounding must neither lose the end of a range nor pass it: 0.1 + 2 * 0.1 is 0.3.
  const double reach = std::fabs(to) * 1e-12;
  const auto next = [&](double value, std::size_t count) -> std::optional<double> {
    double following = multiplies ? value * change : from + static_cast<double>(count) * change;
    if (!std::isfinite(following) || following == value) {
      return std::nullopt;
    }
    return std::fabs(following - to) <= reach ? to : following;
  };
  std::vector<Value> values;
  for (const double value : steps(cursor, from, to, next)) {
    values.emplace_back(value);
  }
  return values;
}

std::vector<Marked<Value>> read_range(const Cursor& cursor, const Key& key, std::string_view of) {
  if (key.type != Key::Type::integer && key.type != Key::Type::number) {
    cursor.fail(fmt::format("a mapping stands where a word is needed; allowed: {}{}",
                            listed(key.choices), in_brackets(of)));
  }
  cursor.only(grammar_names("hardware.*"));
  for (const char* end : {"from", "to"}) {
    (void)cursor.get(end, fmt::format("hardware.*.{}", end));
  }
  const bool multiplies = cursor.find("factor").has_value();
  if (multiplies == cursor.find("step").has_value()) {
    cursor.fail("a range needs either 'step' (added) or 'factor' (multiplied), and not both");
  }
  const std::vector<Value> values = key.type == Key::Type::integer
                                        ? integer_range(cursor, key, of, multiplies)
                                        : number_range(cursor, key, of, multiplies);
  std::vector<Marked<Value>> marked;
  for (const Value& value : values) {
    marked.push_back({.value = value, .at = cursor.at()});
  }
  return marked;
}

}  // namespace

std::string text_of(const Value& value) {
  return std::visit([](const auto& held) { return fmt::format("{}", held); }, value);
}

Value read_value(const Cursor& cursor, const Key& key, std::string_view of) {
  switch (key.type) {
    case Key::Type::integer:
      return cursor.integer(integer_bounds(key), of);
    case Key::Type::number: {
      const double value = cursor.number();
      if (const std::string fault = out_of_bounds(key, value, of); !fault.empty()) {
        cursor.fail(fault);
      }
      return value;
    }
    case Key::Type::choice:
      return cursor.choice(key.name, key.choices, of);
    case Key::Type::text:
      // Empty where that is the default and means "none".
      return key.default_value == Value(std::string()) && cursor.is_empty_text() ? std::string()
                                                                                 : cursor.text();
  }
  cursor.fail("a key of no known type");
}

std::vector<Marked<Value>> read_axis(const Cursor& cursor, const Key& key, std::string_view of) {
  if (cursor.is(Node::Kind::mapping)) {
    return read_range(cursor, key, of);
  }
  const std::vector<Cursor> items = cursor.items();
  std::vector<Marked<Value>> values;
  std::vector<std::string> texts;
  for (const Cursor& item : items) {
    values.push_back({.value = read_value(item, key, of), .at = item.at()});
    texts.push_back(text_of(values.back().value));
  }
  Cursor::no_repeats(items, texts);
  return values;
}

std::vector<Marked<std::string>> read_choices(const Cursor& cursor, std::string_view kind,
                                              const std::vector<std::string>& known) {
  const std::vector<Cursor> items = cursor.items();
  std::vector<Marked<std::string>> values;
  std::vector<std::string> texts;
  for (const Cursor& item : items) {
    texts.push_back(item.choice(kind, known));
    values.push_back({.value = texts.back(), .at = item.at()});
  }
  Cursor::no_repeats(items, texts);
  return values;
}

}  // namespace paretree::sweeps
