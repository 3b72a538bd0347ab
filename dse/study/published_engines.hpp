#ifndef PARETREE_DSE_STUDY_PUBLISHED_ENGINES_HPP
#define PARETREE_DSE_STUDY_PUBLISHED_ENGINES_HPP

#include "dse/study/published.hpp"

#include <vector>

namespace paretree::dse {

/// Hierarchical Tucker against the tensor train, UCF11 and Youtube (Gong et al., IEEE TC 2022).
[[nodiscard]] std::vector<PublishedFigure> published_fdht();
/// The accelerator that skips zero states (Ardakani, Ji, Gross, DATE 2019).
[[nodiscard]] std::vector<PublishedFigure> published_sparse_state();
/// The one for binary and ternary weights (Ardakani et al., ICLR 2019).
[[nodiscard]] std::vector<PublishedFigure> published_low_bit();
/// Another tool's cycles for one product, term by term.
[[nodiscard]] std::vector<PublishedFigure> published_scale_sim();
/// Figures of single chips that a template comes near to.
[[nodiscard]] std::vector<PublishedFigure> published_other_chips();
/// Memories of other sources than the table's.
[[nodiscard]] std::vector<PublishedFigure> published_components();

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_PUBLISHED_ENGINES_HPP
