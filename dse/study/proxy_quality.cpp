#include "dse/study/proxy_quality.hpp"

#include "dse/study/formats_wanted.hpp"
#include "dse/study/rank_correlation.hpp"
#include "tensor/lstm/network.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>

namespace paretree::dse {

namespace {

/// Accuracies this near count as equal: about what one seed of a full training leaves open.
constexpr double half_a_point = 0.005;
/// Fewer formats say nothing about an order.
constexpr std::size_t fewest_formats = 10;
constexpr double widest_interval = 0.5;

std::string proxy_of(const std::string& fidelity) {
  return fidelity.substr(0, fidelity.find(':'));
}

/// One format with everything that was measured of it.
struct Entry {
  std::string family;
  double parameters = 0;
  std::map<std::string, std::vector<results::AccuracyRow>> rows;  ///< by fidelity, seeds ascending
};

/// One way of judging: a value per format (more is better), where it has one.
struct Judge {
  ProxyQuality heading;
  std::vector<std::optional<double>> values;
  std::vector<std::optional<double>> truth;  ///< that it is compared with
};

struct Table {
  std::vector<Entry> entries;
  std::set<std::string> fidelities;
  std::map<std::string, std::uint64_t> seeds;  ///< most seeds of any format
};

Table table_of(const results::Study& study, const Problem& problem) {
  std::map<std::string, std::vector<results::AccuracyRow>> measured;
  for (const results::AccuracyRow& row : study.accuracies()) {
    measured[row.format].push_back(row);
  }
  Table table;
  for (const WantedFormat& format : formats_wanted(problem)) {
    const auto found = measured.find(format.id);
    if (found == measured.end()) {
      continue;
    }
    ModelHalf half = format.half;
    half.matrix = tensor::canonical_format(half.matrix);
    Entry entry{std::string(tensor::name(half.matrix.kind)),
                static_cast<double>(model_counts(half).parameters),
                {}};
    for (const results::AccuracyRow& row : found->second) {
      table.fidelities.insert(row.fidelity);
      auto& rows = entry.rows[row.fidelity];
      rows.push_back(row);
      table.seeds[row.fidelity] = std::max<std::uint64_t>(table.seeds[row.fidelity], rows.size());
    }
    table.entries.push_back(std::move(entry));
  }
  return table;
}

bool measures_accuracy(const std::string& fidelity) {
  const AccuracyProxy* proxy = accuracy_proxies().find(proxy_of(fidelity));
  return proxy != nullptr && proxy->axis() == "error";
}

std::uint64_t steps_of(const Table& table, const std::string& fidelity) {
  for (const Entry& entry : table.entries) {
    const auto found = entry.rows.find(fidelity);
    if (found != entry.rows.end()) {
      return found->second.front().steps;
    }
  }
  return 0;
}

/// The fidelity with the most steps; accuracies from outside come before any of ours.
std::string most_trained(const Table& table) {
  std::string best;
  for (const std::string& fidelity : table.fidelities) {
    if (!measures_accuracy(fidelity)) {
      continue;
    }
    if (proxy_of(fidelity) == "external") {
      return fidelity;
    }
    if (best.empty() || steps_of(table, fidelity) > steps_of(table, best)) {
      best = fidelity;
    }
  }
  return best;
}

using Figure = std::optional<double> (*)(const results::AccuracyRow&);

/// The mean of a figure over the seeds [first, last) of each format that has them all.
std::vector<std::optional<double>> means(const Table& table, const std::string& fidelity,
                                         std::size_t first, std::size_t last, Figure figure,
                                         double factor) {
  std::vector<std::optional<double>> result;
  for (const Entry& entry : table.entries) {
    const auto found = entry.rows.find(fidelity);
    std::optional<double> mean;
    if (found != entry.rows.end() && found->second.size() >= last) {
      double sum = 0;
      bool complete = true;
      for (std::size_t seed = first; seed < last; ++seed) {
        const std::optional<double> value = figure(found->second[seed]);
        complete = complete && value && std::isfinite(*value);
        sum += value.value_or(0);
      }
      if (complete) {
        mean = factor * sum / static_cast<double>(last - first);
      }
    }
    result.push_back(mean);
  }
  return result;
}

std::optional<double> value_figure(const results::AccuracyRow& row) {
  return row.value;
}
std::optional<double> loss_figure(const results::AccuracyRow& row) {
  return row.loss;
}
std::optional<double> summed_loss_figure(const results::AccuracyRow& row) {
  return row.summed_loss;
}

class Judges {
 public:
  Judges(const Table& table, const results::Study& study, std::string against)
      : table_(table), against_(std::move(against)) {
    for (const results::MeasuringRow& row : study.measuring()) {
      if (row.measurements > 0) {
        seconds_[row.fidelity] = row.thread_seconds / static_cast<double>(row.measurements);
      }
    }
    truth_ = means(table, against_, 0, table.seeds.at(against_), value_figure, -1);
  }

