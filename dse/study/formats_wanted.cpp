#include "dse/study/formats_wanted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>

namespace paretree::dse {

namespace {

/// Ids and numbers take some dozens.
constexpr std::size_t most_line_bytes = 4096;

struct Field {
  std::string text;
  std::size_t column = 1;
};

/// Fields of one line; none of the wanted values needs quotes, so quotes are only stripped.
std::vector<Field> fields_of(const std::string& line) {
  std::vector<Field> fields;
  std::size_t begin = 0;
  while (begin <= line.size()) {
    const std::size_t end = std::min(line.find(',', begin), line.size());
    Field field{line.substr(begin, end - begin), begin + 1};
    const auto trim = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '"'; };
    while (!field.text.empty() && trim(field.text.back())) {
      field.text.pop_back();
    }
    while (!field.text.empty() && trim(field.text.front())) {
      field.text.erase(field.text.begin());
    }
    fields.push_back(std::move(field));
    begin = end + 1;
  }
  return fields;
}

class Reader {
 public:
  Reader(const std::string& file, const std::vector<WantedFormat>& wanted)
      : file_(file), stream_(file) {
    if (!stream_) {
      throw std::invalid_argument(fmt::format("{}: cannot be read", file));
    }
    for (const WantedFormat& format : wanted) {
      known_.insert(format.id);
    }
  }

  std::vector<results::AccuracyRow> rows() {
    read_header();
    std::vector<results::AccuracyRow> rows;
    std::set<std::string> seen;
    std::string line;
    while (read_line(line)) {
      if (line.find_first_not_of(" \t\r") == std::string::npos) {
        continue;
      }
      const std::vector<Field> fields = fields_of(line);
      results::AccuracyRow row;
      const Field& format = field(fields, "format");
      row.format = format.text;
      if (known_.count(row.format) == 0) {
        refuse(format.column, fmt::format("'{}' is not a format of this sweep; `paretree formats` "
                                          "lists their ids",
                                          row.format));
      }
      if (!seen.insert(row.format).second) {
        refuse(format.column, fmt::format("format {} stands here a second time", row.format));
      }
      row.fidelity = "external";
      row.dataset = "external";
      row.split = "external";
      if (columns_.count("error") != 0) {
        row.value = share(field(fields, "error"), "error");
      } else {
        row.value = 1.0 - share(field(fields, "accuracy"), "accuracy");
      }
      row.accuracy = 1.0 - row.value;
      if (columns_.count("standard_error") != 0) {
        row.standard_error = share(field(fields, "standard_error"), "standard_error");
      }
      rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  [[noreturn]] void refuse(std::size_t column, const std::string& message) const {
    throw std::invalid_argument(fmt::format("{}:{}:{}: {}", file_, line_, column, message));
  }

  void read_header() {
    std::string line;
    static_cast<void>(read_line(line));
    line_ = 1;
    const std::vector<Field> fields = fields_of(line);
    for (std::size_t place = 0; place < fields.size(); ++place) {
      columns_.emplace(fields[place].text, place);
    }
    const bool has_value = columns_.count("error") != 0 || columns_.count("accuracy") != 0;
    if (columns_.count("format") == 0 || !has_value) {
      refuse(1,
             "the first line names the columns: format and error (or accuracy), and "
             "standard_error where it is known");
    }
  }

  [[nodiscard]] const Field& field(const std::vector<Field>& fields,
                                   const std::string& name) const {
    const std::size_t place = columns_.at(name);
    if (place >= fields.size()) {
      refuse(1,
             fmt::format("the line has {} fields; {} is field {}", fields.size(), name, place + 1));
    }
    return fields[place];
  }

  /// False: the end. A line that no field of an accuracy needs is not taken into messages.
  [[nodiscard]] bool read_line(std::string& line) {
    if (!std::getline(stream_, line)) {
      return false;
    }
    ++line_;
    if (line.size() > most_line_bytes) {
      refuse(1, fmt::format("a line of {} bytes; allowed are at most {}", line.size(),
                            most_line_bytes));
    }
    return true;
  }

  [[nodiscard]] double share(const Field& field, const std::string& name) const {
    std::size_t used = 0;
    double value = NAN;
    try {
      value = std::stod(field.text, &used);
    } catch (const std::logic_error&) {
      used = 0;
    }
    if (used != field.text.size() || field.text.empty() || !(value >= 0 && value <= 1)) {
      refuse(field.column,
             fmt::format("{} '{}': a number from 0 to 1 is wanted", name, field.text));
    }
    return value;
  }

  std::string file_;
  std::ifstream stream_;
  std::size_t line_ = 0;
  std::map<std::string, std::size_t> columns_;
  std::set<std::string> known_;
};

}  // namespace

std::vector<WantedFormat> formats_wanted(const Problem& problem) {
  std::vector<WantedFormat> wanted;
  for (const Space::Block& block : problem.space.blocks()) {
    std::vector<std::pair<int, double>> variants;
    for (const Space::Slot& slot : block.slots) {
      const std::pair variant(slot.weight_bits, slot.state_sparsity);
      if (std::find(variants.begin(), variants.end(), variant) == variants.end()) {
        variants.push_back(variant);
      }
    }
    for (std::uint64_t format = 0; format < block.model->formats(); ++format) {
      for (const auto& [bits, sparsity] : variants) {
        ModelHalf half = block.model->at(block.model->first_plan(format), bits, sparsity);
        std::string id = half.format_id().text();
        wanted.push_back({std::move(id), std::move(half)});
      }
    }
  }
  return wanted;
}

std::vector<results::AccuracyRow> read_accuracies(const std::string& file,
                                                  const std::vector<WantedFormat>& wanted) {
  return Reader(file, wanted).rows();
}

}  // namespace paretree::dse
