#ifndef PARETREE_DSE_PARETO_HYPERVOLUME_HPP
#define PARETREE_DSE_PARETO_HYPERVOLUME_HPP

#include "dse/pareto/archive.hpp"

#include <span>

namespace paretree::dse {

/// The volume between points and a reference point: of everything some point dominates and that
/// dominates the reference. All objectives are minimised.
///
/// Dominated and repeated points change nothing; a point that is not better than the reference in
/// every objective adds nothing. Exact up to rounding (some 1e-13 of the result).
/// Complexity: O(n log n) up to three objectives; four: O(n s) with s the largest front of the
/// first three objectives among points met so far; d > 4: n volumes of d - 1 objectives.
/// Throws: std::invalid_argument if the reference has another width, or a number is not finite.
/// Reference: Beume, Fonseca, Lopez-Ibanez, Paquete, Vahrenhold, IEEE TEVC 13(5), 2009 (three
/// objectives); Guerreiro, Fonseca, IEEE TEVC 22(3), 2018 (four, as a sum of contributions); While,
/// Bradstreet, Barone, IEEE TEVC 16(1), 2012 (more).
/// Differs: contributions in four objectives are swept over a sorted array, not over linked lists.
[[nodiscard]] double hypervolume(const Points& points, std::span<const double> reference);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_PARETO_HYPERVOLUME_HPP
