#include "results/store/study.hpp"

#include "results/store/batch_queue.hpp"
#include "results/store/batch_writer.hpp"
#include "results/store/file_identity.hpp"
#include "results/store/front_history.hpp"
#include "results/store/schema.hpp"
#include "results/store/sqlite.hpp"
#include "results/store/study_reader.hpp"
#include "results/store/writer_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <span>
#include <system_error>

namespace paretree::results {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t queue_capacity = 16;

std::string directory_of(const std::string& file) {
  const fs::path parent = fs::path(file).parent_path();
  return parent.empty() ? "." : parent.string();
}

void remove_quietly(const std::string& file) {
  std::error_code ignored;
  fs::remove(file, ignored);
}

// Removes a half-made database (and its journals) unless it was published.
class Draft {
 public:
  explicit Draft(std::string file) : file_(std::move(file)) { clear(); }
  ~Draft() { clear(); }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  void clear() const {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
      remove_quietly(file_ + suffix);
    }
  }
  std::string file_;
};

// Gives the draft its name, never over a file that is already there.
void publish(const std::string& draft, const std::string& file) {
  if (renameat2(AT_FDCWD, draft.c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE) == 0) {
    return;
  }
  const int error = errno;
  // Some file systems know no RENAME_NOREPLACE; the writer lock still keeps other studies away.
  const bool unsupported = error == EINVAL || error == ENOSYS;
  if (!unsupported || fs::exists(file) || std::rename(draft.c_str(), file.c_str()) != 0) {
    throw StoreError(fmt::format("{}: cannot be created: {}", file,
                                 std::strerror(unsupported ? EEXIST : error)));
  }
}

void sync_directory(const std::string& directory) {
  const int descriptor = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor >= 0) {
    fsync(descriptor);
    close(descriptor);
  }
}

std::uintmax_t checked_size(const std::string& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (!fs::exists(status)) {
    throw StoreError(fmt::format("{}: no such file", file));
  }
  if (!fs::is_regular_file(status)) {
    throw StoreError(fmt::format("{}: is not a file", file));
  }
  const std::uintmax_t bytes = fs::file_size(file, error);
  if (error) {
    throw StoreError(fmt::format("{}: {}", file, error.message()));
  }
  if (bytes == 0) {
    throw StoreError(fmt::format("{}: is empty, not a study", file));
  }
  return bytes;
}

// A connection that can read. On read-only media SQLite cannot make its shared memory; there, and
// only if no log is waiting to be read, the file itself is the whole truth.
std::unique_ptr<Connection> reading_connection(const std::string& file) {
  try {
    auto connection = std::make_unique<Connection>(file, Connection::Mode::read);
    static_cast<void>(connection->integer("SELECT count(*) FROM sqlite_schema"));
    return connection;
  } catch (const StoreError&) {
    const bool writable = access(directory_of(file).c_str(), W_OK) == 0;
    std::error_code error;
    const std::uintmax_t log_bytes = fs::file_size(file + "-wal", error);
    if (writable || (!error && log_bytes > 0)) {
      throw;
    }
    return std::make_unique<Connection>(file, Connection::Mode::snapshot);
  }
}

}  // namespace

struct Study::Impl {
  // In the order they must exist; destroyed from the last: the thread ends before what it uses.
  std::string file;
  std::unique_ptr<WriterLock> lock;
  std::unique_ptr<Connection> reading;
  std::vector<ObjectiveColumn> columns;
  std::unique_ptr<Connection> writing;
  std::unique_ptr<BatchWriter> writer;
  std::unique_ptr<BatchQueue> queue;

  void start_writer() {
    writing = std::make_unique<Connection>(file, Connection::Mode::write);
    check_identity();
    // FULL: what is committed survives a power failure, at one fsync per batch. A long log between
    // checkpoints keeps the pages of the design index from being copied back and forth.
    writing->execute(
        "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16384; "
        "PRAGMA journal_size_limit = 134217728; PRAGMA cache_size = -65536");
    migrate_schema(*writing);
    writer = std::make_unique<BatchWriter>(*writing, file, columns);
    queue = std::make_unique<BatchQueue>(
        queue_capacity, [this](std::span<const Batch* const> batches) { commit(batches); });
  }

  /// A batch that fails takes none of those before it along: they are committed one by one.
  void commit(std::span<const Batch* const> batches) {
    check_identity();
    try {
      writer->commit(batches);
    } catch (const StoreError&) {
      if (batches.size() == 1) {
        throw;
      }
      writer = std::make_unique<BatchWriter>(*writing, file, columns);
      for (std::size_t i = 0; i < batches.size(); ++i) {
        writer->commit(batches.subspan(i, 1));
      }
    }
  }

  // A file that was removed takes every commit and keeps none of them.
  void check_identity() {
    const std::optional<FileIdentity> now = file_identity(file);
    if (!identity) {
      identity = now;
    }
    if (!now || now != identity) {
      throw StoreError(
          fmt::format("{}: was {} while it was being written; what is not in it is lost", file,
                      now ? "replaced by another file" : "removed"));
    }
  }
  std::optional<FileIdentity> identity;
};

