#include "hwmodel/banked_engine.hpp"

#include "hwmodel/array_model.hpp"
#include "hwmodel/banking/conflicts.hpp"
#include "hwmodel/outside_model.hpp"
#include "hwmodel/pricing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace paretree::hwmodel {

namespace {

constexpr std::uint64_t fixed_mapping = 0;

/// With rows over MACs one weight per MAC of a PE serves all PEs; another mapping may want one per
/// PE.
std::uint64_t weight_port_words(const Array& array) {
  return array.mapping == fixed_mapping ? array.macs_per_pe
                                        : std::max(array.pes, array.macs_per_pe);
}

std::uint64_t bank_mapping_number(const std::string& word) {
  const std::vector<std::string>& names = bank_mapping_names();
  return static_cast<std::uint64_t>(std::find(names.begin(), names.end(), word) - names.begin());
}

/// Gates between lanes and banks, derived from how each mapping is built. Numbering lanes so that
/// lane bits are bank bits, an XOR mapping of boxes moves words by one constant a cycle: a layer of
/// two-input multiplexers per bank bit, one row address for all banks on the write side and an XOR
/// per bank and bit on the read side. Other mappings need any word at any bank: a crossbar, and an
/// adder for the address of every lane, in both directions.
BankNetwork network_of(const Array& array) {
  const auto banks = static_cast<double>(array.banks);
  const auto bits = static_cast<double>(std::bit_width(array.banks - 1));
  constexpr double directions = 2;
  const auto mapping = static_cast<BankMapping>(array.bank_mapping);
  if (mapping == BankMapping::xor_box) {
    return {.multiplexers = directions * banks * bits, .layers = bits, .gates = banks * bits};
  }
  BankNetwork network{.multiplexers = directions * banks * (banks - 1),
                      .layers = bits,
                      .address_adders = directions * banks};
  network.gates = mapping == BankMapping::xor_fold ? directions * banks * bits : 0;
  return network;
}

AccessGroups groups_between(const StageActivity* producer, const StageActivity* consumer,
                            const Lanes& lanes) {
  AccessGroups groups;
  if (producer != nullptr) {
    const Mapping mapping = mapping_of(producer->mapping);
    groups.write_rows = lanes_of(Spread::rows, lanes, mapping);
    groups.write_columns = lanes_of(Spread::columns, lanes, mapping);
  }
  if (consumer != nullptr) {
    const Mapping mapping = mapping_of(consumer->mapping);
    groups.read_columns = lanes_of(Spread::columns, lanes, mapping);
    groups.read_inner = lanes_of(Spread::inner, lanes, mapping);
  }
  return groups;
}

/// A tensor that no activation memory of the model holds makes a design infeasible in any case.
constexpr std::uint64_t most_counted_words = std::uint64_t{1} << 21U;

/// Conflicts of every stage between the tensors it reads and writes. Mappings per stage were chosen
/// as if there were none.
void count_conflicts(const LstmWork& work, BankMapping mapping, const Lanes& lanes,
                     std::vector<StageActivity>& stages) {
  if (activation_words_needed(work) > most_counted_words) {
    return;
  }
  for (std::size_t number = 0; number < work.stages.size(); ++number) {
    const MatrixStage& stage = work.stages[number];
    const MatrixStage* before = number > 0 ? &work.stages[number - 1] : nullptr;
    const MatrixStage* after = number + 1 < work.stages.size() ? &work.stages[number + 1] : nullptr;
    const bool fed = before != nullptr && follows(*before, stage);
    const bool feeds = after != nullptr && follows(stage, *after);
    add_conflicts(boundary_between(fed ? before : nullptr, &stage, work.batch),
                  boundary_between(&stage, feeds ? after : nullptr, work.batch),
                  groups_between(fed ? &stages[number - 1] : nullptr, &stages[number], lanes),
                  groups_between(&stages[number], feeds ? &stages[number + 1] : nullptr, lanes),
                  mapping, lanes, mapping_of(stages[number].mapping), stages[number]);
  }
}

}  // namespace

std::variant<Machine, Infeasible> build_banked_engine(const Configuration& configuration,
                                                      const std::vector<Parameter>& parameters,
                                                      const Technology& technology,
                                                      int weight_bits) {
  MachinePlan plan;
  try {
    const Configuration complete = completed(configuration, parameters);
    plan = plan_of(complete, weight_bits);
    plan.array.mapping = complete.choice("mapping") == "fixed" ? fixed_mapping : fixed_mapping + 1;
    if (complete.has("bank_mapping")) {
      plan.array.bank_mapping = bank_mapping_number(complete.choice("bank_mapping"));
      plan.network = network_of(plan.array);
    }
  } catch (const OutsideModel& refused) {
    return Infeasible{Infeasible::Reason::outside_model, 0, 0, refused.what()};
  }
  const auto mapping = static_cast<BankMapping>(plan.array.bank_mapping);
  if (!std::has_single_bit(plan.array.pes) ||
      (needs_power_of_two(mapping) && !std::has_single_bit(plan.array.banks))) {
    return Infeasible{
        Infeasible::Reason::array, 0, 0,
        fmt::format("{} PEs and {} banks must be powers of two: no conflict-free bank "
                    "addressing is known for others",
                    plan.array.pes, plan.array.banks)};
  }
  plan.weight_port_words = weight_port_words(plan.array);
  if (plan.array.mapping != fixed_mapping) {
    plan.reduction_adders = plan.array.pes * plan.array.macs_per_pe - 1;
  }
  return build_from([&] { return plan; }, technology);
}

Datapath datapath_of_banked_engine(const Array& array) {
  return {.weight_port_words = weight_port_words(array)};
}

Activity count_banked_engine(const LstmWork& work, const Array& array) {
  const Lanes lanes{.pes = array.pes,
                    .macs_per_pe = array.macs_per_pe,
                    .banks = array.banks,
                    .weight_port_words = weight_port_words(array),
                    .access_cycles = array.sram_access_cycles};
  std::vector<StageActivity> stages;
  stages.reserve(work.stages.size() + 1);
  for (const MatrixStage& stage : work.stages) {
    stages.push_back(array.mapping == fixed_mapping
                         ? stage_activity(stage, work.batch, lanes, Mapping{})
                         : best_stage_activity(stage, work.batch, lanes));
  }
  const auto bank_mapping = static_cast<BankMapping>(array.bank_mapping);
  if (bank_mapping != BankMapping::xor_box) {
    count_conflicts(work, bank_mapping, lanes, stages);
  }
  stages.push_back(element_wise_activity(work, lanes));
  return sequence_activity(work, std::move(stages));
}

}  // namespace paretree::hwmodel
