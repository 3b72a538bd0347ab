#include "tensor/io/text_sequences.hpp"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <fstream>
#include <numeric>
#include <span>
#include <stdexcept>
#include <utility>

namespace paretree::tensor {

namespace {

std::size_t place(Split split) {
  return static_cast<std::size_t>(split);
}

/// Near the golden section of `count`, and without a common factor: every number comes once.
std::uint64_t jump_through(std::uint64_t count) {
  std::uint64_t jump = count / 1000 * 618 + count % 1000 * 618 / 1000;
  jump = jump == 0 ? 1 : jump;
  while (std::gcd(jump, count) != 1) {
    ++jump;
  }
  return jump;
}

}  // namespace

TextSequences::Text TextSequences::read(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw std::runtime_error(file + ": cannot be read");
  }
  Text text;
  std::array<bool, 256> occurs{};
  std::array<char, 65536> stretch{};
  while (stream.read(stretch.data(), stretch.size()), stream.gcount() > 0) {
    for (const char c : std::span(stretch).first(static_cast<std::size_t>(stream.gcount()))) {
      text.symbols.push_back(static_cast<std::uint8_t>(c));
      occurs[text.symbols.back()] = true;
    }
  }
  if (stream.bad()) {
    throw std::runtime_error(file + ": cannot be read to its end");
  }
  std::array<std::uint8_t, 256> number{};
  for (std::size_t byte = 0; byte < occurs.size(); ++byte) {
    if (occurs[byte]) {
      number[byte] = static_cast<std::uint8_t>(text.alphabet.size());
      text.alphabet += static_cast<char>(byte);
    }
  }
  for (std::uint8_t& symbol : text.symbols) {
    symbol = number[symbol];
  }
  if (text.alphabet.size() < 2) {
    throw std::invalid_argument(fmt::format("{}: {} different characters; at least 2 are wanted",
                                            file, text.alphabet.size()));
  }
  return text;
}

TextSequences::TextSequences(const std::string& file, std::uint64_t steps)
    : TextSequences(read(file), file, steps) {}

TextSequences::TextSequences(Text text, const std::string& file, std::uint64_t steps)
    : LabelledSequences("text", steps, text.alphabet.size(), text.alphabet.size()),
      alphabet_(std::move(text.alphabet)),
      symbols_(std::move(text.symbols)) {
  const std::uint64_t count = symbols_.size();
  const std::uint64_t held = count / 20;
  borders_[1] = count - 2 * held;
  borders_[2] = count - held;
  borders_[3] = count;
  if (held <= steps) {
    throw std::invalid_argument(
        fmt::format("{}: {} characters, of which a twentieth is {}; sequences of {} and what "
                    "follows need at least {} in all",
                    file, count, held, steps, 20 * (steps + 1)));
  }
  jumps_[place(Split::train)] = 1;
  jumps_[place(Split::validation)] = jump_through(size(Split::validation));
  jumps_[place(Split::test)] = jump_through(size(Split::test));
}

std::uint64_t TextSequences::size(Split split) const {
  return borders_[place(split) + 1] - borders_[place(split)] - steps();
}

std::uint64_t TextSequences::start(Split split, std::uint64_t index) const {
  assert(index < size(split));
  return borders_[place(split)] + index * jumps_[place(split)] % size(split);
}

std::uint8_t TextSequences::label(Split split, std::uint64_t index) const {
  return symbols_[start(split, index) + steps()];
}

std::span<const float> TextSequences::sequence(Split split, std::uint64_t index,
                                               std::vector<float>& space) const {
  space.assign(steps() * inputs(), 0.0F);
  const std::uint64_t first = start(split, index);
  for (std::uint64_t step = 0; step < steps(); ++step) {
    space[step * inputs() + symbols_[first + step]] = 1.0F;
  }
  return space;
}

}  // namespace paretree::tensor
