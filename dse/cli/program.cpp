#include "dse/cli/command.hpp"
#include "dse/core/version.hpp"
#include "results/store/study.hpp"
#include "sweeps/parse_error.hpp"
#include "tensor/checked.hpp"

#include <CLI/CLI.hpp>
#include <cxxabi.h>
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <stdexcept>
#include <system_error>
#include <typeinfo>

namespace paretree::dse::cli {

namespace {

/// CLI11's formatter with the examples of a command at the end.
std::string footer(const std::vector<std::string>& examples) {
  std::string text = "Examples:";
  for (const std::string& example : examples) {
    text += "\n  " + example;
  }
  return text;
}

/// An unknown command gets the nearest known one.
std::string suggestion(int argc, char** argv, const std::vector<std::string>& names) {
  if (argc < 2 || argv[1][0] == '-') {
    return {};
  }
  const std::string word = argv[1];
  for (const std::string& name : names) {
    if (name == word) {
      return {};
    }
  }
  const std::string near = sweeps::nearest(word, names);
  return fmt::format("'{}' is not a command{}; `paretree --help` lists them\n", word,
                     near.empty() ? "" : " (did you mean '" + near + "'?)");
}

/// A value that is given is not empty: `--shard "$PART"` without PART is no run of the whole sweep.
void refuse_empty_values(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option->get_expected_max() > 0) {
      option->check(
          [](const std::string& value) {
            return value.empty() ? std::string("an empty value; leave it out, or give one") : "";
          },
          "");
    }
  }
}

/// Allocates nothing: it also says that there is no memory.
int report(const char* message, int code) {
  static_cast<void>(std::fputs(message, stderr));
  static_cast<void>(std::fputc('\n', stderr));
  return code;
}

constexpr const char* out_of_memory =
    "out of memory: fewer --threads need less; what was committed is kept, and the same command "
    "goes on from there";

/// Memory may also end where no exception passes: before main, in a destructor, in a library's
/// thread. A study is whole at every instant, so that ending there loses as little.
[[noreturn]] void end_without_memory() {
  const std::type_info* const type = abi::__cxa_current_exception_type();
  if (type != nullptr && *type == typeid(std::bad_alloc)) {
    std::_Exit(report(out_of_memory, failed));
  }
  std::abort();
}

int run_command(int argc, char** argv) {
  CLI::App app("Paretree: which hierarchical-Tucker LSTM, on which accelerator?", "paretree");
  app.set_version_flag("--version", fmt::format("paretree {} ({})", version(), commit()));
  app.require_subcommand(1);
  app.footer(
      "`paretree COMMAND --help` explains each command and gives examples.\n"
      "Exit codes: 0 done, 1 failed, 2 wrong use or wrong sweep, 130 interrupted (resumable).");

  // A file that may not grow is an error with a message, not the end by a signal.
  static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));
  const auto commands = command_table();
  std::vector<std::string> names;
  for (const auto& [name, command] : commands) {
    names.push_back(name);
    CLI::App* sub = app.add_subcommand(name, command->sentence());
    sub->footer(footer(command->examples()));
    command->declare(*sub);
    refuse_empty_values(*sub);
  }

  try {
    if (const std::string unknown = suggestion(argc, argv, names); !unknown.empty()) {
      fmt::print(stderr, "{}", unknown);
      return wrong_use;
    }
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? done : wrong_use;
  }
  for (const auto& [name, command] : commands) {
    if (app.got_subcommand(name)) {
      return command->run();
    }
  }
  return failed;
}

}  // namespace

void set_end_without_memory() noexcept {
  std::set_terminate(end_without_memory);
}

int run_program(int argc, char** argv) {
  try {
    return run_command(argc, argv);
  } catch (const sweeps::ParseError& error) {
    return report(error.what(), wrong_use);
  } catch (const std::overflow_error& error) {  // counts of formats, plans and accesses
    return report(error.what(), wrong_use);
  } catch (const std::invalid_argument& error) {
    return report(error.what(), wrong_use);
  } catch (const results::StoreError& error) {
    return report(error.what(), failed);
  } catch (const std::bad_alloc&) {
    return report(out_of_memory, failed);
  } catch (const std::system_error& error) {
    return report(error.code() == std::errc::resource_unavailable_try_again
                      ? "no thread can be started: memory or the number of processes is at its "
                        "limit; fewer --threads need less"
                      : error.what(),
                  failed);
  } catch (const std::exception& error) {
    return report(error.what(), failed);
  }
}

}  // namespace paretree::dse::cli
