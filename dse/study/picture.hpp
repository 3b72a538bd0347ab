#ifndef PARETREE_DSE_STUDY_PICTURE_HPP
#define PARETREE_DSE_STUDY_PICTURE_HPP

#include "results/chart/front_chart.hpp"
#include "results/store/study.hpp"

#include <string>

namespace paretree::dse {

/// Two figures of a study as a chart: the kept designs faint, the front emphasised, a series per
/// format and template. Empty names: the run's first two objectives.
/// Throws: std::invalid_argument for a figure the study does not have, or if nothing was kept.
[[nodiscard]] results::FrontChart front_chart(const results::Study& study, const std::string& x,
                                              const std::string& y);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_PICTURE_HPP
