#ifndef PARETREE_DSE_STUDY_QUERY_HPP
#define PARETREE_DSE_STUDY_QUERY_HPP

#include "results/json.hpp"
#include "results/store/study.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace paretree::dse {

/// A question to a study: the front of any stored figures under any conditions.
struct FrontQuery {
  std::vector<std::string> objectives;  ///< empty: the run's own
  std::vector<std::string> conditions;  ///< expressions over figures and axes
};

/// What a study answers, sorted by design id.
struct FrontAnswer {
  std::vector<std::string> objectives;
  std::vector<results::DesignRow> members;
  bool confirmed_only =
      false;  ///< errors of confirmed formats alone; the others' are of another kind
  bool from_kept_only = false;  ///< asked otherwise than the run was, and not every design was kept
};

/// Throws: std::invalid_argument naming what is unknown, with the nearest known name.
[[nodiscard]] FrontAnswer query_front(const results::Study& study, const FrontQuery& query);

/// The one kept design whose id starts so. Throws: std::invalid_argument if none or several do.
[[nodiscard]] results::DesignRow only_design(const results::Study& study,
                                             const std::string& prefix);

/// Of the front that answers the query, the design that is best in the first objective; of equal
/// ones the one with the smallest id. Throws: std::invalid_argument as query_front(), or if none is
/// left.
[[nodiscard]] results::DesignRow best_design(const results::Study& study, const FrontQuery& query);

/// A figure of a design by name: a column, or a count of its model half.
[[nodiscard]] double figure(const results::RunRow& run, const results::DesignRow& row,
                            const std::string& name);
/// Every figure a stored design has, in a fixed order.
[[nodiscard]] std::vector<std::string> figure_names(const results::RunRow& run);

[[nodiscard]] bool is_maximised(const results::RunRow& run, const std::string& name);
/// The names of the run's own objectives, in order.
[[nodiscard]] std::vector<std::string> run_objectives(const results::RunRow& run);
/// Throws: std::invalid_argument, naming the option, the nearest name and all of them, unless
/// designs of the run have the figure.
void require_figure(const results::RunRow& run, const std::string& option, const std::string& name);

/// {design, fidelity, objectives, intervals, probability, model, hardware}.
[[nodiscard]] results::Json design_json(const results::RunRow& run, const results::DesignRow& row);

/// Whether what stands under `error` is bits per character (`accuracy: {dataset: text}`), not a
/// share of sequences. Complexity: reads the canonical sweep.
[[nodiscard]] bool counts_bits(const results::RunRow& run);
/// The same for other programs: "bits_per_character" or "share".
[[nodiscard]] std::string_view error_unit(const results::RunRow& run);
/// What a chart calls a figure: its name, but "bits_per_character" for such errors.
[[nodiscard]] std::string shown_name(const results::RunRow& run, const std::string& name);

/// What confirmation with fresh seeds found, in two lines; empty where nothing was confirmed.
[[nodiscard]] std::string confirmation_text(const results::Study& study);

/// The front as people read it: objectives scaled to readable units with intervals, then what tells
/// the designs apart. At most `rows` of them, by the first objective, best first; 0: all.
[[nodiscard]] std::string front_text(const results::RunRow& run, const FrontAnswer& answer,
                                     std::size_t rows);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_QUERY_HPP
