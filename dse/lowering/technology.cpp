#include "dse/lowering/technology.hpp"

#include "hwmodel/accelerator.hpp"
#include "hwmodel/sram_table.hpp"
#include "sweeps/technology_file.hpp"
#include "sweeps/yaml/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <stdexcept>

namespace paretree::dse {

namespace {

constexpr std::string_view default_set = "horowitz45";

constexpr std::string_view folder = "technology/";
constexpr std::string_view extension = ".yaml";
/// What all sets start from; has no arithmetic, so is no set by itself.
constexpr std::string_view shared = "shared";

std::string embedded_path(std::string_view name) {
  return fmt::format("{}{}{}", folder, name, extension);
}

bool is_built_in(std::string_view name) {
  return !hwmodel::embedded_file(embedded_path(name)).empty();
}

std::vector<hwmodel::Constant> constants_of(const sweeps::TechnologyFile& file) {
  std::vector<hwmodel::Constant> result;
  for (const sweeps::TechnologyConstant& constant : file.constants) {
    result.push_back({.name = constant.name,
                      .value = constant.value,
                      .unit = constant.unit,
                      .source = constant.source,
                      .basis = hwmodel::parse_basis(constant.basis),
                      .status = hwmodel::parse_status(constant.status),
                      .low = constant.low,
                      .high = constant.high,
                      .node_nm = constant.node_nm});
  }
  return result;
}

hwmodel::Technology with_base(const sweeps::TechnologyFile& file, const std::string& path) {
  if (file.base.empty()) {
    return hwmodel::Technology(file.name, constants_of(file));
  }
  if (!is_built_in(file.base)) {
    throw sweeps::ParseError(path, file.base_at, "base",
                             fmt::format("'{}' is no built-in set; known: {}", file.base,
                                         fmt::join(built_in_technologies(), ", ")));
  }
  const std::string base_path = embedded_path(file.base);
  const sweeps::TechnologyFile base =
      sweeps::parse_technology(hwmodel::embedded_file(base_path), base_path);
  return with_base(base, base_path).with(file.name, constants_of(file));
}

}  // namespace

std::vector<std::string> built_in_technologies() {
  std::vector<std::string> names;
  for (const std::string_view path : hwmodel::embedded_file_names()) {
    if (path.size() > folder.size() + extension.size() && path.substr(0, folder.size()) == folder &&
        path.substr(path.size() - extension.size()) == extension) {
      const std::string_view name =
          path.substr(folder.size(), path.size() - folder.size() - extension.size());
      if (name != shared) {
        names.emplace_back(name);
      }
    }
  }
  std::sort(names.begin(), names.end());
  // Where a sweep names none, the first one counts.
  const auto first = std::find(names.begin(), names.end(), default_set);
  std::rotate(names.begin(), first, first == names.end() ? first : first + 1);
  return names;
}

hwmodel::Technology built_in_technology(std::string_view name) {
  const std::vector<std::string> known = built_in_technologies();
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    throw std::invalid_argument(
        fmt::format("technology '{}' is not built in; known: {}", name, fmt::join(known, ", ")));
  }
  const std::string path = embedded_path(name);
  return with_base(sweeps::parse_technology(hwmodel::embedded_file(path), path), path);
}

std::vector<SourceFile> technology_files(const std::string& file_or_builtin_name) {
  const std::vector<std::string> known = built_in_technologies();
  if (std::find(known.begin(), known.end(), file_or_builtin_name) != known.end()) {
    return {};
  }
  const std::string& path = file_or_builtin_name;
  if (!std::filesystem::is_regular_file(path)) {
    throw std::invalid_argument(
        fmt::format("technology '{}' is neither a file nor built in; built in: {}", path,
                    fmt::join(known, ", ")));
  }
  std::vector<SourceFile> files = {{path, sweeps::read_text(path)}};
  const sweeps::TechnologyFile file = sweeps::parse_technology(files.front().text, path);
  if (!file.sram_table.empty()) {
    const std::string table =
        (std::filesystem::path(path).parent_path() / file.sram_table).string();
    if (!std::filesystem::is_regular_file(table)) {
      throw sweeps::ParseError(path, file.sram_table_at, "sram_table",
                               fmt::format("there is no file '{}'", table));
    }
    files.push_back({table, sweeps::read_text(table)});
  }
  return files;
}

hwmodel::Technology technology_of(const std::vector<SourceFile>& files) {
  const SourceFile& set = files.front();
  const sweeps::TechnologyFile file = sweeps::parse_technology(set.text, set.path);
  hwmodel::Technology technology = with_base(file, set.path);
  if (files.size() == 1) {
    return technology;
  }
  const SourceFile& table = files.back();
  return technology.with_sram(std::make_shared<const hwmodel::SramTable>(hwmodel::SramTable::parse(
      table.text, table.path, fmt::format("SRAM table of technology '{}'", file.name))));
}

hwmodel::Technology load_technology(const std::string& file_or_builtin_name) {
  const std::vector<SourceFile> files = technology_files(file_or_builtin_name);
  return files.empty() ? built_in_technology(file_or_builtin_name) : technology_of(files);
}

}  // namespace paretree::dse
