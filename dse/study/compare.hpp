#ifndef PARETREE_DSE_STUDY_COMPARE_HPP
#define PARETREE_DSE_STUDY_COMPARE_HPP

#include "dse/study/query.hpp"
#include "results/json.hpp"

#include <string>
#include <vector>

namespace paretree::dse {

/// Something two runs do not share: `kind` is program, fidelity, constant or sweep.
struct Difference {
  std::string kind;
  std::string name;  ///< of the constant, or the sweep's key ("hardware.pes")
  std::string before, after;
};

/// What two runs do not share, in the order of kinds: program version, fidelities of their fronts,
/// constants, keys of the sweeps (without their name).
[[nodiscard]] std::vector<Difference> differences(const results::Study& before,
                                                  const results::Study& after);

/// The keys of a sweep in its canonical form with their values: {"model.scope", "[input]"}, ...
[[nodiscard]] std::vector<std::pair<std::string, std::string>> sweep_keys(
    const std::string& canonical_sweep);

/// Fronts of several studies against each other, on objectives that all of them have:
///
/// {objectives, ideal, reference, studies: [{file, name, evaluated, finished, members, alone,
/// hypervolume}], coverage: [{of, over, share}], changes: [{from, to, differences: [{kind, name,
/// before, after}], gained: [{design, objectives, because}], lost: [...], moved: [{design,
/// objective, before, after, relative, because: [...]}], moved_designs, shared_designs}]}.
///
/// Hypervolumes are shares of the box between the common ideal and reference point. Changes are
/// those from the first study to each other one. `moved` lists designs that are on either front;
/// the counts are about every design that both have kept.
/// Requires: at least two studies. Throws: std::invalid_argument if they have no objective in
/// common, or naming an unknown one.
[[nodiscard]] results::Json comparison(const std::vector<const results::Study*>& studies,
                                       const FrontQuery& query);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_COMPARE_HPP