  std::vector<Judge> all() {
    for (const std::string& fidelity : table_.fidelities) {
      if (fidelity != against_) {
        add_fidelity(fidelity);
      }
    }
    add_ceiling();
    return std::move(judges_);
  }

 private:
  void add_fidelity(const std::string& fidelity) {
    const AccuracyProxy* proxy = accuracy_proxies().find(proxy_of(fidelity));
    const std::string axis = proxy == nullptr ? proxy_of(fidelity) : proxy->axis();
    const Objective* objective = objectives().find(axis);
    const double factor =
        objective != nullptr && objective->sense() == Sense::minimise ? -1.0 : 1.0;
    const std::uint64_t seeds = table_.seeds.at(fidelity);
    std::vector<std::uint64_t> counts{seeds};
    if (seeds > 1) {
      counts.push_back(1);
    }
    for (const std::uint64_t count : counts) {
      add(fidelity, axis, count, value_figure, factor);
      add(fidelity, "loss", count, loss_figure, -1);
      add(fidelity, "summed_loss", count, summed_loss_figure, -1);
    }
  }

  void add(const std::string& fidelity, const std::string& figure, std::uint64_t seeds, Figure read,
           double factor) {
    Judge judge;
    judge.values = means(table_, fidelity, 0, seeds, read, factor);
    if (std::none_of(judge.values.begin(), judge.values.end(),
                     [](const auto& value) { return value.has_value(); })) {
      return;
    }
    judge.heading = heading(fidelity, figure, seeds);
    judge.truth = truth_;
    judges_.push_back(std::move(judge));
  }

  /// The best a proxy could do: one seed of the truth against its other seeds.
  void add_ceiling() {
    const std::uint64_t seeds = table_.seeds.at(against_);
    if (seeds < 2) {
      return;
    }
    Judge judge;
    judge.heading = heading(against_, "one seed against the others", 1);
    judge.values = means(table_, against_, 0, 1, value_figure, -1);
    judge.truth = means(table_, against_, 1, seeds, value_figure, -1);
    judges_.push_back(std::move(judge));
  }

  [[nodiscard]] ProxyQuality heading(const std::string& fidelity, const std::string& figure,
                                     std::uint64_t seeds) const {
    ProxyQuality heading;
    heading.proxy = proxy_of(fidelity);
    heading.figure = figure;
    const AccuracyProxy* proxy = accuracy_proxies().find(heading.proxy);
    heading.trains = proxy != nullptr && proxy->trains();
    heading.steps = steps_of(table_, fidelity);
    heading.seeds = seeds;
    const auto seconds = seconds_.find(fidelity);
    if (seconds != seconds_.end()) {
      heading.seconds_per_format = seconds->second * static_cast<double>(seeds);
    }
    return heading;
  }

