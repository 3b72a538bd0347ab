#ifndef PARETREE_DSE_CLI_COMMAND_HPP
#define PARETREE_DSE_CLI_COMMAND_HPP

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace paretree::dse::cli {

/// Exit codes of the program.
enum ExitCode : int { done = 0, failed = 1, wrong_use = 2, interrupted = 130 };

/// One command of the program; the file's name is the command's.
class Command {
 public:
  virtual ~Command() = default;
  /// One sentence for `paretree --help`.
  [[nodiscard]] virtual std::string sentence() const = 0;
  /// Two lines to try, shown under the command's help.
  [[nodiscard]] virtual std::vector<std::string> examples() const = 0;
  /// Declares arguments and options; their values are kept in the command.
  virtual void declare(CLI::App& app) = 0;
  /// Runs with the values parsed. Returns an ExitCode; may throw what main() translates.
  [[nodiscard]] virtual int run() = 0;
};

[[nodiscard]] std::vector<std::pair<std::string, std::unique_ptr<Command>>> command_table();

/// The program without its `main`: parses, runs, translates exceptions to messages and exit codes.
[[nodiscard]] int run_program(int argc, char** argv);

/// Has the program end with a message and "failed" also where memory ends outside of `run_program`.
void set_end_without_memory() noexcept;

}  // namespace paretree::dse::cli

#endif  // PARETREE_DSE_CLI_COMMAND_HPP
