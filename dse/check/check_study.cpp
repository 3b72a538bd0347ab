#include "dse/check/check_study.hpp"

#include "dse/check/claims.hpp"
#include "dse/check/monotone.hpp"
#include "dse/check/plan_graph.hpp"
#include "dse/check/reclosure.hpp"
#include "dse/study/certificate.hpp"
#include "dse/study/plain_design.hpp"
#include "dse/study/problem.hpp"
#include "sweeps/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace paretree::dse {

namespace {

constexpr std::size_t most_faults = 20;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string decimal_text(PlanCount count) {
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(count % 10)));
    count /= 10;
  } while (count != 0);
  return digits;
}

/// Checks one study; its faults go into the report.
class StudyCheck {
 public:
  StudyCheck(const results::Study& study, const Workers& workers, const CheckOptions& options)
      : study_(study),
        workers_(workers),
        options_(options),
        run_(study.run()),
        progress_(study.progress()),
        front_(study.front()) {}

  CheckReport report() {
    const Clock::time_point start = Clock::now();
    report_.front = front_.size();
    report_.evaluated = progress_.evaluated;
    try {
      problem_.emplace(reopen_problem(run_));
    } catch (const std::exception& wrong) {
      fault(fmt::format("the study cannot be taken up again: {}", wrong.what()));
      report_.seconds = seconds_since(start);
      return std::move(report_);
    }
    report_.eps = problem_->eps();
    check_sweep();
    check_constants();
    check_space();
    check_certificate();
    read_accuracies();
    check_members();
    open_witness();
    if (members_hold_) {  // they are what everything else is compared with
      check_dominance();
      close_blocks();
    }
    report_.seconds = seconds_since(start);
    return std::move(report_);
  }

 private:
  void fault(std::string text) {
    if (report_.faults.size() < most_faults) {
      report_.faults.push_back(std::move(text));
    }
  }

  void check_sweep() {
    if (sweeps::canonical_text(problem_->sweep) != run_.canonical_sweep) {
      fault("the stored canonical sweep is not what it reads back to");
    }
    const results::RunRow own = problem_->run_row({});
    if (own.columns.size() != run_.columns.size()) {
      fault("the stored columns are not those of the sweep");
      return;
    }
    for (std::size_t column = 0; column < own.columns.size(); ++column) {
      const results::ObjectiveColumn& mine = own.columns[column];
      const results::ObjectiveColumn& stored = run_.columns[column];
      if (mine.name != stored.name || mine.maximise != stored.maximise ||
          mine.objective != stored.objective) {
        fault(fmt::format("column {}: the stored one is not the sweep's ({})", stored.name,
                          mine.name));
      }
    }
  }

  /// Every constant that prices a hardware half, against what the study stored.
  void check_constants() {
    hardware_.emplace(*problem_, workers_);
    const auto& used = hardware_->constants();
    std::set<std::string> stored;
    for (const results::ConstantRow& row : run_.constants) {
      stored.insert(row.name);
      const auto own = used.find(row.name);
      if (own == used.end()) {
        fault(fmt::format("constant {}: stored, but nothing uses it", row.name));
      } else if (own->second.value != row.value || own->second.unit != row.unit) {
        fault(fmt::format("constant {}: {} {} is stored, {} {} is used", row.name, row.value,
                          row.unit, own->second.value, own->second.unit));
      }
    }
    for (const auto& [name, constant] : used) {
      if (!stored.contains(name)) {
        fault(fmt::format("constant {}: used, but not stored", name));
      }
    }
  }

