#include "results/report/cloud.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace paretree::results {

namespace {

/// "0:2 0,1:3"; "4x4x7 to 4x8x8"; anything else as compact JSON.
std::string nested_text(const Json& value) {
  if (value.is_object() && value.contains("in") && value.contains("out")) {
    std::string text;
    for (const char* side : {"in", "out"}) {
      text += text.empty() ? "" : " to ";
      std::string product;
      for (const Json& mode : value.at(side)) {
        product += (product.empty() ? "" : "x") + mode.dump();
      }
      text += product;
    }
    return text;
  }
  if (value.is_object()) {
    std::string text;
    for (const auto& [key, part] : value.items()) {
      text += fmt::format("{}{}:{}", text.empty() ? "" : " ", key, part.dump());
    }
    return text;
  }
  return value.dump();
}

/// Numbers ascending, then texts by the alphabet, then null.
bool before(const Json& a, const Json& b) {
  const auto kind = [](const Json& value) {
    return value.is_number() ? 0 : value.is_string() ? 1 : 2;
  };
  if (kind(a) != kind(b)) {
    return kind(a) < kind(b);
  }
  if (a.is_number()) {
    return a.get<double>() < b.get<double>();
  }
  return a.is_string() && a.get_ref<const std::string&>() < b.get_ref<const std::string&>();
}

void append(std::string& bytes, std::uint64_t number, int width) {
  for (int byte = 0; byte < width; ++byte) {
    bytes += static_cast<char>((number >> (8 * byte)) & 0xff);
  }
}

/// `code_of(i)` for each of `count` designs, as the narrowest of the allowed widths.
template <typename CodeOf>
void add_codes(Json& column, std::size_t values, std::size_t count, CodeOf code_of) {
  if (values <= 1) {
    column["bits"] = 0;
    return;
  }
  const int width = values <= 256 ? 1 : 2;
  std::string bytes;
  bytes.reserve(count * static_cast<std::size_t>(width));
  for (std::size_t place = 0; place < count; ++place) {
    append(bytes, code_of(place), width);
  }
  column["bits"] = 8 * width;
  column["codes"] = base64(bytes);
}

constexpr std::size_t most_codes = 65536;

}  // namespace

std::string base64(const std::string& bytes) {
  static constexpr char digits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t place = 0; place < bytes.size(); place += 3) {
    const std::size_t have = std::min<std::size_t>(3, bytes.size() - place);
    std::uint32_t group = 0;
    for (std::size_t byte = 0; byte < 3; ++byte) {
      group = (group << 8) | (byte < have ? static_cast<unsigned char>(bytes[place + byte]) : 0U);
    }
    for (std::size_t digit = 0; digit < 4; ++digit) {
      text += digit <= have ? digits[(group >> (18 - 6 * digit)) & 63] : '=';
    }
  }
  return text;
}

std::uint32_t Cloud::half_of(const std::string& id, const std::string& json,
                             std::map<std::string, std::uint32_t>& known) {
  const auto [place, is_new] = known.emplace(id, static_cast<std::uint32_t>(halves_.size()));
  if (is_new) {
    const Json parsed = Json::parse(json);
    Half& half = halves_.emplace_back();
    for (const auto& [key, value] : parsed.items()) {
      if (std::find(axes_.begin(), axes_.end(), key) == axes_.end()) {
        axes_.push_back(key);
      }
      half[key] = value.is_number() || value.is_string() ? value : Json(nested_text(value));
      if (key != "ranks" || !value.is_object()) {
        continue;
      }
      // Ranks are a vector; their largest is the number people sort and colour by.
      double largest = 0;
      for (const auto& [edge, rank] : value.items()) {
        largest = rank.is_number() ? std::max(largest, rank.get<double>()) : largest;
      }
      if (std::find(axes_.begin(), axes_.end(), "max_rank") == axes_.end()) {
        axes_.emplace_back("max_rank");
      }
      half["max_rank"] = largest;
    }
  }
  return place->second;
}

Cloud::Cloud(const Study& study) {
  figures_ = study.run().columns;
  const std::size_t columns = figures_.size();
  const std::vector<std::pair<std::string, std::uint64_t DesignRow::*>> counts = {
      {"parameters", &DesignRow::parameters},
      {"matrix_parameters", &DesignRow::matrix_parameters},
      {"weight_bytes", &DesignRow::weight_bytes},
      {"macs", &DesignRow::macs},
      {"matrix_macs", &DesignRow::matrix_macs}};
  std::vector<std::uint64_t DesignRow::*> added;
  for (const auto& [name, member] : counts) {
    const bool is_column = std::any_of(
        figures_.begin(), figures_.begin() + static_cast<std::ptrdiff_t>(columns),
        [wanted = name](const ObjectiveColumn& column) { return column.name == wanted; });
    if (!is_column) {
      figures_.push_back({name, false, false, false});
      added.push_back(member);
    }
  }
  std::map<std::string, std::uint32_t> models, hardware;
  study.for_each_design([&](const DesignRow& row) {
    ids_.push_back(row.design);
    values_.insert(values_.end(), row.values.begin(), row.values.end());
    for (const auto member : added) {
      values_.push_back(static_cast<double>(row.*member));
    }
    model_.push_back(half_of(row.model, row.model_json, models));
    hardware_.push_back(half_of(row.hardware, row.hardware_json, hardware));
  });
}

