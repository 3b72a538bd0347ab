#ifndef PARETREE_SWEEPS_READER_VALUES_HPP
#define PARETREE_SWEEPS_READER_VALUES_HPP

#include "sweeps/reader/cursor.hpp"
#include "sweeps/sweep.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace paretree::sweeps {

/// "16", "0.5", "lstp": as canonical text and messages write it.
[[nodiscard]] std::string text_of(const Value& value);

/// One value of the type and within the bounds of a key; a number key gives a double always.
/// `of` names whose key it is in messages ("template tie"); may be empty.
[[nodiscard]] Value read_value(const Cursor& cursor, const Key& key, std::string_view of);

/// The values of an axis: one value, a list, or a range {from, to, step} or {from, to, factor}.
/// Throws: ParseError for a repeated value, an empty range, more than most_values.
[[nodiscard]] std::vector<Marked<Value>> read_axis(const Cursor& cursor, const Key& key,
                                                   std::string_view of);

/// One of a list of words each, without repeats.
[[nodiscard]] std::vector<Marked<std::string>> read_choices(const Cursor& cursor,
                                                            std::string_view kind,
                                                            const std::vector<std::string>& known);

}  // namespace paretree::sweeps

#endif  // PARETREE_SWEEPS_READER_VALUES_HPP
