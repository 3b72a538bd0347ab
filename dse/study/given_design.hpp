#ifndef PARETREE_DSE_STUDY_GIVEN_DESIGN_HPP
#define PARETREE_DSE_STUDY_GIVEN_DESIGN_HPP

#include "dse/study/plain_design.hpp"
#include "results/json.hpp"

namespace paretree::dse {

/// A design that somebody wrote down, evaluated without a sweep of theirs: {workload, model,
/// hardware, error, technology}, the halves in the shape that `front` prints them; `ranks` may
/// also be {leaf, inner}. `error` and `technology` may be absent. Every objective is computed that
/// needs no accuracy proxy, and `error` where it is given.
///
/// Throws: sweeps::ParseError with the key that is wrong; std::invalid_argument for a tree or ranks
/// that do not fit the modes.
[[nodiscard]] results::Json evaluate_given(const results::Json& design);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_GIVEN_DESIGN_HPP
