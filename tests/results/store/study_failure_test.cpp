#include "results/store/schema.hpp"
#include "results/store/study.hpp"
#include "tests/results/support/study_rows.hpp"
#include "tests/results/support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <thread>

namespace paretree::results {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string error_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const StoreError& error) {
    return error.what();
  }
  return "no StoreError";
}

std::string error_of_opening(const std::string& file, Study::Access access) {
  return error_of([&] { static_cast<void>(Study::open(file, access)); });
}

// Runs `act` in a child; its exit code is what act returns, 99 after an exception.
int in_child(const std::function<int()>& act) {
  const pid_t child = fork();
  if (child == 0) {
    int code = 99;
    try {
      code = act();
    } catch (...) {
      code = 99;
    }
    _exit(code);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void write_text(const std::string& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

TEST(StudyFailure, NamesAMissingFile) {
  const TemporaryFolder folder;
  for (const Study::Access access : {Study::Access::read, Study::Access::write}) {
    EXPECT_THAT(error_of_opening(folder.file("none.db"), access),
                AllOf(HasSubstr("none.db"), HasSubstr("no such file")));
  }
  EXPECT_EQ(folder.files(), 0U);
}

TEST(StudyFailure, RefusesAFolderAnEmptyFileAndText) {
  const TemporaryFolder folder;
  write_text(folder.file("empty.db"), "");
  write_text(folder.file("text.db"), std::string(5000, 'x'));

  EXPECT_THAT(error_of_opening(folder.path(), Study::Access::read), HasSubstr("not a file"));
  EXPECT_THAT(error_of_opening(folder.file("empty.db"), Study::Access::read),
              HasSubstr("not a study"));
  // 26 is SQLITE_NOTADB.
  EXPECT_THAT(error_of_opening(folder.file("text.db"), Study::Access::read),
              AllOf(HasSubstr("text.db"), HasSubstr("SQLite 26"), HasSubstr("SELECT")));
  EXPECT_THAT(error_of_opening(folder.file("text.db"), Study::Access::write),
              HasSubstr("SQLite 26"));
}

TEST(StudyFailure, RefusesTheDatabaseOfAnotherApplication) {
  const TemporaryFolder folder;
  const std::string file = folder.file("other.db");
  Connection(file, Connection::Mode::create)
      .execute("PRAGMA application_id = 7; CREATE TABLE design(x)");
  const std::string before = read_text(file);

  EXPECT_THAT(error_of_opening(file, Study::Access::write), HasSubstr("not a study"));
  EXPECT_EQ(read_text(file), before);
}

TEST(StudyFailure, RefusesANewerVersion) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.db");
  { const Study study = Study::create(file, example_run()); }
  Connection(file, Connection::Mode::write).execute("PRAGMA user_version = 999");

  EXPECT_THAT(error_of_opening(file, Study::Access::read),
              AllOf(HasSubstr("newer"), HasSubstr("999")));
}

TEST(StudyOfAnOlderVersion, IsReadAsItIsAndCompletedWhenItIsWritten) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.db");
  { const Study study = Study::create(file, example_run()); }
  Connection(file, Connection::Mode::write)
      .execute(
          "DROP TABLE measuring; DROP TABLE confirmed; DROP TABLE certificate; PRAGMA user_version "
          "= 1");

  EXPECT_TRUE(Study::open(file, Study::Access::read).measuring().empty());
  EXPECT_TRUE(Study::open(file, Study::Access::read).confirmed().empty());
  {
    Study study = Study::open(file, Study::Access::write);
    Batch batch;
    batch.measuring = {{"short_training:60", 2, 0.5}, {"short_training:60", 1, 0.25}};
    study.write(batch);
    study.flush();
    ASSERT_EQ(study.measuring().size(), 1U);
    EXPECT_EQ(study.measuring()[0].measurements, 3U);
    EXPECT_EQ(study.measuring()[0].thread_seconds, 0.75);
  }
  EXPECT_EQ(Connection(file, Connection::Mode::read).integer("PRAGMA user_version"),
            schema_version);
}

TEST(StudyFailure, NoticesDamage) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.db");
  {
    Study study = Study::create(file, example_run());
    study.write(example_batch(0, 2000));
  }
  std::string bytes = read_text(file);
  for (std::size_t i = bytes.size() / 2; i < bytes.size() / 2 + 20'000; ++i) {
    bytes[i] = static_cast<char>(i * 37);
  }
  write_text(file, bytes);

  EXPECT_THAT(error_of_opening(file, Study::Access::read),
              testing::AnyOf(HasSubstr("damaged"), HasSubstr("malformed")));
}

