#ifndef PARETREE_TESTS_SWEEPS_FAULTS_HPP
#define PARETREE_TESTS_SWEEPS_FAULTS_HPP

#include "sweeps/sweep.hpp"
#include "tests/support/vocabulary.hpp"

#include <string>
#include <vector>

namespace paretree::testing {

/// What the reader says about a text; "read" if nothing.
inline std::string fault_of(const std::string& text,
                            const std::vector<std::string>& overrides = {}) {
  try {
    (void)sweeps::parse_sweep(text, "s.yaml", test_vocabulary(), overrides);
  } catch (const sweeps::ParseError& error) {
    return error.what();
  }
  return "read";
}

/// Three lines that are a whole sweep; what is tested follows from line 4.
inline const std::string whole_sweep =
    "workload: lstm-ucf11\n"
    "hardware: {template: tie}\n"
    "objectives: [error, energy_pj]\n";

/// The same without hardware; what is tested follows from line 3.
inline const std::string without_hardware = "workload: lstm-ucf11\nobjectives: error\n";

}  // namespace paretree::testing

#endif  // PARETREE_TESTS_SWEEPS_FAULTS_HPP
