#ifndef PARETREE_SWEEPS_TECHNOLOGY_FILE_HPP
#define PARETREE_SWEEPS_TECHNOLOGY_FILE_HPP

#include "sweeps/parse_error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace paretree::sweeps {

/// One constant as written in a technology file.
struct TechnologyConstant {
  std::string name;
  double value = 0;
  std::string unit;
  std::string source;
  std::string basis;
  std::string status;
  double low = 0;      ///< half of the value unless written
  double high = 0;     ///< double the value unless written
  double node_nm = 0;  ///< the process it holds for; 0, unless written: not scaled between nodes
  Mark at;
};

/// A technology file: constants by name, on top of a built-in set (SCHEMA.md, "Technology files").
struct TechnologyFile {
  std::string name;
  std::string base;  ///< the built-in set it changes; empty: stands alone
  Mark base_at;
  std::string sram_table;  ///< csv file as written; empty: the base's table
  Mark sram_table_at;
  std::vector<TechnologyConstant> constants;
};

/// Throws: ParseError with the place.
[[nodiscard]] TechnologyFile parse_technology(std::string_view text, const std::string& file);
[[nodiscard]] TechnologyFile read_technology(const std::string& file);

}  // namespace paretree::sweeps

#endif  // PARETREE_SWEEPS_TECHNOLOGY_FILE_HPP
