#ifndef PARETREE_SWEEPS_READER_SECTIONS_HPP
#define PARETREE_SWEEPS_READER_SECTIONS_HPP

#include "sweeps/reader/cursor.hpp"
#include "sweeps/state_trace.hpp"
#include "sweeps/sweep.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace paretree::sweeps {

/// The most leaves of a tree.
inline constexpr std::size_t most_leaves = 20;

/// The parts of a sweep, one reader each. All throw ParseError at the first fault.

[[nodiscard]] Workload read_workload(const Cursor& cursor, const Vocabulary& vocabulary);

/// `workload.state_trace`: a file beside the sweep, or the trace itself.
[[nodiscard]] StateTrace read_state_trace(const Cursor& cursor, const Workload& workload);

/// The named workload of that name, or null.
[[nodiscard]] const NamedWorkload* find_workload(std::string_view name);

[[nodiscard]] Sweep::Model read_model(const Cursor& cursor, const Workload& workload,
                                      const Vocabulary& vocabulary);

/// Factorisations of one scope ("input", "full"), as written or else the default ones of the
/// workload. `paired`: whether any leaf is to carry an input and an output mode.
[[nodiscard]] std::vector<ModesChoice> read_modes(const Cursor& modes, const std::string& scope,
                                                  const Workload& workload, bool paired);

/// `modes` says how many leaves a tree may have, each with the key path that asks for it.
[[nodiscard]] std::vector<TreeChoice> read_trees(const Cursor& cursor,
                                                 const std::map<int, std::string>& modes,
                                                 const Vocabulary& vocabulary);

[[nodiscard]] std::vector<Axis> read_hardware(const Cursor& cursor, const Vocabulary& vocabulary);

/// A plug-in by name alone, or as a mapping with its name under `name_key`.
[[nodiscard]] Selection read_selection(const Cursor& cursor, std::string_view kind,
                                       std::string_view name_key,
                                       const std::vector<Vocabulary::Plugin>& plugins);

[[nodiscard]] std::vector<Constraint> read_constraints(const Cursor& cursor);

/// The document with "key.path=value" laid over it; the marks of what override k wrote are {0, k},
/// k from 1.
[[nodiscard]] NodePointer with_overrides(NodePointer root,
                                         const std::vector<std::string>& overrides);

[[nodiscard]] std::vector<std::string> names_of(const std::vector<Vocabulary::Plugin>& plugins);

}  // namespace paretree::sweeps

#endif  // PARETREE_SWEEPS_READER_SECTIONS_HPP
