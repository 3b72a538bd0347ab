#include "dse/cli/design_choice.hpp"

#include <CLI/CLI.hpp>

#include <stdexcept>

namespace paretree::dse::cli {

void DesignChoice::declare(CLI::App& app) {
  app.add_option("design", design_,
                 "The design's id, or its first digits; without it, the design of the front that "
                 "is best in the first objective under the conditions");
  app.add_option("--objectives", query_.objectives,
                 "Without a design: figures to trade off; default: the run's own")
      ->delimiter(',');
  app.add_option("--where", query_.conditions,
                 "Without a design: only designs for which this holds, over figures and axes; may "
                 "be repeated")
      ->allow_extra_args(false);
}

results::DesignRow DesignChoice::row(const results::Study& study) const {
  if (!design_.empty() && !(query_.objectives.empty() && query_.conditions.empty())) {
    throw std::invalid_argument(
        "a design is given, or --objectives and --where choose one; not both");
  }
  return design_.empty() ? best_design(study, query_) : only_design(study, design_);
}

}  // namespace paretree::dse::cli
