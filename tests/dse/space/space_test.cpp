#include "dse/space/space.hpp"

#include "tests/support/problems.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <set>

namespace paretree::dse {
namespace {

using ::testing::AllOf;
using testing::four_mode_sweep;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::sweep_of;
using testing::tiny_sweep;

Space compiled(const std::string& yaml, const std::vector<std::string>& overrides = {}) {
  return Space::compile(sweep_of(yaml, overrides));
}

std::string refusal(const std::function<void()>& act) {
  try {
    act();
  } catch (const sweeps::ParseError& error) {
    return error.what();
  }
  return "nothing was refused";
}

std::string refusal(const std::string& yaml, const std::vector<std::string>& overrides = {}) {
  const sweeps::Sweep sweep = sweep_of(yaml, overrides);
  return refusal([&] { static_cast<void>(Space::compile(sweep)); });
}

Id design_id(const Space& space, std::uint64_t position) {
  const Space::Address address = space.decode(position);
  const std::string& name =
      space.blocks()[address.block].slots[address.slot].hardware->template_name();
  return id_of(space.model_half(address).id(),
               hardware_id(hardware_json(name, space.configuration(address))));
}

std::set<Id> all_ids(const Space& space) {
  std::set<Id> ids;
  for (std::uint64_t position = 0; position < space.size(); ++position) {
    ids.insert(design_id(space, position));
  }
  return ids;
}

BigCount excluded(const Space& space, const std::string& constraint) {
  for (const Exclusion& exclusion : space.exclusions()) {
    if (exclusion.constraint == constraint) {
      return exclusion.count.value();
    }
  }
  ADD_FAILURE() << "no exclusion " << constraint;
  return 0;
}

/// The designs of a sweep that fulfil conditions over axes, found by walking the space without
/// them.
struct Walked {
  std::set<Id> allowed;
  std::vector<std::uint64_t> excluded;  ///< by the first condition a design fails

