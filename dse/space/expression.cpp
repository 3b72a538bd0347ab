#include "dse/space/expression.hpp"

#include <muParser.h>

#include <algorithm>
#include <cctype>
#include <mutex>
#include <string_view>

namespace paretree::dse {

double word_number(const std::string& word) {
  // The number only has to be the same for the same word within a process and unlike any axis
  // value.
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
         std::all_of(word.begin(), word.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

/// Where `word` stands as a whole word.
std::size_t offset_of(const std::string& word, const std::string& text) {
  const auto part = [&](std::size_t place) {
    return place < text.size() &&
           (std::isalnum(static_cast<unsigned char>(text[place])) != 0 || text[place] == '_');
  };
  std::size_t found = text.find(word);
  while (found != std::string::npos &&
         ((found > 0 && part(found - 1)) || part(found + word.size()))) {
    found = text.find(word, found + 1);
  }
  return found == std::string::npos ? 0 : found;
}

/// Quotes around a word ('tie') become blanks, so that offsets stay.
std::string without_quotes(std::string text) {
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    const char quote = text[begin];
    if (quote != '\'' && quote != '"') {
      continue;
    }
    const std::size_t end = text.find(quote, begin + 1);
    if (end == std::string::npos || !is_identifier(text.substr(begin + 1, end - begin - 1))) {
      throw ExpressionError("a quote that is not around one word", begin, std::string(1, quote));
    }
    text[begin] = ' ';
    text[end] = ' ';
    begin = end;
  }
  return text;
}

/// muParser would assign, and the condition would always hold.
void refuse_assignment(const std::string& text) {
  for (std::size_t place = 0; place < text.size(); ++place) {
    if (text[place] != '=') {
      continue;
    }
    if (place + 1 < text.size() && text[place + 1] == '=') {
      ++place;
    } else if (place == 0 ||
               std::string_view("<>!").find(text[place - 1]) == std::string_view::npos) {
      throw ExpressionError("'=' does not compare; '==' does", place, "=");
    }
  }
}

mu::value_type negation(mu::value_type value) {
  return value == 0.0 ? 1.0 : 0.0;
}

}  // namespace

Expression::Expression(std::string text, std::vector<std::string> names,
                       std::vector<std::string> words)
    : text_(std::move(text)),
      names_(std::move(names)),
      words_(std::move(words)),
      compiled_(std::make_unique<Compiled>()) {
  compiled_->values.assign(names_.size(), 0.0);
  const std::string plain = without_quotes(text_);
  refuse_assignment(plain);
  try {
    compiled_->parser.DefineInfixOprt("!", negation);
    for (std::size_t slot = 0; slot < names_.size(); ++slot) {
      compiled_->parser.DefineVar(names_[slot], &compiled_->values[slot]);
    }
    for (const std::string& word : words_) {
      if (is_identifier(word) && std::find(names_.begin(), names_.end(), word) == names_.end()) {
        compiled_->parser.DefineConst(word, word_number(word));
      }
    }
    compiled_->parser.SetExpr(plain);
    for (const auto& variable : compiled_->parser.GetUsedVar()) {
      const auto name = std::find(names_.begin(), names_.end(), variable.first);
      if (name == names_.end()) {
        throw ExpressionError("'" + variable.first + "' is not known here",
                              offset_of(variable.first, plain), variable.first);
      }
      used_.push_back(static_cast<std::size_t>(name - names_.begin()));
    }
    // GetUsedVar tolerates unknown names; evaluating once reports them and compiles the byte code.
    int results = 0;
    static_cast<void>(compiled_->parser.Eval(results));
    if (results != 1) {
      throw ExpressionError("one condition is wanted, not a list", plain.find(','), ",");
    }
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
