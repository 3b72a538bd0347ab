#ifndef PARETREE_DSE_STUDY_SLURM_JOB_HPP
#define PARETREE_DSE_STUDY_SLURM_JOB_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

/// A sweep as an array of Slurm tasks, one shard each, and the job that merges them.
struct SlurmJob {
  std::string program, sweep, folder;  ///< absolute paths
  std::string name;                    ///< of the sweep
  std::vector<std::string> overrides;  ///< `--set` of the sweep
  std::uint64_t tasks = 1;
  std::uint64_t cpus = 1;       ///< per task
  std::string time;             ///< Slurm's form, "4:00:00"; empty: the partition's default
  std::string partition;        ///< empty: the default one
  bool allow_commands = false;  ///< `--allow-commands` of each shard

  [[nodiscard]] std::string shard_db(std::uint64_t number) const;
  [[nodiscard]] std::string merged_db() const;
  [[nodiscard]] std::string array_script_file() const;
  [[nodiscard]] std::string merge_script_file() const;
};

/// The script of one task: its shard, asked to stop before its time is up, put into the queue again
/// where it did not end well (a wrong sweep excepted), at most five times.
[[nodiscard]] std::string array_script(const SlurmJob& job);
/// The script of the job that waits for the array.
[[nodiscard]] std::string merge_script(const SlurmJob& job);

/// A word as a shell reads it back unchanged.
[[nodiscard]] std::string shell_word(const std::string& text);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_SLURM_JOB_HPP
