#include "dse/study/row_builder.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace paretree::dse {

DesignPlace place_of(const Space& space, std::uint64_t position) {
  const Space::Address address = space.decode(position);
  const std::size_t bits = space.blocks()[address.block].slots[address.slot].bits_index;
  return {address, space.model_key(address.block, address.plan, bits), space.hardware_key(address)};
}

results::ModelRow model_row(std::uint64_t key, const ModelHalf& half) {
  const ModelCounts counts = model_counts(half);
  return {key,
          half.id().text(),
          half.format_id().text(),
          half.json().dump(),
          counts.parameters,
          counts.matrix_parameters,
          counts.weight_bytes,
          counts.macs,
          counts.matrix_macs};
}

results::HardwareRow hardware_row(const Space& space, const DesignPlace& place) {
  const Space::Slot& slot = space.blocks()[place.address.block].slots[place.address.slot];
  const results::Json json =
      hardware_json(slot.hardware->template_name(), space.configuration(place.address));
  return {place.hardware, hardware_id(json).text(), json.dump()};
}

void RowBuilder::prepare(const Evaluator::Outcome& outcome, const Workers& workers) {
  const Space& space = problem_.space;
  std::uint64_t first = space.size();
  std::uint64_t last = 0;
  const auto take = [&](const auto& rows) {  // those of a shard come in another order
    for (const auto& row : rows) {
      first = std::min(first, row.position);
      last = std::max(last, row.position);
    }
  };
  take(outcome.rows);
  take(outcome.rejected);
  if (first > last) {
    return;
  }
  for (std::size_t block = space.decode(first).block; block <= space.decode(last).block; ++block) {
    for (const Space::Slot& slot : space.blocks()[block].slots) {
      const auto [place, fresh] = hardware_.try_emplace(slot.hardware.get());
      if (!fresh) {
        continue;
      }
      const HardwareSpace& halves = *slot.hardware;
      std::vector<HardwareName>& names = place->second;
      names.resize(halves.size());
      workers.for_each(names.size(), [&](std::size_t half, std::size_t /*worker*/) {
        names[half] = {hardware_id(hardware_json(halves.template_name(), halves.at(half))),
                       halves.full_index(half)};
      });
    }
  }
}

/// One call of build().
class RowBuilder::Outcome {
 public:
  Outcome(const RowBuilder& builder, const Evaluator::Outcome& outcome, const std::string& fidelity)
      : builder_(builder), space_(builder.problem_.space), outcome_(outcome), fidelity_(fidelity) {}

  Built build() {
    const std::size_t feasible = outcome_.rows.size();
    const std::size_t rejected = outcome_.rejected.size();
    built_.evaluations.reserve(feasible, builder_.problem_.columns.size());
    built_.infeasible.reserve(rejected);
    built_.infeasible.texts() = outcome_.rejected.texts();
    // By position where both are sorted: a plan's designs come together, and its half is named
    // once.
    std::size_t row = 0;
    std::size_t rejection = 0;
    while (row < feasible || rejection < rejected) {
      if (rejection == rejected ||
          (row < feasible && outcome_.rows[row].position < outcome_.rejected[rejection].position)) {
        const Evaluator::Row at = outcome_.rows[row++];
        built_.evaluations.push_back(key_of(at.position), fidelity_, at.values);
      } else {
        const Evaluator::Rejected at = outcome_.rejected[rejection++];
        built_.infeasible.push_back(key_of(at.position), at.reason_number, at.detail_number);
      }
    }
    return std::move(built_);
  }

 private:
  results::DesignKey key_of(std::uint64_t position) {
    const Space::Address address = space_.decode(position);
    const Space::Slot& slot = space_.blocks()[address.block].slots[address.slot];
    if (slot.hardware.get() != hardware_) {
      hardware_ = slot.hardware.get();
      names_ = &builder_.hardware_.at(hardware_);
      seen_ = &hardware_seen_[hardware_];
      seen_->resize(names_->size(), 0);
    }
    const HardwareName& name = (*names_)[address.hardware];
    const DesignPlace place{address, space_.model_key(address.block, address.plan, slot.bits_index),
                            slot.hardware_base + name.full_index};
    if ((*seen_)[address.hardware] == 0) {
      (*seen_)[address.hardware] = 1;
      built_.hardware.push_back(place);
    }
    const std::array<char, Id::digits> text = id_of(model_id(place), name.id).characters();
    return {results::DesignName({text.data(), text.size()}), position, place.model, place.hardware};
  }

  const Id& model_id(const DesignPlace& place) {
    if (last_model_ == place.model) {
      return last_id_;
    }
    last_model_ = place.model;
    const auto [known, fresh] = models_.try_emplace(place.model);
    if (fresh) {
      const ModelHalf half = space_.model_half(place.address);
      known->second = half.id();
      built_.models.push_back(model_row(place.model, half));
      if (formats_.insert(built_.models.back().format).second) {
        built_.formats.push_back({built_.models.back().format, half.format_json().dump()});
      }
    }
    last_id_ = known->second;
    return last_id_;
  }

  const RowBuilder& builder_;
  const Space& space_;
  const Evaluator::Outcome& outcome_;
  const std::string& fidelity_;
  Built built_;
  std::map<std::uint64_t, Id> models_;
  std::optional<std::uint64_t> last_model_;
  Id last_id_;
  std::set<std::string> formats_;
  std::map<const HardwareSpace*, std::vector<char>> hardware_seen_;
  const HardwareSpace* hardware_ = nullptr;
  const std::vector<HardwareName>* names_ = nullptr;
  std::vector<char>* seen_ = nullptr;
};

RowBuilder::Built RowBuilder::build(const Evaluator::Outcome& outcome,
                                    const std::string& fidelity) const {
  return Outcome(*this, outcome, fidelity).build();
}

}  // namespace paretree::dse