  /// The size of the space, block by block, by a closed form where there is one.
  void check_space() {
    PlanCount whole = 0;
    for (const Space::Block& block : problem_->space.blocks()) {
      const ModelSpace::Axes& axes = block.model->axes();
      const bool closed_form = PlanGraph::describes(axes);
      const PlanCount plans = closed_form ? count_plans(axes) : PlanCount{block.model->plans()};
      PlanCount halves = 0;
      for (const Space::Slot& slot : block.slots) {
        halves += slot.hardware->size();
      }
      whole += plans * halves;
      CheckReport::Block entry;
      entry.name = block_name(block);
      entry.plans = decimal_text(plans);
      entry.designs = decimal_text(plans * halves);
      entry.method = "open";
      report_.blocks.push_back(std::move(entry));
      if (plans != PlanCount{block.model->plans()}) {
        fault(fmt::format("{}: {} plans by the closed form, {} in the space",
                          report_.blocks.back().name, decimal_text(plans), block.model->plans()));
      }
    }
    report_.space = decimal_text(whole);
    if (report_.space != run_.space) {
      fault(fmt::format("the space has {} designs, the study says {}", report_.space, run_.space));
    }
    if (progress_.finished && !sampled() &&
        std::to_string(progress_.evaluated + progress_.closed) != report_.space) {
      fault(fmt::format("{} designs evaluated and {} closed are not the {} of the space",
                        progress_.evaluated, progress_.closed, report_.space));
    }
  }

  /// What the study states about itself, against what it holds.
  void check_certificate() {
    records_.resize(report_.blocks.size());
    bool any = false;
    PlanCount evaluated = 0;
    PlanCount closed = 0;
    std::vector<std::pair<std::string, std::vector<double>>> front;
    for (const results::DesignRow& row : front_) {
      front.emplace_back(row.design,
                         std::vector<double>(row.values.begin(),
                                             row.values.begin() + static_cast<std::ptrdiff_t>(
                                                                      problem_->objective_count)));
    }
    for (const results::CertificateRow& row : study_.certificate()) {
      any = true;
      if (row.name == "space" && row.json != space_statement(run_).json) {
        fault(fmt::format("certificate: says {} of the space, it is {}", row.json,
                          space_statement(run_).json));
      }
      if (row.name == "front") {
        const auto states = [&](bool complete) {
          return row.json == front_statement(front, complete, problem_->eps()).json;
        };
        if (!states(true) && !states(false)) {
          fault(fmt::format("certificate: says {} of the front, it is {}", row.json,
                            front_statement(front, true, problem_->eps()).json));
        }
      }
      if (const auto record = BlockRecord::parse(row)) {
        if (record->block >= records_.size()) {
          fault(fmt::format("certificate: block {} does not exist", record->block));
          continue;
        }
        CheckReport::Block& block = report_.blocks[record->block];
        records_[record->block] = *record;
        evaluated += record->evaluated;
        closed += record->closed;
        if (record->designs != block.designs || record->name != block.name) {
          fault(fmt::format("certificate: block {} is said to be {} of {} designs, it has {}",
                            block.name, record->name, record->designs, block.designs));
        }
        if (record->complete &&
            decimal_text(PlanCount{record->evaluated} + record->closed) != block.designs) {
          fault(fmt::format("certificate: {} evaluated and {} closed designs are not the {} of {}",
                            record->evaluated, record->closed, block.designs, block.name));
        }
      }
    }
    const bool closes = problem_->searcher->needs_monotone_objectives();
    if (closes && progress_.finished) {
      for (std::size_t block = 0; block < records_.size(); ++block) {
        if (!records_[block] || !records_[block]->complete) {
          fault(fmt::format("certificate: the run is finished, but {} is not closed",
                            report_.blocks[block].name));
        }
      }
    }
    if (any && closes && (evaluated != progress_.evaluated || closed != progress_.closed)) {
      // Blocks in progress have their evaluated designs counted, and nothing closed yet.
      fault(fmt::format("certificate: {} evaluated and {} closed designs, {} and {} are counted",
                        decimal_text(evaluated), decimal_text(closed), progress_.evaluated,
                        progress_.closed));
    }
  }

  void open_witness() {
    if (options_.witness.empty()) {
      return;
    }
    witness_.emplace(options_.witness);
    if (witness_->space_hash() != space_hash(run_.canonical_sweep, run_.constants)) {
      fault(fmt::format("{}: the witness of another space or other constants", options_.witness));
    }
  }

  /// Whether the search looks at a part of the space only, or stops where a budget ends.
  [[nodiscard]] bool sampled() const {
    const hwmodel::Configuration& accuracy = problem_->proxy_parameters;
    return (accuracy.has("budget") && !accuracy.choice("budget").empty()) ||
           problem_->searcher->budget(problem_->space.size(), problem_->search_parameters) !=
               problem_->space.size();
  }

