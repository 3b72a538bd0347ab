#ifndef PARETREE_SWEEPS_PARSE_ERROR_HPP
#define PARETREE_SWEEPS_PARSE_ERROR_HPP

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace paretree::sweeps {

/// A place in a file, counted from 1; line 0 means the file as a whole.
struct Mark {
  int line = 0;
  int column = 0;

  friend bool operator==(const Mark&, const Mark&) = default;
};

/// A sweep (or another file a user writes) is wrong: what() is "file:line:col: key.path: what, and
/// what is allowed".
class ParseError : public std::runtime_error {
 public:
  ParseError(const std::string& file, Mark mark, const std::string& path,
             const std::string& message);
  [[nodiscard]] Mark mark() const { return mark_; }

 private:
  Mark mark_;
};

/// The known name nearest to a misspelt one by edit distance; empty if none is near.
[[nodiscard]] std::string nearest(std::string_view name, const std::vector<std::string>& known);

}  // namespace paretree::sweeps

#endif  // PARETREE_SWEEPS_PARSE_ERROR_HPP
