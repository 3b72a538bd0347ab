#ifndef PARETREE_HWMODEL_REGISTRY_HPP
#define PARETREE_HWMODEL_REGISTRY_HPP

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace paretree::hwmodel {

/// The plug-ins of one folder by name: a file's name is its plug-in's name. Alphabetical,
/// immutable. Thread safety: const after construction.
template <typename T>
class Registry {
 public:
  using Table = std::vector<std::pair<std::string, std::unique_ptr<T>>>;

  explicit Registry(Table table) : table_(std::move(table)) {}

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const auto& entry : table_) {
      result.push_back(entry.first);
    }
    return result;
  }

  /// Null if there is no such plug-in.
  [[nodiscard]] const T* find(std::string_view name) const {
    const auto found = std::find_if(table_.begin(), table_.end(),
                                    [&](const auto& entry) { return entry.first == name; });
    return found == table_.end() ? nullptr : found->second.get();
  }

  /// Throws: std::invalid_argument with the known names.
  [[nodiscard]] const T& at(std::string_view name) const {
    const T* found = find(name);
    if (found == nullptr) {
      std::string known;
      for (const auto& entry : table_) {
        known += known.empty() ? entry.first : ", " + entry.first;
      }
      throw std::invalid_argument("'" + std::string(name) + "' is not known; known: " + known);
    }
    return *found;
  }

  [[nodiscard]] auto begin() const { return table_.begin(); }
  [[nodiscard]] auto end() const { return table_.end(); }

 private:
  Table table_;
};

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_REGISTRY_HPP
