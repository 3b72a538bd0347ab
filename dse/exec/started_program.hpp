#ifndef PARETREE_DSE_EXEC_STARTED_PROGRAM_HPP
#define PARETREE_DSE_EXEC_STARTED_PROGRAM_HPP

#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

/// Another program whose output goes to a file. It is killed when its parent ends or forgets it.
class StartedProgram {
 public:
  /// Starts `words[0]` with the others as arguments; what it prints is appended to `log`.
  /// Throws: std::runtime_error if it cannot be started.
  StartedProgram(const std::vector<std::string>& words, const std::string& log);
  ~StartedProgram();
  StartedProgram(const StartedProgram&) = delete;
  StartedProgram& operator=(const StartedProgram&) = delete;

  void send(int signal) const;
  /// Its exit code once it has ended; 128 + the signal that ended it.
  [[nodiscard]] std::optional<int> ended();

 private:
  int child_ = 0;  ///< its number
  std::optional<int> code_;
};

/// The path of the running program.
[[nodiscard]] std::string own_program();

}  // namespace paretree::dse

#endif  // PARETREE_DSE_EXEC_STARTED_PROGRAM_HPP
