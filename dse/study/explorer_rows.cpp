// What an Explorer stores: the rows of a batch and the front with its intervals.

#include "dse/core/user_sequences.hpp"
#include "dse/study/explorer.hpp"

#include <algorithm>

namespace paretree::dse {

namespace {

/// Models and formats remembered as sent: any further one makes all of them be sent again.
constexpr std::size_t most_remembered = std::size_t{1} << 20U;

/// A checkpoint of the history is due each time the designs have grown by one part in this many:
/// some 160 for a billion designs, at the same places whenever and however often a run is stopped.
constexpr std::uint64_t checkpoint_growth = 8;

}  // namespace

bool Explorer::checkpoint_is_due() const {
  const std::uint64_t designs = progress_.evaluated + progress_.closed;
  return designs > last_checkpoint_ &&
         designs - last_checkpoint_ >= last_checkpoint_ / checkpoint_growth;
}

/// The front as it is now, for the history.
results::FrontCheckpoint Explorer::checkpoint() const {
  results::FrontCheckpoint checkpoint;
  checkpoint.designs = progress_.evaluated + progress_.closed;
  checkpoint.batches = progress_.next;
  for (std::size_t member = 0; member < archive_.size(); ++member) {
    results::FrontCheckpoint::Member& row = checkpoint.front.emplace_back();
    row.position = archive_.position(member);
    for (std::size_t i = 0; i < archive_.width(); ++i) {
      const bool maximised = problem_.columns[i].objective->sense() == Sense::maximise;
      row.values.push_back(maximised ? -archive_.point(member)[i] : archive_.point(member)[i]);
    }
  }
  return checkpoint;
}

/// Merges the outcomes of a batch, in order, into archive and rows.
void Explorer::keep(const std::vector<Evaluator::Outcome>& outcomes, results::Batch& rows) {
  const sweeps::Retention store = retention_;
  std::map<std::uint64_t, Evaluator::Row> joined;
  std::set<std::uint64_t> gone;
  std::map<std::string, std::uint64_t> reasons(progress_.infeasible.begin(),
                                               progress_.infeasible.end());
  std::vector<double> point;
  std::vector<std::uint64_t> left;
  for (const Evaluator::Outcome& outcome : outcomes) {
    progress_.evaluated += outcome.evaluated;
    progress_.closed += outcome.closed;
    progress_.feasible += outcome.feasible;
    for (const auto& [reason, count] : outcome.reasons) {
      reasons[reason] += count;
    }
    for (const Evaluator::Row& row : outcome.rows) {
      evaluator_.to_minimise(row.values, point);
      left.clear();
      if (archive_.insert(point, row.position, &left)) {
        joined.insert_or_assign(row.position, row);
        for (const std::uint64_t position : left) {
          if (joined.erase(position) == 0) {
            gone.insert(position);
          }
        }
      }
      if (store == sweeps::Retention::front_and_sample && Evaluator::in_sample(row.position)) {
        add_row(row, rows);
      }
    }
  }
  progress_.infeasible.assign(reasons.begin(), reasons.end());
  if (store == sweeps::Retention::all) {
    keep_all(outcomes, rows);
  } else {
    const auto sampled = [&](std::uint64_t position) {
      return store == sweeps::Retention::front_and_sample && Evaluator::in_sample(position);
    };
    for (const auto& [position, row] : joined) {
      if (!sampled(position)) {
        add_row(row, rows);
      }
    }
    for (const std::uint64_t position : gone) {
      if (!sampled(position)) {
        rows.dropped.push_back(position);
      }
    }
  }
  if (!joined.empty() || !gone.empty()) {
    rows.front = front_rows();
  }
}

/// The rows of all designs: outcomes in parallel, then one after the other in their order.
void Explorer::keep_all(const std::vector<Evaluator::Outcome>& outcomes, results::Batch& rows) {
  for (const Evaluator::Outcome& outcome : outcomes) {
    builder_.prepare(outcome, workers_);
  }
  std::vector<RowBuilder::Built> built(outcomes.size());
  workers_.for_each(outcomes.size(), [&](std::size_t number, std::size_t /*worker*/) {
    built[number] = builder_.build(outcomes[number], fidelity_);
  });
  if (stored_models_.size() >= most_remembered) {
    stored_models_.clear();
    stored_formats_.clear();
  }
  for (RowBuilder::Built& part : built) {
    for (results::FormatRow& format : part.formats) {
      if (stored_formats_.insert(format.id).second) {
        rows.formats.push_back(std::move(format));
      }
    }
    for (results::ModelRow& model : part.models) {
      if (stored_models_.insert(model.key).second) {
        rows.models.push_back(std::move(model));
      }
    }
    for (const DesignPlace& place : part.hardware) {
      if (stored_hardware_.insert(place.hardware).second) {
        rows.hardware.push_back(hardware_row(problem_.space, place));
      }
    }
    rows.evaluations.append(part.evaluations);
    rows.infeasible.append(part.infeasible);
  }
}

void Explorer::add_row(const Evaluator::Row& row, results::Batch& rows) {
  const DesignPlace place = place_of(row.position);
  add_halves(place, rows);
  rows.evaluations.push_back(
      {results::DesignName(design_id(place)), row.position, place.model, place.hardware}, fidelity_,
      row.values);
}

void Explorer::add_halves(const DesignPlace& place, results::Batch& rows) {
  if (stored_models_.size() >= most_remembered) {
    stored_models_.clear();
    stored_formats_.clear();
  }
  if (stored_models_.insert(place.model).second) {
    const ModelHalf half = problem_.space.model_half(place.address);
    add_format(half, rows);
    last_model_.emplace(place.model, half.id());
    rows.models.push_back(model_row(place.model, half));
  }
  if (stored_hardware_.insert(place.hardware).second) {
    rows.hardware.push_back(hardware_row(problem_.space, place));
  }
}

void Explorer::add_format(const ModelHalf& half, results::Batch& rows) {
  std::string id = half.format_id().text();
  if (stored_formats_.insert(id).second) {
    rows.formats.push_back({std::move(id), half.format_json().dump()});
  }
}

std::string Explorer::design_id(const DesignPlace& place) {
  const Space& space = problem_.space;
  auto hardware = hardware_ids_.find(place.hardware);
  if (hardware == hardware_ids_.end()) {
    const Space::Slot& slot = space.blocks()[place.address.block].slots[place.address.slot];
    const Id id = hardware_id(
        hardware_json(slot.hardware->template_name(), space.configuration(place.address)));
    hardware = hardware_ids_.emplace(place.hardware, id).first;
  }
  if (!last_model_ || last_model_->first != place.model) {
    last_model_.emplace(place.model, space.model_half(place.address).id());
  }
  return id_of(last_model_->second, hardware->second).text();
}

/// The whole front with its intervals and probabilities, in the order of positions.
std::vector<results::FrontRow> Explorer::front_rows() {
  std::optional<std::size_t> sampled;
  for (std::size_t number = 0; number < problem_.objective_count; ++number) {
    if (problem_.columns[number].name == "error") {
      sampled = number;
    }
  }
  const ErrorUnit unit = is_text(problem_.proxy_parameters) ? ErrorUnit::bits : ErrorUnit::share;
  std::map<std::string, Sample> samples;
  std::vector<FrontPoint> points;
  std::vector<results::FrontRow> rows;
  bool repeated = false;
  for (std::size_t member = 0; member < archive_.size(); ++member) {
    const std::uint64_t position = archive_.position(member);
    const auto values = archive_.point(member);
    FrontPoint point{{values.begin(), values.end()}, nullptr};
    results::FrontRow row;
    row.position = position;
    if (sampled) {
      const std::string id =
          problem_.space.model_half(problem_.space.decode(position)).format_id().text();
      auto [entry, fresh] = samples.emplace(id, Sample{});
      if (fresh) {
        for (const auto& [seed, value] : known_[id]) {
          entry->second.values.push_back(value);
        }
      }
      const auto given = given_errors_.find(id);
      if (const auto interval = error_interval(
              entry->second,
              given == given_errors_.end() ? std::nullopt : std::optional(given->second), unit)) {
        row.intervals.emplace_back("error", *interval);
      }
      if (entry->second.values.size() > 1) {
        repeated = true;
        point.sample = &entry->second;
      }
    }
    points.push_back(std::move(point));
    rows.push_back(std::move(row));
  }
  if (repeated) {
    const std::vector<double> probability = front_probability(points, *sampled);
    for (std::size_t member = 0; member < rows.size(); ++member) {
      rows[member].probability = probability[member];
    }
  }
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return a.position < b.position; });
  return rows;
}

/// Costs are counted with the trace of the first seed alone, whatever comes later.
results::PrunedStatesRow Explorer::states_row(const std::string& format,
                                              const std::string& fidelity, std::uint64_t seed,
                                              const MeasuredStates& states) const {
  const bool priced = fidelity == problem_.fidelity() && seed == seeds_.front();
  return {.format = format,
          .fidelity = fidelity,
          .seed = seed,
          .threshold = states.threshold,
          .share = states.share,
          .joint_share = states.joint_share,
          .trace = priced ? states.trace : std::string()};
}

}  // namespace paretree::dse
