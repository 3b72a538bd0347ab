#ifndef PARETREE_SWEEPS_GRAMMAR_HPP
#define PARETREE_SWEEPS_GRAMMAR_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace paretree::sweeps {

/// One key of a sweep's grammar. The reader, its messages and the description of the schema all
/// follow this record; the names that plug-ins add (axes, parameters) are in the Vocabulary.
struct GrammarKey {
  std::string path{};  ///< "model.ranks.leaf"; `*` stands for any list item or plug-in's name
  std::string type{};  ///< in words: "integer or list of integers"
  bool required = false;
  std::string default_text{};  ///< YAML of the default; empty if required or said in `sentence`
  std::int64_t low = 0;        ///< integers: bounds; equal: none
  std::int64_t high = 0;
  std::vector<std::string> choices{};  ///< the legal words, where the grammar itself names them
  std::string sentence{};              ///< one sentence: what it is, with its unit

  /// "leaf" of "model.ranks.leaf".
  [[nodiscard]] std::string_view name() const;
};

/// Every key, parents before children, in the order of the canonical text.
[[nodiscard]] const std::vector<GrammarKey>& grammar();
/// Requires: the path is one of grammar().
[[nodiscard]] const GrammarKey& grammar_key(std::string_view path);
/// The names directly below a path ("" for the top level).
[[nodiscard]] std::vector<std::string> grammar_names(std::string_view path);

}  // namespace paretree::sweeps

#endif  // PARETREE_SWEEPS_GRAMMAR_HPP
