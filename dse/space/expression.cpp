#include "dse/space/expression.hpp"

#include <muParser.h>

#include <algorithm>
#include <mutex>

namespace paretree::dse {

double word_number(const std::string& word) {
  // The number only has to be the same for the same word within a process and unlike any axis value.
  static std::mutex mutex;
  static std::map<std::string, double> numbers;
  const std::lock_guard lock(mutex);
  return numbers.emplace(word, -1e9 - static_cast<double>(numbers.size())).first->second;
}

struct Expression::Compiled {
  mu::Parser parser;
  std::vector<double> values;
};

namespace {

ExpressionError translated(const mu::Parser::exception_type& error) {
  const int position = error.GetPos();
  return {error.GetMsg(), position < 0 ? 0 : static_cast<std::size_t>(position), error.GetToken()};
}

bool is_identifier(const std::string& word) {
  return !word.empty() && (std::isalpha(static_cast<unsigned char>(word[0])) != 0) &&
         std::all_of(word.begin(), word.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '_';
         });
}

}  // namespace

Expression::Expression(std::string text, std::vector<std::string> names,
                       std::vector<std::string> words)
    : text_(std::move(text)),
      names_(std::move(names)),
      words_(std::move(words)),
      compiled_(std::make_unique<Compiled>()) {
  compiled_->values.assign(names_.size(), 0.0);
  try {
    for (std::size_t slot = 0; slot < names_.size(); ++slot) {
      compiled_->parser.DefineVar(names_[slot], &compiled_->values[slot]);
    }
    for (const std::string& word : words_) {
      if (is_identifier(word) && std::find(names_.begin(), names_.end(), word) == names_.end()) {
        compiled_->parser.DefineConst(word, word_number(word));
      }
    }
    compiled_->parser.SetExpr(text_);
    for (const auto& variable : compiled_->parser.GetUsedVar()) {
      const auto name = std::find(names_.begin(), names_.end(), variable.first);
      if (name == names_.end()) {
        throw ExpressionError("'" + variable.first + "' is not known here", text_.find(variable.first),
                              variable.first);
      }
      used_.push_back(static_cast<std::size_t>(name - names_.begin()));
    }
    // GetUsedVar tolerates unknown names; evaluating once reports them and compiles the byte code.
    static_cast<void>(compiled_->parser.Eval());
  } catch (const mu::Parser::exception_type& error) {
    throw translated(error);
  }
  std::sort(used_.begin(), used_.end());
}

Expression::Expression(const Expression& other)
    : Expression(other.text_, other.names_, other.words_) {}

Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;
Expression::~Expression() = default;

Expression& Expression::operator=(const Expression& other) {
  if (this != &other) {
    *this = Expression(other);
  }
  return *this;
}

bool Expression::holds(std::span<const double> values) {
  std::copy(values.begin(), values.end(), compiled_->values.begin());
  const double result = compiled_->parser.Eval();
  return result == result && result != 0.0;
}

}  // namespace paretree::dse
