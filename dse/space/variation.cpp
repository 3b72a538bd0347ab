#include "dse/space/variation.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace paretree::dse {

namespace {

bool coin(Random& random) {
  return random.below(2) == 0;
}

/// A number below `bound` other than `value`. Requires: bound > 1.
std::uint64_t another(std::uint64_t value, std::uint64_t bound, Random& random) {
  const std::uint64_t drawn = random.below(bound - 1);
  return drawn + (drawn >= value ? 1 : 0);
}

}  // namespace

std::uint64_t Variation::any(Random& random) const {
  return random.below(space_.size());
}

Space::Address Variation::drawn_plan(Address address, Random& random) const {
  address.plan = random.below(block(address).model->plans());
  return address;
}

/// One edge with the rank that the edge has in another rank vector of the tree, so that values are
/// always among the sweep's.
std::optional<Space::Address> Variation::other_ranks(Address address, Random& random) const {
  const ModelSpace& model = *block(address).model;
  ModelSpace::Parts parts = model.parts(address.plan);
  const tensor::RankSpace& ranks = model.ranks(parts.tree);
  const tensor::EdgeRanks now = ranks.at(parts.ranks);
  if (now.edges().empty() || ranks.size() < 2) {
    return std::nullopt;
  }
  constexpr int tries = 8;
  for (int attempt = 0; attempt < tries; ++attempt) {
    const tensor::EdgeRanks donor = ranks.at(another(parts.ranks, ranks.size(), random));
    std::vector<std::pair<tensor::ModeSet, std::uint64_t>> edges = now.edges();
    const std::size_t edge = random.below(edges.size());
    edges[edge].second = donor.edges()[edge].second;
    const tensor::EdgeRanks changed(std::move(edges));
    if (!(changed == now) && ranks.contains(changed)) {
      parts.ranks = ranks.index_of(changed);
      address.plan = model.plan_of(parts);
      return address;
    }
  }
  return std::nullopt;
}

std::optional<Space::Address> Variation::other_hardware(Address address, Random& random) const {
  const HardwareSpace& hardware = *block(address).slots[address.slot].hardware;
  const std::vector<std::size_t> now = hardware.choice(address.hardware);
  constexpr int tries = 16;
  for (int attempt = 0; attempt < tries; ++attempt) {
    const std::size_t axis = random.below(hardware.axes().size());
    const std::size_t values = hardware.axes()[axis].values.size();
    if (values < 2) {
      continue;
    }
    std::vector<std::size_t> changed = now;
    changed[axis] = another(now[axis], values, random);
    if (const auto index = hardware.index_of(changed)) {
      address.hardware = *index;
      return address;
    }
  }
  return std::nullopt;
}

std::uint64_t Variation::mutated(std::uint64_t position, Random& random) const {
  const Address address = space_.decode(position);
  const ModelSpace& model = *block(address).model;
  ModelSpace::Parts parts = model.parts(address.plan);
  const auto with_parts = [&] {
    Address changed = address;
    changed.plan = model.plan_of(parts);
    return changed;
  };
  enum Gene : std::uint64_t { factorisation, tree, ranks, rooting, order, slot, hardware, genes };
  constexpr int tries = 16;
  for (int attempt = 0; attempt < tries; ++attempt) {
    std::optional<Address> changed;
    switch (static_cast<Gene>(random.below(genes))) {
      case factorisation:
        if (space_.blocks().size() > 1) {
          Address moved = address;
          moved.block = another(address.block, space_.blocks().size(), random);
          changed = with_hardware_of(drawn_plan(moved, random), address, random);
        }
        break;
      case tree:
        if (model.trees() > 1) {
          const std::size_t other = another(parts.tree, model.trees(), random);
          if (model.ranks(other).size() > 0) {
            parts = {other, random.below(model.ranks(other).size()),
                     random.below(model.rootings(other)), random.below(model.orders())};
            changed = with_parts();
          }
        }
        break;
      case ranks:
        changed = other_ranks(address, random);
        break;
      case rooting:
        if (model.rootings(parts.tree) > 1) {
          parts.rooting = another(parts.rooting, model.rootings(parts.tree), random);
          changed = with_parts();
        }
        break;
      case order:
        if (model.orders() > 1) {
          parts.order = another(parts.order, model.orders(), random);
          changed = with_parts();
        }
        break;
      case slot:
        if (block(address).slots.size() > 1) {
          Address moved = address;
          moved.slot = another(address.slot, block(address).slots.size(), random);
          const HardwareSpace& from = *block(address).slots[address.slot].hardware;
          const HardwareSpace& to = *block(moved).slots[moved.slot].hardware;
          const auto same = from.template_name() == to.template_name()
                                ? to.index_of(from.choice(address.hardware))
                                : std::nullopt;
          moved.hardware = same ? *same : random.below(to.size());
          changed = moved;
        }
        break;
      case hardware:
      case genes:
        changed = other_hardware(address, random);
        break;
    }
    if (changed) {
      return space_.encode(*changed);
    }
  }
  return any(random);
}

