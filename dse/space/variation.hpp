#ifndef PARETREE_DSE_SPACE_VARIATION_HPP
#define PARETREE_DSE_SPACE_VARIATION_HPP

#include "dse/core/identity.hpp"
#include "dse/space/space.hpp"

#include <cstdint>
#include <optional>

namespace paretree::dse {

/// Small changes of designs, and mixtures of two: what evolutionary searches are made of. Genes are
/// the factorisation, the tree, the rank on each of its edges, rooting, order, weight width,
/// template, and every axis of the hardware. What comes out is always in the space.
class Variation {
 public:
  explicit Variation(const Space& space) : space_(space) {}

  [[nodiscard]] std::uint64_t any(Random& random) const;
  /// The design with another value of one gene, each as likely; with what depends on it drawn
  /// afresh (the ranks of another tree). Where constraints or redundant ranks leave no such value,
  /// a design drawn from the whole space.
  [[nodiscard]] std::uint64_t mutated(std::uint64_t position, Random& random) const;
  /// Each gene from one of the two parents; genes that mean nothing without others go together.
  [[nodiscard]] std::uint64_t crossed(std::uint64_t first, std::uint64_t second,
                                      Random& random) const;

 private:
  using Address = Space::Address;
  [[nodiscard]] Address drawn_plan(Address address, Random& random) const;
  [[nodiscard]] std::optional<Address> other_ranks(Address address, Random& random) const;
  [[nodiscard]] std::optional<Address> other_hardware(Address address, Random& random) const;
  [[nodiscard]] std::uint64_t crossed_plans(const Address& first, const Address& second,
                                            Random& random) const;
  /// The address with slot and hardware of another design as far as its block has them.
  [[nodiscard]] Address with_hardware_of(Address address, const Address& other,
                                         Random& random) const;
  [[nodiscard]] const Space::Block& block(const Address& address) const {
    return space_.blocks()[address.block];
  }

  const Space& space_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_SPACE_VARIATION_HPP