std::size_t Cloud::find(const std::string& id) const {
  const auto place = std::lower_bound(ids_.begin(), ids_.end(), id);
  return place != ids_.end() && *place == id ? static_cast<std::size_t>(place - ids_.begin())
                                             : ids_.size();
}

std::vector<std::uint32_t> Cloud::strata() const {
  static const std::vector<std::string> texts = {"tree", "ranks", "modes"};
  // A pair of halves decides the stratum: texts are joined once per half.
  std::vector<std::string> of_half;
  for (const Half& half : halves_) {
    std::string text;
    for (const auto& [key, value] : half) {
      const bool words =
          value.is_string() && std::find(texts.begin(), texts.end(), key) == texts.end();
      if (words || key == "weight_bits") {
        text += fmt::format("{}={};", key, value.dump());
      }
    }
    of_half.push_back(std::move(text));
  }
  std::map<std::string, std::uint32_t> number;
  std::vector<std::uint32_t> half_number;
  for (const std::string& text : of_half) {
    half_number.push_back(
        number.emplace(text, static_cast<std::uint32_t>(number.size())).first->second);
  }
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> pairs;
  std::vector<std::uint32_t> strata;
  strata.reserve(size());
  for (std::size_t design = 0; design < size(); ++design) {
    const std::pair key(half_number[model_[design]], half_number[hardware_[design]]);
    strata.push_back(pairs.emplace(key, static_cast<std::uint32_t>(pairs.size())).first->second);
  }
  return strata;
}

Json Cloud::figure_column(std::size_t number, const std::vector<std::size_t>& designs) const {
  Json column = {{"name", figures_[number].name}};
  std::vector<double> values;
  values.reserve(designs.size());
  for (const std::size_t design : designs) {
    values.push_back(figure(design, number));
  }
  std::vector<double> distinct;
  bool has_none = false;
  for (const double value : values) {
    if (std::isfinite(value)) {
      distinct.push_back(value);
    } else {
      has_none = true;
    }
  }
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  if (distinct.size() + (has_none ? 1 : 0) > most_codes) {
    std::string bytes;
    bytes.reserve(8 * values.size());
    for (const double value : values) {
      append(bytes, std::bit_cast<std::uint64_t>(value), 8);
    }
    column["bits"] = 64;
    column["codes"] = base64(bytes);
    return column;
  }
  column["values"] = distinct;
  if (has_none) {
    column["values"].push_back(nullptr);
  }
  add_codes(column, column["values"].size(), values.size(), [&](std::size_t place) {
    const double value = values[place];
    return std::isfinite(value)
               ? static_cast<std::uint64_t>(
                     std::lower_bound(distinct.begin(), distinct.end(), value) - distinct.begin())
               : static_cast<std::uint64_t>(distinct.size());
  });
  return column;
}

Json Cloud::axis_column(std::size_t number, const std::vector<std::size_t>& designs) const {
  // What a half says is looked up once per half: designs are many, halves are few.
  std::vector<const Json*> distinct;
  std::vector<const Json*> of_half(halves_.size(), nullptr);
  static const Json none;
  for (std::size_t half = 0; half < halves_.size(); ++half) {
    const auto found = halves_[half].find(axes_[number]);
    of_half[half] = found == halves_[half].end() ? nullptr : &found->second;
  }
  const auto value_of = [&](std::size_t design) -> const Json* {
    const Json* value = of_half[model_[design]];
    value = value != nullptr ? value : of_half[hardware_[design]];
    return value != nullptr ? value : &none;
  };
  for (const std::size_t design : designs) {
    distinct.push_back(value_of(design));
  }
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::sort(distinct.begin(), distinct.end(),
            [](const Json* a, const Json* b) { return before(*a, *b); });
  std::map<const Json*, std::uint64_t> code;
  Json column = {{"name", axes_[number]}, {"values", Json::array()}};
  for (const Json* value : distinct) {
    if (column["values"].empty() || column["values"].back() != *value) {
      column["values"].push_back(*value);
    }
    code[value] = column["values"].size() - 1;
  }
  if (column["values"].size() > most_codes) {
    return {{"name", axes_[number]}, {"values", Json::array({nullptr})}, {"bits", 0}};
  }
  add_codes(column, column["values"].size(), designs.size(),
            [&](std::size_t place) { return code.at(value_of(designs[place])); });
  return column;
}

}  // namespace paretree::results
