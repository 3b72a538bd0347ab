#include "dse/study/witness_file.hpp"

#include "dse/core/varint.hpp"
#include "dse/study/block_closure.hpp"
#include "dse/study/certificate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <system_error>

namespace paretree::dse {

namespace {

/// A file that is not there until it is whole.
class GrowingFile {
 public:
  explicit GrowingFile(std::string name) : name_(std::move(name)), out_(part(), std::ios::binary) {}
  ~GrowingFile() {
    std::error_code ignored;
    std::filesystem::remove(part(), ignored);
  }
  GrowingFile(const GrowingFile&) = delete;
  GrowingFile& operator=(const GrowingFile&) = delete;

  void write(const std::string& bytes) {
    out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    require();
  }
  void finish() {
    out_.close();
    require();
    std::filesystem::rename(part(), name_);
  }

 private:
  [[nodiscard]] std::string part() const { return name_ + ".part"; }
  void require() {
    if (!out_) {
      throw std::runtime_error(name_ + ": the witness cannot be written");
    }
  }

  std::string name_;
  std::ofstream out_;
};

}  // namespace

void require_witness(const Problem& problem, const Evaluator& evaluator, const Workers& workers,
                     const std::string& file) {
  const BlockClosure closure(problem, evaluator, workers, 0);
  bool any = false;
  for (std::size_t block = 0; block < problem.space.blocks().size() && !any; ++block) {
    any = closure.takes(block);
  }
  if (!any) {
    throw std::invalid_argument(fmt::format(
        "{}: no block of this space is closed by recursion, so that there is nothing to witness: "
        "`paretree check` visits its designs",
        problem.sweep.file));
  }
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder)) {
    throw std::invalid_argument(
        fmt::format("--witness {}: there is no folder {}", file, folder.string()));
  }
}

bool write_witness(const Problem& problem, const Evaluator& evaluator, const results::RunRow& run,
                   const Workers& workers, const std::string& file,
                   const std::function<void(std::size_t, std::size_t)>& progress,
                   const std::function<bool()>& stopping) {
  require_witness(problem, evaluator, workers, file);
  const BlockClosure closure(problem, evaluator, workers, 0);  // lists have no subtrees
  struct Part {
    std::size_t block = 0;
    std::size_t classes = 0;
  };
  std::vector<Part> parts;
  std::size_t all = 0;
  for (std::size_t block = 0; block < problem.space.blocks().size(); ++block) {
    if (const auto solver = closure.recursion_of(block)) {
      parts.push_back({block, solver->classes()});
      all += solver->classes();
    }
  }
  GrowingFile out(file);
  out.write(
      fmt::format("{}\n{}\n", witness_heading, space_hash(run.canonical_sweep, run.constants)));
  std::size_t done = 0;
  for (const Part& part : parts) {
    const std::unique_ptr<BlockSolver> solver = closure.recursion_of(part.block);
    // Some classes at a time: their streams are held until those before them are written.
    const std::size_t wave = 2 * workers.size();
    for (std::size_t first = 0; first < part.classes; first += wave) {
      std::vector<std::optional<std::string>> streams(std::min(wave, part.classes - first));
      workers.for_each(streams.size(), [&](std::size_t index, std::size_t /*worker*/) {
        streams[index] = solver->witness(first + index, stopping);
      });
      for (std::size_t index = 0; index < streams.size(); ++index) {
        if (!streams[index]) {
          return false;
        }
        const auto [slot, hardware] = solver->first_half(first + index);
        std::string head;
        put_varint(static_cast<std::uint64_t>(WitnessTag::entry), head);
        put_varint(part.block, head);
        put_varint(slot, head);
        put_varint(hardware, head);
        put_varint(streams[index]->size(), head);
        out.write(head);
        out.write(*streams[index]);
      }
      done += streams.size();
      progress(done, all);
    }
  }
  std::string end;
  put_varint(static_cast<std::uint64_t>(WitnessTag::end), end);
  out.write(end);
  out.finish();
  return true;
}

}  // namespace paretree::dse
