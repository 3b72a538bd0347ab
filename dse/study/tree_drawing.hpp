#ifndef PARETREE_DSE_STUDY_TREE_DRAWING_HPP
#define PARETREE_DSE_STUDY_TREE_DRAWING_HPP

#include "tensor/format.hpp"

#include <string>

namespace paretree::dse {

/// A format's tree (TT: its chain) in lines of text, ranks on the edges, modes at the leaves:
///
///     root
///     ├─[4]─ {0,1}
///     │      ├─[2]─ 0: 4 in x 4 out
///     │      └─[3]─ 1: 4 in x 8 out
///     └─[4]─ 2: 7 in x 8 out
[[nodiscard]] std::string tree_drawing(const tensor::MatrixFormat& format);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_TREE_DRAWING_HPP