  Walked(const Space& space, const std::vector<std::pair<std::string, std::string>>& conditions)
      : excluded(conditions.size(), 0) {
    const std::vector<std::string> words = {"dense",         "tt", "ht", "tie", "fdht", "fixed",
                                            "best_per_stage"};
    std::vector<double> values(space.expression_names().size(), 0.0);
    for (std::uint64_t position = 0; position < space.size(); ++position) {
      const Space::Address address = space.decode(position);
      const HardwareSpace& hardware = *space.blocks()[address.block].slots[address.slot].hardware;
      space.axis_values(space.model_half(address), hardware.template_name(),
                        space.configuration(address), values);
      bool stands = true;
      for (std::size_t number = 0; stands && number < conditions.size(); ++number) {
        const auto& [condition, when] = conditions[number];
        const auto true_here = [&](const std::string& text) {
          return Expression(text, space.expression_names(), words).holds(values);
        };
        if ((when.empty() || true_here(when)) && !true_here(condition)) {
          ++excluded[number];
          stands = false;
        }
      }
      if (stands) {
        allowed.insert(design_id(space, position));
      }
    }
  }
};

void expect_as_walked(const std::string& yaml,
                      const std::vector<std::pair<std::string, std::string>>& conditions) {
  std::string constraints = "constraints:\n";
  for (const auto& [condition, when] : conditions) {
    constraints += when.empty() ? "  - \"" + condition + "\"\n"
                                : "  - {require: \"" + condition + "\", when: \"" + when + "\"}\n";
  }
  const Space space = compiled(yaml + constraints);
  const Walked walked(compiled(yaml), conditions);

  EXPECT_EQ(all_ids(space), walked.allowed);
  EXPECT_EQ(space.size(), walked.allowed.size());
  for (std::size_t number = 0; number < conditions.size(); ++number) {
    const auto& [condition, when] = conditions[number];
    EXPECT_EQ(decimal(excluded(space, when.empty() ? condition : condition + " when " + when)),
              std::to_string(walked.excluded[number]))
        << condition;
  }
}

TEST(Decimal, WritesCountsBeyond64Bits) {
  EXPECT_EQ(decimal(0), "0");
  EXPECT_EQ(decimal(1907), "1907");
  // 2^64 * 10 = 184467440737095516160
  EXPECT_EQ(decimal((BigCount{1} << 64U) * 10), "184467440737095516160");
}

TEST(Space, HasTheSizeCountedByHand) {
  // The arithmetic is beside tiny_sweep.
  const Space space = compiled(tiny_sweep);

  EXPECT_EQ(space.size(), 188U);
  EXPECT_EQ(space.formats(), 20U);          // (1 + 4 + 5) * 2 widths
  EXPECT_EQ(space.model_halves(), 40U);     // (1 + 4 + 15) * 2
  EXPECT_EQ(space.hardware_halves(), 10U);  // 2 + 4 + 4
}

TEST(Space, CountsWhatCompatibilityAndRedundancyExclude) {
  const Space space = compiled(tiny_sweep);

  // dense weights on tie and fdht: 1 * (4 + 4); TT on dense: 4 * 2; HT on dense and tie:
  // 15 * (2 + 4); twice for the two widths: 2 * (8 + 8 + 90) = 212.
  EXPECT_EQ(decimal(excluded(space, "compatibility")), "212");
  // 3 rank vectors * 3 rootings * 4 halves of fdht * 2 widths = 72.
  EXPECT_EQ(decimal(excluded(space, "redundant ranks")), "72");
}

TEST(Space, DecodesEveryPositionBack) {
  for (const std::string& yaml : {tiny_sweep, four_mode_sweep}) {
    const Space space = compiled(yaml);
    for (std::uint64_t position = 0; position < space.size(); ++position) {
      ASSERT_EQ(space.encode(space.decode(position)), position);
    }
  }
}

TEST(Space, GivesEveryPositionADesignOfItsOwn) {
  for (const std::string& yaml : {tiny_sweep, four_mode_sweep}) {
    const Space space = compiled(yaml);

    EXPECT_EQ(all_ids(space).size(), space.size());
  }
}

TEST(Space, CountsEqualTreesOnceWhereTheirOrderIsChosenAnyway) {
  const std::string base = "model.trees=[[[0, 1], 2], [2, [1, 0]], [[1, 0], 2]]";
  const Space best = compiled(tiny_sweep, {base, "model.order=best"});
  const Space natural = compiled(tiny_sweep, {base, "model.order=natural"});

  EXPECT_EQ(all_ids(best).size(), best.size());
  EXPECT_EQ(all_ids(natural).size(), natural.size());
  // HT: 5 formats, 1 tree or 3 orders of it: 2 * (2 + 4 * 8 + 5 * 4 * {1, 3})
  EXPECT_EQ(best.size(), 108U);
  EXPECT_EQ(natural.size(), 188U);
}

RC_GTEST_PROP(Space, EncodesAndDecodesAcrossLargeSpaces, ()) {
  static const Space space = Space::compile(
      sweep_of(four_mode_sweep,
               {"model.order=all", "model.weight_bits=[8, 12, 16]", "model.ranks.leaf=[1, 2, 3, 4]",
                "hardware.pes=[1, 2, 3, 4, 5, 6, 7, 8]", "hardware.banks=[1, 2, 4, 8, 16]",
                "hardware.weight_sram_kib=[1, 2, 4, 8, 16, 32, 64]"}));
  const std::uint64_t position = *rc::gen::inRange<std::uint64_t>(0, space.size());

  const Space::Address address = space.decode(position);

  RC_ASSERT(address.block < space.blocks().size());
  RC_ASSERT(address.plan < space.blocks()[address.block].model->plans());
  RC_ASSERT(address.slot < space.blocks()[address.block].slots.size());
  RC_ASSERT(address.hardware < space.blocks()[address.block].slots[address.slot].hardware->size());
  RC_ASSERT(space.encode(address) == position);
}

TEST(Space, KeysHalvesOneToOne) {
  for (const std::string& yaml :
       {tiny_sweep, four_mode_sweep,
        tiny_sweep +
            "constraints: [\"pes * weight_bits <= 32\", \"pes < 4 || mapping == fixed\"]\n"}) {
    const Space space = compiled(yaml);
    std::map<std::uint64_t, std::string> models;
    std::map<std::uint64_t, std::string> hardware;
    std::set<std::string> model_texts;
    std::set<std::string> hardware_texts;
    for (std::uint64_t position = 0; position < space.size(); ++position) {
      const Space::Address address = space.decode(position);
      const Space::Slot& slot = space.blocks()[address.block].slots[address.slot];
      const std::string model = space.model_half(address).canonical_text();
      const std::string half =
          hardware_json(slot.hardware->template_name(), space.configuration(address)).dump();
      const auto m =
          models.emplace(space.model_key(address.block, address.plan, slot.bits_index), model);
      const auto h = hardware.emplace(space.hardware_key(address), half);
      ASSERT_EQ(m.first->second, model);
      ASSERT_EQ(h.first->second, half);
      model_texts.insert(model);
      hardware_texts.insert(half);
    }
    EXPECT_EQ(models.size(), model_texts.size());
    EXPECT_EQ(hardware.size(), hardware_texts.size());
    EXPECT_EQ(space.hardware_halves(), hardware_texts.size());
    EXPECT_EQ(space.model_halves(), model_texts.size());
  }
}

TEST(Space, ShapesItselfByConstraintsOverAxes) {
  // macs_per_pe is 16 by default: pes 2 gives 32 lanes, pes 4 gives 64. Half of all halves go.
  const Space space = compiled(tiny_sweep + "constraints: [\"pes * macs_per_pe <= 32\"]\n");

  EXPECT_EQ(space.size(), 94U);
  EXPECT_EQ(decimal(excluded(space, "pes * macs_per_pe <= 32")), "94");
  expect_as_walked(tiny_sweep, {{"pes * macs_per_pe <= 32", ""}});
}

TEST(Space, AppliesWhen) {
  // fdht keeps pes 2 alone: 2 of its 4 halves, 2 * (4 * 2 + 15 * 2) = 76 designs less.
  const Space space =
      compiled(tiny_sweep + "constraints: [{require: \"pes <= 2\", when: \"template == fdht\"}]\n");

  EXPECT_EQ(space.size(), 112U);
  EXPECT_EQ(decimal(excluded(space, "pes <= 2 when template == fdht")), "76");
}

TEST(Space, FollowsAWalkOverTheUnconstrainedSpace) {
  expect_as_walked(tiny_sweep, {{"pes <= 2", "template == fdht"}});
  expect_as_walked(tiny_sweep, {{"pes * weight_bits <= 32", ""}});
  expect_as_walked(tiny_sweep, {{"weight_bits == 16", "format == tt"}, {"pes == 4", ""}});
  expect_as_walked(tiny_sweep, {{"format != dense", ""}});
  expect_as_walked(tiny_sweep, {{"template != tie", ""}, {"weight_bits > 8", "format == ht"}});
  expect_as_walked(tiny_sweep, {{"mapping == fixed", "template != dense"}, {"pes == 2", ""}});
  expect_as_walked(four_mode_sweep,
                   {{"pes * macs_per_pe <= 32", ""}, {"mapping == fixed", "template == tie"}});
}

TEST(Space, AddressesUnpairedListsOfDifferentLength) {
  const std::string yaml = R"(workload: {input: 8, hidden: 8, steps: 2, batch: 1, classes: 2}
model:
  scope: input
  format: ht
  modes:
    input: {in: [2, 2, 2], out: [4, 8]}
  leaves: unpaired
  trees: all
  ranks: {leaf: 2, inner: 2}
  order: natural
hardware:
  template: fdht
accuracy: capacity
objectives: [capacity, energy_pj]
)";
  // Five leaves: 7!! = 105 rooted trees, one rank vector (2 <= 2 at every leaf, 2 <= 2 * 2 inside).
  const Space space = compiled(yaml);

