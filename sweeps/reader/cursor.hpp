#ifndef PARETREE_SWEEPS_READER_CURSOR_HPP
#define PARETREE_SWEEPS_READER_CURSOR_HPP

#include "sweeps/parse_error.hpp"
#include "sweeps/sweep.hpp"
#include "sweeps/yaml/document.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace paretree::sweeps {

/// The most values one axis may have.
inline constexpr std::size_t most_values = 4096;

/// "4, 8, 16".
[[nodiscard]] std::string listed(const std::vector<std::string>& names);
/// " (template tie)", or nothing.
[[nodiscard]] std::string in_brackets(std::string_view of);
/// "; did you mean 'x'?" if a known name is near, else ";": what stands before "allowed: ...".
[[nodiscard]] std::string suggestion(std::string_view name, const std::vector<std::string>& known);
/// Decimal notation of a 64-bit integer, nothing else.
[[nodiscard]] std::optional<std::int64_t> to_integer(std::string_view text);
/// A finite decimal number.
[[nodiscard]] std::optional<double> to_number(std::string_view text);
/// The error at a Mark, which is in the file or, with line 0 and column k, in override k.
[[nodiscard]] ParseError error_at(const std::string& file,
                                  const std::vector<std::string>& overrides, Mark at,
                                  const std::string& path, const std::string& message);

/// A value of the document with its key path: every fault found through it names both.
class Cursor {
 public:
  /// What the fault messages need to know of the whole.
  struct Source {
    std::string file;
    std::vector<std::string> overrides;
  };
  struct Bounds {
    std::int64_t low = std::numeric_limits<std::int64_t>::min();
    std::int64_t high = std::numeric_limits<std::int64_t>::max();
  };

  Cursor(const Source& source, NodePointer node, std::string path);

  [[noreturn]] void fail(const std::string& message) const { fail_at(at(), message); }
  [[noreturn]] void fail_at(Mark at, const std::string& message) const;

  [[nodiscard]] Mark at() const { return node_->at; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& file() const { return source_->file; }
  /// The file that this text names, relative to the document's folder.
  [[nodiscard]] std::string named_file() const;
  [[nodiscard]] const Node& node() const { return *node_; }
  [[nodiscard]] bool is(Node::Kind kind) const { return node_->kind == kind; }
  /// "'abc'", "a list", "nothing": for messages that say what was found.
  [[nodiscard]] std::string found() const;
  /// "line:col", or the override.
  [[nodiscard]] std::string where(Mark at) const;

  /// `of` says in messages whose bounds they are ("template tie"); may be empty.
  [[nodiscard]] std::int64_t integer(Bounds bounds, std::string_view of = {}) const;
  [[nodiscard]] double number() const;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool is_empty_text() const;
  /// One of the known names; `kind` says of what ("objective").
  [[nodiscard]] std::string choice(std::string_view kind, const std::vector<std::string>& known,
                                   std::string_view of = {}) const;

  /// The items of a list, or the value itself as the only one.
  /// Throws: ParseError if the list is empty or longer than most_values.
  [[nodiscard]] std::vector<Cursor> items() const;
  /// The value under a key of a mapping.
  [[nodiscard]] std::optional<Cursor> find(std::string_view key) const;
  /// The value under a key, or the default of the grammar, at this mapping's place.
  /// Throws: ParseError if the key is required.
  [[nodiscard]] Cursor get(std::string_view key, std::string_view grammar_path) const;
  /// Throws: ParseError at the first key that is not among the known ones, or if this is no
  /// mapping.
  void only(const std::vector<std::string>& known) const;
  void must_be_mapping() const;
  /// Throws: ParseError at the second of two items of equal `values`, naming both places.
  /// Shape: a value, as text, for each item.
  static void no_repeats(const std::vector<Cursor>& items, const std::vector<std::string>& values);

 private:
  const Source* source_;
  NodePointer node_;
  std::string path_;
};

}  // namespace paretree::sweeps

#endif  // PARETREE_SWEEPS_READER_CURSOR_HPP
