#ifndef PARETREE_DSE_CLI_OPTIONS_HPP
#define PARETREE_DSE_CLI_OPTIONS_HPP

#include "results/export/table.hpp"
#include "results/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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

/// "500M", "2G", "1.5GiB", "800MiB": bytes; K, M, G and T are powers of 1024 with or without iB.
/// Throws: std::invalid_argument.
[[nodiscard]] std::uint64_t parse_memory(const std::string& text);

/// JSON on stdout with a newline.
void print_json(const results::Json& json);
/// Rows of a JSON list of flat objects as a table; nested values become compact JSON text.
[[nodiscard]] results::Table table_of(const results::Json& list);

}  // namespace paretree::dse::cli

#endif  // PARETREE_DSE_CLI_OPTIONS_HPP
