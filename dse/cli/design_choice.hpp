#ifndef PARETREE_DSE_CLI_DESIGN_CHOICE_HPP
#define PARETREE_DSE_CLI_DESIGN_CHOICE_HPP

#include "dse/study/query.hpp"
#include "results/store/study.hpp"

#include <string>

namespace CLI {
class App;
}

namespace paretree::dse::cli {

/// One design of a study: by its id, or the best one under conditions.
class DesignChoice {
 public:
  void declare(CLI::App& app);
  /// Throws: std::invalid_argument if it is none, not one, or chosen in both ways.
  [[nodiscard]] results::DesignRow row(const results::Study& study) const;

 private:
  std::string design_;
  FrontQuery query_;
};

}  // namespace paretree::dse::cli

#endif  // PARETREE_DSE_CLI_DESIGN_CHOICE_HPP
