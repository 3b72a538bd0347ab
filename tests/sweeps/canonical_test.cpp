#include "sweeps/sweep.hpp"
#include "sweeps/yaml/document.hpp"
#include "tests/sweeps/faults.hpp"
#include "tests/sweeps/layouts.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace paretree::sweeps {
namespace {

using testing::Draft;
using testing::list;
using testing::map;
using testing::scalar;
using testing::test_vocabulary;
using testing::whole_sweep;

Sweep read(const std::string& text, const std::string& file = "s.yaml") {
  return parse_sweep(text, file, test_vocabulary());
}

template <typename T>
bool same(const std::vector<Marked<T>>& a, const std::vector<Marked<T>>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Marked<T>& x, const Marked<T>& y) { return x.value == y.value; });
}

bool same(const Selection& a, const Selection& b) {
  return a.name.value == b.name.value &&
         std::equal(a.parameters.begin(), a.parameters.end(), b.parameters.begin(),
                    b.parameters.end(), [](const auto& x, const auto& y) {
                      return x.first == y.first && x.second.value == y.second.value;
                    });
}

bool same(const std::vector<ModesChoice>& a, const std::vector<ModesChoice>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const ModesChoice& x, const ModesChoice& y) {
                      return x.in == y.in && x.out == y.out && x.gate_mode == y.gate_mode;
                    });
}

bool same(const Sweep::Model& a, const Sweep::Model& b) {
  return same(a.scope, b.scope) && same(a.format, b.format) && same(a.leaves, b.leaves) &&
         std::equal(a.modes.begin(), a.modes.end(), b.modes.begin(), b.modes.end(),
                    [](const auto& x, const auto& y) {
                      return x.first == y.first && same(x.second, y.second);
                    }) &&
         std::equal(a.trees.begin(), a.trees.end(), b.trees.begin(), b.trees.end(),
                    [](const TreeChoice& x, const TreeChoice& y) {
                      return x.family == y.family && x.explicit_tree == y.explicit_tree;
                    }) &&
         a.leaf_ranks == b.leaf_ranks && a.inner_ranks == b.inner_ranks &&
         a.order.value == b.order.value && same(a.weight_bits, b.weight_bits) &&
         same(a.state_sparsity, b.state_sparsity);
}

/// All that a sweep says, apart from where it says it.
bool same(const Sweep& a, const Sweep& b) {
  return a.name == b.name && a.workload == b.workload && same(a.model, b.model) &&
         std::equal(a.hardware.begin(), a.hardware.end(), b.hardware.begin(), b.hardware.end(),
                    [](const Axis& x, const Axis& y) {
                      return x.name == y.name && same(x.values, y.values);
                    }) &&
         same(a.accuracy, b.accuracy) && same(a.objectives, b.objectives) &&
         std::equal(a.constraints.begin(), a.constraints.end(), b.constraints.begin(),
                    b.constraints.end(),
                    [](const Constraint& x, const Constraint& y) {
                      return x.expression == y.expression && x.when == y.when;
                    }) &&
         same(a.search, b.search) && a.store == b.store && a.seed == b.seed &&
         a.technology_written == b.technology_written;
}

/// Some of the given values, in any order, at least one.
Draft some_of(std::vector<std::string> choices) {
  for (std::size_t i = choices.size(); i > 1; --i) {
    std::swap(choices[i - 1], choices[*rc::gen::inRange<std::size_t>(0, i)]);
  }
  choices.resize(*rc::gen::inRange<std::size_t>(1, choices.size() + 1));
  std::vector<Draft> items;
  for (std::string& choice : choices) {
    items.push_back(scalar(std::move(choice)));
  }
  return list(std::move(items));
}

std::string one_of(const std::vector<std::string>& choices) {
  return *rc::gen::elementOf(choices);
}

bool coin() {
  return *rc::gen::arbitrary<bool>();
}

