#ifndef PARETREE_TESTS_SWEEPS_LAYOUTS_HPP
#define PARETREE_TESTS_SWEEPS_LAYOUTS_HPP

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace paretree::testing {

/// A YAML value to be written in many layouts.
struct Draft {
  enum class Kind { scalar, list, map };

  Kind kind = Kind::scalar;
  std::string text;  ///< scalar, as it may stand in flow style
  std::vector<Draft> items;
  std::vector<std::pair<std::string, Draft>> entries;
};

inline Draft scalar(std::string text) {
  return {Draft::Kind::scalar, std::move(text), {}, {}};
}
inline Draft list(std::vector<Draft> items) {
  return {Draft::Kind::list, "", std::move(items), {}};
}
inline Draft map(std::vector<std::pair<std::string, Draft>> entries) {
  return {Draft::Kind::map, "", {}, std::move(entries)};
}

/// Writes a draft in one of many layouts: key order, flow or block style, a scalar for a list of
/// one, comments and blank lines follow from the seed and mean nothing.
class Layout {
 public:
  explicit Layout(std::uint64_t seed) : state_(seed) {}

  [[nodiscard]] std::string write(const Draft& draft) { return block(draft, 0); }

 private:
  std::uint64_t next() {  // splitmix64
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  bool coin() { return (next() & 1U) != 0; }
  std::string comment(std::size_t indent) {
    return coin() ? "" : std::string(indent, ' ') + "# [a comment: {\n\n";
  }
  std::vector<std::pair<std::string, Draft>> shuffled(
      std::vector<std::pair<std::string, Draft>> entries) {
    for (std::size_t i = entries.size(); i > 1; --i) {
      std::swap(entries[i - 1], entries[next() % i]);
    }
    return entries;
  }

  std::string flow(const Draft& draft) {
    if (draft.kind == Draft::Kind::scalar) {
      return draft.text;
    }
    if (draft.kind == Draft::Kind::list) {
      if (draft.items.size() == 1 && draft.items[0].kind == Draft::Kind::scalar && coin()) {
        return flow(draft.items[0]);
      }
      std::string text;
      for (const Draft& item : draft.items) {
        text += (text.empty() ? "" : coin() ? "," : ", ") + flow(item);
      }
      return "[" + text + (coin() ? " ]" : "]");
    }
    std::string text;
    for (const auto& [key, value] : shuffled(draft.entries)) {
      text += (text.empty() ? "" : ", ") + key + ": " + flow(value);
    }
    return "{" + text + "}";
  }

  std::string block(const Draft& draft, std::size_t indent) {
    const std::string margin(indent, ' ');
    std::string text;
    for (const auto& [key, value] : shuffled(draft.entries)) {
      text += comment(indent) + margin + key + ":";
      if (value.kind == Draft::Kind::map && !value.entries.empty() && coin()) {
        text += "\n" + block(value, indent + 2);
      } else if (value.kind == Draft::Kind::list && !value.items.empty() && coin()) {
        for (const Draft& item : value.items) {
          text += "\n" + margin + "  - " + flow(item);
        }
        text += "\n";
      } else {
        text += " " + flow(value) + (coin() ? "   # why\n" : "\n");
      }
    }
    return text;
  }

  std::uint64_t state_;
};

}  // namespace paretree::testing

#endif  // PARETREE_TESTS_SWEEPS_LAYOUTS_HPP
