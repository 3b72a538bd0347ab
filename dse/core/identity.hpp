#ifndef PARETREE_DSE_CORE_IDENTITY_HPP
#define PARETREE_DSE_CORE_IDENTITY_HPP

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace paretree::dse {

/// The hash of a canonical text: the same half or design has the same id in every sweep, on every
/// machine and after every crash. 80 bits of XXH3-128: among 1e9 designs, two share an id with
/// probability 4e-7.
struct Id {
  std::array<std::uint8_t, 10> bytes{};

  static constexpr std::size_t digits = 20;
  [[nodiscard]] std::array<char, digits> characters() const;  ///< hexadecimal
  [[nodiscard]] std::string text() const;                     ///< the same
  friend auto operator<=>(const Id&, const Id&) = default;
};

[[nodiscard]] Id id_of(std::string_view canonical_text);
/// The design of two halves.
[[nodiscard]] Id id_of(const Id& model, const Id& hardware);

/// A generator with a defined sequence on every platform (splitmix64), for sampling.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  [[nodiscard]] std::uint64_t next();
  /// Uniform in [0, bound), without bias. Requires: bound > 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound);

 private:
  std::uint64_t state_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CORE_IDENTITY_HPP
