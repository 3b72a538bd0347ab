#ifndef PARETREE_DSE_EXEC_CHILD_PROCESS_HPP
#define PARETREE_DSE_EXEC_CHILD_PROCESS_HPP

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

/// Another process whose output goes to a file. It is killed when its parent ends or forgets it.
class ChildProcess {
 public:
  /// Starts `words[0]` with the others as arguments; what it prints is appended to `log`.
  /// Throws: std::runtime_error if it cannot be started.
  ChildProcess(const std::vector<std::string>& words, const std::string& log);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  void send(int signal) const;
  /// Its exit code once it has ended; 128 + the signal that ended it.
  [[nodiscard]] std::optional<int> ended();

 private:
  pid_t child_ = 0;
  std::optional<int> code_;
};

/// The path of the running program.
[[nodiscard]] std::string own_program();

}  // namespace paretree::dse

#endif  // PARETREE_DSE_EXEC_CHILD_PROCESS_HPP
