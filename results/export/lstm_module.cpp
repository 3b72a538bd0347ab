#include "results/export/lstm_module.hpp"

#include <stdexcept>
#include <string_view>

namespace paretree::results {

// Generated: the module as it stands beside this file.
std::string_view export_file(std::string_view path);

std::string lstm_module(const Json& design) {
  constexpr std::string_view mark = "@paretree-design@";
  std::string text(export_file("export/lstm_module.py"));
  const std::size_t place = text.find(mark);
  if (place == std::string::npos) {
    throw std::runtime_error("the built-in PyTorch module has no place for its design");
  }
  return text.replace(place, mark.size(), design.dump());
}

}  // namespace paretree::results
