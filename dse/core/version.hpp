#ifndef PARETREE_DSE_CORE_VERSION_HPP
#define PARETREE_DSE_CORE_VERSION_HPP

#include <string_view>

namespace paretree::dse {

/// "0.1.0", and the git commit the program was built from; both are stored in every study.
[[nodiscard]] std::string_view version();
[[nodiscard]] std::string_view commit();

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CORE_VERSION_HPP
