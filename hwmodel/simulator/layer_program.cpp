#include "hwmodel/simulator/layer_program.hpp"

#include <algorithm>
#include <cassert>

namespace paretree::hwmodel {

std::vector<std::uint32_t> reordered(const std::vector<Digit>& from, const std::vector<Digit>& to,
                                     std::uint64_t batch) {
  std::uint64_t words = batch;
  for (const Digit& digit : from) {
    words *= digit.size;
  }
  std::vector<std::uint64_t> stride(from.size(), 0);  // in the order of `to`
  for (std::size_t i = 0; i < from.size(); ++i) {
    auto at = std::find(to.begin(), to.end(), from[i]);
    assert(at != to.end());
    stride[i] = batch;
    for (++at; at != to.end(); ++at) {
      stride[i] *= at->size;
    }
  }
  std::vector<std::uint32_t> result(words);
  for (std::uint64_t word = 0; word < words; ++word) {
    std::uint64_t rest = word / batch;
    std::uint64_t place = word % batch;
    for (std::size_t i = from.size(); i-- > 0;) {
      place += rest % from[i].size * stride[i];
      rest /= from[i].size;
    }
    result[word] = static_cast<std::uint32_t>(place);
  }
  return result;
}

std::vector<Digit> made_order(const MatrixStage& stage) {
  std::vector<Digit> digits = stage.row_digits;
  digits.insert(digits.end(), stage.col_digits.begin(), stage.col_digits.end());
  return digits;
}

std::vector<Digit> read_order(const MatrixStage& stage) {
  std::vector<Digit> digits = stage.inner_digits;
  digits.insert(digits.end(), stage.col_digits.begin(), stage.col_digits.end());
  return digits;
}

std::vector<Digit> natural_order(std::vector<Digit> digits) {
  std::sort(digits.begin(), digits.end(),
            [](const Digit& a, const Digit& b) { return a.label < b.label; });
  return digits;
}

bool takes_state(const LstmWork& work) {
  return work.hidden > 0 && std::none_of(work.stages.begin(), work.stages.end(),
                                         [](const MatrixStage& stage) { return stage.recurrent; });
}

}  // namespace paretree::hwmodel
