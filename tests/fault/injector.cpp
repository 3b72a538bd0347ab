// Runs a real sweep, disturbs it at a random instant, goes on with it, and compares what is left
// with a run that nothing disturbed. Counts what was lost, counted twice or wrong: all must be 0.
//
//   fault_injector [--faults N] [--seed S] [--kinds kill,interrupt,...]
#include "dse/core/identity.hpp"
#include "results/store/sqlite.hpp"
#include "results/store/study.hpp"
#include "tests/fault/disturbed_sweeps.hpp"
#include "tests/fault/small_disk.hpp"
#include "tests/results/support/temporary_folder.hpp"
#include "tests/support/program.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <thread>

namespace paretree::testing {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

struct Sweep {
  std::string file;
  bool stores_by_time = false;  ///< what took long within a batch is committed before its end
  Picture undisturbed;
  double seconds = 0;
  std::uintmax_t bytes = 0;
  std::uint64_t allocations = 0;  ///< of an undisturbed run; 0: not yet counted
  rlim_t memory = 0;  ///< of addresses, with which a run just ends; 0: not yet looked for
};

struct Count {
  int injected = 0;
  int stopped = 0;  ///< runs that the fault ended
  int refused = 0;  ///< resumed runs that found the file damaged and said so
};

/// A wrong outcome: what, and everything that was said.
struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Injector {
 public:
  explicit Injector(std::uint64_t seed) : random_(seed) {
    add(random_sweep_text, "random.yaml");
    add(certified_sweep_text, "certified.yaml");
    add(trained_sweep_text, "trained.yaml");
    sweeps_[1].stores_by_time = sweeps_[2].stores_by_time = true;
    std::cout << fmt::format("undisturbed: {:.2f} s, {:.2f} s and {:.2f} s\n", sweeps_[0].seconds,
                             sweeps_[1].seconds, sweeps_[2].seconds)
              << std::flush;
  }

  /// Throws: Violation.
  void inject(const std::string& kind) {
    // Training takes longer and tells less: one in six, as many closed by bounds.
    const std::uint64_t drawn = random_.below(6);
    sweep_ = &sweeps_[drawn < 2 ? drawn + 1 : 0];
    folder_ = std::make_unique<results::TemporaryFolder>();
    began_ = Clock::now();
    db_ = folder_->file("study.db");
    Count& count = counts_[kind];
    ++count.injected;
    kinds().at(kind)(*this);
  }

  using Action = void (*)(Injector&);
  static const std::map<std::string, Action>& kinds() {
    static const std::map<std::string, Action> table = {
        {"allocation", [](Injector& i) { i.fail_allocation(); }},
        {"kill", [](Injector& i) { i.kill(); }},
        {"interrupt", [](Injector& i) { i.interrupt(); }},
        {"disk_full", [](Injector& i) { i.fill_disk(); }},
        {"file_limit", [](Injector& i) { i.limit_file(); }},
        {"removed", [](Injector& i) { i.remove(); }},
        {"read_only", [](Injector& i) { i.make_read_only(); }},
        {"locked", [](Injector& i) { i.lock(); }},
        {"page_corrupted", [](Injector& i) { i.corrupt_page(); }},
        {"wal_truncated", [](Injector& i) { i.truncate_log(); }},
        {"second_run", [](Injector& i) { i.run_twice(); }},
        {"memory", [](Injector& i) { i.exhaust_memory(); }}};
    return table;
  }
  [[nodiscard]] const std::map<std::string, Count>& counts() const { return counts_; }

 private:
  [[nodiscard]] std::vector<std::string> words() const {
    return {"run", sweep_->file, "--db", db_,         "--threads",
            "1",   "--progress", "none", "--picture", "none"};
  }

  void add(const std::string& text, const std::string& name) {
    Sweep sweep;
    sweep.file = home_.file(name);
    std::ofstream(sweep.file) << text;
    sweep_ = &sweep;
    db_ = home_.file(name + ".db");
    const Clock::time_point begin = Clock::now();
    const Outcome outcome = run_program(words(), home_.path());
    sweep.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    if (outcome.exit_code != 0) {
      throw Violation("the undisturbed run failed: " + outcome.err);
    }
    sweep.undisturbed = picture_of(db_);
    sweep.bytes = fs::file_size(db_);
    sweeps_.push_back(std::move(sweep));
  }

  [[nodiscard]] std::uint64_t seconds_so_far() const {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began_).count());
  }
  [[nodiscard]] double real() { return static_cast<double>(random_.below(1'000'000)) / 1'000'000; }
  void sleep_a_while() {
    std::this_thread::sleep_for(std::chrono::duration<double>(real() * sweep_->seconds));
  }
  static void demand(bool holds, const std::string& what, const Outcome& outcome) {
    if (!holds) {
      throw Violation(fmt::format("{}\n  exit code {}\n  stdout: {}\n  stderr: {}", what,
                                  outcome.exit_code, outcome.out, outcome.err));
    }
  }
  /// A run that failed says so in words that name the file or the cause.
  void demand_message(const Outcome& outcome, const std::string& kind) {
    if (outcome.exit_code == 0) {
      return;  // it had ended before
    }
    ++counts_[kind].stopped;
    demand(outcome.exit_code == 1, kind + ": a failed run exits with 1", outcome);
    demand(outcome.err.size() > 20 && outcome.err.find("terminate called") == std::string::npos,
           kind + ": a failed run says why", outcome);
  }

  /// Nothing that was committed may be gone; then the run goes on and must end as if undisturbed.
  void expect_resumed(std::optional<std::uint64_t> before) {
    if (before) {
      const std::optional<std::uint64_t> now = committed(db_);
      demand(now && *now >= *before, fmt::format("{} batches were committed, then fewer", *before),
             {});
    }
    const Outcome outcome = run_program(words(), folder_->path());
    demand(outcome.exit_code == 0, "the run does not go on", outcome);
    expect_undisturbed(outcome);
  }

  void expect_undisturbed(const Outcome& outcome) {
    const Picture now = picture_of(db_);
    const Picture& wanted = sweep_->undisturbed;
    demand(now.progress.finished, "the resumed run is not finished", outcome);
    demand(now.front == wanted.front, "another front", outcome);
    demand(now.kept == wanted.kept, "other designs are kept", outcome);
    demand(now.accuracies == wanted.accuracies, "other accuracies", outcome);
    demand(now.statements == wanted.statements, "another certificate", outcome);
    demand(now.progress.evaluated == wanted.progress.evaluated &&
               now.progress.feasible == wanted.progress.feasible &&
               now.progress.infeasible == wanted.progress.infeasible &&
               now.progress.next == wanted.progress.next,
           fmt::format("counted twice or not at all: {} evaluated, {} in an undisturbed run",
                       now.progress.evaluated, wanted.progress.evaluated),
           outcome);
    // Each session may store once what it had measured of a batch it did not finish; on a busy
    // machine seconds pass within a batch, each of which is a commit.
    const std::uint64_t more = 3 + (sweep_->stores_by_time ? seconds_so_far() : 0);
    demand(now.commits <= wanted.commits + more, "finished work was repeated", outcome);
  }

  void kill() {
    RunningProgram program(words(), folder_->path());
    sleep_a_while();
    const auto before = committed(db_);
    program.send(SIGKILL);
    const Outcome outcome = program.wait();
    counts_["kill"].stopped += outcome.exit_code == 128 + SIGKILL ? 1 : 0;
    expect_resumed(before);
  }

  void interrupt() {
    RunningProgram program(words(), folder_->path());
    sleep_a_while();
    const auto before = committed(db_);
    const int signal = random_.below(2) == 0 ? SIGTERM : SIGINT;
    program.send(signal);
    const Outcome outcome = program.wait();
    // Before the run has begun there is nothing to stop cleanly.
    demand(outcome.exit_code == 0 || outcome.exit_code == 130 ||
               (outcome.exit_code == 128 + signal && !before),
           "an interrupted run exits with 130", outcome);
    counts_["interrupt"].stopped += outcome.exit_code == 0 ? 0 : 1;
    expect_resumed(before);
  }

  static constexpr std::uintmax_t plenty = 256U << 20U;

  void fill_disk() {
    const std::string folder = folder_->file("disk");
    const SmallDisk disk(folder, 16384 + random_.below(2 * sweep_->bytes));
    if (!disk.mounted()) {
      limit_file();
      return;
    }
    db_ = folder + "/study.db";
    const Outcome outcome = run_program(words(), folder_->path());
    demand_message(outcome, "disk_full");
    const auto before = committed(db_);
    demand(disk.remount(0, plenty), "the disk cannot be enlarged", {});
    expect_resumed(before);
  }

  void limit_file() {
    const rlim_t most = 8192 + random_.below(sweep_->bytes);
    RunningProgram program(words(), folder_->path(), [most] {
      const rlimit limit{most, most};
      static_cast<void>(setrlimit(RLIMIT_FSIZE, &limit));
    });
    const Outcome outcome = program.wait();
    demand_message(outcome, "file_limit");
    expect_resumed(committed(db_));
  }

  [[nodiscard]] Outcome run_with_addresses(rlim_t most) {
    RunningProgram program(words(), folder_->path(), [most] {
      const rlimit limit{most, most};
      static_cast<void>(setrlimit(RLIMIT_AS, &limit));
    });
    return program.wait();
  }

  /// Limits far above what a run needs disturb nothing, those far below end it before it begins.
  [[nodiscard]] rlim_t memory_needed() {
    if (sweep_->memory == 0) {
      rlim_t too_little = least_addresses;
      rlim_t enough = rlim_t{1} << 30U;
      while (enough - too_little > rlim_t{2} << 20U) {
        const rlim_t middle = (too_little + enough) / 2;
        const results::TemporaryFolder folder;
        const std::string db = std::exchange(db_, folder.file("probe.db"));
        (run_with_addresses(middle).exit_code == 0 ? enough : too_little) = middle;
        db_ = db;
      }
      sweep_->memory = enough;
    }
    return sweep_->memory;
  }

  void exhaust_memory() {
    const rlim_t needed = memory_needed();
    const rlim_t most = least_addresses + random_.below(needed - least_addresses);
    const Outcome outcome = run_with_addresses(most);
    demand_message(outcome, "memory");
    expect_resumed(committed(db_));
  }
  /// Below some 40 MB the loader itself fails.
  static constexpr rlim_t least_addresses = rlim_t{40} << 20U;

  [[nodiscard]] Outcome run_with_allocator(const std::string& setting, std::uint64_t value) {
    RunningProgram program(words(), folder_->path(), [&] {
      static_cast<void>(setenv("LD_PRELOAD", PARETREE_FAILING_ALLOCATOR, 1));
      static_cast<void>(setenv(setting.c_str(), std::to_string(value).c_str(), 1));
    });
    return program.wait();
  }

  /// One allocation fails, or all from one on; the small numbers are tried as often as the large.
  void fail_allocation() {
    if (sweep_->allocations == 0) {
      const results::TemporaryFolder folder;
      const std::string db = std::exchange(db_, folder.file("count.db"));
      const Outcome counted = run_with_allocator("COUNT_ALLOCATIONS", 1);
      db_ = db;
      const std::size_t end = counted.err.rfind(" allocations");
      demand(counted.exit_code == 0 && end != std::string::npos, "allocations are not counted",
             counted);
      const std::size_t begin = counted.err.rfind('\n', end) + 1;
      sweep_->allocations = std::stoull(counted.err.substr(begin, end - begin));
    }
    const bool one = random_.below(2) == 0;
    const std::uint64_t most =
        sweep_->allocations >> (random_.below(2) == 0 ? 0 : random_.below(9));
    const std::string setting = one ? "FAIL_ALLOCATION" : "FAIL_ALLOCATIONS_FROM";
    const std::uint64_t index = random_.below(1 + most);
    try {
      demand_message(run_with_allocator(setting, index), "allocation");
      expect_resumed(committed(db_));
    } catch (const Violation& violation) {
      throw Violation(fmt::format("{}={} {}: {}", setting, index, sweep_->file, violation.what()));
    }
  }

  void remove() {
    RunningProgram program(words(), folder_->path());
    sleep_a_while();
    const bool there = fs::exists(db_);
    for (const char* suffix : {"", "-wal", "-shm"}) {
      if (suffix[0] == '\0' || random_.below(2) == 0) {
        std::error_code ignored;
        fs::remove(db_ + suffix, ignored);
      }
    }
    const bool had_ended = program.ended();
    const Outcome outcome = program.wait();
    if (there && !had_ended) {
      demand_message(outcome, "removed");
      demand(outcome.exit_code == 1 || !outcome.out.empty(), "a removed study is an error",
             outcome);
    }
    expect_resumed(std::nullopt);
  }

  void make_read_only() {
    const std::string folder = folder_->file("disk");
    const SmallDisk disk(folder, plenty);
    db_ = folder + "/study.db";
    {
      RunningProgram program(words(), folder_->path());
      sleep_a_while();
      program.send(SIGKILL);
      static_cast<void>(program.wait());
    }
    const auto before = committed(db_);
    const auto protect = [&](bool on) {
      if (disk.mounted()) {
        return disk.remount(on ? MS_RDONLY : 0, plenty);
      }
      return chmod(folder.c_str(), on ? 0555 : 0755) == 0 &&
             (!fs::exists(db_) || chmod(db_.c_str(), on ? 0444 : 0644) == 0);
    };
    demand(protect(true), "nothing can be made read-only here", {});
    const Outcome outcome = run_program(words(), folder_->path());
    demand(outcome.exit_code == 1, "a run on a read-only file fails", outcome);
    demand_message(outcome, "read_only");
    demand(protect(false), "nothing can be made writable again", {});
    expect_resumed(before);
  }

  void lock() {
    RunningProgram program(words(), folder_->path());
    sleep_a_while();
    try {
      if (fs::exists(db_)) {
        const results::Connection other(db_, results::Connection::Mode::write);
        other.execute("BEGIN IMMEDIATE");
        ++counts_["locked"].stopped;
        std::this_thread::sleep_for(milliseconds(random_.below(600)));
        other.execute("ROLLBACK");
      }
    } catch (const results::StoreError&) {
      // It was just being made.
    }
    const Outcome outcome = program.wait();
    demand(outcome.exit_code == 0, "a lock that is given back delays and does no more", outcome);
    expect_resumed(std::nullopt);
  }

  void kill_at_random() {
    RunningProgram program(words(), folder_->path());
    sleep_a_while();
    program.send(SIGKILL);
    static_cast<void>(program.wait());
  }

  /// A file that something else has damaged: what is found is said, and never a wrong front given.
  void expect_refused_or_right(const std::string& kind) {
    const Outcome outcome = run_program(words(), folder_->path());
    if (outcome.exit_code == 0) {
      expect_undisturbed(outcome);
      return;
    }
    demand_message(outcome, kind);
    demand(outcome.err.find("study.db") != std::string::npos, "the damaged file is named", outcome);
    ++counts_[kind].refused;
  }

  void corrupt_page() {
    kill_at_random();
    if (fs::exists(db_) && fs::file_size(db_) > 0) {
      constexpr std::uint64_t page_bytes = 8192;
      const std::uint64_t pages = std::max<std::uint64_t>(1, fs::file_size(db_) / page_bytes);
      std::fstream file(db_, std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(random_.below(pages) * page_bytes));
      for (std::uint64_t byte = 0; byte < page_bytes; ++byte) {
        file.put(static_cast<char>(random_.below(256)));
      }
    }
    expect_refused_or_right("page_corrupted");
  }

  void truncate_log() {
    kill_at_random();
    std::error_code error;
    const std::uintmax_t bytes = fs::file_size(db_ + "-wal", error);
    if (!error && bytes > 0) {
      fs::resize_file(db_ + "-wal", random_.below(bytes));
      ++counts_["wal_truncated"].stopped;
    }
    expect_refused_or_right("wal_truncated");
  }

  void run_twice() {
    RunningProgram program(words(), folder_->path());
    sleep_a_while();
    const bool there = fs::exists(db_);
    const Outcome second = run_program(words(), folder_->path());
    const bool had_ended = program.ended();
    const Outcome first = program.wait();
    if (there && !had_ended) {
      demand(second.exit_code == 1 && second.err.find("is being written by") != std::string::npos,
             "a second run is refused", second);
      ++counts_["second_run"].stopped;
    }
    // Before the file exists either may be the one that makes it.
    demand(first.exit_code == 0 || second.exit_code == 0, "one of two runs ends well", first);
    expect_resumed(std::nullopt);
  }

  results::TemporaryFolder home_;
  dse::Random random_;
  std::vector<Sweep> sweeps_;
  Sweep* sweep_ = nullptr;
  Clock::time_point began_;  ///< of the fault at hand
  std::unique_ptr<results::TemporaryFolder> folder_;
  std::string db_;
  std::map<std::string, Count> counts_;
};

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> words;
  std::istringstream stream(list);
  for (std::string word; std::getline(stream, word, ',');) {
    words.push_back(word);
  }
  return words;
}