  EXPECT_EQ(space.size(), 105U);
  EXPECT_EQ(space.formats(), 15U);  // 5!! unrooted trees
  EXPECT_EQ(all_ids(space).size(), 105U);
  const ModelHalf half = space.model_half(space.decode(0));
  EXPECT_EQ(half.matrix.modes.in, (std::vector<std::uint64_t>{2, 2, 2, 1, 1}));
  EXPECT_EQ(half.matrix.modes.out, (std::vector<std::uint64_t>{1, 1, 1, 4, 8}));
  EXPECT_EQ(half.matrix.modes.gate_mode, 4);  // the 8, the larger one that 4 divides
}

TEST(Space, IsCompatibleOnlyWhereATemplateRunsFormatAndWidth) {
  const hwmodel::Accelerator& tie = hwmodel::accelerators().at("tie");
  const hwmodel::Accelerator& dense = hwmodel::accelerators().at("dense");

  EXPECT_TRUE(compatible(tie, tensor::FormatKind::tt, 16, 0));
  EXPECT_FALSE(compatible(tie, tensor::FormatKind::ht, 16, 0));
  EXPECT_FALSE(compatible(tie, tensor::FormatKind::tt, 3, 0));
  EXPECT_TRUE(compatible(dense, tensor::FormatKind::dense, 8, 0));
  EXPECT_FALSE(compatible(dense, tensor::FormatKind::tt, 8, 0));
  const auto& sparse = hwmodel::accelerators().at("sparse_state");
  EXPECT_TRUE(compatible(sparse, tensor::FormatKind::dense, 8, 0.5));
  EXPECT_TRUE(compatible(sparse, tensor::FormatKind::dense, 8, 0));
  EXPECT_FALSE(compatible(dense, tensor::FormatKind::dense, 8, 0.5));
  EXPECT_FALSE(compatible(sparse, tensor::FormatKind::tt, 8, 0));
  const auto& low_bit = hwmodel::accelerators().at("low_bit");
  EXPECT_TRUE(compatible(low_bit, tensor::FormatKind::dense, 1, 0));
  EXPECT_FALSE(compatible(low_bit, tensor::FormatKind::dense, 8, 0));
  EXPECT_FALSE(compatible(dense, tensor::FormatKind::dense, 2, 0));
}

TEST(EmptySpace, NamesTheConstraintWithItsPlace) {
  // tiny_sweep has 21 lines; the constraint stands in the 22nd, after "constraints: [".
  EXPECT_THAT(refusal(tiny_sweep + "constraints: [\"pes >= 100\"]\n"),
              AllOf(HasSubstr("test.yaml:22:15: constraints[0]"), HasSubstr("the space is empty"),
                    HasSubstr("'pes >= 100'"), HasSubstr("188")));
}

TEST(EmptySpace, NamesTheConstraintThatExcludesMost) {
  EXPECT_THAT(
      refusal(tiny_sweep + "constraints:\n  - pes >= 4\n  - \"pes < 4 && mapping == fixed\"\n",
              {"hardware.template=[tie, fdht]"}),
      AllOf(HasSubstr("the space is empty"), HasSubstr("more than any other constraint")));
}

TEST(EmptySpace, BlamesRedundantRanks) {
  EXPECT_THAT(refusal(tiny_sweep, {"model.format=[tt]", "model.ranks.leaf=[100]"}),
              AllOf(HasSubstr("test.yaml:9:10: model.ranks: "),
                    HasSubstr("every rank vector is redundant")));
}

TEST(EmptySpace, BlamesCompatibility) {
  EXPECT_THAT(
      refusal(tiny_sweep, {"model.format=[dense]", "hardware.template=[tie]"}),
      AllOf(HasSubstr("hardware.template"), HasSubstr("compatibility"), HasSubstr("tie runs tt")));
}

TEST(LargeSpace, IsRefusedBeyond63Bits) {
  const auto to = [](int first, int last) {
    std::string list = "[";
    for (int value = first; value <= last; ++value) {
      list += (value == first ? "" : ", ") + std::to_string(value);
    }
    return list + "]";
  };
  // Leaf ranks 1..16 on 6 leaves, inner ranks 1..16 on 3 edges of 105 trees with 9 rootings, and
  // 60^4 * 20 = 2.6e8 hardware halves: some 1e18 to 1e20 designs.
  const std::string yaml = R"(workload: {input: 4096, hidden: 1024, steps: 1, batch: 1, classes: 2}
model:
  scope: input
  format: ht
  modes:
    input: {in: [16, 16, 16], out: [16, 16, 16]}
  leaves: unpaired
  ranks: {leaf: )" + to(1, 16) +
                           ", inner: " + to(1, 16) + R"(}
hardware:
  template: fdht
  pes: )" + to(1, 60) +
                           "\n  macs_per_pe: " + to(1, 60) + "\n  weight_sram_kib: " + to(1, 60) +
                           "\n  activation_sram_kib: " + to(2, 61) + "\n  banks: " + to(1, 20) + R"(
accuracy: capacity
objectives: [capacity, energy_pj]
)";

  EXPECT_THAT(refusal(yaml),
              AllOf(HasSubstr("test.yaml:"), HasSubstr(" designs; positions are 63 bits"),
                    Not(HasSubstr("exceeds 2^64"))));
}

