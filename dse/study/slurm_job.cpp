#include "dse/study/slurm_job.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace paretree::dse {

namespace {

/// Lines that Slurm reads of a script are no shell: it knows quotes, but no way to write one.
std::string directive(const std::string& option, const std::string& value) {
  if (value.find_first_of("\"'\\\n%") != std::string::npos) {
    throw std::invalid_argument(
        fmt::format("slurm: {} cannot stand in a job script (quotes, \\ and % cannot)", value));
  }
  return fmt::format("#SBATCH --{}=\"{}\"\n", option, value);
}

std::string common_directives(const SlurmJob& job, std::uint64_t cpus) {
  std::string text = fmt::format("#SBATCH --cpus-per-task={}\n", cpus);
  text += job.time.empty() ? "" : directive("time", job.time);
  text += job.partition.empty() ? "" : directive("partition", job.partition);
  return text + "#SBATCH --requeue\n#SBATCH --open-mode=append\n";
}

constexpr const char* array_body = R"sh(
# Slurm asks for the end a minute before it comes: the run commits what it has and can go on.
trap 'kill -TERM $run 2>/dev/null' TERM
run_shard &
run=$!
wait $run
code=$?
while kill -0 $run 2>/dev/null; do wait $run; code=$?; done

[ $code -eq 0 ] && exit 0
[ $code -eq 2 ] && exit 2   # a wrong sweep does not become right
if [ "${SLURM_RESTART_COUNT:-0}" -lt 5 ]; then
  echo "exit code $code: into the queue again" >&2
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}" && sleep 60
fi
exit $code
)sh";

}  // namespace

std::string SlurmJob::shard_db(std::uint64_t number) const {
  return fmt::format("{}/{}-{}-of-{}.db", folder, name, number, tasks);
}
std::string SlurmJob::merged_db() const {
  return fmt::format("{}/{}.db", folder, name);
}
std::string SlurmJob::array_script_file() const {
  return fmt::format("{}/{}.array.sh", folder, name);
}
std::string SlurmJob::merge_script_file() const {
  return fmt::format("{}/{}.merge.sh", folder, name);
}

std::string shell_word(const std::string& text) {
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word + "'";
}

std::string array_script(const SlurmJob& job) {
  std::string text = "#!/bin/sh\n";
  text += directive("job-name", "paretree-" + job.name);
  text += fmt::format("#SBATCH --array=1-{}\n", job.tasks);
  text += common_directives(job, job.cpus);
  text += "#SBATCH --signal=B:TERM@60\n";
  std::string log =
      directive("output", fmt::format("{}/{}-A-of-{}.log", job.folder, job.name, job.tasks));
  log.replace(log.rfind("-A-of-"), 2, "-%a");
  text += log;
  text += fmt::format(
      "\nrun_shard() {{\n  exec {} run {} --shard \"$SLURM_ARRAY_TASK_ID/{}\" \\\n"
      "    --db {}\"-$SLURM_ARRAY_TASK_ID-of-{}.db\" --threads {} --progress plain --picture none",
      shell_word(job.program), shell_word(job.sweep), job.tasks,
      shell_word(job.folder + "/" + job.name), job.tasks, job.cpus);
  for (const std::string& word : job.overrides) {
    text += " \\\n    --set " + shell_word(word);
  }
  text += job.allow_commands ? " \\\n    --allow-commands" : "";
  return text + "\n}\n" + array_body;
}

std::string merge_script(const SlurmJob& job) {
  std::string text = "#!/bin/sh\n";
  text += directive("job-name", "paretree-" + job.name + "-merge");
  text += common_directives(job, job.cpus);
  text += directive("output", fmt::format("{}/{}.merge.log", job.folder, job.name));
  text += fmt::format(
      "\nset --\nfor number in $(seq {}); do\n  set -- \"$@\" {}\"-$number-of-{}.db\"\ndone\n",
      job.tasks, shell_word(job.folder + "/" + job.name), job.tasks);
  return text + fmt::format("exec {} merge {} \"$@\" --threads {}\n", shell_word(job.program),
                            shell_word(job.merged_db()), job.cpus);
}

}  // namespace paretree::dse