  /// Whether formats were left behind after a few steps: what they would have become is unknown.
  [[nodiscard]] bool eliminates() const {
    const hwmodel::Configuration& accuracy = problem_->proxy_parameters;
    return accuracy.has("rungs") && accuracy.integer("rungs") > 1;
  }

  /// Of a front that was confirmed, the fresh values.
  void read_accuracies() {
    confirmed_ = std::any_of(front_.begin(), front_.end(), [&](const results::DesignRow& row) {
      return row.fidelity != problem_->fidelity();
    });
    const std::string fidelity = confirmed_ ? front_.front().fidelity : problem_->fidelity();
    if (!problem_->reads_accuracy) {
      return;
    }
    if (problem_->proxy->axis() == "capacity") {
      proxy_ = bind_proxy(*problem_);
      return;
    }
    std::map<std::string, std::vector<double>> values;
    for (const results::AccuracyRow& row : study_.accuracies()) {
      if (row.fidelity == fidelity) {
        values[row.format].push_back(row.value);
      }
    }
    for (const auto& [format, samples] : values) {
      double sum = 0;
      for (const double sample : samples) {
        sum += sample;
      }
      table_[format] = sum / static_cast<double>(samples.size());
    }
  }

  [[nodiscard]] std::optional<double> accuracy_of(const ModelHalf& half) const {
    if (!problem_->reads_accuracy) {
      return std::nullopt;
    }
    if (proxy_ != nullptr) {
      return proxy_->measure(half, 0, {})->value;
    }
    const auto found = table_.find(half.format_id().text());
    return found == table_.end() ? std::nullopt : std::optional(found->second);
  }

  /// Every member again, from the stages of its plan.
  void check_members() {
    std::vector<std::string> wrong(front_.size());
    exact_.resize(front_.size());
    values_.resize(front_.size());
    const bool exact = grows_with_counts(*problem_);
    workers_.for_each(front_.size(), [&](std::size_t number, std::size_t) {
      wrong[number] = member_fault(front_[number], exact, exact_[number], values_[number]);
    });
    for (const std::string& text : wrong) {
      if (!text.empty()) {
        members_hold_ = false;
        fault(text);
      }
    }
    if (progress_.finished && !sampled() && front_.empty() && progress_.feasible > 0) {
      fault("feasible designs were found, but the front is empty");
    }
  }

  [[nodiscard]] std::string member_fault(const results::DesignRow& row, bool exact,
                                         std::vector<double>& exact_point,
                                         std::vector<double>& value_point) const {
    const auto says = [&](const std::string& what) {
      return fmt::format("front member {}: {}", row.design, what);
    };
    if (row.position >= problem_->space.size()) {
      return says("its position lies outside the space");
    }
    const ModelHalf half = problem_->space.model_half(problem_->space.decode(row.position));
    const PlainDesign design = evaluate_plainly(*problem_, row.position, accuracy_of(half));
    if (design.id.text() != row.design) {
      return says(fmt::format("the design at its position is {}", design.id.text()));
    }
    if (results::Json::parse(row.model_json) != design.model.json()) {
      return says("the stored model half is another one");
    }
    if (results::Json::parse(row.hardware_json) !=
        hardware_json(design.template_name, design.configuration)) {
      return says("the stored hardware half is another one");
    }
    if (!design.feasible()) {
      return says("it does not fit: " + design.reason);
    }
    for (std::size_t column = 0; column < problem_->columns.size(); ++column) {
      if (design.values[column] != row.values[column]) {
        return says(fmt::format("{} is {}, {} is stored", problem_->columns[column].name,
                                design.values[column], row.values[column]));
      }
    }
    const Figures figures{&design.counts, &*design.machine, &*design.estimate,
                          accuracy_of(half).value_or(0)};
    value_point = value_vector(*problem_, figures);
    if (exact) {
      exact_point = exact_vector(*problem_, figures);
    }
    return {};
  }

