// Seven short nights over one queue, with a kill, a full disk and an edited sweep among them: do
// they end with the fronts of undisturbed runs of the same prefix length?
//
//   seven_nights [--seconds N] [--pages FOLDER]     N of each night; FOLDER: the morning pages
#include "results/store/study.hpp"
#include "tests/fault/disturbed_sweeps.hpp"
#include "tests/fault/small_disk.hpp"
#include "tests/results/support/temporary_folder.hpp"
#include "tests/support/program.hpp"

#include <fmt/format.h>
#include <sys/mount.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <thread>

namespace paretree::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t plenty = 512U << 20U;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t place = text.find(from);
  if (place == std::string::npos) {
    throw std::invalid_argument("not in the sweep: " + from);
  }
  return text.replace(place, from.size(), to);
}

/// More training than one night has time for.
std::string trained_text() {
  return replaced(replaced(trained_sweep_text, "disturbed-trained", "trained"),
                  "steps: 2, rungs: 2, factor: 2, bracket: 16, seeds: 1, confirm: 2,",
                  "steps: 150, seeds: 1, confirm: 1,");
}

/// More designs than seven nights draw. A run of fewer draws the same ones first.
std::string drawn_text(std::uint64_t designs) {
  std::string text = replaced(random_sweep_text, "name: disturbed", "name: drawn");
  text = replaced(text, "order: best", "order: all");
  text = replaced(text, "pes: [4, 8, 16]", "pes: [2, 4, 8, 16, 32]");
  text = replaced(text, "macs_per_pe: [4, 8, 16]", "macs_per_pe: [2, 4, 8, 16, 32]");
  text = replaced(text, "weight_sram_kib: [8, 16]", "weight_sram_kib: [8, 16, 32, 64, 128]");
  return replaced(text, "designs: 15000", fmt::format("designs: {}", designs));
}

std::string closed_text() {
  return replaced(certified_sweep_text, "disturbed-certified", "closed");
}

