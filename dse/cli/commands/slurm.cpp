#include "dse/cli/command.hpp"
#include "dse/cli/options.hpp"
#include "dse/cli/whole_file.hpp"
#include "dse/exec/started_program.hpp"
#include "dse/study/problem.hpp"
#include "dse/study/slurm_job.hpp"
#include "results/store/study.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <thread>

namespace paretree::dse::cli {

namespace {

namespace fs = std::filesystem;

std::string text_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// What a command of Slurm prints. Throws: std::runtime_error with its words if it fails.
std::string answer_of(const std::vector<std::string>& words, const std::string& folder) {
  const std::string file = folder + "/.paretree-slurm-answer";
  fs::remove(file);
  StartedProgram child(words, file);
  std::optional<int> code;
  while (!(code = child.ended())) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  std::string text = text_of(file);
  fs::remove(file);
  while (!text.empty() && text.back() == '\n') {
    text.pop_back();
  }
  if (*code == 127) {
    throw std::runtime_error(words.front() +
                             ": not found; this needs a machine that submits to Slurm");
  }
  if (*code != 0) {
    throw std::runtime_error(fmt::format("{} failed: {}", words.front(), text));
  }
  return text;
}

class Slurm final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "A sweep as an array of Slurm tasks, each a shard, and a job that merges them";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {
        "paretree slurm sweeps/ucf11.yaml --tasks 32 --cpus 4 --time 4:00:00 --db-dir /shared/me",
        "paretree slurm sweeps/ucf11.yaml --tasks 32 --db-dir /shared/me --status"};
  }
  void declare(CLI::App& app) override {
    sweep_.declare(app);
    app.add_option("--tasks", tasks_, "Shards; each should be minutes of work")
        ->required()
        ->check(CLI::Range(1, 100'000));
    app.add_option("--db-dir", folder_, "Folder that all nodes see; made where missing")
        ->capture_default_str();
    app.add_option("--cpus", cpus_, "Cores of a task")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str();
    app.add_option("--time", time_, "Limit of a task as Slurm writes it (4:00:00)");
    app.add_option("--partition", partition_, "Partition of the cluster");
    app.add_flag("--allow-commands", allow_commands_,
                 "Of each task, as in `run --allow-commands`: the program that the sweep names may "
                 "be started on every node");
    app.add_flag("--dry-run", dry_, "Write the scripts, submit nothing");
    app.add_flag("--status", status_, "How far the shards are; submits nothing");
    format_.declare(app);
  }
  [[nodiscard]] int run() override {
    Problem problem = load_problem(sweep_.file(), sweep_.overrides());
    refuse_to_divide(problem);
    if (!status_) {
      permit_commands(problem, allow_commands_);
    }
    SlurmJob job;
    job.program = own_program();
    job.sweep = fs::absolute(sweep_.file()).lexically_normal().string();
    job.folder = fs::absolute(folder_).lexically_normal().string();
    while (job.folder.size() > 1 && job.folder.back() == '/') {
      job.folder.pop_back();
    }
    job.name = problem.sweep.name;
    job.overrides = sweep_.overrides();
    job.tasks = tasks_;
    job.cpus = cpus_;
    job.time = time_;
    job.partition = partition_;
    job.allow_commands = allow_commands_;
    return status_ ? print_status(job) : submit(job);
  }

 private:
  [[nodiscard]] static std::string record_file(const SlurmJob& job) {
    return fmt::format("{}/{}.slurm.json", job.folder, job.name);
  }

  [[nodiscard]] int submit(const SlurmJob& job) const {
    const std::string array = array_script(job);
    const std::string merge = merge_script(job);
    fs::create_directories(job.folder);
    write_whole(job.array_script_file(), array);
    write_whole(job.merge_script_file(), merge);
    fmt::print("array:   {}\nmerging: {}\n", job.array_script_file(), job.merge_script_file());
    if (dry_) {
      fmt::print("not submitted (--dry-run)\n");
      return done;
    }
    const std::string number =
        answer_of({"sbatch", "--parsable", job.array_script_file()}, job.folder);
    const std::string id = number.substr(0, number.find(';'));
    const std::string merging =
        answer_of({"sbatch", "--parsable", "--dependency=afterok:" + id, job.merge_script_file()},
                  job.folder);
    write_whole(record_file(job), results::Json{{"array", id},
                                                {"merge", merging.substr(0, merging.find(';'))},
                                                {"tasks", job.tasks}}
                                          .dump() +
                                      "\n");
    fmt::print("submitted: array {} of {} tasks, then job {} into {}\n", id, job.tasks, merging,
               job.merged_db());
    return done;
  }

  /// Slurm's word for each task, by number; 0 is the merge job. Empty where Slurm has none.
  [[nodiscard]] static std::map<std::uint64_t, std::string> queue_states(const SlurmJob& job) {
    std::map<std::uint64_t, std::string> states;
    try {
      const results::Json record = results::Json::parse(text_of(record_file(job)));
      const std::string array = record.at("array").get<std::string>();
      const std::string merge = record.at("merge").get<std::string>();
      std::istringstream lines(answer_of(
          {"squeue", "-h", "-r", "-t", "all", "-j", array + "," + merge, "-o", "%F %K %T"},
          job.folder));
      std::string id;
      std::string task;
      std::string state;
      while (lines >> id >> task >> state) {
        states[id == merge || task == "N/A" ? 0 : std::stoull(task)] = state;
      }
    } catch (const std::exception&) {
      // Jobs that ended long ago are unknown to the queue: the files say how far they came.
    }
    return states;
  }

  [[nodiscard]] int print_status(const SlurmJob& job) const {
    const std::map<std::uint64_t, std::string> states = queue_states(job);
    results::Json rows = results::Json::array();
    std::uint64_t finished = 0;
    const auto add = [&](std::uint64_t number, const std::string& db) {
      results::Json row = {{"shard", number == 0 ? "merged" : std::to_string(number)},
                           {"slurm", states.contains(number) ? states.at(number) : "-"},
                           {"study", "none"},
                           {"designs", 0},
                           {"front", 0}};
      if (results::Study::exists(db)) {
        const results::Study study = results::Study::open(db, results::Study::Access::read);
        const results::Progress progress = study.progress();
        row["study"] = progress.finished ? "finished" : "unfinished";
        row["designs"] = progress.evaluated + progress.closed;
        row["front"] = study.front().size();
        finished += progress.finished && number > 0 ? 1U : 0U;
      }
      rows.push_back(std::move(row));
    };
    for (std::uint64_t number = 1; number <= job.tasks; ++number) {
      add(number, job.shard_db(number));
    }
    add(0, job.merged_db());
    if (format_.json()) {
      print_json(rows);
    } else {
      format_.print(table_of(rows));
      if (!format_.csv()) {
        fmt::print("{} of {} shards finished\n", finished, job.tasks);
      }
    }
    return done;
  }

  SweepOption sweep_;
  FormatOption format_;
  std::uint64_t tasks_ = 1;
  std::string folder_ = ".";
  std::uint64_t cpus_ = 1;
  std::string time_;
  std::string partition_;
  bool allow_commands_ = false;
  bool dry_ = false;
  bool status_ = false;
};

}  // namespace

std::unique_ptr<Command> make_command_slurm();
std::unique_ptr<Command> make_command_slurm() {
  return std::make_unique<Slurm>();
}

}  // namespace paretree::dse::cli
