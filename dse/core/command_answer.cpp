#include "dse/core/command_answer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>
#include <utility>

namespace paretree::dse {

namespace {

/// How long the question "cancelled?" may wait.
constexpr int poll_ms = 100;
/// More than any answer.
constexpr std::size_t longest_answer = std::size_t{1} << 20U;
/// What a child says that could not become the program.
constexpr int not_started = 127;

/// Both ends of a pipe, closed when forgotten.
class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) {
      throw CommandError(std::string("no pipe: ") + std::strerror(errno));
    }
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] int read_end() const { return ends_[0]; }
  [[nodiscard]] int write_end() const { return ends_[1]; }
  void close_end(std::size_t end) {
    if (ends_[end] >= 0) {
      close(std::exchange(ends_[end], -1));
    }
  }

 private:
  std::array<int, 2> ends_ = {-1, -1};
};

/// While it lives a write to a pipe that nobody reads is an error and no signal, in this thread
/// alone: how the process treats SIGPIPE is left to others, who write at the same time.
class WithoutPipeSignal {
 public:
  WithoutPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~WithoutPipeSignal() {
    const timespec at_once{0, 0};
    while (sigtimedwait(&pipe_, nullptr, &at_once) < 0 && errno == EINTR) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  WithoutPipeSignal(const WithoutPipeSignal&) = delete;
  WithoutPipeSignal& operator=(const WithoutPipeSignal&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

/// Writes the request and reads the answer until its end, whichever is possible: a program may
/// answer before it has read all, or not read at all. False: cancelled, or more than any answer.
bool exchange(Pipe& in, const std::string& request, const Pipe& out, std::string& answer,
              const std::function<bool()>& cancelled) {
  const WithoutPipeSignal guard;
  fcntl(in.write_end(), F_SETFL, O_NONBLOCK);
  std::array<char, 4096> chunk{};
  std::size_t sent = 0;
  while (true) {
    if (sent == request.size()) {
      in.close_end(1);
    }
    std::array<pollfd, 2> ends{{{out.read_end(), POLLIN, 0}, {in.write_end(), POLLOUT, 0}}};
    const int ready = poll(ends.data(), ends.size(), poll_ms);
    if (cancelled && cancelled()) {
      return false;
    }
    if (ready <= 0) {
      continue;
    }
    if (ends[1].revents != 0) {
      const ssize_t wrote = write(in.write_end(), request.data() + sent, request.size() - sent);
      if (wrote > 0) {
        sent += static_cast<std::size_t>(wrote);
      } else if (errno != EINTR && errno != EAGAIN) {
        sent = request.size();
      }
    }
    if (ends[0].revents != 0) {
      const ssize_t got = read(out.read_end(), chunk.data(), chunk.size());
      if (got < 0 && errno == EINTR) {
        continue;
      }
      if (got <= 0) {
        return true;
      }
      answer.append(chunk.data(), static_cast<std::size_t>(got));
      if (answer.size() > longest_answer) {
        return false;
      }
    }
  }
}

/// The child's status once it has ended; killed if it is not wanted, or no longer.
int status_at_the_end(pid_t child, bool& wanted, const std::function<bool()>& cancelled) {
  int status = 0;
  int pause_ms = 1;
  while (true) {
    if (!wanted) {
      kill(-child, SIGKILL);
      kill(child, SIGKILL);
    }
    // One that closed its output may still work for hours.
    const pid_t ended = waitpid(child, &status, wanted ? WNOHANG : 0);
    if (ended == child || (ended < 0 && errno != EINTR)) {
      return status;
    }
    if (ended == 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(pause_ms));
      pause_ms = std::min(2 * pause_ms, poll_ms);
      wanted = !(cancelled && cancelled());
    }
  }
}

}  // namespace

RequestFile::RequestFile(const std::string& text) {
  path_ = (std::filesystem::temp_directory_path() / "paretree-XXXXXX.json").string();
  constexpr int suffix = 5;  // ".json"
  const int opened = mkstemps(path_.data(), suffix);
  if (opened < 0) {
    throw CommandError(path_ + ": " + std::strerror(errno));
  }
  close(opened);
  std::ofstream file(path_);
  file << text;
  file.close();
  if (!file) {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    throw CommandError(path_ + ": cannot be written (is the disk full?)");
  }
}

RequestFile::~RequestFile() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

std::vector<std::string> command_words(const std::string& command) {
  std::vector<std::string> words;
  bool inside = false;
  char quote = '\0';
  for (const char c : command) {
    if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        words.back() += c;
      }
    } else if (c == ' ' || c == '\t' || c == '\n') {
      inside = false;
    } else {
      if (!inside) {
        words.emplace_back();
        inside = true;
      }
      if (c == '"' || c == '\'') {
        quote = c;
      } else {
        words.back() += c;
      }
    }
  }
  if (quote != '\0' || words.empty()) {
    throw std::invalid_argument(fmt::format(
        "command '{}': {}", command, words.empty() ? "names no program" : "a quote is not closed"));
  }
  return words;
}

std::optional<std::string> command_answer(const std::vector<std::string>& words,
                                          const std::string& request,
                                          const std::function<bool()>& cancelled) {
  std::vector<std::string> copies = words;
  std::vector<char*> pointers;
  for (std::string& word : copies) {
    pointers.push_back(word.data());
  }
  pointers.push_back(nullptr);
  Pipe in;
  Pipe out;
  const pid_t child = fork();
  if (child < 0) {
    throw CommandError(std::string("no new process: ") + std::strerror(errno));
  }
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpgid(0, 0);  // a stop by Ctrl-C is ours to decide
    if (dup2(in.read_end(), STDIN_FILENO) < 0 || dup2(out.write_end(), STDOUT_FILENO) < 0) {
      _exit(not_started);
    }
    execvp(pointers.front(), pointers.data());
    _exit(not_started);
  }
  in.close_end(0);
  out.close_end(1);
  std::string answer;
  bool whole = exchange(in, request, out, answer, cancelled);
  const int status = status_at_the_end(child, whole, cancelled);
  if (whole && WIFEXITED(status) && WEXITSTATUS(status) == not_started) {
    throw CommandError(fmt::format(
        "the program '{}' cannot be started (it, or what it starts, is not found)", words.front()));
  }
  const bool good = whole && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return good ? std::optional(std::move(answer)) : std::nullopt;
}

}  // namespace paretree::dse
