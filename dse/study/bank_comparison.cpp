#include "dse/study/bank_comparison.hpp"

#include "hwmodel/banking/bank_mapping.hpp"
#include "hwmodel/outside_model.hpp"
#include "hwmodel/price.hpp"
#include "hwmodel/simulator/bank_assignment.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <variant>

namespace paretree::dse {

namespace {

constexpr const char* key = "bank_mapping";

bool has_choice(const PlainDesign& design) {
  return design.machine && design.activity && design.configuration.has(key);
}

std::vector<std::uint64_t> tables_of(const PlainDesign& design, const hwmodel::Array& array,
                                     const hwmodel::Activity& activity) {
  const hwmodel::Datapath datapath =
      hwmodel::accelerators().at(design.template_name).datapath(array);
  return hwmodel::bank_table_words(design.work, array, datapath, activity.stages);
}

BankChoice choice_of(const Problem& problem, const PlainDesign& design, const std::string& name) {
  const hwmodel::Accelerator& accelerator = hwmodel::accelerators().at(design.template_name);
  hwmodel::Configuration configuration = design.configuration;
  configuration.set(key, name);
  BankChoice choice;
  choice.bank_mapping = name;
  choice.chosen = design.configuration.choice(key) == name;
  const auto built = accelerator.build(configuration, problem.technology, design.model.weight_bits);
  if (const auto* refused = std::get_if<hwmodel::Infeasible>(&built)) {
    choice.refused = refused->text();
    return choice;
  }
  const auto& machine = std::get<hwmodel::Machine>(built);
  choice.rule =
      hwmodel::bank_mapping_sentence(static_cast<hwmodel::BankMapping>(machine.array.bank_mapping));
  const hwmodel::Activity activity = accelerator.count(design.work, machine.array);
  choice.cycles = activity.cycles_per_step;
  for (const hwmodel::StageActivity& stage : activity.stages) {
    choice.conflict_cycles += stage.conflict_cycles;
    choice.read_conflicts += stage.read_conflicts;
    choice.write_conflicts += stage.write_conflicts;
  }
  const auto addressing = static_cast<std::size_t>(hwmodel::Component::addressing);
  choice.network_mm2 = static_cast<double>(machine.area_um2.at(addressing)) * 1e-6;
  const auto tables = tables_of(design, machine.array, activity);
  choice.table_words = std::accumulate(tables.begin(), tables.end(), std::uint64_t{0});
  return choice;
}

}  // namespace

std::vector<BankChoice> bank_choices(const Problem& problem, const PlainDesign& design) {
  std::vector<BankChoice> choices;
  if (!has_choice(design)) {
    return choices;
  }
  for (const std::string& name : hwmodel::bank_mapping_names()) {
    choices.push_back(choice_of(problem, design, name));
  }
  return choices;
}

std::optional<BankTable> bank_table(const Problem& problem, const PlainDesign& design) {
  if (!has_choice(design)) {
    return std::nullopt;
  }
  const hwmodel::Array& array = design.machine->array;
  const auto words = tables_of(design, array, *design.activity);
  BankTable table;
  table.words = std::accumulate(words.begin(), words.end(), std::uint64_t{0});
  const auto bits = static_cast<std::uint64_t>(std::bit_width(array.banks - 1));
  if (table.words == 0 || bits == 0) {
    return std::nullopt;
  }
  const std::uint64_t bytes = (table.words * bits + 7) / 8;
  table.kib = static_cast<double>(bytes) / 1024;
  hwmodel::Configuration memory;
  memory.set("size_bytes", static_cast<std::int64_t>(std::max<std::uint64_t>(bytes, 1024)));
  memory.set("width_bits", static_cast<std::int64_t>(array.banks * bits));
  memory.set("node_nm", design.configuration.number("node_nm"));
  memory.set("cell", design.configuration.choice("sram_cell"));
  // Words of a tensor are placed when its producer writes them, and found when its consumer reads.
  std::uint64_t placed = 0;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const hwmodel::StageActivity& stage = design.activity->stages[at];
    placed += words[at] == 0 ? 0 : stage.events.activation_reads + words[at];
  }
  try {
    const auto priced = hwmodel::price("sram", memory, problem.technology);
    const double look_ups =
        static_cast<double>(placed * design.work.steps) / static_cast<double>(array.banks);
    for (const hwmodel::PricedFigure& figure : priced.figures) {
      if (figure.name == "area_mm2") {
        table.area_mm2 = figure.value;
      } else if (figure.name == "leakage_mw") {
        table.leakage_mw = figure.value;
      } else if (figure.name == "read_pj") {
        table.energy_pj = figure.value * look_ups;
      }
    }
  } catch (const hwmodel::OutsideModel&) {
    // Larger or wider than any memory of the table: its cost stays unknown, never zero.
  }
  return table;
}

results::Json banks_json(const Problem& problem, const PlainDesign& design) {
  results::Json choices = results::Json::array();
  for (const BankChoice& choice : bank_choices(problem, design)) {
    results::Json row = {{key, choice.bank_mapping}, {"chosen", choice.chosen}};
    if (!choice.refused.empty()) {
      row["refused"] = choice.refused;
    } else {
      row.update({{"cycles", choice.cycles},
                  {"conflict_cycles", choice.conflict_cycles},
                  {"read_conflicts", choice.read_conflicts},
                  {"write_conflicts", choice.write_conflicts},
                  {"network_mm2", choice.network_mm2},
                  {"table_words", choice.table_words},
                  {"rule", choice.rule}});
    }
    choices.push_back(std::move(row));
  }
  results::Json json = {{"choices", std::move(choices)}, {"table", nullptr}};
  if (const auto table = bank_table(problem, design)) {
    const auto optional = [](const std::optional<double>& value) {
      return value ? results::Json(*value) : results::Json();
    };
    json["table"] = {{"words", table->words},
                     {"kib", table->kib},
                     {"area_mm2", optional(table->area_mm2)},
                     {"leakage_mw", optional(table->leakage_mw)},
                     {"energy_pj", optional(table->energy_pj)}};
  }
  return json;
}

}  // namespace paretree::dse
