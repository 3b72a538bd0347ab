#include "dse/study/night.hpp"

#include "dse/exec/interrupt.hpp"
#include "dse/exec/started_program.hpp"
#include "dse/study/front_measure.hpp"
#include "dse/study/problem.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <thread>

namespace paretree::dse {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::system_clock;

/// A stopped run finishes its batch and commits: the last part of the night is for that.
constexpr double margin_share = 0.05;
constexpr double most_margin_seconds = 30;
/// Less is not worth starting a sweep.
constexpr double least_slice_seconds = 0.5;
/// A run that a signal ended (memory, a kill) is tried again so often in one night.
constexpr int most_attempts = 3;
constexpr std::chrono::milliseconds poll_interval{20};

double seconds_between(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

std::string local_text(Clock::time_point moment) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::localtime(Clock::to_time_t(moment)));
}

/// The last line of a log: what a run that failed said.
std::string last_line(const std::string& log, std::uintmax_t from) {
  std::ifstream file(log);
  file.seekg(static_cast<std::streamoff>(from));
  std::string line;
  std::string last;
  while (std::getline(file, line)) {
    if (line.find_first_not_of(" \t\r") != std::string::npos) {
      last = line;
    }
  }
  return last;
}

std::uintmax_t size_of(const std::string& file) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(file, error);
  return error ? 0 : size;
}

/// Moves a study with its journals to the first free name NAME.1.db, NAME.2.db, ...
std::string put_aside(const std::string& db) {
  const std::string stem = fs::path(db).replace_extension().string();
  std::string name;
  for (int number = 1; name.empty() || fs::exists(name); ++number) {
    name = fmt::format("{}.{}.db", stem, number);
  }
  {
    // Takes the writer's lock, and moves what the log holds into the file.
    const results::Study study = results::Study::open(db, results::Study::Access::write);
  }
  for (const char* suffix : {"-wal", "-shm", ""}) {
    std::error_code error;
    if (fs::exists(db + suffix)) {
      fs::rename(db + suffix, name + suffix, error);
    }
  }
  return name;
}

struct Front {
  Points points;
  std::vector<std::string> designs;  ///< sorted
};

Front front_of(const results::Study& study) {
  const results::RunRow run = study.run();
  std::vector<std::string> objectives;
  for (const results::ObjectiveColumn& column : run.columns) {
    if (column.objective) {
      objectives.push_back(column.name);
    }
  }
  const std::vector<results::DesignRow> rows = study.front();
  Front front{minimised(run, rows, objectives), {}};
  for (const results::DesignRow& row : rows) {
    front.designs.push_back(row.design);
  }
  std::sort(front.designs.begin(), front.designs.end());
  return front;
}

NightItem::State state_of(const results::Study& study) {
  const results::Progress progress = study.progress();
  return {progress.evaluated + progress.closed, 0, 0, progress.finished};
}

/// The queue of one night.
class Queue {
 public:
  Queue(const std::vector<std::string>& sweeps, const NightOptions& options) : options_(options) {
    for (const std::string& file : sweeps) {
      NightItem item;
      item.file = file;
      night_.items.push_back(std::move(item));
    }
    fronts_.resize(sweeps.size());
  }

