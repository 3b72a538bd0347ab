#include "results/store/study.hpp"

#include "results/store/store_error.hpp"
#include "tests/fuzz/scratch_file.hpp"
#include "tests/results/support/study_rows.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <vector>

namespace paretree::fuzz {

namespace {

std::vector<std::uint8_t> sound_study() {
  const results::TemporaryFolder folder;
  const std::string file = folder.file("sound.db");
  {
    results::Study study = results::Study::create(file, results::example_run());
    study.write(results::example_batch(0, 40));
    study.flush();
  }
  const std::string text = results::read_text(file);
  return {text.begin(), text.end()};
}

/// Edits of a sound study: two bytes say where (in units of the file's size), one how many bytes
/// follow that overwrite what is there. What starts with `S` is a file as it is.
std::vector<std::uint8_t> damaged(Bytes bytes) {
  if (!bytes.empty() && bytes.front() == 'S') {
    return {bytes.begin(), bytes.end()};
  }
  static const std::vector<std::uint8_t> sound = sound_study();
  std::vector<std::uint8_t> file = sound;
  while (bytes.size() > 4) {
    const std::size_t at =
        (std::size_t{bytes[0]} << 16U | std::size_t{bytes[1]} << 8U | bytes[2]) % file.size();
    const std::size_t count =
        std::min({std::size_t{bytes[3]} % 16 + 1, bytes.size() - 4, file.size() - at});
    std::copy_n(bytes.begin() + 4, count, file.begin() + static_cast<std::ptrdiff_t>(at));
    bytes = bytes.subspan(4 + count);
  }
  // A byte left over cuts the file.
  if (!bytes.empty()) {
    file.resize(file.size() * bytes.front() / 256);
  }
  return file;
}

}  // namespace

/// A damaged study is read as far as it can be, or refused with a StoreError, never more.
void read_a_study(Bytes bytes) {
  const std::string file = scratch_file("study.db", damaged(bytes));
  for (const char* beside : {"-wal", "-shm", "-journal"}) {
    std::filesystem::remove(file + beside);
  }
  try {
    const results::Study study = results::Study::open(file, results::Study::Access::read);
    const std::vector<std::function<void()>> looks = {
        [&] { static_cast<void>(study.run()); },
        [&] { static_cast<void>(study.progress()); },
        [&] { static_cast<void>(study.accuracies()); },
        [&] { static_cast<void>(study.measuring()); },
        [&] { static_cast<void>(study.confirmed()); },
        [&] { static_cast<void>(study.certificate()); },
        [&] { static_cast<void>(study.formats()); },
        [&] { static_cast<void>(study.designs()); },
        [&] { static_cast<void>(study.front()); },
        [&] { static_cast<void>(study.front_history()); },
        [&] { static_cast<void>(study.find("0")); },
        [&] { static_cast<void>(study.seconds()); },
        [&] { study.for_each_infeasible([](const std::string&, const std::string&) {}); }};
    for (const auto& look : looks) {
      try {
        look();
      } catch (const results::StoreError&) {
      }
    }
  } catch (const results::StoreError&) {
  }
}

}  // namespace paretree::fuzz
