#ifndef PARETREE_HWMODEL_PARAMETERS_HPP
#define PARETREE_HWMODEL_PARAMETERS_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace paretree::hwmodel {

/// A parameter's value as a sweep writes it.
using Value = std::variant<std::int64_t, double, std::string>;

/// "16", "0.5", "lstp".
[[nodiscard]] std::string text(const Value& value);

/// What a plug-in accepts: the record from which the sweep schema, `list` and the tables of the
/// documentation are made.
struct Parameter {
  enum class Type { integer, number, choice, text };

  std::string name;  ///< as in YAML, with its unit's suffix
  Type type = Type::integer;
  Value default_value = std::int64_t{0};
  double low = 0;                    ///< integer, number: smallest legal value
  double high = 0;                   ///< integer, number: largest legal value
  std::vector<std::string> choices;  ///< choice: the legal values
  std::string sentence;              ///< one sentence: what it is, with its unit
};

/// Values by parameter name: one hardware half as chosen from the axes of a sweep.
class Configuration {
 public:
  void set(std::string name, Value value);
  [[nodiscard]] bool has(std::string_view name) const;
  /// Throws: std::invalid_argument if the name is missing or of another type.
  [[nodiscard]] std::int64_t integer(std::string_view name) const;
  [[nodiscard]] double number(std::string_view name) const;  ///< an integer is a number, too
  [[nodiscard]] const std::string& choice(std::string_view name) const;
  [[nodiscard]] const std::vector<std::pair<std::string, Value>>& values() const { return values_; }

 private:
  std::vector<std::pair<std::string, Value>> values_;  ///< sorted by name
};

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_PARAMETERS_HPP
