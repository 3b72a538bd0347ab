// How long other optimisers take for the hypervolume of a space's true front, with this program's
// models as the function they minimise.
//
//   nsga2_peers SWEEP STUDY pagmo POPULATION SECONDS SEED
//     pagmo2's NSGA-II: one JSON object, "found" lists [processor seconds, designs, share]
//   nsga2_peers SWEEP STUDY serve
//     for another program: the sizes of the genes; then for each line of genes a line of minimised
//     objectives, or "infeasible"; for "share" the share of the hypervolume that was found
//
// STUDY has the true front, from a certified search. Genes are the block, the plan in it, the slot
// (template, width) and every hardware axis. All designs that were asked for count, not only those
// an optimiser keeps; the time for measuring hypervolumes does not.

#include "dse/core/identity.hpp"
#include "dse/exec/workers.hpp"
#include "dse/pareto/hypervolume.hpp"
#include "dse/study/evaluator.hpp"
#include "dse/study/problem.hpp"
#include "results/store/study.hpp"
#include "sweeps/sweep.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#ifdef PARETREE_PAGMO
#include <pagmo/algorithm.hpp>
#include <pagmo/algorithms/nsga2.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>
#endif

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace paretree;  // NOLINT: one program, one page

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

class Objectives {
 public:
  Objectives(const std::string& file, const std::string& study)
      : problem_(
            dse::make_problem(sweeps::parse_sweep(text_of(file), file, dse::vocabulary(), {}))),
        workers_(1),
        evaluator_(problem_, workers_),
        scratch_(evaluator_.scratch()),
        proxy_(problem_.reads_accuracy ? dse::bind_proxy(problem_) : nullptr),
        found_(problem_.objective_count) {
    if (problem_.reads_accuracy && problem_.proxy->trains()) {
      throw std::invalid_argument("a sweep whose accuracies are trained cannot be searched here");
    }
    std::uint64_t plans = 0;
    std::size_t slots = 0;
    std::vector<std::size_t> axes;
    for (const dse::Space::Block& block : problem_.space.blocks()) {
      plans = std::max(plans, block.model->plans());
      slots = std::max(slots, block.slots.size());
      for (const dse::Space::Slot& slot : block.slots) {
        axes.resize(std::max(axes.size(), slot.hardware->axes().size()), 1);
        for (std::size_t axis = 0; axis < slot.hardware->axes().size(); ++axis) {
          axes[axis] = std::max(axes[axis], slot.hardware->axes()[axis].values.size());
        }
      }
    }
    genes_ = {problem_.space.blocks().size(), plans, slots};
    genes_.insert(genes_.end(), axes.begin(), axes.end());
    measure_front(study);
  }

  /// How many values each gene has.
  [[nodiscard]] const std::vector<std::uint64_t>& genes() const { return genes_; }
  [[nodiscard]] std::size_t width() const { return problem_.objective_count; }

  /// The vector to minimise; nothing where a constraint excludes the genes or the design is
  /// infeasible.
  std::optional<std::vector<double>> of(const std::vector<std::uint64_t>& genes) {
    const dse::Space& space = problem_.space;
    const dse::Space::Block& block = space.blocks()[genes[0] % space.blocks().size()];
    const std::size_t slot = genes[2] % block.slots.size();
    const dse::HardwareSpace& hardware = *block.slots[slot].hardware;
    std::vector<std::size_t> choice;
    for (std::size_t axis = 0; axis < hardware.axes().size(); ++axis) {
      choice.push_back(genes[3 + axis] % hardware.axes()[axis].values.size());
    }
    const std::optional<std::uint64_t> half = hardware.index_of(choice);
    if (!half) {
      return std::nullopt;
    }
    const std::uint64_t position =
        space.encode({static_cast<std::size_t>(&block - space.blocks().data()),
                      genes[1] % block.model->plans(), slot, *half});
    const auto outcome = evaluator_.evaluate({position, position + 1}, accuracy_of(block),
                                             dse::Evaluator::Keep::front, nullptr, scratch_);
    if (outcome.rows.empty()) {
      return std::nullopt;
    }
    std::vector<double> point;
    evaluator_.to_minimise(outcome.rows.front().values, point);
    found_.insert(point, position);
    return point;
  }

  /// Of the true front's hypervolume, in the box that front and its worst values span.
  [[nodiscard]] double share() const { return volume_of(found_) / whole_; }

 private:
  static std::string text_of(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }

  dse::Evaluator::AccuracyOf accuracy_of(const dse::Space::Block& block) {
    return [this, &block](std::uint64_t plan, std::size_t bits) -> std::optional<double> {
      if (proxy_ == nullptr) {
        return 0.0;
      }
      const auto slot = std::find_if(block.slots.begin(), block.slots.end(),
                                     [&](const auto& at) { return at.bits_index == bits; });
      return proxy_->measure(block.model->at(plan, slot->weight_bits, slot->state_sparsity), 0, {})
          ->value;
    };
  }