class Nights {
 public:
  Nights(double seconds, std::string pages)
      : seconds_(seconds),
        pages_(std::move(pages)),
        studies_(folder_.file("studies")),
        disk_(studies_, plenty) {
    write("trained.yaml", trained_text());
    write("drawn.yaml", drawn_text(1'000'000'000));
    write("closed.yaml", closed_text());
  }

  void spend() {
    expect(1, "nothing happens", run(queue_), 0, "");

    {
      RunningProgram night(words(queue_), folder_.path());
      std::this_thread::sleep_for(std::chrono::duration<double>(seconds_ / 2));
      night.send(SIGKILL);
      expect(2, "killed in the middle", night.wait(), 128 + SIGKILL, "");
    }

    if (disk_.mounted()) {
      // What is there stays, and a little more fits.
      std::uintmax_t used = 0;
      for (const auto& entry : fs::recursive_directory_iterator(studies_)) {
        used += entry.is_regular_file() ? entry.file_size() : 0;
      }
      demand(disk_.remount(0, used + (used / 8) + 65536), "the disk cannot be made smaller");
      expect(3, "the disk is full", run(queue_), 1, "full");
      demand(disk_.remount(0, plenty), "the disk cannot be enlarged");
    } else {
      std::cout << "3: no file system can be mounted here: an undisturbed night instead\n";
      expect(3, "nothing happens", run(queue_), 0, "");
    }

    write("closed.yaml", replaced(closed_text(), "pes: [4, 8, 16]", "pes: [8, 16, 32]"));
    expect(4, "a sweep was edited", run(queue_), 0, "the sweep was edited");

    write("wrong.yaml", "name: wrong\nworkload: no-such\n");
    std::vector<std::string> with_wrong = {"wrong.yaml"};
    with_wrong.insert(with_wrong.end(), queue_.begin(), queue_.end());
    expect(5, "a colleague's sweep is wrong", run(with_wrong), 1, "wrong.yaml:2");

    {
      RunningProgram night(words(queue_), folder_.path());
      std::this_thread::sleep_for(std::chrono::duration<double>(seconds_ / 2));
      night.send(SIGTERM);
      expect(6, "stopped by a signal", night.wait(), 130, "");
    }

    expect(7, "nothing happens", run(queue_), 0, "");
  }

  void compare() const {
    // The same prefix: a sweep of that many designs, run alone.
    const results::Progress drawn = progress("drawn");
    demand(drawn.evaluated > 0, "nothing was drawn in seven nights");
    write("drawn_alone.yaml", drawn_text(drawn.evaluated));
    expect_same("drawn", "drawn_alone.yaml");
    expect_same("closed", "closed.yaml");
    demand(progress("closed").finished, "the edited sweep is not finished");
    // Trained formats have no shorter sweep that is their prefix: the rest is done first.
    demand(progress("trained").next > 0, "nothing was trained in seven nights");
    const Outcome rest = run_program({"run", "trained.yaml", "--db", studies_ + "/trained.db",
                                      "--threads", "1", "--progress", "none", "--picture", "none"},
                                     folder_.path());
    demand(rest.exit_code == 0, "the trained sweep does not go on: " + rest.err);
    expect_same("trained", "trained.yaml");
  }

 private:
  [[nodiscard]] std::vector<std::string> words(const std::vector<std::string>& sweeps) const {
    std::vector<std::string> all = {"night"};
    all.insert(all.end(), sweeps.begin(), sweeps.end());
    all.insert(all.end(),
               {"--for", fmt::format("{}s", seconds_), "--db-dir", studies_, "--threads", "1"});
    return all;
  }
  [[nodiscard]] Outcome run(const std::vector<std::string>& sweeps) const {
    return run_program(words(sweeps), folder_.path());
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.file(name)) << text;
  }
  [[nodiscard]] results::Progress progress(const std::string& name) const {
    return results::Study::open(studies_ + "/" + name + ".db", results::Study::Access::read)
        .progress();
  }
  static void demand(bool holds, const std::string& what) {
    if (!holds) {
      throw std::runtime_error(what);
    }
  }

  void expect(int number, const std::string& what, const Outcome& night, int exit_code,
              const std::string& said) const {
    std::cout << fmt::format("== night {}: {} (exit code {})\n{}{}\n", number, what,
                             night.exit_code, night.out, night.err)
              << std::flush;
    demand(night.exit_code == exit_code,
           fmt::format("night {}: exit code {} instead of {}", number, night.exit_code, exit_code));
    demand(night.out.find(said) != std::string::npos,
           fmt::format("night {}: the page does not say \"{}\"", number, said));
    if (!pages_.empty() && fs::exists(studies_ + "/morning.html")) {
      fs::create_directories(pages_);
      fs::copy_file(studies_ + "/morning.html", fmt::format("{}/night{}.html", pages_, number),
                    fs::copy_options::overwrite_existing);
      fs::copy_file(studies_ + "/morning.txt", fmt::format("{}/night{}.txt", pages_, number),
                    fs::copy_options::overwrite_existing);
    }
  }

  void expect_same(const std::string& name, const std::string& sweep) const {
    const std::string db = folder_.file("alone_" + name + ".db");
    const Outcome alone = run_program(
        {"run", sweep, "--db", db, "--threads", "1", "--progress", "none", "--picture", "none"},
        folder_.path());
    demand(alone.exit_code == 0, "the undisturbed run failed: " + alone.err);
    const Picture wanted = picture_of(db);
    const Picture got = picture_of(studies_ + "/" + name + ".db");
    demand(got.front == wanted.front, name + ": another front than the undisturbed run");
    demand(got.kept == wanted.kept, name + ": other designs are kept than in the undisturbed run");
    // What is drawn at random never ends here, and only an ended run states what it proves.
    demand(!got.progress.finished || got.statements == wanted.statements,
           name + ": another certificate");
    demand(got.progress.finished == (name != "drawn"), name + ": ended, or not, against its plan");
    demand(got.accuracies == wanted.accuracies, name + ": other accuracies");
    demand(got.progress.evaluated == wanted.progress.evaluated &&
               got.progress.feasible == wanted.progress.feasible &&
               got.progress.infeasible == wanted.progress.infeasible,
           name + ": counted twice or not at all");
    std::cout << fmt::format("{}: {} designs, {} on the front, as undisturbed\n", name,
                             got.progress.evaluated + got.progress.closed, got.front.size());
  }

  double seconds_;
  std::string pages_;
  results::TemporaryFolder folder_;
  std::string studies_;
  SmallDisk disk_;
  std::vector<std::string> queue_ = {"trained.yaml", "drawn.yaml", "closed.yaml"};
};

int main_with(const std::vector<std::string>& arguments) {
  double seconds = 8;
  std::string pages;
  for (std::size_t number = 0; number + 1 < arguments.size(); number += 2) {
    if (arguments[number] == "--seconds") {
      seconds = std::stod(arguments[number + 1]);
    } else if (arguments[number] == "--pages") {
      pages = arguments[number + 1];
    } else {
      std::cerr << "unknown option " << arguments[number] << "\n";
      return 2;
    }
  }
  try {
    Nights nights(seconds, pages);
    nights.spend();
    nights.compare();
  } catch (const std::exception& error) {
    std::cout << "WRONG: " << error.what() << "\n";
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace paretree::testing

int main(int argc, char** argv) {
  return paretree::testing::main_with({argv + 1, argv + argc});
}
