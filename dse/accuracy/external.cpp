#include "dse/core/accuracy_proxy.hpp"
#include "dse/core/command_answer.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace paretree::dse {

namespace {

constexpr const char* file_mark = "{format.json}";

/// What a program says of a format: its last line that is not empty, {"error": 0.12,
/// "standard_error": 0.01}, {"accuracy": 0.88} or a number, the error.
std::optional<Measurement> measurement_in(const std::string& answer) {
  std::string line;
  for (std::size_t end = answer.size(); end > 0 && line.empty();) {
    const std::size_t begin = answer.rfind('\n', end - 1);
    line = answer.substr(begin == std::string::npos ? 0 : begin + 1,
                         end - (begin == std::string::npos ? 0 : begin + 1));
    line.erase(0, std::min(line.find_first_not_of(" \t\r"), line.size()));
    end = begin == std::string::npos ? 0 : begin;
  }
  const results::Json json = results::Json::parse(line, nullptr, false);
  const auto share = [](const results::Json& value) -> std::optional<double> {
    const double number = value.is_number() ? value.get<double>() : -1;
    return number >= 0 && number <= 1 ? std::optional(number) : std::nullopt;
  };
  if (json.is_discarded()) {
    return std::nullopt;
  }
  std::optional<double> error;
  Measurement result;
  if (json.is_number()) {
    error = share(json);
  } else if (json.is_object() && json.contains("error")) {
    error = share(json["error"]);
  } else if (json.is_object() && json.contains("accuracy")) {
    const std::optional<double> accuracy = share(json["accuracy"]);
    error = accuracy ? std::optional(1 - *accuracy) : std::nullopt;
  }
  if (!error) {
    return std::nullopt;
  }
  if (json.is_object() && json.contains("standard_error")) {
    result.standard_error = share(json["standard_error"]);
    if (!result.standard_error && !json["standard_error"].is_null()) {
      return std::nullopt;  // what is not understood is no answer, as above
    }
  }
  result.value = *error;
  result.accuracy = 1 - *error;
  return result;
}

/// Values come into a study by `import`, or from a program that is asked format by format.
class BoundExternal final : public BoundProxy {
 public:
  BoundExternal(std::vector<std::string> words, std::int64_t tries)
      : words_(std::move(words)), tries_(tries) {}

  [[nodiscard]] std::optional<Measurement> measure(
      const ModelHalf& half, std::uint64_t /*seed*/,
      const std::function<bool()>& cancelled) const override {
    if (words_.empty()) {
      return std::nullopt;
    }
    const std::string question = question_of(half);
    for (std::int64_t number = 0; number < tries_ && !(cancelled && cancelled()); ++number) {
      const RequestFile file(question);
      std::vector<std::string> words = words_;
      for (std::string& word : words) {
        const std::size_t at = word.find(file_mark);
        if (at != std::string::npos) {
          word.replace(at, std::char_traits<char>::length(file_mark), file.path());
        }
      }
      if (const auto answer = command_answer(words, question, cancelled)) {
        if (const auto result = measurement_in(*answer)) {
          return result;
        }
      }
    }
    return std::nullopt;
  }

 private:
  /// One line: the format's id and workload beside what `formats` prints of it.
  [[nodiscard]] static std::string question_of(const ModelHalf& half) {
    const sweeps::Workload& workload = half.workload;
    const results::Json json = {{"format", half.format_id().text()},
                                {"parameters", model_counts(half).parameters},
                                {"workload",
                                 {{"input", workload.inputs},
                                  {"hidden", workload.hidden},
                                  {"steps", workload.steps},
                                  {"classes", workload.classes}}},
                                {"model", half.json()}};
    return json.dump() + "\n";
  }

  std::vector<std::string> words_;
  std::int64_t tries_;
};

class External final : public AccuracyProxy {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "The user's own accuracies: `formats` lists what is wanted, `import` takes it back; or "
           "a "
           "command that is asked format by format.";
  }
  [[nodiscard]] std::vector<hwmodel::Parameter> parameters() const override {
    using Type = hwmodel::Parameter::Type;
    return {{"command",
             Type::text,
             std::string(),
             0,
             0,
             {},
             "A program and its arguments, run once for each format where `run` is given "
             "--allow-commands: a line of JSON on stdin, and in a file for `{format.json}`; its "
             "last line is {\"error\": ...}, {\"accuracy\": ...} or the error."},
            {"tries",
             Type::integer,
             std::int64_t{2},
             1,
             100,
             {},
             "How often a format is asked for whose command fails; then its designs have no "
             "accuracy."}};
  }
  [[nodiscard]] std::string axis() const override { return "error"; }
  [[nodiscard]] std::string fidelity(const hwmodel::Configuration& /*parameters*/) const override {
    return "external";
  }
  [[nodiscard]] std::vector<std::uint64_t> seeds(const hwmodel::Configuration& /*parameters*/,
                                                 std::uint64_t /*sweep_seed*/) const override {
    return {0};
  }
  [[nodiscard]] std::pair<std::string, std::string> origin(
      const hwmodel::Configuration& /*parameters*/) const override {
    return {"external", "external"};
  }
  [[nodiscard]] bool trains() const override { return false; }
  [[nodiscard]] bool runs_command(const hwmodel::Configuration& parameters) const override {
    return parameters.has("command") && !parameters.choice("command").empty();
  }
  [[nodiscard]] std::unique_ptr<BoundProxy> bind(
      const hwmodel::Configuration& parameters,
      const sweeps::Workload& /*workload*/) const override {
    return std::make_unique<BoundExternal>(
        runs_command(parameters) ? command_words(parameters.choice("command"))
                                 : std::vector<std::string>{},
        parameters.has("tries") ? parameters.integer("tries") : 1);
  }
};

}  // namespace

std::unique_ptr<AccuracyProxy> make_accuracy_proxy_external();
std::unique_ptr<AccuracyProxy> make_accuracy_proxy_external() {
  return std::make_unique<External>();
}

}  // namespace paretree::dse