Study::Study(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Study::Study(Study&&) noexcept = default;
Study& Study::operator=(Study&&) noexcept = default;
Study::~Study() = default;

Study Study::create(const std::string& file, const RunRow& run) {
  check_columns(run.columns);
  if (exists(file)) {
    throw StoreError(fmt::format("{}: exists already", file));
  }
  auto impl = std::make_unique<Impl>();
  impl->file = file;
  impl->lock = std::make_unique<WriterLock>(file);
  // Made beside its place and renamed: a run killed here leaves no study without a run in it.
  const Draft draft(file + ".creating");
  {
    const Connection connection(draft.file(), Connection::Mode::create);
    create_schema(connection, run);
    // Closing would do this too, but says nothing where the disk is full: the name would go to a
    // file whose better half is still in the draft's log.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  // A log without its database would be replayed into the new one.
  for (const char* suffix : {"-wal", "-shm", "-journal"}) {
    if (!exists(file)) {
      remove_quietly(file + suffix);
    }
  }
  publish(draft.file(), file);
  sync_directory(directory_of(file));
  impl->reading = reading_connection(file);
  impl->columns = run.columns;
  impl->start_writer();
  return Study(std::move(impl));
}

Study Study::open(const std::string& file, Access access) {
  const std::uintmax_t bytes = checked_size(file);
  auto impl = std::make_unique<Impl>();
  impl->file = file;
  if (access == Access::write) {
    impl->lock = std::make_unique<WriterLock>(file);
  }
  impl->reading = reading_connection(file);
  check_schema(*impl->reading, file, bytes);
  impl->columns = read_columns(*impl->reading);
  if (access == Access::write) {
    impl->start_writer();
  }
  return Study(std::move(impl));
}

bool Study::exists(const std::string& file) {
  std::error_code error;
  return fs::exists(fs::symlink_status(file, error));
}

void Study::write(Batch batch) {
  if (!impl_->queue) {
    throw StoreError(fmt::format("{}: is open for reading only", impl_->file));
  }
  impl_->queue->push(std::move(batch));
}

void Study::flush() {
  if (impl_->queue) {
    impl_->queue->flush();
    impl_->check_identity();
  }
}

const std::string& Study::file() const {
  return impl_->file;
}

RunRow Study::run() const {
  RunRow run = read_run(*impl_->reading);
  run.state_traces = pruned_states();
  std::erase_if(run.state_traces, [](const auto& row) { return row.trace.empty(); });
  return run;
}

Progress Study::progress() const {
  return read_progress(*impl_->reading);
}

std::vector<AccuracyRow> Study::accuracies() const {
  return read_accuracies(*impl_->reading);
}

std::vector<PrunedStatesRow> Study::pruned_states() const {
  return read_pruned_states(*impl_->reading);
}

std::uint64_t Study::measurements(std::string_view fidelity) const {
  Statement count = impl_->reading->prepare("SELECT count(*) FROM accuracy WHERE fidelity = ?");
  count.bind(1, fidelity);
  count.step();
  return count.count(0);
}

std::vector<MeasuringRow> Study::measuring() const {
  return read_measuring(*impl_->reading);
}

std::vector<CertificateRow> Study::certificate() const {
  return read_certificate(*impl_->reading);
}

std::vector<ConfirmedRow> Study::confirmed() const {
  return read_confirmed(*impl_->reading);
}

std::vector<FormatRow> Study::formats() const {
  return read_formats(*impl_->reading);
}

std::vector<DesignRow> Study::designs() const {
  std::vector<DesignRow> rows;
  for_each_design([&](const DesignRow& row) { rows.push_back(row); });
  return rows;
}

void Study::for_each_design(const std::function<void(const DesignRow&)>& visit) const {
  read_designs(*impl_->reading, impl_->columns, Selection::kept, visit);
}

std::vector<DesignRow> Study::front() const {
  std::vector<DesignRow> rows;
  read_designs(*impl_->reading, impl_->columns, Selection::front,
               [&](const DesignRow& row) { rows.push_back(row); });
  return rows;
}

void Study::for_each_infeasible(
    const std::function<void(const std::string&, const std::string&)>& visit) const {
  Statement select = impl_->reading->prepare(
      "SELECT i.design, r.name FROM infeasible i JOIN reason r ON r.key = i.reason");
  while (select.step()) {
    visit(select.text(0), select.text(1));
  }
}

FrontHistory Study::front_history() const {
  return read_front_history(*impl_->reading, impl_->columns);
}

std::vector<DesignRow> Study::find(std::string_view prefix) const {
  return read_designs_from(*impl_->reading, impl_->columns, prefix, 2);
}

double Study::seconds() const {
  Statement sum = impl_->reading->prepare("SELECT total(wall_s) FROM timing");
  sum.step();
  return sum.real(0);
}

}  // namespace paretree::results