Space::Address Variation::with_hardware_of(Address address, const Address& other,
                                           Random& random) const {
  const std::vector<Space::Slot>& slots = block(address).slots;
  const Space::Slot& wanted = block(other).slots[other.slot];
  const auto found = std::find_if(slots.begin(), slots.end(), [&](const Space::Slot& slot) {
    return slot.bits_index == wanted.bits_index &&
           slot.hardware->template_name() == wanted.hardware->template_name();
  });
  if (found == slots.end()) {
    address.slot = random.below(slots.size());
    address.hardware = random.below(slots[address.slot].hardware->size());
    return address;
  }
  address.slot = static_cast<std::size_t>(found - slots.begin());
  const auto index = found->hardware->index_of(wanted.hardware->choice(other.hardware));
  address.hardware = index ? *index : random.below(found->hardware->size());
  return address;
}

std::uint64_t Variation::crossed_plans(const Address& first, const Address& second,
                                       Random& random) const {
  const ModelSpace& model = *block(first).model;
  const ModelSpace::Parts a = model.parts(first.plan);
  const ModelSpace::Parts b = model.parts(second.plan);
  if (a.tree != b.tree) {
    return coin(random) ? first.plan : second.plan;
  }
  ModelSpace::Parts child = a;
  child.rooting = coin(random) ? a.rooting : b.rooting;
  child.order = coin(random) ? a.order : b.order;
  const tensor::RankSpace& ranks = model.ranks(a.tree);
  std::vector<std::pair<tensor::ModeSet, std::uint64_t>> edges = ranks.at(a.ranks).edges();
  const tensor::EdgeRanks others = ranks.at(b.ranks);
  for (std::size_t edge = 0; edge < edges.size(); ++edge) {
    if (coin(random)) {
      edges[edge].second = others.edges()[edge].second;
    }
  }
  const tensor::EdgeRanks mixed(std::move(edges));
  child.ranks = ranks.contains(mixed) ? ranks.index_of(mixed) : coin(random) ? a.ranks : b.ranks;
  return model.plan_of(child);
}

std::uint64_t Variation::crossed(std::uint64_t first, std::uint64_t second, Random& random) const {
  Address a = space_.decode(first);
  Address b = space_.decode(second);
  if (coin(random)) {
    std::swap(a, b);
  }
  Address child = a;
  if (a.block == b.block) {
    child.plan = crossed_plans(a, b, random);
  }
  const HardwareSpace& hardware = *block(a).slots[a.slot].hardware;
  const HardwareSpace& others = *block(b).slots[b.slot].hardware;
  if (hardware.template_name() != others.template_name()) {
    return space_.encode(coin(random) ? child : with_hardware_of(child, b, random));
  }
  std::vector<std::size_t> mixed = hardware.choice(a.hardware);
  const std::vector<std::size_t> theirs = others.choice(b.hardware);
  for (std::size_t axis = 0; axis < mixed.size(); ++axis) {
    if (coin(random)) {
      mixed[axis] = theirs[axis];
    }
  }
  if (coin(random)) {  // the width of the weights comes from the other parent
    child = with_hardware_of(child, b, random);
  }
  const HardwareSpace& into = *block(child).slots[child.slot].hardware;
  if (into.template_name() == hardware.template_name()) {
    child.hardware = into.index_of(mixed).value_or(child.hardware);
  }
  return space_.encode(child);
}

}  // namespace paretree::dse
