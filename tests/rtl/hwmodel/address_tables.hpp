#ifndef PARETREE_TESTS_RTL_HWMODEL_ADDRESS_TABLES_HPP
#define PARETREE_TESTS_RTL_HWMODEL_ADDRESS_TABLES_HPP

#include "hwmodel/simulator/bank_assignment.hpp"
#include "hwmodel/workload.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace paretree::testing {

struct Place {
  std::uint32_t bank = 0;
  std::uint32_t row = 0;

  friend bool operator==(const Place&, const Place&) = default;
};

/// What an address_walk of the RTL is set to: loops, the innermost first, and lanes.
struct WalkTables {
  std::vector<std::uint32_t> last;
  std::vector<std::uint32_t> step;
  std::vector<std::uint32_t> flip;
  std::vector<std::uint32_t> lane_bank;
  std::vector<std::uint32_t> lane_row;
};

/// The engine that is tested; its parameters are those of fdht.sv.
struct RtlShape {
  std::uint64_t pes = 4;
  std::uint64_t macs = 4;
  unsigned row_bits = 10;
  unsigned count_bits = 6;
  std::size_t loops = 16;
};

/// A stage as the RTL goes through it.
struct StageTables {
  WalkTables read;
  WalkTables write;
};

/// Tables whose walk visits exactly the places that the simulator's assignments hold, every group
/// and tile of the stage. None where no such walk exists: lanes do not divide the extents as the
/// generator needs it.
[[nodiscard]] std::optional<StageTables> stage_tables(const hwmodel::MatrixStage& stage,
                                                      std::uint64_t batch,
                                                      const hwmodel::StageOrder& order,
                                                      const std::vector<Place>& in_places,
                                                      const std::vector<Place>& out_places,
                                                      const RtlShape& shape);

}  // namespace paretree::testing

#endif  // PARETREE_TESTS_RTL_HWMODEL_ADDRESS_TABLES_HPP
