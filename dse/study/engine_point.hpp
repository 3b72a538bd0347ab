#ifndef PARETREE_DSE_STUDY_ENGINE_POINT_HPP
#define PARETREE_DSE_STUDY_ENGINE_POINT_HPP

#include "dse/core/model_half.hpp"
#include "hwmodel/parameters.hpp"

#include <string>
#include <utility>
#include <vector>

namespace paretree::dse {

using EngineSettings = std::vector<std::pair<std::string, hwmodel::Value>>;

/// A model half on a template at a published setting: what `validate` compares.
struct EnginePoint {
  double area_mm2 = 0;
  double core_power_mw = 0;
  double gops = 0;
  double core_energy_pj = 0;  ///< of a sequence
  double energy_pj = 0;
  double cycles = 0;
  double dense_gops = 0;
};

/// Settings left out have the template's defaults. Throws: std::logic_error if the model refuses
/// the point.
[[nodiscard]] EnginePoint engine_point(const std::string& name, const EngineSettings& settings,
                                       const ModelHalf& half,
                                       const char* technology = "horowitz45");

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_ENGINE_POINT_HPP
