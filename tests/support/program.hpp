#ifndef PARETREE_TESTS_SUPPORT_PROGRAM_HPP
#define PARETREE_TESTS_SUPPORT_PROGRAM_HPP

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace paretree::testing {

/// What a finished program left behind. A program that a signal ended has 128 + the signal's
/// number, as in a shell.
struct Outcome {
  int exit_code = 0;
  std::string out;
  std::string err;
};

/// The program under test, started in a folder; ended by force if nobody waits for it.
class RunningProgram {
 public:
  /// `prepare` is called in the new process before the program: limits, for instance.
  RunningProgram(const std::vector<std::string>& arguments, const std::string& folder,
                 const std::function<void()>& prepare = {})
      : out_(std::tmpfile()), err_(std::tmpfile()) {
    if (out_ == nullptr || err_ == nullptr) {
      throw std::runtime_error("no temporary file");
    }
    const std::string program = PARETREE_BUILD_DIR "/paretree";
    std::vector<std::string> words = {program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) {
      pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    child_ = fork();
    if (child_ < 0) {
      throw std::runtime_error("no new process");
    }
    if (child_ == 0) {
      const int nothing = open("/dev/null", O_RDONLY);
      if (chdir(folder.c_str()) != 0 || dup2(nothing, STDIN_FILENO) < 0 ||
          dup2(fileno(out_), STDOUT_FILENO) < 0 || dup2(fileno(err_), STDERR_FILENO) < 0) {
        _exit(126);
      }
      if (prepare) {
        prepare();
      }
      execv(program.c_str(), pointers.data());
      _exit(127);
    }
  }
  ~RunningProgram() {
    if (child_ > 0) {
      send(SIGKILL);
      static_cast<void>(waitpid(child_, nullptr, 0));
    }
    static_cast<void>(std::fclose(out_));
    static_cast<void>(std::fclose(err_));
  }
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  void send(int signal) const { static_cast<void>(kill(child_, signal)); }
  /// Has it ended (not yet waited for)?
  [[nodiscard]] bool ended() const {
    siginfo_t state{};
    return waitid(P_PID, static_cast<id_t>(child_), &state, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           state.si_pid == child_;
  }
  [[nodiscard]] Outcome wait() {
    int status = 0;
    if (waitpid(std::exchange(child_, 0), &status, 0) < 0) {
      throw std::runtime_error("the program cannot be waited for");
    }
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), text_of(out_),
            text_of(err_)};
  }

 private:
  static std::string text_of(std::FILE* file) {
    std::rewind(file);
    std::string text;
    char block[4096];
    for (std::size_t count = 0; (count = std::fread(block, 1, sizeof block, file)) > 0;) {
      text.append(block, count);
    }
    return text;
  }

  std::FILE* out_ = nullptr;
  std::FILE* err_ = nullptr;
  pid_t child_ = 0;
};

/// Runs `paretree` with these arguments in a folder until it ends.
inline Outcome run_program(const std::vector<std::string>& arguments, const std::string& folder) {
  RunningProgram program(arguments, folder);
  return program.wait();
}

}  // namespace paretree::testing

#endif  // PARETREE_TESTS_SUPPORT_PROGRAM_HPP
