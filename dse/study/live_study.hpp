#ifndef PARETREE_DSE_STUDY_LIVE_STUDY_HPP
#define PARETREE_DSE_STUDY_LIVE_STUDY_HPP

#include "results/json.hpp"

#include <memory>
#include <optional>
#include <string>

namespace paretree::dse {

/// A study seen while a run writes it: only read, opened again when the file is replaced, and
/// described as missing while it is not there. Thread safety: everything from any thread.
class LiveStudy {
 public:
  explicit LiveStudy(std::string file);
  ~LiveStudy();
  LiveStudy(LiveStudy&&) noexcept;

  /// {file, missing} with a sentence, or {file, name, program_version, space, progress, trainings,
  /// rate_per_s, seconds_left, seconds_unchanged, wall_s, objectives, history, newest, front,
  /// infeasible}. Read at most once a second.
  [[nodiscard]] results::Json state();

  /// The page of its report as it is now; made once for each state of the study.
  /// Throws: as study_report(), and results::StoreError.
  [[nodiscard]] std::string report();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_LIVE_STUDY_HPP
