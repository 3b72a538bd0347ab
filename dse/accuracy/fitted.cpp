#include "dse/core/fitted_model.hpp"
#include "dse/core/untrained_proxy.hpp"
#include "results/store/study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <utility>

namespace paretree::dse {

namespace {

class BoundFitted final : public BoundProxy {
 public:
  explicit BoundFitted(FittedModel model) : model_(std::move(model)) {}

  [[nodiscard]] std::optional<Measurement> measure(
      const ModelHalf& half, std::uint64_t /*seed*/,
      const std::function<bool()>& /*cancelled*/) const override {
    const double error = model_.error(
        FittedModel::features_of(half.format_json(), static_cast<double>(capacity_of(half))));
    return Measurement{error, {}, {}, {}, model_.left_out_error()};
  }

 private:
  FittedModel model_;
};

/// What a study holds of one format.
struct Known {
  std::map<std::string, std::pair<double, double>> errors;  ///< fidelity: sum, count
  double capacity = 0;
};

FittedModel fitted_to(const std::string& table) {
  const results::Study study = results::Study::open(table, results::Study::Access::read);
  std::map<std::string, Known> formats;
  std::map<std::string, std::uint64_t> steps;
  for (const results::AccuracyRow& row : study.accuracies()) {
    const std::string name = row.fidelity.substr(0, row.fidelity.find(':'));
    const AccuracyProxy* proxy = accuracy_proxies().find(name);
    if (name == "capacity") {
      formats[row.format].capacity = row.value;
    } else if (proxy != nullptr && proxy->axis() == "error") {
      if (row.dataset.starts_with("text:")) {
        throw std::invalid_argument(fmt::format(
            "fitted: the errors of {} are bits per character of {}; only shares of sequences, from "
            "0 to 1, are fitted",
            table, row.dataset));
      }
      auto& [sum, count] = formats[row.format].errors[row.fidelity];
      sum += row.value;
      count += 1;
      // Accuracies from outside come before any of ours.
      steps[row.fidelity] = name == "external" ? UINT64_MAX : row.steps;
    }
  }
  const auto most = std::max_element(
      steps.begin(), steps.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == steps.end()) {
    throw std::invalid_argument(fmt::format("fitted: {} has no trained formats", table));
  }
  std::vector<FittedModel::Row> rows;
  for (const results::FormatRow& row : study.formats()) {
    const Known& known = formats[row.id];
    const auto errors = known.errors.find(most->first);
    if (errors != known.errors.end() && known.capacity > 0) {
      const results::Json json = results::Json::parse(row.json);
      rows.push_back({FittedModel::features_of(json, known.capacity),
                      errors->second.first / errors->second.second, FittedModel::family_of(json)});
    }
  }
  if (rows.empty()) {
    throw std::invalid_argument(fmt::format(
        "fitted: {} has no capacities beside its trained formats; `compare: capacity` in its sweep "
        "makes them",
        table));
  }
  return FittedModel::fit(rows);
}

class Fitted final : public AccuracyProxy {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Error predicted by a fit to the trained formats of another study (`table`), with its "
           "error on families left out; no accuracy.";
  }
  [[nodiscard]] std::vector<hwmodel::Parameter> parameters() const override {
    return {{"table",
             hwmodel::Parameter::Type::text,
             std::string(),
             0,
             0,
             {},
             "A study with trained formats whose sweep has `compare: capacity`."}};
  }
  [[nodiscard]] std::string axis() const override { return "fitted"; }
  [[nodiscard]] std::string fidelity(const hwmodel::Configuration& /*parameters*/) const override {
    return "fitted";
  }
  [[nodiscard]] std::vector<std::uint64_t> seeds(const hwmodel::Configuration& /*parameters*/,
                                                 std::uint64_t /*sweep_seed*/) const override {
    return {0};
  }
  [[nodiscard]] std::pair<std::string, std::string> origin(
      const hwmodel::Configuration& /*parameters*/) const override {
    return {};
  }
  [[nodiscard]] bool trains() const override { return false; }
  [[nodiscard]] std::unique_ptr<BoundProxy> bind(
      const hwmodel::Configuration& parameters,
      const sweeps::Workload& /*workload*/) const override {
    const std::string table = parameters.choice("table");
    if (table.empty()) {
      throw std::invalid_argument(
          "fitted needs `table:`, a study with trained formats (paretree run sweeps/proxies.yaml "
          "makes one)");
    }
    return std::make_unique<BoundFitted>(fitted_to(table));
  }
};

}  // namespace

std::unique_ptr<AccuracyProxy> make_accuracy_proxy_fitted();
std::unique_ptr<AccuracyProxy> make_accuracy_proxy_fitted() {
  return std::make_unique<Fitted>();
}

}  // namespace paretree::dse
