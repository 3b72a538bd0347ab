#ifndef PARETREE_DSE_STUDY_CERTIFICATE_HPP
#define PARETREE_DSE_STUDY_CERTIFICATE_HPP

#include "dse/study/problem.hpp"
#include "results/json.hpp"
#include "results/records.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

/// What a study says of one block of its space: how it was closed, how far, and what was dropped by
/// which argument. The same for any number of threads and after any interruption.
struct BlockRecord {
  std::uint64_t block = 0;
  std::string name;           ///< "input ht 8x16 20x4 20x4 18x4"
  std::string designs;        ///< decimal
  std::string method;         ///< recursion, list, walk
  std::uint64_t classes = 0;  ///< arrays times activation memories; 0: walked
  std::uint64_t classes_done = 0;
  std::uint64_t evaluated = 0;
  std::uint64_t closed = 0;         ///< designs that an argument excluded
  std::uint64_t states = 0;         ///< of the recursion over all its classes
  std::uint64_t states_closed = 0;  ///< by a bound
  std::uint64_t pairs = 0;          ///< of children of open states
  std::uint64_t pairs_closed = 0;   ///< by a bound
  std::uint64_t joined = 0;         ///< subtrees put together
  std::uint64_t joined_closed = 0;  ///< by a bound; the others are kept or dominated
  bool complete = false;

  /// "block/0003".
  [[nodiscard]] std::string statement() const;
  [[nodiscard]] results::Json json() const;
  /// Nothing if it is no record of a block.
  [[nodiscard]] static std::optional<BlockRecord> parse(const results::CertificateRow& row);
};

/// "input ht 8x16 20x4 20x4 18x4".
[[nodiscard]] std::string block_name(const Space::Block& block);

/// The hash of what the space and its costs follow from: the canonical sweep and every constant.
[[nodiscard]] std::string space_hash(const std::string& canonical_sweep,
                                     const std::vector<results::ConstantRow>& constants);
/// The hash of a front: ids and objective values, sorted by id.
[[nodiscard]] std::string front_hash(
    std::vector<std::pair<std::string, std::vector<double>>> front);

/// {designs, hash, objectives, outside}: what the certificate is about.
[[nodiscard]] results::CertificateRow space_statement(const results::RunRow& run);
/// {members, hash, complete, eps}: what it claims.
[[nodiscard]] results::CertificateRow front_statement(
    std::vector<std::pair<std::string, std::vector<double>>> front, bool complete, double eps);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_CERTIFICATE_HPP
