#include "hwmodel/banking/colouring.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

namespace paretree::hwmodel {

namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

/// The word that each group has in each bank.
class Side {
 public:
  Side(const std::vector<std::uint32_t>& group_of, std::uint64_t banks)
      : group_of_(group_of), banks_(banks) {
    const std::uint64_t groups =
        group_of.empty() ? 0 : *std::max_element(group_of.begin(), group_of.end()) + 1ULL;
    word_.assign(groups * banks, none);
  }
  [[nodiscard]] std::uint32_t& at(std::uint32_t word, std::uint32_t bank) {
    return word_[group_of_[word] * banks_ + bank];
  }
  [[nodiscard]] std::uint32_t free_bank(std::uint32_t word) {
    for (std::uint32_t bank = 0; bank < banks_; ++bank) {
      if (at(word, bank) == none) {
        return bank;
      }
    }
    assert(false && "a group has more words than there are banks");
    return none;
  }

 private:
  const std::vector<std::uint32_t>& group_of_;
  std::uint64_t banks_;
  std::vector<std::uint32_t> word_;
};

}  // namespace

std::vector<std::uint32_t> coloured_banks(const WordGroups& groups, std::uint64_t banks) {
  const std::size_t words = groups.written.size();
  Side written(groups.written, banks);
  Side read(groups.read, banks);
  std::vector<std::uint32_t> bank_of(words, none);
  std::vector<std::uint32_t> path;
  for (std::uint32_t word = 0; word < words; ++word) {
    const std::uint32_t a = written.free_bank(word);
    const std::uint32_t b = read.free_bank(word);
    // From the word's read group along words in banks a, b, a, ...: swapped, that group has a free.
    // The path never ends in the word's written group, which has none in a.
    path.clear();
    bool at_read = true;
    std::uint32_t from = word;
    std::uint32_t bank = a;
    while (true) {
      const std::uint32_t next = (at_read ? read : written).at(from, bank);
      if (next == none) {
        break;
      }
      path.push_back(next);
      from = next;
      at_read = !at_read;
      bank = bank == a ? b : a;
    }
    for (const std::uint32_t swapped : path) {
      written.at(swapped, bank_of[swapped]) = none;
      read.at(swapped, bank_of[swapped]) = none;
    }
    for (const std::uint32_t swapped : path) {
      bank_of[swapped] = bank_of[swapped] == a ? b : a;
      written.at(swapped, bank_of[swapped]) = swapped;
      read.at(swapped, bank_of[swapped]) = swapped;
    }
    bank_of[word] = a;
    written.at(word, a) = word;
    read.at(word, a) = word;
  }
  return bank_of;
}

}  // namespace paretree::hwmodel
