#ifndef PARETREE_RESULTS_REPORT_REPORT_PAGE_HPP
#define PARETREE_RESULTS_REPORT_REPORT_PAGE_HPP

#include "results/json.hpp"
#include "results/store/study.hpp"

#include <cstddef>
#include <functional>
#include <string>

namespace paretree::results {

/// How much of a study goes into its page.
struct ReportLimits {
  std::size_t rows = 2000;     ///< designs that can be pointed at, brushed and opened
  std::size_t cloud = 250000;  ///< designs in the density behind them
};

/// What the page shows of a design beside its figures and axes: {stages: [{...}], breakdown:
/// {energy_pj: {...}, ...}, constants: [{...}], ...}; null: nothing more.
using DesignCard = std::function<Json(const DesignRow&)>;

/// A study as its page reads it; described in results/SCHEMA.md, "The report".
///
/// Rows are, in this order of claim, the front, the members of the front of every two figures, and
/// a sample in which every combination of the axes' words has its share; equal studies give equal
/// rows. Complexity: O(designs log designs), and one card per row.
[[nodiscard]] Json report_json(const Study& study, const ReportLimits& limits,
                               const DesignCard& card);

/// The page with a report in it: one HTML document that loads nothing.
/// Throws: std::runtime_error saying what is missing where the page was not built in.
[[nodiscard]] std::string report_page(const Json& report);

/// JSON as it may stand inside a script element: no text of a user can end the element.
[[nodiscard]] std::string json_for_page(const Json& json);

/// The page that shows studies while they are written, without what it shows: it asks /state.json.
/// Throws: std::runtime_error if the program was built without it.
[[nodiscard]] std::string live_page();

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_REPORT_REPORT_PAGE_HPP
