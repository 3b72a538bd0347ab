#include "dse/space/variation.hpp"

#include "tests/support/problems.hpp"

#include <gtest/gtest.h>

#include <set>

namespace paretree::dse {
namespace {

TEST(ModelSpaceParts, AreTakenApartAndPutTogether) {
  const Problem problem = testing::problem_of(testing::tiny_sweep, {"model.order=all"});
  for (const Space::Block& block : problem.space.blocks()) {
    for (std::uint64_t plan = 0; plan < block.model->plans(); ++plan) {
      EXPECT_EQ(block.model->plan_of(block.model->parts(plan)), plan);
    }
  }
}

TEST(HardwareChoice, IsTheInverseOfItsIndexAndSaysWhatIsExcluded) {
  const Problem problem = testing::problem_of(
      testing::tiny_sweep,
      {"hardware.macs_per_pe=[2, 4]", "constraints=[\"pes * macs_per_pe <= 8\"]"});
  for (const Space::Block& block : problem.space.blocks()) {
    for (const Space::Slot& slot : block.slots) {
      const HardwareSpace& hardware = *slot.hardware;
      std::uint64_t present = 0;
      std::vector<std::size_t> chosen(hardware.axes().size(), 0);
      for (bool more = true; more;) {
        if (const auto index = hardware.index_of(chosen)) {
          ++present;
          EXPECT_EQ(hardware.choice(*index), chosen);
        }
        more = false;
        for (std::size_t axis = 0; axis < chosen.size() && !more; ++axis) {
          more = ++chosen[axis] < hardware.axes()[axis].values.size();
          chosen[axis] = more ? chosen[axis] : 0;
        }
      }
      EXPECT_EQ(present, hardware.size());
      EXPECT_LT(present, hardware.full_size());  // pes 4 with macs_per_pe 4
    }
  }
}

TEST(VariationOfDesigns, ReachesTheWholeSpaceByMutationAlone) {
  const Problem problem = testing::problem_of(testing::tiny_sweep);
  const Variation variation(problem.space);
  Random random(3);
  std::set<std::uint64_t> reached;
  std::uint64_t at = 0;
  for (int step = 0; step < 20'000; ++step) {
    at = variation.mutated(at, random);
    ASSERT_LT(at, problem.space.size());
    reached.insert(at);
  }

  EXPECT_EQ(reached.size(), problem.space.size());
}

TEST(VariationOfDesigns, ChangesWhatItMutates) {
  const Problem problem = testing::problem_of(testing::tiny_sweep);
  const Variation variation(problem.space);
  Random random(5);
  int same = 0;
  for (std::uint64_t position = 0; position < problem.space.size(); ++position) {
    same += variation.mutated(position, random) == position ? 1 : 0;
  }

  EXPECT_EQ(same, 0);
}

TEST(VariationOfDesigns, CrossesWithinTheSpaceAndInheritsEveryHardwareAxis) {
  const Problem problem = testing::problem_of(testing::tiny_sweep);
  const Space& space = problem.space;
  const Variation variation(space);
  Random random(7);
  for (int pair = 0; pair < 5'000; ++pair) {
    const std::uint64_t first = variation.any(random);
    const std::uint64_t second = variation.any(random);
    const std::uint64_t child = variation.crossed(first, second, random);
    ASSERT_LT(child, space.size());
    const auto slot_of = [&](std::uint64_t position) -> const Space::Slot& {
      const Space::Address address = space.decode(position);
      return space.blocks()[address.block].slots[address.slot];
    };
    const auto configuration = [&](std::uint64_t position) {
      return space.configuration(space.decode(position));
    };
    if (slot_of(first).hardware->template_name() != slot_of(second).hardware->template_name()) {
      continue;
    }
    ASSERT_EQ(slot_of(child).hardware->template_name(), slot_of(first).hardware->template_name());
    const auto a = configuration(first);
    const auto b = configuration(second);
    const auto c = configuration(child);
    for (std::size_t axis = 0; axis < c.values().size(); ++axis) {
      EXPECT_TRUE(c.values()[axis] == a.values()[axis] || c.values()[axis] == b.values()[axis])
          << c.values()[axis].first;
    }
  }
}

}  // namespace
}  // namespace paretree::dse
