#ifndef PARETREE_DSE_STUDY_BANK_COMPARISON_HPP
#define PARETREE_DSE_STUDY_BANK_COMPARISON_HPP

#include "dse/study/plain_design.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

/// A design's array with its words spread over the banks in one way; counts of one time step.
struct BankChoice {
  std::string bank_mapping;
  std::string rule;  ///< how a word's bank follows from its address, one phrase
  bool chosen = false;
  std::string refused;  ///< why this array cannot have it; empty: it can
  std::uint64_t cycles = 0;
  std::uint64_t conflict_cycles = 0;  ///< of `cycles`, those that conflict-free banks would save
  std::uint64_t read_conflicts = 0;
  std::uint64_t write_conflicts = 0;
  double network_mm2 = 0;  ///< address generators and what lies between lanes and banks
  std::uint64_t table_words = 0;
};

/// The table of banks where no formula is free of conflicts, as a memory of the design's own cell
/// and node, a bank number of every word in it and as many read together as there are banks.
struct BankTable {
  std::uint64_t words = 0;
  double kib = 0;
  std::optional<double> area_mm2;  ///< nothing: outside the range of the memories' table
  std::optional<double> leakage_mw;
  std::optional<double> energy_pj;  ///< of one sequence: a look-up for every group of words
};

/// Every bank mapping on this design's array; empty for engines without the choice.
[[nodiscard]] std::vector<BankChoice> bank_choices(const Problem& problem,
                                                   const PlainDesign& design);
/// What the design's own table would add; nothing where it needs none. Not part of its figures:
/// area and leakage of a hardware half are those of any plan that runs on it.
[[nodiscard]] std::optional<BankTable> bank_table(const Problem& problem,
                                                  const PlainDesign& design);

/// {choices: [{bank_mapping, rule, chosen, refused, cycles, ...}], table: {...} or null}
[[nodiscard]] results::Json banks_json(const Problem& problem, const PlainDesign& design);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_BANK_COMPARISON_HPP
