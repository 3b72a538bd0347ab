#ifndef PARETREE_SWEEPS_YAML_DOCUMENT_HPP
#define PARETREE_SWEEPS_YAML_DOCUMENT_HPP

#include "sweeps/parse_error.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace paretree::sweeps {

struct Node;
using NodePointer = std::shared_ptr<const Node>;

/// A value of a YAML document with its place. Aliases are the very node they name.
struct Node {
  enum class Kind { null, scalar, sequence, mapping };
  struct Entry {
    std::string key;
    Mark at;  ///< of the key
    NodePointer value;
  };

  Kind kind = Kind::null;
  Mark at;
  std::string text;                ///< scalar
  bool quoted = false;             ///< scalar in quotes or a block: text, never a number
  std::vector<NodePointer> items;  ///< sequence
  std::vector<Entry> entries;      ///< mapping, in the order written

  /// Null if there is no such key.
  [[nodiscard]] const Entry* find(std::string_view key) const;
};

/// A copy of a value with everything in it at one place: where it was written as a whole.
[[nodiscard]] NodePointer placed_at(const Node& node, Mark at);

/// What a document may cost to read.
struct DocumentLimits {
  std::size_t bytes = std::size_t{1} << 20;
  int depth = 64;
  std::size_t nodes = 100'000;  ///< with every alias expanded
};

/// Reads the one YAML document of a text; a null node if it is empty.
///
/// Refused at their very place: what is no YAML (bytes that are no UTF-8 text, tabs as indentation,
/// broken syntax), a key written twice, tags, merge keys, a second document, an alias of itself,
/// and whatever passes a limit: an alias that would expand to too many nodes is refused at the
/// alias. Columns count characters. Complexity: O(text); aliases are shared, not copied. Throws:
/// ParseError with `name` in the place of the file.
[[nodiscard]] NodePointer parse_document(std::string_view text, const std::string& name,
                                         const DocumentLimits& limits = {});

/// The bytes of a file.
/// Throws: ParseError if it cannot be read, or is larger than the limit (found before reading it).
[[nodiscard]] std::string read_text(const std::string& file, const DocumentLimits& limits = {});

}  // namespace paretree::sweeps

#endif  // PARETREE_SWEEPS_YAML_DOCUMENT_HPP