  Night spend() {
    const Clock::time_point began = Clock::now();
    const double length = seconds_between(began, options_.until);
    stop_ =
        options_.until - std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(
                             std::min(most_margin_seconds, margin_share * length)));
    night_.began = local_text(began);
    std::map<std::string, std::string> taken;
    for (std::size_t number = 0; number < night_.items.size(); ++number) {
      NightItem& item = night_.items[number];
      try {
        prepare(item, fronts_[number]);
        const auto [other, fresh] = taken.emplace(item.db, item.file);
        if (!fresh) {
          fail(item, fmt::format("has the name '{}', as {} has", item.name, other->second));
        }
      } catch (const std::exception& error) {
        fail(item, error.what());
      }
    }
    while (run_round()) {
    }
    for (std::size_t number = 0; number < night_.items.size(); ++number) {
      measure(night_.items[number], fronts_[number]);
    }
    night_.interrupted = interrupt_requested();
    night_.ended = local_text(Clock::now());
    return std::move(night_);
  }

 private:
  static void fail(NightItem& item, const std::string& reason) {
    item.end = NightItem::End::failed;
    item.reason = reason;
  }

  void prepare(NightItem& item, Front& front) const {
    const Problem problem = load_problem(item.file, {});
    item.name = problem.sweep.name;
    item.space = std::to_string(problem.space.size());
    item.db = (fs::path(options_.folder) / (item.name + ".db")).string();
    if (!results::Study::exists(item.db)) {
      return;
    }
    const results::RunRow row = problem.run_row({});
    bool same = false;
    {
      const results::Study study = results::Study::open(item.db, results::Study::Access::read);
      const results::RunRow stored = study.run();
      same = stored.canonical_sweep == row.canonical_sweep &&
             stored.technology_files == row.technology_files;
      if (same) {
        item.before = state_of(study);
        front = front_of(study);
      }
    }
    if (!same) {
      item.put_aside = put_aside(item.db);
    } else if (item.before.finished) {
      item.end = NightItem::End::finished_before;
    } else {
      item.end = NightItem::End::unfinished;
    }
  }

  /// Every sweep that can go on gets its share; false: nothing is left to do, or no time.
  bool run_round() {
    std::vector<std::size_t> order;
    for (const NightItem::End first : {NightItem::End::unfinished, NightItem::End::not_started}) {
      for (std::size_t number = 0; number < night_.items.size(); ++number) {
        if (night_.items[number].end == first) {
          order.push_back(number);
        }
      }
    }
    bool ran = false;
    for (std::size_t place = 0; place < order.size(); ++place) {
      NightItem& item = night_.items[order[place]];
      const double left = seconds_between(Clock::now(), stop_);
      const double slice = left / static_cast<double>(order.size() - place);
      if (interrupt_requested() || slice < least_slice_seconds) {
        if (item.end == NightItem::End::not_started) {
          item.reason =
              interrupt_requested() ? "interrupted before its turn" : "no time was left for it";
        }
        continue;
      }
      ran = true;
      const Clock::time_point begin = Clock::now();
      try {
        run(item, slice);
      } catch (const std::exception& error) {
        fail(item, error.what());
      }
      item.seconds += seconds_between(begin, Clock::now());
    }
    return ran;
  }

  void run(NightItem& item, double slice) const {
    const std::string log = fs::path(item.db).replace_extension(".log").string();
    const std::uintmax_t before = size_of(log);
    ++item.attempts;
    // Asked to stop by a signal, not by a limit of its own: the share counts from here, not from
    // when the data set has been read.
    const Clock::time_point share_ends =
        std::min(stop_, Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                           std::chrono::duration<double>(slice)));
    std::vector<std::string> words = {options_.program,
                                      "run",
                                      item.file,
                                      "--db",
                                      item.db,
                                      "--threads",
                                      std::to_string(options_.threads),
                                      "--progress",
                                      "plain"};
    if (!options_.memory.empty()) {
      words.insert(words.end(), {"--memory", options_.memory});
    }
    if (options_.allow_commands) {
      words.emplace_back("--allow-commands");
    }
    StartedProgram child(words, log);
    bool asked = false;
    std::optional<int> code;
    while (!(code = child.ended())) {
      const Clock::time_point now = Clock::now();
      if (!asked && (now >= share_ends || interrupt_requested())) {
        asked = true;
        child.send(SIGTERM);
      }
      if (now >= options_.until || seconds_between(share_ends, now) > most_margin_seconds) {
        child.send(SIGKILL);
      }
      std::this_thread::sleep_for(poll_interval);
    }
    conclude(item, *code, asked, last_line(log, before));
  }

  static void conclude(NightItem& item, int code, bool asked, const std::string& said) {
    constexpr int by_signal = 128;
    constexpr int interrupted = 130;
    if (code == 0 || (code == interrupted && asked)) {
      item.end = results::Study::open(item.db, results::Study::Access::read).progress().finished
                     ? NightItem::End::finished
                     : NightItem::End::unfinished;
      item.reason.clear();
    } else if (code > by_signal && (asked || item.attempts < most_attempts)) {
      item.end = NightItem::End::unfinished;
      item.reason = asked ? "was stopped before it had begun"
                          : fmt::format("was ended by signal {}", code - by_signal);
    } else if (code > by_signal) {
      fail(item, fmt::format("was ended by signal {}, {} times", code - by_signal, item.attempts));
    } else {
      fail(item, said.empty() ? fmt::format("exit code {}", code) : said);
    }
  }

  static void measure(NightItem& item, const Front& before) {
    item.after = item.before;
    if (item.db.empty() || !results::Study::exists(item.db)) {
      return;
    }
    try {
      const results::Study study = results::Study::open(item.db, results::Study::Access::read);
      const Front after = front_of(study);
      item.after = state_of(study);
      item.before.front = before.designs.size();
      item.after.front = after.designs.size();
      std::set_difference(after.designs.begin(), after.designs.end(), before.designs.begin(),
                          before.designs.end(), std::back_inserter(item.gained));
      std::set_difference(before.designs.begin(), before.designs.end(), after.designs.begin(),
                          after.designs.end(), std::back_inserter(item.lost));
      if (after.points.size() > 0) {
        const Frame frame = frame_of({&before.points, &after.points});
        item.before.hypervolume =
            before.points.size() > 0 ? dominated_share(before.points, frame) : 0;
        item.after.hypervolume = dominated_share(after.points, frame);
      }
    } catch (const std::exception& error) {
      fail(item, error.what());
    }
  }

  const NightOptions& options_;
  Clock::time_point stop_;
  Night night_;
  std::vector<Front> fronts_;
};

}  // namespace

bool Night::failed() const {
  return std::any_of(items.begin(), items.end(),
                     [](const NightItem& item) { return item.end == NightItem::End::failed; });
}

Clock::time_point next_time(const std::string& clock, Clock::time_point now) {
  const auto digit = [&](std::size_t place) {
    const char c = place < clock.size() ? clock[place] : ' ';
    return c >= '0' && c <= '9' ? c - '0' : 1000;
  };
  const std::size_t colon = clock.find(':');
  const int hours = colon == 1 ? digit(0) : 10 * digit(0) + digit(1);
  const int minutes = colon == std::string::npos ? 1000 : 10 * digit(colon + 1) + digit(colon + 2);
  if ((colon != 1 && colon != 2) || clock.size() != colon + 3 || hours > 23 || minutes > 59) {
    throw std::invalid_argument(
        fmt::format("{}: not a time of day; the form is HH:MM, 00:00 to 23:59", clock));
  }
  const std::time_t present = Clock::to_time_t(now);
  std::tm local{};
  localtime_r(&present, &local);
  local.tm_hour = hours;
  local.tm_min = minutes;
  local.tm_sec = 0;
  local.tm_isdst = -1;
  Clock::time_point moment = Clock::from_time_t(std::mktime(&local));
  if (moment <= now) {
    local.tm_mday += 1;  // mktime carries, also over a change of the clocks
    local.tm_hour = hours;
    local.tm_isdst = -1;
    moment = Clock::from_time_t(std::mktime(&local));
  }
  return moment;
}

Night spend_night(const std::vector<std::string>& sweeps, const NightOptions& options) {
  return Queue(sweeps, options).spend();
}

}  // namespace paretree::dse
