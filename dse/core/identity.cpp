#include "dse/core/identity.hpp"

#include <xxhash.h>

#include <algorithm>
#include <cassert>

namespace paretree::dse {

namespace {

Id truncated(XXH128_hash_t hash) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, hash);
  Id id;
  std::copy_n(canonical.digest, id.bytes.size(), id.bytes.begin());
  return id;
}

}  // namespace

std::array<char, Id::digits> Id::characters() const {
  static constexpr std::string_view values = "0123456789abcdef";
  std::array<char, digits> result{};
  for (std::size_t byte = 0; byte < bytes.size(); ++byte) {
    result[2 * byte] = values[bytes[byte] >> 4U];
    result[2 * byte + 1] = values[bytes[byte] & 15U];
  }
  return result;
}

std::string Id::text() const {
  const std::array<char, digits> result = characters();
  return {result.data(), result.size()};
}

Id id_of(std::string_view canonical_text) {
  return truncated(XXH3_128bits(canonical_text.data(), canonical_text.size()));
}

Id id_of(const Id& model, const Id& hardware) {
  std::array<std::uint8_t, 20> both{};
  std::copy(model.bytes.begin(), model.bytes.end(), both.begin());
  std::copy(hardware.bytes.begin(), hardware.bytes.end(), both.begin() + 10);
  return truncated(XXH3_128bits(both.data(), both.size()));
}

std::uint64_t Random::next() {
  state_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

std::uint64_t Random::below(std::uint64_t bound) {
  assert(bound > 0);
  const std::uint64_t limit = ~std::uint64_t{0} - ~std::uint64_t{0} % bound;
  std::uint64_t draw = next();
  while (draw >= limit) {
    draw = next();
  }
  return draw % bound;
}

}  // namespace paretree::dse
