#ifndef PARETREE_DSE_CHECK_WITNESS_READER_HPP
#define PARETREE_DSE_CHECK_WITNESS_READER_HPP

#include <cstdint>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <tuple>

namespace paretree::dse {

/// A witness that is damaged, of another space, or proves nothing.
class WitnessError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A file of `paretree run --witness`: one stream for each class of hardware halves, named by one
/// of its halves. Not thread-safe.
class WitnessReader {
 public:
  /// A hardware half of a block's slot.
  struct Half {
    std::uint64_t block = 0;
    std::uint64_t slot = 0;
    std::uint64_t hardware = 0;
    friend auto operator<=>(const Half&, const Half&) = default;
  };

  /// Reads where the streams are. Throws: WitnessError.
  explicit WitnessReader(const std::string& file);

  [[nodiscard]] const std::string& space_hash() const { return hash_; }
  struct Place {
    std::uint64_t first = 0;
    std::uint64_t bytes = 0;
  };
  [[nodiscard]] const std::map<Half, Place>& places() const { return places_; }
  /// Throws: WitnessError.
  [[nodiscard]] std::string stream(const Place& place);
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  [[noreturn]] void damaged(const std::string& what) const;
  [[nodiscard]] std::uint64_t number();

  std::string file_;
  std::ifstream in_;
  std::string hash_;
  std::uint64_t bytes_ = 0;
  std::map<Half, Place> places_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CHECK_WITNESS_READER_HPP
