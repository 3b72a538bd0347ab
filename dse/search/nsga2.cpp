#include "dse/core/identity.hpp"
#include "dse/core/searcher.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

namespace paretree::dse {

namespace {

struct Individual {
  std::uint64_t position = 0;
  BatchEvaluator::Score score;
  std::size_t rank = 0;  ///< fronts of the population before its own
  double crowding = 0;   ///< sum of the normalised distances between its neighbours
};

/// Constrained domination: feasible before infeasible, then Pareto.
bool better(const BatchEvaluator::Score& a, const BatchEvaluator::Score& b) {
  if (!a.feasible || !b.feasible) {
    return a.feasible && !b.feasible;
  }
  bool less = false;
  for (std::size_t k = 0; k < a.point.size(); ++k) {
    if (a.point[k] > b.point[k]) {
      return false;
    }
    less = less || a.point[k] < b.point[k];
  }
  return less;
}

/// Ranks of a population: O(objectives * size^2).
void rank(std::vector<Individual>& population) {
  std::vector<std::size_t> beaten_by(population.size(), 0);
  std::vector<std::vector<std::size_t>> beats(population.size());
  for (std::size_t a = 0; a < population.size(); ++a) {
    for (std::size_t b = 0; b < population.size(); ++b) {
      if (better(population[a].score, population[b].score)) {
        beats[a].push_back(b);
        ++beaten_by[b];
      }
    }
  }
  std::vector<std::size_t> front;
  for (std::size_t at = 0; at < population.size(); ++at) {
    if (beaten_by[at] == 0) {
      front.push_back(at);
    }
  }
  for (std::size_t number = 0; !front.empty(); ++number) {
    std::vector<std::size_t> next;
    for (const std::size_t at : front) {
      population[at].rank = number;
      for (const std::size_t worse : beats[at]) {
        if (--beaten_by[worse] == 0) {
          next.push_back(worse);
        }
      }
    }
    front = std::move(next);
  }
}

/// Crowding distances within each rank; ends of a rank are infinitely far from the others.
void crowd(std::vector<Individual>& population) {
  std::vector<std::size_t> order;
  std::size_t objectives = 0;
  for (std::size_t at = 0; at < population.size(); ++at) {
    population[at].crowding = 0;
    if (population[at].score.feasible) {
      order.push_back(at);
      objectives = population[at].score.point.size();
    }
  }
  for (std::size_t k = 0; k < objectives; ++k) {
    const auto value = [&](std::size_t at) { return population[at].score.point[k]; };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::tuple(population[a].rank, value(a), population[a].position) <
             std::tuple(population[b].rank, value(b), population[b].position);
    });
    for (std::size_t first = 0; first < order.size();) {
      std::size_t last = first;
      while (last < order.size() && population[order[last]].rank == population[order[first]].rank) {
        ++last;
      }
      const double extent = value(order[last - 1]) - value(order[first]);
      population[order[first]].crowding = std::numeric_limits<double>::infinity();
      population[order[last - 1]].crowding = std::numeric_limits<double>::infinity();
      for (std::size_t at = first + 1; at + 1 < last && extent > 0; ++at) {
        population[order[at]].crowding += (value(order[at + 1]) - value(order[at - 1])) / extent;
      }
      first = last;
    }
  }
}

bool fitter(const Individual& a, const Individual& b) {
  if (a.rank != b.rank) {
    return a.rank < b.rank;
  }
  if (a.crowding != b.crowding) {
    return a.crowding > b.crowding;
  }
  return a.position < b.position;
}

