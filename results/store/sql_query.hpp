#ifndef PARETREE_RESULTS_STORE_SQL_QUERY_HPP
#define PARETREE_RESULTS_STORE_SQL_QUERY_HPP

#include "results/export/table.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace paretree::results {

/// Numbers of some rows, `width` for each; all minimised.
struct SqlPoints {
  std::size_t width = 0;
  std::vector<double> values;
};

/// What two aggregates of a query compute:
///
///   pareto(name, a, b, ...)           JSON list of the names of rows no other row dominates in
///                                     a, b, ..., for json_each; a minus maximises
///   hypervolume(a, ref_a, b, ref_b)   volume between the rows and a reference point
///
/// Rows with a NULL among their numbers are left out.
struct SqlAggregates {
  std::function<std::vector<std::size_t>(const SqlPoints&)> nondominated;
  std::function<double(const SqlPoints&, const std::vector<double>& reference)> hypervolume;
};

/// The rows of one SELECT over a study. Nothing can be changed or attached, whatever the text says.
/// Throws: StoreError as Study::open; std::invalid_argument for a text that is not one query, with
/// what SQLite says about it.
[[nodiscard]] Table run_query(const std::string& file, const std::string& sql,
                              const SqlAggregates& aggregates);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_STORE_SQL_QUERY_HPP
