#include "dse/core/accuracy_proxy.hpp"
#include "dse/core/objective.hpp"
#include "dse/core/searcher.hpp"
#include "dse/core/tree_family.hpp"

namespace paretree::dse {

namespace {

class SimpleObjective final : public Objective {
 public:
  SimpleObjective(std::string sentence, Sense sense, DecidedBy decided_by, Monotone monotone,
                  double (*function)(const Figures&))
      : sentence_(std::move(sentence)),
        sense_(sense),
        decided_by_(decided_by),
        monotone_(monotone),
        value_(function) {}

  [[nodiscard]] std::string sentence() const override { return sentence_; }
  [[nodiscard]] Sense sense() const override { return sense_; }
  [[nodiscard]] DecidedBy decided_by() const override { return decided_by_; }
  [[nodiscard]] Monotone monotone() const override { return monotone_; }
  [[nodiscard]] double value(const Figures& figures) const override { return value_(figures); }

 private:
  std::string sentence_;
  Sense sense_;
  DecidedBy decided_by_;
  Monotone monotone_;
  double (*value_)(const Figures&);
};

}  // namespace

std::unique_ptr<Objective> make_simple_objective(std::string sentence, Sense sense,
                                                 DecidedBy decided_by, Monotone monotone,
                                                 double (*value)(const Figures&)) {
  return std::make_unique<SimpleObjective>(std::move(sentence), sense, decided_by, monotone, value);
}

const hwmodel::Registry<Objective>& objectives() {
  static const hwmodel::Registry<Objective> registry(objective_table());
  return registry;
}

const hwmodel::Registry<TreeFamily>& tree_families() {
  static const hwmodel::Registry<TreeFamily> registry(tree_family_table());
  return registry;
}

const hwmodel::Registry<AccuracyProxy>& accuracy_proxies() {
  static const hwmodel::Registry<AccuracyProxy> registry(accuracy_proxy_table());
  return registry;
}

const hwmodel::Registry<Searcher>& searchers() {
  static const hwmodel::Registry<Searcher> registry(searcher_table());
  return registry;
}

}  // namespace paretree::dse
