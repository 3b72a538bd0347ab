#ifndef PARETREE_DSE_SPACE_EXPRESSION_HPP
#define PARETREE_DSE_SPACE_EXPRESSION_HPP

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace paretree::dse {

/// An expression does not parse or names something unknown.
class ExpressionError : public std::invalid_argument {
 public:
  ExpressionError(const std::string& message, std::size_t offset, std::string token)
      : std::invalid_argument(message), offset_(offset), token_(std::move(token)) {}
  [[nodiscard]] std::size_t offset() const { return offset_; }  ///< characters from the start
  [[nodiscard]] const std::string& token() const { return token_; }

 private:
  std::size_t offset_;
  std::string token_;
};

/// Words that stand for a number in every expression: "fdht", "lstp", "ht". One number per word.
[[nodiscard]] double word_number(const std::string& word);

/// A condition over named numbers: + - * / ^, comparisons, && || !, and min, max, sqrt, log ...
///
/// Thread safety: none; copy one per thread (a copy compiles again, some microseconds).
class Expression {
 public:
  /// `names`: what may be used, each with its slot in value()'s argument; `words`: choice values
  /// that may be compared with. Throws: ExpressionError.
  Expression(std::string text, std::vector<std::string> names, std::vector<std::string> words);
  Expression(const Expression& other);
  Expression(Expression&&) noexcept;
  Expression& operator=(const Expression& other);
  Expression& operator=(Expression&&) noexcept;
  ~Expression();

  [[nodiscard]] const std::string& text() const { return text_; }
  /// Slots of the names that occur in it, ascending.
  [[nodiscard]] const std::vector<std::size_t>& used() const { return used_; }
  /// Requires: values.size() == names.size(). NaN counts as not holding.
  [[nodiscard]] bool holds(std::span<const double> values);

 private:
  struct Compiled;
  std::string text_;
  std::vector<std::string> names_;
  std::vector<std::string> words_;
  std::vector<std::size_t> used_;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_SPACE_EXPRESSION_HPP
