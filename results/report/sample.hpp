#ifndef PARETREE_RESULTS_REPORT_SAMPLE_HPP
#define PARETREE_RESULTS_REPORT_SAMPLE_HPP

#include <cstddef>
#include <cstdint>
#include <vector>

namespace paretree::results {

/// At most `count` of the candidates, ascending: every stratum has its share by size and, while
/// `count` lasts, at least one. Within a stratum they are spread evenly over the order given, which
/// is a random one where candidates are sorted by a hash.
///
/// Requires: stratum has an entry for every candidate's number.   Complexity: O(n log n).
[[nodiscard]] std::vector<std::size_t> stratified_sample(const std::vector<std::size_t>& candidates,
                                                         const std::vector<std::uint32_t>& stratum,
                                                         std::size_t count);

/// At most `count` of the candidates, spread evenly over their order.
[[nodiscard]] std::vector<std::size_t> even_sample(const std::vector<std::size_t>& candidates,
                                                   std::size_t count);

/// The points no other point dominates in two minimised figures, ascending; of equal points the
/// first. Points with a NaN are never among them. Complexity: O(n log n).
[[nodiscard]] std::vector<std::size_t> front_of_two(const std::vector<double>& x,
                                                    const std::vector<double>& y);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_REPORT_SAMPLE_HPP
