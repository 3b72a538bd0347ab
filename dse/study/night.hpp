#ifndef PARETREE_DSE_STUDY_NIGHT_HPP
#define PARETREE_DSE_STUDY_NIGHT_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

struct NightOptions {
  std::string folder;   ///< of the studies, their logs and the morning's page
  std::string program;  ///< what runs a sweep: `PROGRAM run SWEEP --db ...`
  std::chrono::system_clock::time_point until;
  std::size_t threads = 0;
  std::string memory;           ///< `--memory` of each run; empty: none
  bool allow_commands = false;  ///< `--allow-commands` of each run
};

/// One sweep of the queue and what the night made of it.
struct NightItem {
  enum class End { finished_before, finished, unfinished, not_started, failed };
  /// A study at one moment.
  struct State {
    std::uint64_t designs = 0;  ///< evaluated or closed
    std::uint64_t front = 0;
    double hypervolume = 0;  ///< share of the box of both moments' fronts
    bool finished = false;
  };
  std::string file;  ///< the sweep, as given
  std::string name;
  std::string db;
  std::string space;                     ///< designs, decimal
  std::optional<std::string> put_aside;  ///< where the study of an edited sweep's former text went
  End end = End::not_started;
  std::string reason;  ///< why it failed, or did not start
  State before, after;
  std::vector<std::string> gained, lost;  ///< members of the front
  double seconds = 0;
  int attempts = 0;
};

struct Night {
  std::string began, ended;  ///< local time, "2026-11-21 19:30:00"
  bool interrupted = false;
  std::vector<NightItem> items;  ///< in the order of the queue

  [[nodiscard]] bool failed() const;
};

/// The next moment at which a local clock shows "HH:MM". Throws: std::invalid_argument.
[[nodiscard]] std::chrono::system_clock::time_point next_time(
    const std::string& clock, std::chrono::system_clock::time_point now);

/// Runs the sweeps one after the other, each in a process of its own: those that an earlier night
/// left unfinished first, then new ones, each with an equal share of the time that is left; what
/// one does not use goes to the others. A sweep that fails stops no other; at the end of the time
/// the running one is stopped, resumably. An edited sweep (or technology file) starts a new study,
/// the former one is put aside.
[[nodiscard]] Night spend_night(const std::vector<std::string>& sweeps,
                                const NightOptions& options);

/// The morning's page.
[[nodiscard]] std::string night_text(const Night& night);
/// The same as one self-contained page with the picture of every front.
[[nodiscard]] std::string night_html(const Night& night);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_NIGHT_HPP
