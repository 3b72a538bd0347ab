#ifndef PARETREE_DSE_STUDY_ROW_BUILDER_HPP
#define PARETREE_DSE_STUDY_ROW_BUILDER_HPP

#include "dse/core/identity.hpp"
#include "dse/exec/workers.hpp"
#include "dse/study/evaluator.hpp"
#include "dse/study/problem.hpp"
#include "results/records.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace paretree::dse {

/// Where a design is, and the keys of its halves.
struct DesignPlace {
  Space::Address address;
  std::uint64_t model = 0;
  std::uint64_t hardware = 0;
};

[[nodiscard]] DesignPlace place_of(const Space& space, std::uint64_t position);
[[nodiscard]] results::ModelRow model_row(std::uint64_t key, const ModelHalf& half);
[[nodiscard]] results::HardwareRow hardware_row(const Space& space, const DesignPlace& place);

/// What a study stores of the designs of an outcome, for studies that keep all: built by many
/// threads at once, each outcome by itself.
///
/// Thread safety: build() may run in several threads.
class RowBuilder {
 public:
  explicit RowBuilder(const Problem& problem) : problem_(problem) {}

  struct Built {
    results::EvaluationRows evaluations;
    results::InfeasibleRows infeasible;
    std::vector<results::ModelRow> models;  ///< in the order of positions, as are the formats
    std::vector<results::FormatRow> formats;
    std::vector<DesignPlace> hardware;  ///< one of each hardware half there is
  };

  /// Names the hardware halves of the outcome's blocks: before build(), by one thread.
  void prepare(const Evaluator::Outcome& outcome, const Workers& workers);
  /// Complexity: O(designs + plans * size of a half's text).
  [[nodiscard]] Built build(const Evaluator::Outcome& outcome, const std::string& fidelity) const;

 private:
  class Outcome;
  struct HardwareName {
    Id id;
    std::uint64_t full_index = 0;  ///< of its HardwareSpace
  };

  const Problem& problem_;
  std::map<const HardwareSpace*, std::vector<HardwareName>> hardware_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_ROW_BUILDER_HPP
