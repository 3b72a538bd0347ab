#include "dse/study/study_report.hpp"

#include "dse/study/design_card.hpp"
#include "dse/study/history.hpp"
#include "dse/study/query.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace paretree::dse {

results::Json study_report(const results::Study& study, const results::ReportLimits& limits) {
  const results::RunRow run = study.run();
  const Problem problem = reopen_problem(run);
  results::Json json = results::report_json(study, limits, [&](const results::DesignRow& row) {
    return design_card(plain_design(problem, run, row));
  });
  if (json["rows"].empty()) {
    throw std::runtime_error(fmt::format("{} has no feasible design to show", study.file()));
  }
  json["error_unit"] = error_unit(run);
  json["history"] = history_json(hypervolume_history(run, study.front_history()));
  return json;
}

}  // namespace paretree::dse
