#include "dse/study/sql_aggregates.hpp"

#include "dse/pareto/hypervolume.hpp"

namespace paretree::dse {

results::SqlAggregates sql_aggregates() {
  return {.nondominated =
              [](const results::SqlPoints& points) {
                return nondominated(Points{points.width, points.values});
              },
          .hypervolume =
              [](const results::SqlPoints& points, const std::vector<double>& reference) {
                return hypervolume(Points{points.width, points.values}, reference);
              }};
}

}  // namespace paretree::dse