Draft any_model() {
  std::vector<std::pair<std::string, Draft>> entries;
  const auto maybe = [&](const char* key, const auto& make) {
    if (coin()) {
      entries.emplace_back(key, make());
    }
  };
  maybe("scope", [] { return some_of({"input", "full"}); });
  maybe("format", [] { return some_of({"tt", "ht", "dense"}); });
  maybe("trees", [] {
    return some_of({"all", "balanced", "linear", "[[0, 1], [2, 3]]", "[[[3, 2], 0], 1]"});
  });
  maybe("order", [] { return scalar(one_of({"best", "all", "natural"})); });
  maybe("weight_bits", [] { return some_of({"8", "12", "16", "ternary", "binary"}); });
  maybe("state_sparsity", [] { return some_of({"0", "0.5", "0.97"}); });
  maybe("ranks", [] {
    return map({{"leaf", some_of({"2", "3", "5", "7"})},
                {"inner", scalar("{from: 1, to: 9, factor: 3}")}});
  });
  maybe("modes", [] {
    return map({{"full", list({scalar("{in: [11, 13, 15, 27], out: [4, 4, 4, 16]}"),
                               scalar("{gates: 1, out: [2, 8, 4, 16], in: [15, 15, 16, 17]}")})}});
  });
  return map(entries);
}

/// All factorisations in it have four modes, as the explicit trees need: workloads without
/// published ones and unpaired leaves are for another property.
Draft any_sweep() {
  std::vector<std::pair<std::string, Draft>> entries{
      {"workload", scalar(one_of({"lstm-ucf11", "lstm-youtube", "{name: lstm-ucf11, steps: 9}",
                                  "{batch: 4, name: lstm-youtube, classes: 2}"}))},
      {"hardware", map({{"template", some_of({"tie", "fdht"})},
                        {"pes", some_of({"8", "16", "32"})},
                        {"clock_mhz", some_of({"100", "1e3", "0.5e2", "333.25"})},
                        {"mapping", some_of({"fixed", "best_per_stage"})}})},
      {"objectives", some_of({"error", "energy_pj", "area_mm2"})}};
  const auto maybe = [&](const char* key, const auto& make) {
    if (coin()) {
      entries.emplace_back(key, make());
    }
  };
  maybe("name", [] {
    return scalar(one_of({"a", "\"b: \\\"c\\\"\"", "2026", "'null'", "ä-ö",
                          "\"tab\\tline\\nend\\\\\"", "yes", "\"\\x01\""}));
  });
  maybe("model", any_model);
  maybe("accuracy", [] {
    return scalar(one_of({"capacity", "{proxy: short_training, steps: 9, learning_rate: 1e-3}",
                          "{proxy: external, file: \"a b.csv\"}"}));
  });
  maybe("constraints", [] {
    return some_of({"\"pes * 2 <= 64\"", "{require: a > 1, when: \"b == 'x'\"}", "c", "\"#d\""});
  });
  maybe("search", [] {
    return scalar(one_of({"certified", "{name: random, designs: 77}", "random"}));
  });
  maybe("store", [] { return scalar(one_of({"all", "front", "front+sample"})); });
  maybe("seed",
        [] { return scalar(std::to_string(*rc::gen::inRange<std::int64_t>(0, INT64_MAX))); });
  maybe("technology", [] {
    return scalar(one_of({"horowitz45", "./x/../my28.yaml", "../up.yml"}));
  });
  return map(entries);
}

RC_GTEST_PROP(CanonicalText, ReadsBackToTheSameSweep, ()) {
  const std::string text = testing::Layout(*rc::gen::arbitrary<std::uint64_t>()).write(any_sweep());
  const Sweep sweep = read(text);

  const Sweep again = read(canonical_text(sweep));

  RC_ASSERT(same(again, sweep));
  RC_ASSERT(canonical_text(again) == canonical_text(sweep));
}

RC_GTEST_PROP(CanonicalText, DoesNotDependOnTheLayout, ()) {
  const Draft draft = any_sweep();
  const std::string one = testing::Layout(*rc::gen::arbitrary<std::uint64_t>()).write(draft);
  const std::string other = testing::Layout(*rc::gen::arbitrary<std::uint64_t>()).write(draft);

  RC_ASSERT(canonical_text(read(one, "here/a.yaml")) ==
            canonical_text(read(other, "/there/b.yaml")));
}

