#ifndef PARETREE_RESULTS_JSON_HPP
#define PARETREE_RESULTS_JSON_HPP

#include <nlohmann/json.hpp>

namespace paretree::results {

/// JSON that keeps keys in the order they were written.
using Json = nlohmann::ordered_json;

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_JSON_HPP
