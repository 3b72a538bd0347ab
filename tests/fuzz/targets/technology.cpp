#include "hwmodel/sram_table.hpp"
#include "sweeps/parse_error.hpp"
#include "sweeps/technology_file.hpp"
#include "tests/fuzz/target.hpp"

namespace paretree::fuzz {

/// A technology file, or, where the first byte is a `t`, its table of memories.
void read_a_technology(Bytes bytes) {
  if (!bytes.empty() && bytes.front() == 't') {
    try {
      const auto table = hwmodel::SramTable::parse(text_of(bytes), "s.csv", "a test");
      static_cast<void>(table.interpolate({2048, 16, 1, 45, hwmodel::SramCell::hp}));
    } catch (const std::invalid_argument&) {  // OutsideModel is one
    }
    return;
  }
  try {
    static_cast<void>(sweeps::parse_technology(text_of(bytes), "t.yaml"));
  } catch (const sweeps::ParseError& error) {
    promise(std::string_view(error.what()).starts_with("t.yaml:"), "a fault says where it is");
  }
}

}  // namespace paretree::fuzz
