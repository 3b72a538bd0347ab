#include "dse/study/formats_wanted.hpp"

#include "dse/space/block_ranges.hpp"

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
      const Field& format = field(fields, "format");
      if (known_.count(format.text) == 0) {
        refuse(format.column, fmt::format("'{}' is not a format of this sweep; `paretree formats` "
                                          "lists their ids",
                                          format.text));
      }
      if (!seen.insert(format.text).second) {
        refuse(format.column, fmt::format("format {} stands here a second time", format.text));
      }
      const double error = columns_.count("error") != 0
                               ? share(field(fields, "error"), "error")
                               : 1.0 - share(field(fields, "accuracy"), "accuracy");
      std::optional<double> standard_error;
      if (columns_.count("standard_error") != 0) {
        const Field& given = field(fields, "standard_error");
        if (!given.text.empty()) {  // as tables write what is not known
          standard_error = share(given, "standard_error");
        }
      }
      rows.push_back(external_accuracy(format.text, error, standard_error));
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

/// Formats by block and number.
using FormatPlaces = std::set<std::pair<std::size_t, std::uint64_t>>;

/// Notes the formats of a schedule without doing any of it.
class FormatsOfSchedule final : public BatchEvaluator {
 public:
  explicit FormatsOfSchedule(const Space& space) : space_(space) {}

  [[nodiscard]] std::uint64_t size() const override { return space_.size(); }
  [[nodiscard]] std::uint64_t stretch(std::uint64_t position, std::uint64_t least) const override {
    return position + std::min(least, space_.size() - position);
  }
  [[nodiscard]] std::vector<Range> blocks() const override { return block_ranges(space_); }
  [[nodiscard]] std::uint64_t finished_batches() const override { return 0; }
  [[nodiscard]] bool evaluate(std::span<const Range> batch, Closing /*closing*/) override {
    for (const Range& range : batch) {
      for (std::uint64_t position = range.first; position < range.last;) {
        const Space::Address address = space_.decode(position);
        const Space::Block& block = space_.blocks()[address.block];
        const ModelSpace::FormatPlans plans = block.model->format_of(address.plan);
        places_.emplace(address.block, plans.format);
        position = block.first + (plans.first + plans.count) * block.stride;
      }
    }
    return true;
  }
  [[nodiscard]] const FormatPlaces& places() const { return places_; }

 private:
  const Space& space_;
  FormatPlaces places_;
};

/// Whether the search leaves designs of the space out that are known before it runs.
bool samples(const Problem& problem) {
  return !problem.searcher->learns() &&
         problem.searcher->budget(problem.space.size(), problem.search_parameters) <
             problem.space.size();
}

}  // namespace

void for_each_format_wanted(
    const Problem& problem,
    const std::function<void(std::size_t block, std::uint64_t format)>& visit) {
  if (samples(problem)) {
    FormatsOfSchedule formats(problem.space);
    static_cast<void>(
        problem.searcher->run(formats, problem.search_parameters, problem.sweep.seed));
    for (const auto& [block, format] : formats.places()) {
      visit(block, format);
    }
    return;
  }
  for (std::size_t block = 0; block < problem.space.blocks().size(); ++block) {
    for (std::uint64_t format = 0; format < problem.space.blocks()[block].model->formats();
         ++format) {
      visit(block, format);
    }
  }
}

std::vector<WantedFormat> formats_wanted(const Problem& problem) {
  std::vector<WantedFormat> wanted;
  for_each_format_wanted(problem, [&](std::size_t number, std::uint64_t format) {
    const Space::Block& block = problem.space.blocks()[number];
    std::vector<std::pair<int, double>> variants;
    for (const Space::Slot& slot : block.slots) {
      const std::pair variant(slot.weight_bits, slot.state_sparsity);
      if (std::find(variants.begin(), variants.end(), variant) == variants.end()) {
        variants.push_back(variant);
        ModelHalf half =
            block.model->at(block.model->first_plan(format), slot.weight_bits, slot.state_sparsity);
        std::string id = half.format_id().text();
        wanted.push_back({std::move(id), std::move(half)});
      }
    }
  });
  return wanted;
}

std::uint64_t count_of_formats_wanted(const Problem& problem) {
  return samples(problem) ? formats_wanted(problem).size() : problem.space.formats();
}

std::vector<results::AccuracyRow> read_accuracies(const std::string& file,
                                                  const std::vector<WantedFormat>& wanted) {
  return Reader(file, wanted).rows();
}

results::AccuracyRow external_accuracy(const std::string& format, double error,
                                       std::optional<double> standard_error) {
  const auto check = [&](double value, const char* what) {
    if (!(value >= 0 && value <= 1)) {
      throw std::invalid_argument(
          fmt::format("format {}: {} {}: a number from 0 to 1 is wanted", format, what, value));
    }
  };
  check(error, "error");
  if (standard_error) {
    check(*standard_error, "standard_error");
  }
  results::AccuracyRow row;
  row.format = format;
  row.fidelity = "external";
  row.dataset = "external";
  row.split = "external";
  row.value = error;
  row.accuracy = 1.0 - error;
  row.standard_error = standard_error;
  return row;
}

void refuse_unless_external(const results::Study& study, const Problem& problem) {
  if (problem.fidelity() != "external") {
    throw std::invalid_argument(fmt::format(
        "{} measures its accuracies itself ({}); a sweep with `accuracy: external` takes others",
        study.file(), problem.fidelity()));
  }
}

void take_accuracies(results::Study& study, const std::vector<WantedFormat>& wanted,
                     const std::vector<results::AccuracyRow>& accuracies) {
  std::map<std::string, const ModelHalf*> halves;
  for (const WantedFormat& entry : wanted) {
    halves.emplace(entry.id, &entry.half);
  }
  results::Batch batch;
  batch.restart = true;
  batch.accuracies = accuracies;
  for (const results::AccuracyRow& row : accuracies) {
    const auto found = halves.find(row.format);
    if (found == halves.end()) {
      throw std::invalid_argument(fmt::format(
          "'{}' is not a format of this sweep; `paretree formats` lists their ids", row.format));
    }
    batch.formats.push_back({row.format, found->second->format_json().dump()});
  }
  study.write(std::move(batch));
  study.flush();
}

}  // namespace paretree::dse