int main_with(const std::vector<std::string>& arguments) {
  int faults = 300;
  std::uint64_t seed = 1;
  std::vector<std::string> kinds;
  for (const auto& [name, action] : Injector::kinds()) {
    kinds.push_back(name);
  }
  for (std::size_t number = 0; number + 1 < arguments.size(); number += 2) {
    if (arguments[number] == "--faults") {
      faults = std::stoi(arguments[number + 1]);
    } else if (arguments[number] == "--seed") {
      seed = std::stoull(arguments[number + 1]);
    } else if (arguments[number] == "--kinds") {
      kinds = split(arguments[number + 1]);
    } else {
      std::cerr << "unknown option " << arguments[number] << "\n";
      return 2;
    }
  }
  const Clock::time_point begin = Clock::now();
  Injector injector(seed);
  std::map<std::string, int> wrong;
  for (int number = 0; number < faults; ++number) {
    const std::string& kind = kinds[static_cast<std::size_t>(number) % kinds.size()];
    try {
      injector.inject(kind);
    } catch (const std::exception& error) {
      ++wrong[kind];
      std::cout << fmt::format("WRONG after {} (fault {} of seed {}): {}\n", kind, number, seed,
                               error.what())
                << std::flush;
    }
  }
  std::cout << fmt::format("{:<16} {:>9} {:>9} {:>9} {:>7}\n", "fault", "injected", "took hold",
                           "refused", "wrong");
  int total = 0;
  int total_wrong = 0;
  for (const auto& [kind, count] : injector.counts()) {
    std::cout << fmt::format("{:<16} {:>9} {:>9} {:>9} {:>7}\n", kind, count.injected,
                             count.stopped, count.refused, wrong[kind]);
    total += count.injected;
    total_wrong += wrong[kind];
  }
  std::cout << fmt::format("{} faults, {} wrong outcomes, {:.0f} s\n", total, total_wrong,
                           std::chrono::duration<double>(Clock::now() - begin).count());
  return total_wrong == 0 ? 0 : 1;
}

}  // namespace
}  // namespace paretree::testing

int main(int argc, char** argv) {
  return paretree::testing::main_with({argv + 1, argv + argc});
}