TEST(Constraints, PointAtAnUnknownName) {
  EXPECT_THAT(refusal(tiny_sweep + "constraints: [\"pes * mac_per_pe <= 3\"]\n"),
              AllOf(HasSubstr("test.yaml:22:22: constraints[0]"), HasSubstr("'mac_per_pe'"),
                    HasSubstr("did you mean 'macs_per_pe'?")));
  EXPECT_THAT(refusal(tiny_sweep + "constraints:\n  - pes <= 3\n  - pess <= 3\n"),
              HasSubstr("test.yaml:24:5: constraints[1]"));
}

TEST(Constraints, PointAtAnUnknownNameUnderWhen) {
  EXPECT_THAT(
      refusal(tiny_sweep + "constraints: [{require: pes <= 3, when: \"templat == tie\"}]\n"),
      AllOf(HasSubstr("test.yaml:22:42"), HasSubstr("did you mean 'template'?")));
}

TEST(Constraints, PointAtTheOverrideThatWroteThem) {
  const std::string message =
      refusal(tiny_sweep, {"seed=3", "constraints=[\"pes * mac_per_pe <= 3\"]"});

  EXPECT_THAT(message, AllOf(HasSubstr("--set constraints"), HasSubstr("'mac_per_pe'"),
                             Not(HasSubstr("test.yaml:0")), Not(HasSubstr("--set seed"))));
}

