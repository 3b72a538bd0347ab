// How many evaluations per second does a study take, beside a bare loop of one prepared statement?
//   store_rate [DESIGNS]      processor time and wall time of both, bytes per design
#include "results/store/sqlite.hpp"
#include "results/store/study.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace paretree::results;

constexpr std::size_t columns = 12;
constexpr std::uint64_t batch_rows = 4096;
constexpr std::uint64_t hardware_halves = 1024;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// As spread as hashes are.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31U);
}

EvaluationRow evaluation(std::uint64_t position) {
  EvaluationRow row;
  row.design = fmt::format("{:016x}{:04x}", mixed(position), mixed(position + 7) & 0xffffU);
  row.position = position;
  row.model = position / hardware_halves;
  row.hardware = position % hardware_halves;
  row.fidelity = "capacity";
  for (std::size_t column = 0; column < columns; ++column) {
    row.values.push_back(static_cast<double>(mixed(position * columns + column) >> 20U) * 1e-3);
  }
  return row;
}

Batch batch_at(std::uint64_t first, std::uint64_t last) {
  Batch batch;
  if (first == 0) {
    batch.formats.push_back({"f", "{}"});
    for (std::uint64_t key = 0; key < hardware_halves; ++key) {
      batch.hardware.push_back({.key = key, .id = fmt::format("h{}", key), .json = "{}"});
    }
  }
  for (std::uint64_t key = first / hardware_halves; key * hardware_halves < last; ++key) {
    ModelRow model;
    model.key = key;
    model.id = fmt::format("m{}", key);
    model.format = "f";
    model.json = "{}";
    batch.models.push_back(std::move(model));
  }
  for (std::uint64_t position = first; position < last; ++position) {
    batch.evaluations.push_back(evaluation(position));
  }
  batch.progress = {
      .next = last, .evaluated = last, .feasible = last, .finished = false, .infeasible = {}};
  return batch;
}

RunRow run_of(const std::string& retention) {
  RunRow run;
  run.name = "rate";
  run.sweep_text = run.canonical_sweep = run.program_version = "-";
  run.space = "0";
  run.retention = retention;
  for (std::size_t column = 0; column < columns; ++column) {
    run.columns.push_back({.name = fmt::format("c{}_pj", column), .objective = column < 4});
  }
  return run;
}

struct Spent {
  double wall = 0, cpu = 0;
  std::uintmax_t bytes = 0;
  double finishing_cpu = 0;  ///< of `cpu`, on the index of ids
};

template <typename Work>
Spent spent(const std::string& file, Work&& work) {
  const auto started = std::chrono::steady_clock::now();
  const double cpu = cpu_seconds();
  work();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count(),
          cpu_seconds() - cpu, std::filesystem::file_size(file)};
}

Spent write_study(const std::string& file, std::uint64_t designs) {
  std::vector<Batch> batches;
  for (std::uint64_t first = 0; first < designs; first += batch_rows) {
    batches.push_back(batch_at(first, std::min(designs, first + batch_rows)));
  }
  double finishing = 0;
  Spent cost = spent(file, [&] {
    Study study = Study::create(file, run_of("all"));
    for (Batch& batch : batches) {
      study.write(std::move(batch));
    }
    study.flush();
    const double before = cpu_seconds();
    Batch last;
    last.progress = {.next = designs, .finished = true, .infeasible = {}};
    study.write(std::move(last));
    study.flush();
    finishing = cpu_seconds() - before;
  });
  cost.finishing_cpu = finishing;
  return cost;
}

/// One statement, one table, nothing to keep true.
Spent write_bare(const std::string& file, std::uint64_t designs) {
  std::vector<EvaluationRow> rows;
  for (std::uint64_t position = 0; position < designs; ++position) {
    rows.push_back(evaluation(position));
  }
  return spent(file, [&] {
    const Connection connection(file, Connection::Mode::create);
    connection.execute(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    std::string names =
        "position INTEGER PRIMARY KEY, design TEXT, model INTEGER, hardware INTEGER";
    std::string marks = "?, ?, ?, ?";
    for (std::size_t column = 0; column < columns; ++column) {
      names += fmt::format(", c{} REAL", column);
      marks += ", ?";
    }
    connection.execute("CREATE TABLE evaluation(" + names + ")");
    Statement insert = connection.prepare("INSERT INTO evaluation VALUES (" + marks + ")");
    for (std::size_t first = 0; first < rows.size(); first += batch_rows) {
      Transaction transaction(connection);
      for (std::size_t at = first; at < std::min(rows.size(), first + batch_rows); ++at) {
        const EvaluationRow& row = rows[at];
        insert.bind(1, row.position);
        insert.bind(2, row.design);
        insert.bind(3, row.model);
        insert.bind(4, row.hardware);
        for (std::size_t column = 0; column < columns; ++column) {
          insert.bind(static_cast<int>(column) + 5, row.values[column]);
        }
        insert.run();
      }
      transaction.commit();
    }
  });
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t designs = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 400'000;
  std::string pattern = (std::filesystem::temp_directory_path() / "paretree-rate-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    return 1;
  }
  constexpr int rounds = 3;
  fmt::print("{} designs of {} columns in batches of {}; rounds take turns\n", designs, columns,
             batch_rows);
  for (int round = 0; round < rounds; ++round) {
    for (const bool bare : {true, false}) {
      const std::string file = fmt::format("{}/{}{}.db", pattern, bare, round);
      const Spent cost = bare ? write_bare(file, designs) : write_study(file, designs);
      const auto rate = [&](double seconds) { return static_cast<double>(designs) / seconds; };
      fmt::print(
          "{:<10} {:>9.0f} per CPU second ({:>9.0f} without the index at the end)  {:>9.0f} per "
          "second  {:>6.1f} bytes per design\n",
          bare ? "bare loop" : "study", rate(cost.cpu), rate(cost.cpu - cost.finishing_cpu),
          rate(cost.wall), static_cast<double>(cost.bytes) / static_cast<double>(designs));
      std::filesystem::remove(file);
    }
  }
  std::filesystem::remove_all(pattern);
  return 0;
}
