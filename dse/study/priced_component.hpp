#ifndef PARETREE_DSE_STUDY_PRICED_COMPONENT_HPP
#define PARETREE_DSE_STUDY_PRICED_COMPONENT_HPP

#include "hwmodel/parameters.hpp"
#include "hwmodel/price.hpp"
#include "results/json.hpp"

#include <optional>
#include <string>

namespace paretree::dse {

/// Throws: std::invalid_argument with the nearest name and all of them.
[[nodiscard]] hwmodel::ComponentKind component_kind(const std::string& name);

/// One component's figures with source, basis and status, as `price` prints them. Parameters that
/// are not given take `bits` if they are widths and it is given, else their default.
/// Throws: std::invalid_argument for what the component has not, or the model does not cover.
[[nodiscard]] results::Json price_json(const std::string& component,
                                       const hwmodel::Configuration& given,
                                       const std::optional<hwmodel::Value>& bits,
                                       const std::string& technology);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_PRICED_COMPONENT_HPP
