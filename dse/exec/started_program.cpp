#include "dse/exec/started_program.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace paretree::dse {

StartedProgram::StartedProgram(const std::vector<std::string>& words, const std::string& log) {
  std::vector<std::string> copies = words;
  std::vector<char*> pointers;
  for (std::string& word : copies) {
    pointers.push_back(word.data());
  }
  pointers.push_back(nullptr);
  const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (output < 0 || nothing < 0) {
    const std::string why = std::strerror(errno);
    if (output >= 0) {
      close(output);
    }
    throw std::runtime_error(log + ": " + why);
  }
  const pid_t parent = getpid();
  child_ = fork();
  if (child_ == 0) {
    // Nothing outlives the night: the kernel ends the child with its parent.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || dup2(nothing, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
        dup2(output, STDERR_FILENO) < 0) {
      _exit(126);
    }
    execvp(pointers.front(), pointers.data());
    _exit(127);
  }
  const std::string why = std::strerror(errno);
  close(output);
  close(nothing);
  if (child_ < 0) {
    throw std::runtime_error("no new process: " + why);
  }
}

StartedProgram::~StartedProgram() {
  if (!code_) {
    send(SIGKILL);
    static_cast<void>(waitpid(child_, nullptr, 0));
  }
}

void StartedProgram::send(int signal) const {
  if (!code_) {
    static_cast<void>(kill(child_, signal));
  }
}

std::optional<int> StartedProgram::ended() {
  int status = 0;
  if (!code_ && waitpid(child_, &status, WNOHANG) == child_) {
    code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  return code_;
}

std::string own_program() {
  return std::filesystem::read_symlink("/proc/self/exe").string();
}

}  // namespace paretree::dse
