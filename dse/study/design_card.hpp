#ifndef PARETREE_DSE_STUDY_DESIGN_CARD_HPP
#define PARETREE_DSE_STUDY_DESIGN_CARD_HPP

#include "dse/study/plain_design.hpp"
#include "results/store/study.hpp"

namespace paretree::dse {

/// A stored design evaluated again by the plain path.
/// Throws: std::runtime_error if its position is another design in this version of the space.
[[nodiscard]] PlainDesign plain_design(const Problem& problem, const results::RunRow& run,
                                       const results::DesignRow& row);

/// {stages, breakdown, constants, counts}: where cycles, energy and area of a design go, and the
/// constants they were made from.
[[nodiscard]] results::Json design_card(const PlainDesign& design);
/// All that is known of a stored design, as `show` and `export --to json` print it: its row, its
/// card, and what every bank mapping would cost it.
[[nodiscard]] results::Json described_design(const Problem& problem, const results::RunRow& run,
                                             const results::DesignRow& row,
                                             const PlainDesign& design);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_DESIGN_CARD_HPP