TEST(Constraints, RefuseAssignment) {
  EXPECT_THAT(refusal(tiny_sweep + "constraints: [\"pes = 8\"]\n"),
              AllOf(HasSubstr("test.yaml:22:20"), HasSubstr("'=='")));
}

TEST(Constraints, OverResultsFilterDesigns) {
  const Space space =
      compiled(tiny_sweep +
               "constraints: [\"pes <= 3\", \"area_mm2 <= 2\", \"parameters <= 900\", "
               "{require: \"energy_pj < 5\", when: \"pes == 2\"}, \"capacity > 1\"]\n");

  ASSERT_EQ(space.result_constraints().size(), 4U);
  EXPECT_EQ(space.result_constraints()[0].text, "area_mm2 <= 2");
  EXPECT_EQ(space.result_constraints()[0].decided_by, DecidedBy::hardware);
  EXPECT_EQ(space.result_constraints()[0].number, 1U);
  EXPECT_EQ(space.result_constraints()[1].decided_by, DecidedBy::model);
  EXPECT_EQ(space.result_constraints()[2].text, "energy_pj < 5 when pes == 2");
  EXPECT_EQ(space.result_constraints()[2].decided_by, DecidedBy::both);
  EXPECT_EQ(space.result_constraints()[3].decided_by, DecidedBy::accuracy);
  EXPECT_EQ(space.size(), 94U);  // pes <= 3 alone shapes the space
}

TEST(Trees, OfMoreModesThanAFamilyEnumeratesAreRefused) {
  // Six inputs and six outputs on leaves of their own: 12 leaves, `all` ends at 10.
  const std::vector<std::string> overrides = {
      "model.format=ht", "model.leaves=unpaired",
      "model.modes.input={in: [2, 2, 2, 1, 1, 1], out: [2, 2, 2, 2, 2, 1]}", "model.trees=all"};

  EXPECT_THAT(refusal(tiny_sweep, overrides),
              AllOf(HasSubstr("--set model.trees"), Not(HasSubstr("test.yaml:0"))));
}

TEST(Space, PairsZeroStatesAndLowBitsWithTheirTemplatesAlone) {
  const Space space = compiled(testing::uncompressed_sweep);

  // Worked out beside the sweep.
  EXPECT_EQ(space.size(), 26U);
  for (const Exclusion& exclusion : space.exclusions()) {
    if (exclusion.kind == "compatibility") {
      EXPECT_EQ(decimal(*exclusion.count), "38");
    }
  }
  // 12 and 8 bits at both sparsities, ternary and binary at 0.
  EXPECT_EQ(space.formats(), 6U);
  EXPECT_EQ(space.model_halves(), 6U);
  std::set<std::uint64_t> keys;
  for (std::uint64_t position = 0; position < space.size(); ++position) {
    const Space::Address address = space.decode(position);
    const Space::Slot& slot = space.blocks()[address.block].slots[address.slot];
    const ModelHalf half = space.model_half(address);
    keys.insert(space.model_key(address.block, address.plan, slot.bits_index));
    EXPECT_EQ(space.encode(address), position);
    EXPECT_TRUE(half.state_sparsity == 0 || slot.hardware->template_name() == "sparse_state");
    EXPECT_TRUE(half.weight_bits > 2 || slot.hardware->template_name() == "low_bit");
  }
  EXPECT_EQ(keys.size(), 6U);
}

TEST(Space, LetsConstraintsReadTheSparsity) {
  EXPECT_EQ(compiled(testing::uncompressed_sweep, {"constraints=['state_sparsity >= 0.5']"}).size(),
            8U);
}

}  // namespace
}  // namespace paretree::dse
