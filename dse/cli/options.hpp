#ifndef PARETREE_DSE_CLI_OPTIONS_HPP
#define PARETREE_DSE_CLI_OPTIONS_HPP

#include <optional>
#include <string>
#include <vector>

#include "results/export/table.hpp"
#include "results/json.hpp"

namespace CLI {
class App;
}

namespace paretree::dse::cli {

/// `--format table|json|csv`.
class FormatOption {
 public:
  void declare(CLI::App& app);
  [[nodiscard]] bool json() const { return name_ == "json"; }
  [[nodiscard]] bool csv() const { return name_ == "csv"; }
  /// Prints on stdout in the chosen form.
  void print(const results::Table& table) const;

 private:
  std::string name_ = "table";
};

/// The sweep argument with `--set key=value`.
class SweepOption {
 public:
  void declare(CLI::App& app);
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] const std::vector<std::string>& overrides() const { return overrides_; }

 private:
  std::string file_;
  std::vector<std::string> overrides_;
};

/// "90", "90s", "15m", "8h", "1h30m" in seconds. Throws: std::invalid_argument.
[[nodiscard]] double parse_duration(const std::string& text);

/// JSON on stdout with a newline.
void print_json(const results::Json& json);
/// Rows of a JSON list of flat objects as a table; nested values become compact JSON text.
[[nodiscard]] results::Table table_of(const results::Json& list);

}  // namespace paretree::dse::cli

#endif  // PARETREE_DSE_CLI_OPTIONS_HPP
