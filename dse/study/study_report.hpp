#ifndef PARETREE_DSE_STUDY_STUDY_REPORT_HPP
#define PARETREE_DSE_STUDY_STUDY_REPORT_HPP

#include "results/report/report_page.hpp"
#include "results/store/study.hpp"

namespace paretree::dse {

/// What the page of a report shows of a study: results::report_json with the card of every row and
/// the history of the hypervolume. Throws: std::runtime_error if it has no feasible design.
[[nodiscard]] results::Json study_report(const results::Study& study,
                                         const results::ReportLimits& limits);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_STUDY_REPORT_HPP
