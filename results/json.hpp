#ifndef PARETREE_RESULTS_JSON_HPP
#define PARETREE_RESULTS_JSON_HPP

#include <nlohmann/json.hpp>

namespace paretree::results {

/// JSON that keeps keys in the order they were written. What is built key by key begins as
/// `Json::object()`: a null that cannot become an object for want of memory is destroyed as if it
/// had, which ends the program by a signal (nlohmann-json 3.11.2).
using Json = nlohmann::ordered_json;

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_JSON_HPP
