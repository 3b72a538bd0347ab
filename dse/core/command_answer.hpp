#ifndef PARETREE_DSE_CORE_COMMAND_ANSWER_HPP
#define PARETREE_DSE_CORE_COMMAND_ANSWER_HPP

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace paretree::dse {

/// A program of the user's cannot be started at all.
class CommandError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The words of a command: blanks part them, but for those in single or double quotes. No shell is
/// involved. Throws: std::invalid_argument if a quote is not closed, or there is no word.
[[nodiscard]] std::vector<std::string> command_words(const std::string& command);

/// A request in a temporary file (*.json), gone with it. Throws: CommandError if it cannot be made.
class RequestFile {
 public:
  explicit RequestFile(const std::string& text);
  ~RequestFile();
  RequestFile(const RequestFile&) = delete;
  RequestFile& operator=(const RequestFile&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// What a program prints on stdout, given `request` on stdin; its stderr is ours. Nothing if it
/// ends with another code than 0, or `cancelled` became true (then it is killed). Throws:
/// CommandError if there is no such program or no process for it.
[[nodiscard]] std::optional<std::string> command_answer(const std::vector<std::string>& words,
                                                        const std::string& request,
                                                        const std::function<bool()>& cancelled);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CORE_COMMAND_ANSWER_HPP
