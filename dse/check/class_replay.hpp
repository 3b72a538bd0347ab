#ifndef PARETREE_DSE_CHECK_CLASS_REPLAY_HPP
#define PARETREE_DSE_CHECK_CLASS_REPLAY_HPP

#include "dse/check/class_check.hpp"

#include <string_view>

namespace paretree::dse {

/// Closes a class by replaying a witness: no bound is computed, let alone trusted. Every way to put
/// a subtree together is walked in the order of the graph; it is kept, or the witness names a kept
/// one that costs no more in any count. By induction every plan costs no less in each count than a
/// kept one; all of those are priced on every half and must be covered by a claim.
///
/// Requires: a hierarchical-Tucker block that can_close_again().
/// Complexity: one addition and one comparison of counts for each candidate.
/// Throws: WitnessError where the stream is no such proof.
void replay_class(const CheckedClass& checked, std::string_view stream, const Claims& claims,
                  ClosedAgain& result);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CHECK_CLASS_REPLAY_HPP
