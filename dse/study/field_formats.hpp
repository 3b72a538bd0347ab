#ifndef PARETREE_DSE_STUDY_FIELD_FORMATS_HPP
#define PARETREE_DSE_STUDY_FIELD_FORMATS_HPP

#include "dse/study/plain_design.hpp"

#include <string>

namespace paretree::dse {

/// A design's hardware half as a Timeloop v4 architecture: memories with their widths in bits,
/// depths in lines and bandwidths in words per cycle, PEs and lanes as spatial containers, weights
/// and activations each on their own memory (dataspaces Weights, Inputs, Outputs).
///
/// Differs: Timeloop sees one problem at a time, so this describes what a stage runs on; mappings
/// between stages, bank conflicts and element-wise work are not expressed.
/// Throws: std::invalid_argument for a design whose machine cannot be built.
[[nodiscard]] std::string timeloop_architecture(const PlainDesign& design);

/// What an action of each component of that architecture costs, as Accelergy's reference tables:
/// ERT (pJ per action; `leak` is paid in every cycle) and ART (um2 per instance). Parts that are in
/// no architecture of Timeloop's (tables of sigmoid and tanh, control) have tables, too, so that
/// areas add up to the design's and leakage to its leakage. Throws: as above.
[[nodiscard]] std::string accelergy_tables(const PlainDesign& design);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_FIELD_FORMATS_HPP
