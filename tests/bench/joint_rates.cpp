// How fast the designs of a sweep are priced, and what another program needs to do the same work.
//   joint_rates SWEEP ROUNDS [FOLDER]
// Every model half is counted on every array and met with every machine that can be built; no
// accuracy, no constraint, no front. Prints one JSON object with processor seconds of every round:
// `made` (model halves enumerated and lowered), `counted` (activity on arrays), `joint` (what
// counting and estimating took together). With a FOLDER it writes per slot (template and weight
// bits) the stages of all model halves, arrays, machines and, of every seventh design, the answers:
// arrays of 64-bit integers for tests/bench/numpy_models.py, which names their columns.

#include "dse/exec/workers.hpp"
#include "dse/lowering/lower.hpp"
#include "dse/study/fleet.hpp"
#include "dse/study/problem.hpp"
#include "hwmodel/accelerator.hpp"
#include "hwmodel/counted_stages.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace {

using namespace paretree;  // NOLINT: one program, one page

constexpr std::uint64_t answered_one_in = 7;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// A row-major file of 64-bit integers.
class Table {
 public:
  explicit Table(const std::string& file) : file_(file, std::ios::binary) {}
  void row(const std::vector<std::uint64_t>& values) {
    file_.write(reinterpret_cast<const char*>(values.data()),  // NOLINT: bytes of integers
                static_cast<std::streamsize>(values.size() * sizeof(std::uint64_t)));
  }

 private:
  std::ofstream file_;
};

/// One template at one weight width: its machines, and the model halves that meet them.
struct Slot {
  std::string name;
  dse::Fleet fleet;
  std::vector<std::size_t> machines;  ///< halves of the fleet that can be built
  std::vector<hwmodel::LstmWork> works;
};

std::vector<Slot> slots_of(const dse::Problem& problem, const dse::Workers& workers) {
  std::vector<Slot> slots;
  for (const dse::Space::Block& block : problem.space.blocks()) {
    for (const dse::Space::Slot& slot : block.slots) {
      const std::string name =
          fmt::format("{}{}", slot.hardware->template_name(), slot.weight_bits);
      auto known = std::find_if(slots.begin(), slots.end(),
                                [&](const Slot& other) { return other.name == name; });
      if (known == slots.end()) {
        known = slots.insert(slots.end(), {name, price_fleet(problem, slot, workers), {}, {}});
        for (std::size_t number = 0; number < known->fleet.halves.size(); ++number) {
          if (!known->fleet.halves[number].infeasible) {
            known->machines.push_back(number);
          }
        }
      }
      for (std::uint64_t plan = 0; plan < block.model->plans(); ++plan) {
        known->works.push_back(dse::lower(block.model->at(plan, slot.weight_bits)));
      }
    }
  }
  return slots;
}

/// Feasible, cycles, energy by component; all zero where it is not.
std::vector<std::uint64_t> answer_of(
    const std::variant<hwmodel::Estimate, hwmodel::Infeasible>& cost) {
  std::vector<std::uint64_t> answer(2 + hwmodel::component_count, 0);
  if (const auto* estimate = std::get_if<hwmodel::Estimate>(&cost)) {
    answer[0] = 1;
    answer[1] = estimate->cycles;
    std::copy(estimate->energy_fj.begin(), estimate->energy_fj.end(), answer.begin() + 2);
  }
  return answer;
}

struct Priced {
  std::uint64_t designs = 0;
  std::uint64_t feasible = 0;
  std::uint64_t check = 0;
};

enum class Until { counted, estimated };

Priced priced(const Slot& slot, Until until, Table* answers) {
  Priced sum;
  std::vector<hwmodel::Activity> activities(slot.fleet.arrays.size());
  hwmodel::CountedStages stages(*slot.fleet.accelerator, slot.fleet.arrays);
  if (stages.taken().size() != activities.size()) {
    throw std::invalid_argument("joint_rates prices conflict-free tie and fdht alone");
  }
  for (const hwmodel::LstmWork& work : slot.works) {
    stages.count(work, activities);  // as a search over whole plans does
    for (const std::size_t array : stages.taken()) {
      sum.check += activities[array].cycles_per_step;
    }
    if (until == Until::counted) {
      continue;
    }
    for (const std::size_t number : slot.machines) {
      const dse::PricedHalf& half = slot.fleet.halves[number];
      const auto cost = hwmodel::estimate(work, activities[half.array], half.machine);
      if (const auto* estimate = std::get_if<hwmodel::Estimate>(&cost)) {
        ++sum.feasible;
        // Every component's energy and area is read, so that none is left out.
        for (std::size_t part = 0; part < hwmodel::component_count; ++part) {
          sum.check += estimate->energy_fj[part] ^ estimate->area_um2[part];
        }
        sum.check += estimate->cycles;
      }
      if (sum.designs++ % answered_one_in == 0 && answers != nullptr) {
        answers->row(answer_of(cost));
      }
    }
  }
  return sum;
}