TEST(StudyFailure, DoesNotCreateOverAFile) {
  const TemporaryFolder folder;
  write_text(folder.file("notes.txt"), "mine");

  EXPECT_THAT(
      error_of([&] { static_cast<void>(Study::create(folder.file("notes.txt"), example_run())); }),
      HasSubstr("exists already"));
  EXPECT_EQ(read_text(folder.file("notes.txt")), "mine");
  EXPECT_EQ(folder.files(), 1U);
}

TEST(StudyFailure, LeavesNothingBehindWhenItCannotCreate) {
  const TemporaryFolder folder;
  RunRow run = example_run();
  run.constants.push_back(run.constants.front());  // a name twice

  EXPECT_THAT(error_of([&] { static_cast<void>(Study::create(folder.file("a.db"), run)); }),
              HasSubstr("UNIQUE"));
  EXPECT_EQ(folder.files(), 0U);
  EXPECT_THAT(
      error_of([&] { static_cast<void>(Study::create(folder.file("none/a.db"), example_run())); }),
      HasSubstr("No such file or directory"));
}

TEST(StudyFailure, ClearsAwayWhatAKilledCreationLeft) {
  const TemporaryFolder folder;
  write_text(folder.file("a.db.creating"), "half a database");
  write_text(folder.file("a.db.lock"), "process 1 on nowhere");
  write_text(folder.file("a.db-wal"), "the log of a database that was removed");

  { const Study study = Study::create(folder.file("a.db"), example_run()); }

  EXPECT_EQ(Study::open(folder.file("a.db"), Study::Access::read).run().name, "example");
  EXPECT_EQ(folder.files(), 1U);
}

TEST(StudyFailure, RefusesColumnsWithoutAUsableName) {
  const TemporaryFolder folder;
  for (const char* name :
       {"", "Energy", "a b", "x\"y", "design", "probability", "gops", "é", "error_low"}) {
    RunRow run = example_run();
    run.columns.push_back({.name = name});
    EXPECT_THROW(static_cast<void>(Study::create(folder.file("a.db"), run)), std::invalid_argument)
        << name;
  }
  EXPECT_EQ(folder.files(), 0U);
}

TEST(StudyFailure, RefusesASecondWriterInTheSameProgram) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.db");
  const Study first = Study::create(file, example_run());

  EXPECT_THAT(
      error_of_opening(file, Study::Access::write),
      AllOf(HasSubstr("is being written by"), HasSubstr(fmt::format("process {}", getpid()))));
  EXPECT_EQ(Study::open(file, Study::Access::read).run().name, "example");
}

TEST(StudyFailure, RefusesASecondWriterOnAnotherPathToTheFile) {
  const TemporaryFolder folder;
  const Study first = Study::create(folder.file("a.db"), example_run());
  std::filesystem::create_symlink("a.db", folder.file("link.db"));

  EXPECT_THAT(error_of_opening(folder.file("link.db"), Study::Access::write),
              HasSubstr("is being written by"));
}

TEST(StudyFailure, RefusesASecondWriterInAnotherProgramUntilItDies) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.db");
  { const Study study = Study::create(file, example_run()); }
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const Study study = Study::open(file, Study::Access::write);
    [[maybe_unused]] const ssize_t told = write(ready[1], "x", 1);
    pause();
    _exit(0);
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);

  EXPECT_THAT(error_of_opening(file, Study::Access::write),
              HasSubstr(fmt::format("process {}", child)));
  EXPECT_EQ(Study::open(file, Study::Access::read).run().name, "example");
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_NO_THROW(static_cast<void>(Study::open(file, Study::Access::write)));
  close(ready[0]);
  close(ready[1]);
}

// A child commits batches of varied sizes and is killed after a varied number of them, at any point
// of the next one. What it leaves must be whole batches: counters and rows agree, and every batch
// that it saw committed (by flush) is there.
TEST(StudyFailure, KeepsWholeBatchesWhenKilledAtAnyInstant) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.db");
  { const Study study = Study::create(file, example_run()); }
  std::uint64_t reached = 0;
  for (int round = 0; round < 12; ++round) {
    int committed[2];
    ASSERT_EQ(pipe(committed), 0);
    const pid_t child = fork();
    if (child == 0) {
      Study study = Study::open(file, Study::Access::write);
      std::uint64_t next = study.progress().next;
      for (;;) {
        const std::uint64_t last = next + 20 + 10 * (next % 7);
        study.write(example_batch(next, last));
        if (next % 3 == 0) {
          study.flush();
          [[maybe_unused]] const ssize_t told = write(committed[1], &last, sizeof(last));
        }
        next = last;
      }
    }
    close(committed[1]);
    std::uint64_t last_told = 0;
    for (int seen = 0; seen <= round % 3; ++seen) {
      ASSERT_EQ(read(committed[0], &last_told, sizeof(last_told)), ssize_t{sizeof(last_told)});
    }
    std::this_thread::sleep_for(std::chrono::microseconds(700 * round));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(committed[0]);

    const Study study = Study::open(file, Study::Access::read);
    const Progress progress = study.progress();

    EXPECT_GE(progress.next, last_told);
    EXPECT_GE(progress.next, reached);
    EXPECT_EQ(study.designs().size(), progress.feasible);
    EXPECT_EQ(rows_of(file,
                      "SELECT count(*), max(position) FROM (SELECT position FROM evaluation "
                      "UNION ALL SELECT position FROM infeasible)"),
              fmt::format("{0}({0:a})|{1}({1:a})|\n", static_cast<double>(progress.next),
                          static_cast<double>(progress.next - 1)));
    reached = progress.next;
  }
}

