#include "dse/core/command_answer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
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

/// Never killed by a child that does not read its request.
void send(int end, const std::string& request) {
  struct sigaction ignored = {};
  struct sigaction before = {};
  ignored.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignored, &before);
  std::size_t done = 0;
  while (done < request.size()) {
    const ssize_t wrote = write(end, request.data() + done, request.size() - done);
    if (wrote <= 0) {
      break;
    }
    done += static_cast<std::size_t>(wrote);
  }
  sigaction(SIGPIPE, &before, nullptr);
}

/// Until the end of the output; false: cancelled, or more than any answer.
bool receive(int end, std::string& answer, const std::function<bool()>& cancelled) {
  std::array<char, 4096> chunk{};
  while (true) {
    pollfd wait{end, POLLIN, 0};
    const int ready = poll(&wait, 1, poll_ms);
    if (cancelled && cancelled()) {
      return false;
    }
    if (ready > 0) {
      const ssize_t got = read(end, chunk.data(), chunk.size());
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

}  // namespace

RequestFile::RequestFile(const std::string& text) {
  path_ = (std::filesystem::temp_directory_path() / "paretree-XXXXXX.json").string();
  constexpr int suffix = 5;  // ".json"
  const int opened = mkstemps(path_.data(), suffix);
  if (opened < 0) {
    throw CommandError(path_ + ": " + std::strerror(errno));
  }
  close(opened);
  std::ofstream(path_) << text;
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
  send(in.write_end(), request);
  in.close_end(1);
  std::string answer;
  const bool whole = receive(out.read_end(), answer, cancelled);
  if (!whole) {
    kill(-child, SIGKILL);
    kill(child, SIGKILL);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (whole && WIFEXITED(status) && WEXITSTATUS(status) == not_started) {
    throw CommandError(fmt::format("the program '{}' cannot be started", words.front()));
  }
  const bool good = whole && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return good ? std::optional(std::move(answer)) : std::nullopt;
}

}  // namespace paretree::dse
