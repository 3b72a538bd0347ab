#ifndef PARETREE_DSE_STUDY_PROGRESS_HPP
#define PARETREE_DSE_STUDY_PROGRESS_HPP

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace paretree::dse {

enum class ProgressMode { automatic, plain, json, none };
/// Whether somebody may be looking at stderr.
[[nodiscard]] bool stderr_is_terminal();

/// What a run reports while it goes on. Totals are exact; what is done counts earlier sessions too.
struct ProgressState {
  std::uint64_t designs = 0;
  std::uint64_t designs_done = 0;
  std::uint64_t designs_before = 0;  ///< done in earlier sessions
  /// Formats x seeds to measure; 0 where the proxy does not train, or how many it will be is not
  /// known beforehand (successive halving, shards): then it may be less than what is done.
  std::uint64_t trainings = 0;
  std::uint64_t trainings_done = 0;
  std::uint64_t trainings_before = 0;
  std::uint64_t front = 0;
  double training_seconds = 0;  ///< wall clock spent measuring in this session
  double seconds_allowed = 0;   ///< of the budget, when this session began; 0: no budget
};

/// Seconds left by the rates of this session, or until the budget ends, if that is sooner;
/// negative: not known yet. Complexity: O(1).
[[nodiscard]] double seconds_left(const ProgressState& state, double elapsed_seconds);
/// "12,345,678" of "12345678"; decimal, as counts of spaces may pass 64 bits.
[[nodiscard]] std::string grouped_digits(std::string digits);
/// "1 h 23 min", "4 min 05 s", "12 s".
[[nodiscard]] std::string duration_text(double seconds);
/// " 10.0 %  38,412 of 384,120 designs  41,200/s  front 57  trained 24 of 216  12 s left".
[[nodiscard]] std::string progress_line(const ProgressState& state, double elapsed_seconds);

/// Reports on stderr from a thread of its own: one line rewritten on a terminal, a line every ten
/// seconds in a log file, JSON lines every second.
/// Thread safety: update() and note() from any thread.
class ProgressReporter {
 public:
  /// `observe`, where there is one, is told every update at once, in the thread that made it.
  ProgressReporter(ProgressMode mode, std::string study,
                   std::function<void(const ProgressState&)> observe = {});
  ~ProgressReporter();
  ProgressReporter(const ProgressReporter&) = delete;
  ProgressReporter& operator=(const ProgressReporter&) = delete;

  void update(const ProgressState& state);
  /// A line of its own, at once; nothing with ProgressMode::none.
  void note(const std::string& text);
  [[nodiscard]] double elapsed_seconds() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_PROGRESS_HPP
