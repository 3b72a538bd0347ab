#include "hwmodel/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace paretree::hwmodel {

namespace {

auto position(const std::vector<std::pair<std::string, Value>>& values, std::string_view name) {
  return std::lower_bound(
      values.begin(), values.end(), name,
      [](const auto& entry, std::string_view key) { return entry.first < key; });
}

const Value& require(const std::vector<std::pair<std::string, Value>>& values,
                     std::string_view name) {
  const auto found = position(values, name);
  if (found == values.end() || found->first != name) {
    throw std::invalid_argument(fmt::format("parameter '{}' is missing", name));
  }
  return found->second;
}

template <typename T>
const T& of_type(const Value& value, std::string_view name, std::string_view type) {
  const T* found = std::get_if<T>(&value);
  if (found == nullptr) {
    throw std::invalid_argument(
        fmt::format("parameter '{}' is '{}', but must be {}", name, text(value), type));
  }
  return *found;
}

}  // namespace

std::string text(const Value& value) {
  return std::visit([](const auto& alternative) { return fmt::format("{}", alternative); }, value);
}

void Configuration::set(std::string name, Value value) {
  const auto found = position(values_, name);
  const auto at = values_.begin() + (found - values_.cbegin());
  if (at != values_.end() && at->first == name) {
    at->second = std::move(value);
  } else {
    values_.emplace(at, std::move(name), std::move(value));
  }
}

bool Configuration::has(std::string_view name) const {
  const auto found = position(values_, name);
  return found != values_.end() && found->first == name;
}

std::int64_t Configuration::integer(std::string_view name) const {
  return of_type<std::int64_t>(require(values_, name), name, "an integer");
}

double Configuration::number(std::string_view name) const {
  const Value& value = require(values_, name);
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return static_cast<double>(*integer);
  }
  return of_type<double>(value, name, "a number");
}

const std::string& Configuration::choice(std::string_view name) const {
  return of_type<std::string>(require(values_, name), name, "a word");
}

}  // namespace paretree::hwmodel