/// NSGA-II (Deb, Pratap, Agarwal, Meyarivan, IEEE Trans. Evol. Comp. 6(2), 2002) over positions,
/// whose genes are the axes of the space. A generation is a batch. No design is evaluated twice.
class Nsga2 final : public Searcher {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Evolution by non-dominated sorting and crowding (NSGA-II): a heuristic, no proof of "
           "anything.";
  }
  [[nodiscard]] std::vector<hwmodel::Parameter> parameters() const override {
    using Type = hwmodel::Parameter::Type;
    return {{.name = "designs",
             .type = Type::integer,
             .default_value = std::int64_t{10000},
             .low = 1,
             .high = 1e9,
             .choices = {},
             .sentence = "Designs to evaluate; all of them where the space has fewer."},
            {.name = "population",
             .type = Type::integer,
             .default_value = std::int64_t{200},
             .low = 4,
             .high = 1e5,
             .choices = {},
             .sentence = "Designs in a generation."},
            {.name = "crossover",
             .type = Type::number,
             .default_value = 0.9,
             .low = 0,
             .high = 1,
             .choices = {},
             .sentence = "Share of children with two parents."},
            {.name = "mutation",
             .type = Type::number,
             .default_value = 0.6,
             .low = 0,
             .high = 1,
             .choices = {},
             .sentence = "Share of children with one axis changed (of those with one parent: all); "
                         "half as often again a further one."}};
  }
  [[nodiscard]] std::uint64_t budget(std::uint64_t space_size,
                                     const hwmodel::Configuration& parameters) const override {
    return std::min(space_size, static_cast<std::uint64_t>(parameters.integer("designs")));
  }
  [[nodiscard]] bool learns() const override { return true; }
  [[nodiscard]] bool run(BatchEvaluator& evaluator, const hwmodel::Configuration& parameters,
                         std::uint64_t seed) const override {
    const std::uint64_t designs = budget(evaluator.size(), parameters);
    const auto size = static_cast<std::size_t>(parameters.integer("population"));
    const double mutation = parameters.number("mutation");
    const double crossover = parameters.number("crossover");
    Random random(seed);
    std::unordered_set<std::uint64_t> seen;
    std::vector<Individual> population;
    for (std::uint64_t generation = 0; seen.size() < designs; ++generation) {
      const std::size_t children = std::min<std::size_t>(size, designs - seen.size());
      std::vector<std::uint64_t> positions;
      while (positions.size() < children) {
        std::uint64_t child = random.below(evaluator.size());
        if (!population.empty()) {
          child = bred(population, evaluator, mutation, crossover, random);
        }
        constexpr int tries = 8;
        for (int attempt = 0; attempt < tries && seen.count(child) != 0; ++attempt) {
          child = evaluator.mutated(child, random);
        }
        while (seen.count(child) != 0) {
          child = (child + 1) % evaluator.size();
        }
        seen.insert(child);
        positions.push_back(child);
      }
      std::sort(positions.begin(), positions.end());
      if (generation >= evaluator.finished_batches()) {
        std::vector<Range> batch;
        for (const std::uint64_t position : positions) {
          batch.push_back({position, position + 1});
        }
        if (!evaluator.evaluate(batch, Closing::evaluate_all)) {
          return false;
        }
      }
      std::vector<BatchEvaluator::Score> scores = evaluator.scores(positions);
      if (scores.size() != positions.size()) {
        return false;  // stopped
      }
      for (std::size_t at = 0; at < positions.size(); ++at) {
        population.push_back({positions[at], std::move(scores[at])});
      }
      rank(population);
      crowd(population);
      std::sort(population.begin(), population.end(), fitter);
      population.resize(std::min(population.size(), size));
    }
    return true;
  }

 private:
  static bool happens(double share, Random& random) {
    constexpr std::uint64_t grain = 1U << 20U;
    return static_cast<double>(random.below(grain)) < share * static_cast<double>(grain);
  }
  static const Individual& chosen(const std::vector<Individual>& population, Random& random) {
    const Individual& a = population[random.below(population.size())];
    const Individual& b = population[random.below(population.size())];
    return fitter(b, a) ? b : a;
  }
  static std::uint64_t bred(const std::vector<Individual>& population,
                            const BatchEvaluator& evaluator, double mutation, double crossover,
                            Random& random) {
    std::uint64_t child = chosen(population, random).position;
    const bool two = happens(crossover, random);
    if (two) {
      child = evaluator.crossed(child, chosen(population, random).position, random);
    }
    if (!two || happens(mutation, random)) {
      child = evaluator.mutated(child, random);
      while (happens(mutation / 2, random)) {
        child = evaluator.mutated(child, random);
      }
    }
    return child;
  }
};

}  // namespace

std::unique_ptr<Searcher> make_searcher_nsga2();
std::unique_ptr<Searcher> make_searcher_nsga2() {
  return std::make_unique<Nsga2>();
}

}  // namespace paretree::dse