  const Table& table_;
  std::string against_;
  std::map<std::string, double> seconds_;
  std::vector<std::optional<double>> truth_;
  std::vector<Judge> judges_;
};

std::string note_of(const ProxyQuality& row) {
  if (row.n < fewest_formats) {
    return fmt::format("too few formats to say ({}; at least {})", row.n, fewest_formats);
  }
  if (!row.interval) {
    return "all values are equal";
  }
  if (row.interval->second - row.interval->first > widest_interval) {
    return "too uncertain to say: the interval is wider than 0.5";
  }
  return "";
}

/// The formats of a family that a judge has a value for.
struct Sample {
  std::vector<double> judged, truth, sizes;
};

Sample sample_of(const Table& table, const Judge& judge, const std::string& family) {
  Sample sample;
  for (std::size_t i = 0; i < table.entries.size(); ++i) {
    const Entry& entry = table.entries[i];
    if ((family == "all" || entry.family == family) && judge.values[i] && judge.truth[i]) {
      sample.judged.push_back(*judge.values[i]);
      sample.truth.push_back(*judge.truth[i]);
      sample.sizes.push_back(entry.parameters);
    }
  }
  return sample;
}

ProxyQuality quality(ProxyQuality row, const Sample& sample, const std::string& family) {
  row.family = family;
  row.n = sample.judged.size();
  row.spearman = spearman(sample.judged, sample.truth);
  row.interval = spearman_interval(sample.judged, sample.truth);
  row.kendall = kendall(sample.judged, sample.truth);
  const PairCount pairs = iso_size_pairs(sample.judged, sample.truth, sample.sizes, half_a_point);
  row.iso_size_pairs = pairs.pairs;
  row.iso_size_correct = pairs.correct;
  row.note = note_of(row);
  return row;
}

/// Two judges over the formats that both have a value for.
struct PairSample {
  Sample first;
  std::vector<double> second;
};

const Judge* judge_named(const std::vector<Judge>& judges, const std::string& proxy) {
  const auto found = std::find_if(judges.begin(), judges.end(),
                                  [&](const Judge& judge) { return judge.heading.proxy == proxy; });
  return found == judges.end() ? nullptr : &*found;
}

PairSample pair_of(const Table& table, const Judge& first, const Judge& second,
                   const std::string& family) {
  PairSample pair;
  for (std::size_t i = 0; i < table.entries.size(); ++i) {
    const Entry& entry = table.entries[i];
    if ((family == "all" || entry.family == family) && first.values[i] && second.values[i] &&
        first.truth[i]) {
      pair.first.judged.push_back(*first.values[i]);
      pair.first.truth.push_back(*first.truth[i]);
      pair.first.sizes.push_back(entry.parameters);
      pair.second.push_back(*second.values[i]);
    }
  }
  return pair;
}

/// Capacity with a second proxy: ranks added up, and a plane fitted with each format left out.
void add_combinations(const Table& table, const std::vector<Judge>& judges,
                      const std::string& family, std::vector<ProxyQuality>& rows) {
  const Judge* capacity = judge_named(judges, "capacity");
  if (capacity == nullptr) {
    return;
  }
  for (const char* name : {"effective_rank", "hidden_covariance", "short_training"}) {
    const Judge* other = judge_named(judges, name);
    if (other == nullptr) {
      continue;
    }
    PairSample pair = pair_of(table, *capacity, *other, family);
    if (pair.first.judged.empty()) {
      continue;
    }
    for (double& value : pair.first.judged) {
      value = std::log(value);
    }
    ProxyQuality heading = other->heading;
    heading.proxy = fmt::format("capacity+{}", name);
    heading.figure = "rank sum";
    if (capacity->heading.seconds_per_format && heading.seconds_per_format) {
      *heading.seconds_per_format += *capacity->heading.seconds_per_format;
    }
    Sample sum = pair.first;
    const std::vector<double> first_ranks = ranks_of(pair.first.judged);
    const std::vector<double> second_ranks = ranks_of(pair.second);
    for (std::size_t i = 0; i < sum.judged.size(); ++i) {
      sum.judged[i] = first_ranks[i] + second_ranks[i];
    }
    rows.push_back(quality(heading, sum, family));
    if (const auto predicted =
            leave_one_out_fit({pair.first.judged, pair.second}, pair.first.truth)) {
      heading.figure = "linear fit, each format left out";
      Sample fitted = pair.first;
      fitted.judged = *predicted;
      rows.push_back(quality(heading, fitted, family));
    }
  }
}

}  // namespace

results::Json ProxyQuality::json() const {
  const auto optional = [](const std::optional<double>& value) {
    return value ? results::Json(*value) : results::Json();
  };
  return {{"proxy", proxy},
          {"figure", figure},
          {"trains", trains},
          {"steps", steps},
          {"seeds", seeds},
          {"family", family},
          {"n", n},
          {"spearman", optional(spearman)},
          {"spearman_low", interval ? results::Json(interval->first) : results::Json()},
          {"spearman_high", interval ? results::Json(interval->second) : results::Json()},
          {"kendall", optional(kendall)},
          {"iso_size_pairs", iso_size_pairs},
          {"iso_size_correct", iso_size_correct},
          {"seconds_per_format", optional(seconds_per_format)},
          {"note", note}};
}

results::Json ProxyReport::json() const {
  results::Json list = results::Json::array();
  for (const ProxyQuality& row : rows) {
    list.push_back(row.json());
  }
  return list;
}

ProxyReport proxy_report(const results::Study& study, const Problem& problem,
                         const std::string& against) {
  const Table table = table_of(study, problem);
  ProxyReport report;
  report.against = against.empty() ? most_trained(table) : against;
  if (!table.fidelities.contains(report.against)) {
    throw std::invalid_argument(
        against.empty()
            ? fmt::format("{} has no trained accuracies to judge proxies by; a sweep with "
                          "`accuracy: full_training` and a list `compare:` of proxies makes them",
                          study.file())
            : fmt::format("no fidelity '{}' in this study; there are {}", against,
                          fmt::join(table.fidelities, ", ")));
  }
  if (!measures_accuracy(report.against)) {
    throw std::invalid_argument(
        fmt::format("'{}' is no measured accuracy: nothing can be judged by it", report.against));
  }
  report.against_seeds = table.seeds.at(report.against);
  const std::vector<Judge> judges = Judges(table, study, report.against).all();
  if (table.fidelities.size() < 2) {
    throw std::invalid_argument(
        fmt::format("{} has {} alone: a list `compare:` in its sweep names the proxies to measure "
                    "beside it",
                    study.file(), report.against));
  }
  std::set<std::string> families;
  for (const Entry& entry : table.entries) {
    families.insert(entry.family);
  }
  std::vector<std::string> asked = {"all"};
  if (families.size() > 1) {
    asked.insert(asked.end(), families.begin(), families.end());
  }
  for (const std::string& family : asked) {
    for (const Judge& judge : judges) {
      const Sample sample = sample_of(table, judge, family);
      if (!sample.judged.empty()) {
        report.rows.push_back(quality(judge.heading, sample, family));
      }
    }
    add_combinations(table, judges, family, report.rows);
  }
  return report;
}

}  // namespace paretree::dse