RC_GTEST_PROP(CanonicalText, ReadsBackWithoutPublishedModes, ()) {
  const Draft draft =
      map({{"workload", scalar(one_of({"char-ptb", "{hidden: 5, input: 7, classes: 3}",
                                       "{output: 12, layer: fc, input: 30}"}))},
           {"hardware", scalar("{template: fdht}")},
           {"objectives", scalar("error")},
           {"model", map({{"leaves", some_of({"paired", "unpaired"})},
                          {"trees", some_of({"all", "linear"})}})}});

  const Sweep sweep = read(testing::Layout(*rc::gen::arbitrary<std::uint64_t>()).write(draft));

  RC_ASSERT(same(read(canonical_text(sweep)), sweep));
}

TEST(CanonicalText, TellsDifferentSweepsApart) {
  const std::string base = canonical_text(read(whole_sweep));

  for (const char* change :
       {"seed: 2\n", "store: all\n", "name: x\n", "model: {order: all}\n", "constraints: a\n",
        "model: {ranks: {leaf: 2}}\n", "search: random\n", "technology: aladdin40\n",
        "model: {modes: {full: {in: [11, 13, 15, 27], out: [4, 4, 4, 16], gates: 0}}}\n"}) {
    EXPECT_NE(canonical_text(read(whole_sweep + change)), base) << change;
  }
}

TEST(CanonicalText, WritesDefaultsOut) {
  EXPECT_EQ(
      canonical_text(read(whole_sweep + "name: sweep\nmodel: {format: ht, trees: all}\nseed: 1\n")),
      canonical_text(read(whole_sweep)));
}

TEST(CanonicalText, NeverNamesTheFile) {
  EXPECT_EQ(canonical_text(read(whole_sweep, "/secret/place.yaml")).find("place"),
            std::string::npos);
}

TEST(CanonicalText, IsOneTextForOneSweep) {
  EXPECT_EQ(canonical_text(read(whole_sweep)),
            "name: sweep\n"
            "workload: lstm-ucf11\n"
            "model:\n"
            "  scope: [full]\n"
            "  format: [ht]\n"
            "  modes:\n"
            "    full: [{in: [11, 13, 15, 27], out: [4, 4, 4, 16]}]\n"
            "  leaves: [paired]\n"
            "  trees: [all]\n"
            "  ranks: {leaf: [2, 4, 8], inner: [2, 4, 8]}\n"
            "  order: best\n"
            "  weight_bits: [16]\n"
            "hardware:\n"
            "  template: [tie]\n"
            "accuracy: {proxy: capacity}\n"
            "objectives: [error, energy_pj]\n"
            "constraints: []\n"
            "search: {name: exhaustive}\n"
            "store: front\n"
            "seed: 1\n"
            "technology: horowitz45\n");
}

/// One byte of a whole sweep changed, left out or put in: the reader reads it or names a fault.
RC_GTEST_PROP(ReadSweep, SurvivesAnyDamage, ()) {
  std::string text = read_text(PARETREE_SOURCE_DIR "/sweeps/ucf11-overnight.yaml");
  const auto edits = *rc::gen::inRange(1, 6);
  for (int i = 0; i < edits; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const std::string piece =
        *rc::gen::element<std::string>("[", "]", "{", "}", ":", "\n", "'", "\"", "*a", "&a ", "- ",
                                       "#", "\t", "0", "-", ", ", "!", "|\n", "? ", "\xC3", "~");
    text.replace(at, *rc::gen::inRange<std::size_t>(0, 3), piece);
  }

  try {
    (void)canonical_text(read(text));
  } catch (const ParseError& error) {
    RC_ASSERT(std::string(error.what()).starts_with("s.yaml"));
  }
}

}  // namespace
}  // namespace paretree::sweeps
