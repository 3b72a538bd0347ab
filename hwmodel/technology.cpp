#include "hwmodel/technology.hpp"

#include "hwmodel/sram_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace paretree::hwmodel {

namespace {

bool by_name(const Constant& a, const Constant& b) {
  return a.name < b.name;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, diagonal + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

Technology::Technology(std::string name, std::vector<Constant> constants,
                       std::shared_ptr<const SramTable> sram)
    : name_(std::move(name)), constants_(std::move(constants)), sram_(std::move(sram)) {
  std::sort(constants_.begin(), constants_.end(), by_name);
  for (std::size_t i = 0; i < constants_.size(); ++i) {
    const Constant& constant = constants_[i];
    if (i > 0 && constants_[i - 1].name == constant.name) {
      throw std::invalid_argument(
          fmt::format("technology '{}': constant '{}' is given twice", name_, constant.name));
    }
    if (!std::isfinite(constant.value) || !std::isfinite(constant.low) ||
        !std::isfinite(constant.high)) {
      throw std::invalid_argument(fmt::format(
          "technology '{}': constant '{}' is not a finite number", name_, constant.name));
    }
  }
  if (sram_ == nullptr) {
    sram_ = built_in_sram_table();
  }
}

bool Technology::has(std::string_view name) const {
  return std::any_of(constants_.begin(), constants_.end(),
                     [&](const Constant& constant) { return constant.name == name; });
}

const Constant& Technology::constant(std::string_view name) const {
  const auto found =
      std::lower_bound(constants_.begin(), constants_.end(), name,
                       [](const Constant& a, std::string_view b) { return a.name < b; });
  if (found != constants_.end() && found->name == name) {
    return *found;
  }
  std::size_t best = std::numeric_limits<std::size_t>::max();
  std::string_view nearest = "none";
  for (const Constant& constant : constants_) {
    const std::size_t distance = edit_distance(constant.name, name);
    if (distance < best) {
      best = distance;
      nearest = constant.name;
    }
  }
  throw std::invalid_argument(fmt::format(
      "technology '{}' has no constant '{}'; the nearest is '{}'", name_, name, nearest));
}

Technology Technology::with(std::string name, const std::vector<Constant>& changes) const {
  std::vector<Constant> merged = constants_;
  for (const Constant& change : changes) {
    const auto found = std::find_if(merged.begin(), merged.end(), [&](const Constant& constant) {
      return constant.name == change.name;
    });
    if (found == merged.end()) {
      merged.push_back(change);
    } else {
      *found = change;
    }
  }
  return Technology(std::move(name), std::move(merged), sram_);
}

Technology Technology::with_sram(std::shared_ptr<const SramTable> sram) const {
  return Technology(name_, constants_, std::move(sram));
}

}  // namespace paretree::hwmodel