void write(const Slot& slot, const std::string& folder) {
  const std::string start = folder + "/" + slot.name + ".";
  Table stages(start + "stages");  // model half, rows, inner, cols
  Table works(start + "works");
  for (std::size_t number = 0; number < slot.works.size(); ++number) {
    const hwmodel::LstmWork& work = slot.works[number];
    for (const hwmodel::MatrixStage& stage : work.stages) {
      stages.row({number, stage.rows, stage.inner, stage.cols});
    }
    const bool two_products = std::any_of(work.stages.begin(), work.stages.end(),
                                          [](const auto& stage) { return stage.recurrent; });
    works.row({work.inputs, work.hidden, work.outputs, work.steps, work.batch, work.parameters,
               work.dense_macs, work.peak_tensor_words, two_products ? 1U : 0U});
  }
  Table arrays(start + "arrays");
  for (const hwmodel::Array& array : slot.fleet.arrays) {
    arrays.row({array.pes, array.macs_per_pe, array.mapping, array.banks,
                slot.fleet.accelerator->datapath(array).weight_port_words,
                array.sram_access_cycles});
  }
  Table machines(start + "machines");
  for (const std::size_t number : slot.machines) {
    const dse::PricedHalf& half = slot.fleet.halves[number];
    const hwmodel::Machine& machine = half.machine;
    std::vector<std::uint64_t> row{half.array, machine.weight_capacity_words,
                                   machine.activation_capacity_words, machine.dram_bits_per_cycle};
    for (const auto cost : hwmodel::machine_costs) {
      row.push_back(machine.*cost);
    }
    machines.row(row);
  }
  Table answers(start + "answers");
  static_cast<void>(priced(slot, Until::estimated, &answers));
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) {
    fmt::print(stderr, "joint_rates SWEEP ROUNDS [FOLDER]\n");
    return 2;
  }
  try {
    const dse::Problem problem = dse::load_problem(words[1], {});
    const dse::Workers workers(1);
    double begin = cpu_seconds();
    const std::vector<Slot> slots = slots_of(problem, workers);
    const double made = cpu_seconds() - begin;
    std::vector<std::string> names;
    std::size_t halves = 0;
    for (const Slot& slot : slots) {
      halves += slot.works.size();
      names.push_back(fmt::format("\"{}\"", slot.name));
      if (count > 3) {
        write(slot, words[3]);
      }
    }
    std::vector<double> counted;
    std::vector<double> joint;
    Priced sum;
    for (int round = 0; round < std::atoi(words[2]); ++round) {
      begin = cpu_seconds();
      for (const Slot& slot : slots) {
        sum.check += priced(slot, Until::counted, nullptr).check;
      }
      counted.push_back(cpu_seconds() - begin);
      begin = cpu_seconds();
      sum.designs = 0;
      sum.feasible = 0;
      for (const Slot& slot : slots) {
        const Priced one = priced(slot, Until::estimated, nullptr);
        sum.designs += one.designs;
        sum.feasible += one.feasible;
        sum.check += one.check;
      }
      joint.push_back(cpu_seconds() - begin);
    }
    fmt::print(
        "{{\"slots\": [{}], \"halves\": {}, \"designs\": {}, \"feasible\": {}, \"check\": {}, ",
        fmt::join(names, ", "), halves, sum.designs, sum.feasible, sum.check);
    fmt::print("\"made\": {:.4f}, \"counted\": [{:.4f}], \"joint\": [{:.4f}]}}\n", made,
               fmt::join(counted, ", "), fmt::join(joint, ", "));
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
