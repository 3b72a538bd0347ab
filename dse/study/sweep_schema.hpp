#ifndef PARETREE_DSE_STUDY_SWEEP_SCHEMA_HPP
#define PARETREE_DSE_STUDY_SWEEP_SCHEMA_HPP

#include "results/json.hpp"
#include "sweeps/sweep.hpp"

namespace paretree::dse {

/// JSON Schema (2020-12) of sweeps, for editors: made of the reader's own records, so that it knows
/// the keys, types, bounds, defaults and sentences that the reader knows, and the plug-ins' names.
///
/// It accepts every sweep that the reader accepts. What keys ask of one another (products of modes,
/// axes of a template, conditions) is the reader's alone.
[[nodiscard]] results::Json sweep_schema(const sweeps::Vocabulary& vocabulary);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_SWEEP_SCHEMA_HPP