  void check_dominance() {
    const Claims claims(problem_->objective_count, values_);
    for (const Claims::Pair& pair : claims.dominated(most_faults)) {
      fault(fmt::format("front member {} is dominated by {}", front_[pair.worse].design,
                        front_[pair.better].design));
    }
  }

  /// Shows that nothing outside beats the front; blocks that cannot be closed stay open.
  void close_blocks() {
    if (sampled() || confirmed_) {
      return;
    }
    const bool exact = grows_with_counts(*problem_);
    const Claims exact_claims(problem_->objective_count, exact ? exact_ : decltype(exact_)(),
                              problem_->eps());
    const Claims value_claims(problem_->objective_count, values_, problem_->eps());
    bool all = progress_.finished && !eliminates();
    for (std::size_t number = 0; number < report_.blocks.size(); ++number) {
      // Of an unfinished run the blocks that it says it closed.
      if (!progress_.finished && !(records_[number] && records_[number]->complete)) {
        continue;
      }
      const Space::Block& block = problem_->space.blocks()[number];
      CheckReport::Block& entry = report_.blocks[number];
      options_.progress(fmt::format("closing block {} of {}: {}, {} designs", number + 1,
                                    report_.blocks.size(), entry.name, entry.designs));
      const Clock::time_point start = Clock::now();
      ClosedAgain again;
      if (witness_ && can_close_again(*problem_, *hardware_, block) &&
          block.model->axes().kind == tensor::FormatKind::ht) {
        entry.method = "witness";
        try {
          again = replay_again(*problem_, *hardware_, number, exact_claims, workers_, *witness_);
        } catch (const WitnessError& error) {
          fault(fmt::format("witness: {}: {}", entry.name, error.what()));
          continue;
        }
      } else if (!witness_ && can_close_again(*problem_, *hardware_, block)) {
        entry.method = "recursion";
        again = close_again(*problem_, *hardware_, block, exact_claims, workers_);
      } else if (block.model->plans() <= options_.most_visits / (1 + block.stride / 64)) {
        entry.method = "visit";
        again = visit_again(
            *problem_, *hardware_, block, value_claims,
            [this](const ModelHalf& half) { return accuracy_of(half); }, workers_,
            witness_ == std::nullopt);
      } else {
        all = false;
        continue;
      }
      entry.classes = again.classes;
      entry.evaluated = again.evaluated;
      entry.uncovered = again.uncovered_count;
      entry.seconds = seconds_since(start);
      for (const Uncovered& design : again.uncovered) {
        fault(fmt::format("{}: a design that no front member covers: {} on {}", entry.name,
                          design.model, design.hardware));
      }
    }
    report_.complete = all && report_.valid();
  }

  const results::Study& study_;
  const Workers& workers_;
  const CheckOptions& options_;
  results::RunRow run_;
  results::Progress progress_;
  std::vector<results::DesignRow> front_;
  std::optional<Problem> problem_;
  std::optional<BuiltHardware> hardware_;
  std::optional<WitnessReader> witness_;
  std::unique_ptr<BoundProxy> proxy_;
  std::map<std::string, double> table_;
  std::vector<std::vector<double>> exact_, values_;
  std::vector<std::optional<BlockRecord>> records_;
  bool confirmed_ = false;
  bool members_hold_ = true;
  CheckReport report_;
};

}  // namespace

results::Json CheckReport::json() const {
  results::Json list = results::Json::array();
  for (const Block& block : blocks) {
    list.push_back({{"block", block.name},
                    {"plans", block.plans},
                    {"designs", block.designs},
                    {"method", block.method},
                    {"classes", block.classes},
                    {"evaluated", block.evaluated},
                    {"uncovered", block.uncovered},
                    {"seconds", block.seconds}});
  }
  return {{"valid", valid()},       {"complete", complete}, {"space", space},
          {"evaluated", evaluated}, {"front", front},       {"eps", eps},
          {"seconds", seconds},     {"faults", faults},     {"blocks", list}};
}

CheckReport check_study(const results::Study& study, const Workers& workers,
                        const CheckOptions& options) {
  return StudyCheck(study, workers, options).report();
}

}  // namespace paretree::dse
