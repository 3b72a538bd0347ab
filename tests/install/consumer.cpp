// Uses one function of each module, with the includes that the modules themselves write.
#include "dse/study/problem.hpp"
#include "hwmodel/units.hpp"
#include "results/export/table.hpp"
#include "sweeps/sweep.hpp"
#include "tensor/modes.hpp"

#include <cstdio>

int main() {
  using namespace paretree;
  const sweeps::Sweep sweep = sweeps::parse_sweep(
      "workload: {input: 12, hidden: 6, classes: 2}\n"
      "hardware: {template: tie}\n"
      "model: {format: tt, scope: input, modes: {input: {in: [3, 4], out: [4, 6]}}, ranks: {leaf: "
      "2, inner: 2}}\n"
      "objectives: [energy_pj, area_mm2]\n",
      "consumer.yaml", dse::vocabulary());
  const dse::Problem problem = dse::make_problem(sweep);
  std::printf("%s designs\n", std::to_string(problem.space.size()).c_str());
  return problem.space.size() > 0 ? 0 : 1;
}