  void measure_front(const std::string& study) {
    dse::Archive front(width());
    std::vector<double> point;
    for (const results::DesignRow& row :
         results::Study::open(study, results::Study::Access::read).front()) {
      evaluator_.to_minimise(row.values, point);
      front.insert(point, row.position);
    }
    low_.assign(width(), INFINITY);
    high_.assign(width(), -INFINITY);
    for (std::size_t member = 0; member < front.size(); ++member) {
      for (std::size_t k = 0; k < width(); ++k) {
        low_[k] = std::min(low_[k], front.point(member)[k]);
        high_[k] = std::max(high_[k], front.point(member)[k]);
      }
    }
    whole_ = volume_of(front);
  }

  [[nodiscard]] double volume_of(const dse::Archive& archive) const {
    dse::Points points{width(), {}};
    for (std::size_t member = 0; member < archive.size(); ++member) {
      for (std::size_t k = 0; k < width(); ++k) {
        points.values.push_back((archive.point(member)[k] - low_[k]) / (high_[k] - low_[k]));
      }
    }
    return dse::hypervolume(points, std::vector<double>(width(), 1.1));
  }

  dse::Problem problem_;
  dse::Workers workers_;
  dse::Evaluator evaluator_;
  dse::Evaluator::Scratch scratch_;
  std::unique_ptr<dse::BoundProxy> proxy_;
  dse::Archive found_;
  std::vector<std::uint64_t> genes_;
  std::vector<double> low_, high_;
  double whole_ = 1;
};

#ifdef PARETREE_PAGMO
/// What pagmo2 minimises. It copies problems, so that the objectives are referred to.
struct PagmoProblem {
  Objectives* objectives = nullptr;

  [[nodiscard]] pagmo::vector_double fitness(const pagmo::vector_double& x) const {
    std::vector<std::uint64_t> genes;
    for (const double gene : x) {
      genes.push_back(static_cast<std::uint64_t>(gene));
    }
    const auto point = objectives->of(genes);
    return point ? *point : pagmo::vector_double(objectives->width(), 1e30);
  }
  [[nodiscard]] std::pair<pagmo::vector_double, pagmo::vector_double> get_bounds() const {
    pagmo::vector_double high;
    for (const std::uint64_t size : objectives->genes()) {
      high.push_back(
          static_cast<double>(std::max<std::uint64_t>(size, 2) - 1));  // never a single value
    }
    return {pagmo::vector_double(high.size(), 0.0), high};
  }
  [[nodiscard]] pagmo::vector_double::size_type get_nix() const {
    return objectives->genes().size();
  }
  [[nodiscard]] pagmo::vector_double::size_type get_nobj() const { return objectives->width(); }
};

int run_pagmo(Objectives& objectives, unsigned members, double limit, unsigned seed) {
  double spent = 0;
  double begun = cpu_seconds();
  pagmo::population population(pagmo::problem(PagmoProblem{&objectives}), members, seed);
  const pagmo::algorithm algorithm(pagmo::nsga2(1, 0.95, 10, 0.01, 50, seed));
  spent += cpu_seconds() - begun;
  double share = objectives.share();
  fmt::print("{{\"population\": {}, \"found\": [[{:.4f}, {}, {:.6f}]", members, spent, members,
             share);
  while (spent < limit && share < 0.999) {
    begun = cpu_seconds();
    population = algorithm.evolve(population);
    spent += cpu_seconds() - begun;
    share = objectives.share();
    fmt::print(", [{:.4f}, {}, {:.6f}]", spent, population.get_problem().get_fevals(), share);
  }
  fmt::print("]}}\n");
  return 0;
}
#endif

int serve(Objectives& objectives) {
  fmt::print("{}\n", fmt::join(objectives.genes(), " "));
  std::fflush(stdout);
  for (std::string line; std::getline(std::cin, line);) {
    if (line == "share") {
      fmt::print("{:.9f}\n", objectives.share());
    } else {
      std::istringstream words(line);
      std::vector<std::uint64_t> genes(objectives.genes().size());
      for (std::uint64_t& gene : genes) {
        words >> gene;
      }
      const auto point = objectives.of(genes);
      fmt::print("{}\n", point ? fmt::format("{}", fmt::join(*point, " ")) : "infeasible");
    }
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string command = argc > 3 ? argv[3] : "";
  try {
    if (command == "serve" && argc == 4) {
      Objectives objectives(argv[1], argv[2]);
      return serve(objectives);
    }
#ifdef PARETREE_PAGMO
    if (command == "pagmo" && argc == 7) {
      Objectives objectives(argv[1], argv[2]);
      return run_pagmo(objectives, static_cast<unsigned>(std::atoi(argv[4])), std::atof(argv[5]),
                       static_cast<unsigned>(std::atoi(argv[6])));
    }
#endif
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  fmt::print(
      stderr,
      "nsga2_peers SWEEP STUDY pagmo POPULATION SECONDS SEED | nsga2_peers SWEEP STUDY serve\n");
  return 2;
}