TEST(StudyFailure, SeesAllDesignsOnceAfterAKillAndAResume) {
  const TemporaryFolder folder;
  const std::string broken = folder.file("broken.db");
  const std::string whole = folder.file("whole.db");
  EXPECT_NE(in_child([&] {
              Study study = Study::create(broken, example_run());
              for (std::uint64_t first = 0; first < 60; first += 20) {
                study.write(example_batch(first, first + 20));
              }
              study.flush();
              study.write(example_batch(60, 80));
              kill(getpid(), SIGKILL);
              return 0;
            }),
            0);
  const auto run_to_the_end = [](Study study) {
    for (std::uint64_t first = study.progress().next; first < 100; first += 20) {
      study.write(example_batch(first, first + 20));
    }
  };
  run_to_the_end(Study::open(broken, Study::Access::write));
  run_to_the_end(Study::create(whole, example_run()));

  EXPECT_EQ(rows_of(broken, "SELECT * FROM design"), rows_of(whole, "SELECT * FROM design"));
  EXPECT_EQ(rows_of(broken, "SELECT * FROM progress"), rows_of(whole, "SELECT * FROM progress"));
}

TEST(StudyFailure, KeepsWhatWasCommittedWhenTheDiskIsFull) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.db");
  // The largest file the child may write stands for the end of the disk.
  const int code = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    Study study = Study::create(file, example_run());
    study.write(example_batch(0, 100));
    study.flush();
    const rlimit limit{.rlim_cur = 1 << 20, .rlim_max = 1 << 20};
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) {
      return 98;
    }
    try {
      for (std::uint64_t first = 100; first < 100'000; first += 1000) {
        study.write(example_batch(first, first + 1000));
      }
      study.flush();
    } catch (const StoreError& error) {
      return std::string(error.what()).find("SQLite") != std::string::npos ? 0 : 97;
    }
    return 96;
  });

  EXPECT_EQ(code, 0);
  const Study study = Study::open(file, Study::Access::read);
  EXPECT_GE(study.progress().next, 100U);
  EXPECT_EQ(study.designs().size(), study.progress().feasible);
}

// In a child, because a right given up does not come back.
int as_ordinary_user(const std::function<int()>& act) {
  return in_child([&] {
    if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) {
      return 98;
    }
    return act();
  });
}

TEST(StudyFailure, ReadsFromAFolderThatCannotBeWritten) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.db");
  {
    Study study = Study::create(file, example_run());
    study.write(example_batch(0, 10));
  }
  ASSERT_EQ(chmod(file.c_str(), 0444), 0);
  ASSERT_EQ(chmod(folder.path().c_str(), 0555), 0);

  const int designs = as_ordinary_user(
      [&] { return static_cast<int>(Study::open(file, Study::Access::read).designs().size()); });
  const int writing = as_ordinary_user([&] {
    const std::string message = error_of_opening(file, Study::Access::write);
    return message.find("Permission denied") != std::string::npos ? 0 : 1;
  });
  const int creating = as_ordinary_user([&] {
    const std::string message =
        error_of([&] { static_cast<void>(Study::create(folder.file("b.db"), example_run())); });
    return message.find("Permission denied") != std::string::npos ? 0 : 1;
  });
  chmod(folder.path().c_str(), 0755);

  EXPECT_EQ(designs, 8);
  EXPECT_EQ(writing, 0);
  EXPECT_EQ(creating, 0);
}

// Batches that wait together share a transaction; only the broken one and those after it are lost.
TEST(StudyFailure, OfOneWaitingBatchKeepsThoseBeforeIt) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.db");
  {
    Study study = Study::create(file, example_run());
    for (std::uint64_t first = 0; first < 60; first += 10) {
      study.write(example_batch(first, first + 10));
    }
    Batch broken = example_batch(60, 70);
    change_row(broken.evaluations, 0, [](EvaluationRow& row) { row.model = 999; });  // no such half
    study.write(std::move(broken));
    EXPECT_THROW(study.flush(), StoreError);
  }

  const Study study = Study::open(file, Study::Access::read);

  EXPECT_EQ(study.progress().next, 60);
  EXPECT_EQ(study.designs().size(), 48);  // every fifth of 60 is infeasible
}

}  // namespace
}  // namespace paretree::results
