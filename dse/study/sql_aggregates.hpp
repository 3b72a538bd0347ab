#ifndef PARETREE_DSE_STUDY_SQL_AGGREGATES_HPP
#define PARETREE_DSE_STUDY_SQL_AGGREGATES_HPP

#include "results/store/sql_query.hpp"

namespace paretree::dse {

/// pareto() and hypervolume() of queries, by nondominated() and hypervolume().
[[nodiscard]] results::SqlAggregates sql_aggregates();

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_SQL_AGGREGATES_HPP
