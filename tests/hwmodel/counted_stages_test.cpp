#include "hwmodel/counted_stages.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>
#include <vector>

namespace paretree::hwmodel {
namespace {

std::vector<Array> arrays() {
  std::vector<Array> all;
  for (const std::uint64_t pes : {4, 8}) {
    for (const std::uint64_t mapping : {0, 1}) {
      for (const std::uint64_t bank_mapping : {0, 1}) {
        all.push_back({.pes = pes,
                       .macs_per_pe = 3,
                       .mapping = mapping,
                       .banks = 8,
                       .bank_mapping = bank_mapping,
                       .sram_access_cycles = 2});
      }
    }
  }
  return all;
}

/// Stages of few extents, so that most were counted before.
LstmWork any_work() {
  LstmWork work;
  const auto stages = *rc::gen::inRange<std::size_t>(1, 6);
  for (std::size_t number = 0; number < stages; ++number) {
    work.stages.push_back({.kind = number % 2 == 0 ? "leaf" : "inner",
                           .rows = *rc::gen::inRange<std::uint64_t>(1, 4),
                           .inner = *rc::gen::inRange<std::uint64_t>(1, 4),
                           .cols = *rc::gen::inRange<std::uint64_t>(1, 30)});
  }
  work.stages.back().recurrent = *rc::gen::arbitrary<bool>();
  work.inputs = *rc::gen::inRange<std::uint64_t>(0, 3) * 7;
  work.hidden = *rc::gen::inRange<std::uint64_t>(0, 3) * 5;
  work.outputs = work.hidden;
  work.steps = *rc::gen::inRange<std::uint64_t>(1, 9);
  work.batch = *rc::gen::inRange<std::uint64_t>(1, 3);
  work.parameters = *rc::gen::inRange<std::uint64_t>(1, 1000);
  return work;
}

void expect_equal(const Activity& together, const Activity& counted) {
  EXPECT_EQ(together.cycles_per_step, counted.cycles_per_step);
  EXPECT_EQ(together.per_sequence, counted.per_sequence);
  EXPECT_EQ(together.weight_words_per_step, counted.weight_words_per_step);
  EXPECT_TRUE(counted.steps.empty());
  EXPECT_EQ(together.expected, counted.expected);
}

// Whatever template is added: what is remembered adds up to what it counts.
RC_GTEST_PROP(CountedStages, AddUpToWhatEveryTemplateCounts, ()) {
  const std::vector<Array> all = arrays();
  std::vector<LstmWork> works;
  for (int number = 0; number < 8; ++number) {
    works.push_back(any_work());
  }
  for (const auto& [name, accelerator] : accelerators()) {
    CountedStages stages(*accelerator, all);
    std::vector<Activity> activities(all.size());
    for (const LstmWork& work : works) {
      stages.count(work, activities);
      for (const std::size_t number : stages.taken()) {
        expect_equal(activities[number], accelerator->count(work, all[number]));
      }
    }
  }
}

TEST(CountedStages, TakeNoArrayWhoseBanksConflict) {
  const std::vector<Array> all = arrays();

  // Bank mapping 0 is free of conflicts: every second array.
  EXPECT_EQ(CountedStages(accelerators().at("fdht"), all).taken(),
            (std::vector<std::size_t>{0, 2, 4, 6}));
  EXPECT_TRUE(CountedStages(accelerators().at("dense"), all).taken().empty());
}

TEST(CountedStages, RefuseWhatExceedsALargestCount) {
  const std::vector<Array> all{{.pes = 1}};
  CountedStages stages(accelerators().at("tie"), all);
  std::vector<Activity> activities(1);
  LstmWork work;
  work.steps = 8;
  // 2^60 products a step: 2^63 in eight steps, more than 2^62.
  work.stages.push_back({.kind = "core", .rows = 1U << 20U, .inner = 1U << 20U, .cols = 1U << 20U});

  EXPECT_THROW(stages.count(work, activities), std::overflow_error);
  EXPECT_THROW(static_cast<void>(accelerators().at("tie").count(work, all.front())),
               std::overflow_error);
}

TEST(CountedStages, OfMoreExtentsThanAreKeptAreCountedAgain) {
  std::vector<Array> all;
  for (std::uint64_t pes = 1; pes <= 128; pes *= 2) {
    all.push_back({.pes = pes, .macs_per_pe = 3, .banks = 8});
  }
  const Accelerator& tie = accelerators().at("tie");
  CountedStages stages(tie, all);
  std::vector<Activity> activities(all.size());
  LstmWork work;
  work.stages.push_back({.kind = "core", .rows = 2, .inner = 3, .cols = 5});
  const auto expect_same = [&] {
    stages.count(work, activities);
    for (const std::size_t number : stages.taken()) {
      expect_equal(activities[number], tie.count(work, all[number]));
    }
  };

  // 8 arrays of 9 words: 2^22 words are full after some 58,000 extents.
  for (std::uint64_t cols = 1; cols < 60000; ++cols) {
    work.stages.front().cols = cols;
    stages.count(work, activities);
  }
  expect_same();
  work.stages.front().cols = 5;
  expect_same();
}

}  // namespace
}  // namespace paretree::hwmodel
