#ifndef PARETREE_DSE_STUDY_PUBLISHED_HPP
#define PARETREE_DSE_STUDY_PUBLISHED_HPP

#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

/// A published figure beside what the models say. No model is tuned to hit one.
struct PublishedFigure {
  std::string figure;
  std::string system;
  std::optional<double> published;
  std::string status;  ///< of the published figure: quoted, recalled, derived
  std::optional<double> modelled;
  std::string note;  ///< setting, source, and what explains a misfit

  [[nodiscard]] std::optional<double> relative_error() const;
};

/// Every figure a model can speak to, in the order of the systems.
[[nodiscard]] std::vector<PublishedFigure> published_figures();

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_PUBLISHED_HPP
