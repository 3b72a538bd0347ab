// How fast designs are priced: joint evaluations of a model half and a hardware half, and model
// halves never seen before, with conflict-free banks and with each mapping that conflicts.
//   model_rates [MODEL_HALVES]

#include "dse/lowering/lower.hpp"
#include "dse/lowering/technology.hpp"
#include "dse/space/model_space.hpp"
#include "hwmodel/accelerator.hpp"
#include "hwmodel/banking/bank_mapping.hpp"
#include "sweeps/workloads.hpp"
#include "tensor/dimension_tree.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string>
#include <variant>
#include <vector>

namespace {

using namespace paretree;  // NOLINT: one program, one page

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// HT of the UCF11 layer, every ordered tree, ranks 2 to 5 on every edge.
dse::ModelSpace model_space() {
  dse::ModelSpace::Axes axes;
  axes.workload.inputs = 57600;
  axes.workload.hidden = 256;
  axes.workload.steps = 6;
  axes.kind = tensor::FormatKind::ht;
  axes.modes.in = {8, 20, 20, 18};
  axes.modes.out = {4, 4, 4, 16};
  axes.modes.gate_mode = 3;
  axes.order = dse::OrderRule::all;
  axes.ranks = {{2, 3, 4, 5}, {2, 3, 4, 5}};
  axes.trees = tensor::rooted_trees(4);
  return dse::ModelSpace(axes);
}

/// Machines of one array that differ in memories, clock and node, as a fleet's halves do.
std::vector<hwmodel::Machine> machines(const std::string& bank_mapping) {
  std::vector<hwmodel::Machine> all;
  const hwmodel::Technology technology = dse::built_in_technology("horowitz45");
  for (const std::int64_t weight_kib : {8, 16, 32, 64}) {
    for (const std::int64_t clock_mhz : {200, 400}) {
      for (const std::int64_t node_nm : {28, 40, 45, 65}) {
        hwmodel::Configuration configuration;
        configuration.set("activation_sram_kib", std::int64_t{768});
        configuration.set("bank_mapping", bank_mapping);
        configuration.set("clock_mhz", clock_mhz);
        configuration.set("mapping", std::string("fixed"));
        configuration.set("node_nm", node_nm);
        configuration.set("weight_sram_kib", weight_kib);
        auto built = hwmodel::accelerators().at("fdht").build(configuration, technology, 16);
        if (auto* machine = std::get_if<hwmodel::Machine>(&built)) {
          all.push_back(std::move(*machine));
        }
      }
    }
  }
  return all;
}

struct Counted {
  hwmodel::LstmWork work;
  hwmodel::Activity activity;
};

void print(const std::string& what, std::uint64_t count, double seconds) {
  fmt::print("{:58} {:10} in {:7.2f} s: {:12.0f} a second\n", what, count, seconds,
             static_cast<double>(count) / seconds);
}

}  // namespace

int main(int count, char** words) {
  const std::uint64_t halves = count > 1 ? std::strtoull(words[1], nullptr, 10) : 10000;
  const dse::ModelSpace space = model_space();
  const hwmodel::Accelerator& fdht = hwmodel::accelerators().at("fdht");
  fmt::print("{} plans, of which {} evenly spaced; CPU seconds of one thread\n", space.plans(),
             halves);
  std::vector<Counted> counted;
  double begin = cpu_seconds();
  for (std::uint64_t number = 0; number < halves; ++number) {
    const std::uint64_t plan = number * (space.plans() / halves);
    counted.push_back({dse::lower(space.at(plan, 16)), {}});
  }
  print("model halves made and lowered", halves, cpu_seconds() - begin);

  std::uint64_t check = 0;
  for (const std::string& mapping : hwmodel::bank_mapping_names()) {
    const std::vector<hwmodel::Machine> fleet = machines(mapping);
    for (const char* when : {"counted for the first time", "counted again"}) {
      begin = cpu_seconds();
      for (Counted& half : counted) {
        half.activity = fdht.count(half.work, fleet.front().array);
      }
      print(mapping + ": " + when, halves, cpu_seconds() - begin);
    }
    begin = cpu_seconds();
    std::uint64_t joint = 0;
    for (int round = 0; round < 10; ++round) {
      for (const Counted& half : counted) {
        for (const hwmodel::Machine& machine : fleet) {
          const auto cost = hwmodel::estimate(half.work, half.activity, machine);
          if (const auto* estimate = std::get_if<hwmodel::Estimate>(&cost)) {
            // Every component's energy and area is read, so that none is left out.
            for (std::size_t part = 0; part < hwmodel::component_count; ++part) {
              check += estimate->energy_fj.at(part) ^ estimate->area_um2.at(part);
            }
          }
          ++joint;
        }
      }
    }
    print(mapping + ": joint evaluations with their breakdown", joint, cpu_seconds() - begin);
  }
  fmt::print("check {:016x}\n", check);
  return 0;
}
