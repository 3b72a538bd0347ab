// Do the schema that editors read, the reader, the grammar and `list` say the same, in both
// directions? Does the first sweep that `init` writes run, and does what `--dump-config` prints
// read back to the same designs?
#include "dse/study/problem.hpp"
#include "dse/study/sweep_schema.hpp"
#include "sweeps/grammar.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/workbench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace paretree::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

Json schema() {
  return dse::sweep_schema(dse::vocabulary());
}

bool schema_accepts(const std::string& text) {
  return SchemaCheck(schema()).accepts(as_json(*sweeps::parse_document(text, "s.yaml")));
}

bool reader_accepts(const std::string& text) {
  try {
    static_cast<void>(sweeps::parse_sweep(text, "s.yaml", dse::vocabulary()));
    return true;
  } catch (const sweeps::ParseError&) {
    return false;
  }
}

std::vector<std::string> shipped_sweeps() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(PARETREE_SOURCE_DIR "/sweeps")) {
    if (entry.path().extension() == ".yaml") {
      files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Every name of a property anywhere in a schema.
void collect(const Json& schema, std::set<std::string>& names) {
  if (schema.is_object() && schema.contains("properties")) {
    for (const auto& [name, property] : schema["properties"].items()) {
      names.insert(name);
    }
  }
  if (schema.is_structured()) {
    for (const Json& inner : schema) {
      collect(inner, names);
    }
  }
}

TEST(SweepSchema, HasTheKeysOfGrammarAndPlugInsAndNoOthers) {
  std::set<std::string> known;
  for (const sweeps::GrammarKey& key : sweeps::grammar()) {
    if (key.name() != "*") {
      known.emplace(key.name());
    }
  }
  const sweeps::Vocabulary words = dse::vocabulary();
  for (const auto* plugins : {&words.templates, &words.proxies, &words.searches}) {
    for (const sweeps::Vocabulary::Plugin& plugin : *plugins) {
      for (const sweeps::Key& key : plugin.parameters) {
        known.insert(key.name);
      }
    }
  }
  std::set<std::string> described;
  collect(schema(), described);

  EXPECT_EQ(described, known);
}

TEST(SweepSchema, NamesWhatListNames) {
  const Workbench bench;
  const Json properties = schema()["properties"];
  const auto listed = [&](const std::string& kind) {
    Json names = Json::array();
    for (const Json& entry : bench.json({"list", kind})) {
      names.push_back(entry["name"]);
    }
    return names;
  };

  EXPECT_EQ(properties["workload"]["anyOf"][0]["enum"], listed("workloads"));
  EXPECT_EQ(properties["accuracy"]["anyOf"][0]["enum"], listed("proxies"));
  EXPECT_EQ(properties["search"]["anyOf"][0]["enum"], listed("searches"));
  EXPECT_EQ(properties["hardware"]["properties"]["template"]["anyOf"][0]["enum"],
            listed("templates"));
  EXPECT_EQ(properties["model"]["properties"]["trees"]["anyOf"][0]["enum"], listed("trees"));
  EXPECT_EQ(properties["technology"]["examples"], listed("technologies"));
  for (const Json& objective : listed("objectives")) {
    EXPECT_TRUE(schema_accepts("workload: lstm-ucf11\nhardware: {template: tie}\nobjectives: " +
                               objective.get<std::string>() + "\n"))
        << objective;
  }
}

TEST(SweepSchema, AcceptsEveryShippedSweepAsWrittenAndAsDumped) {
  const Workbench bench;
  for (const std::string& file : shipped_sweeps()) {
    EXPECT_TRUE(schema_accepts(sweeps::read_text(file))) << file;
    const Outcome dumped = bench.run({"run", file, "--dump-config"});
    ASSERT_EQ(dumped.exit_code, 0) << dumped.err;
    EXPECT_TRUE(schema_accepts(dumped.out)) << dumped.out;
  }
  EXPECT_TRUE(bench.files().empty()) << "dumping runs nothing";
}

// Each case is one edit of a sweep that both accept.
TEST(SweepSchema, RefusesWhatTheReaderRefuses) {
  ASSERT_TRUE(schema_accepts(tiny_sweep) && reader_accepts(tiny_sweep));
  const std::vector<std::pair<std::string, std::string>> edits = {
      {"model:\n", "modell:\n"},
      {"name: tiny\n", "seed: -1\n"},
      {"name: tiny\n", "seed: 1.5\n"},
      {"steps: 3", "stepps: 3"},
      {"steps: 3", "steps: 0"},
      {"steps: 3", "steps: many"},
      {"{input: 12, hidden: 6, steps: 3, classes: 2}", "{hidden: 6}"},
      {"{input: 12, hidden: 6, steps: 3, classes: 2}", "lstm-ucf12"},
      {"scope: input", "scope: output"},
      {"format: [tt, ht]", "format: [tt, hat]"},
      {"format: [tt, ht]", "format: []"},
      {"in: [2, 2, 3]", "in: 12"},
      {"in: [2, 2, 3], ", ""},
      {"leaf: [2, 3]", "leaf: 0"},
      {"leaf: [2, 3]", "leaf: {from: 2, to: 4}"},
      {"leaf: [2, 3]", "leaf: {from: 2, step: 4}"},
      {"leaf: [2, 3]", "leaf: {from: 2, to: 8, step: 1, factor: 2}"},
      {"leaf: [2, 3]", "leaves: [2, 3]"},
      {"template: [tie, fdht]", "template: [tie, fdhd]"},
      {"pes: [4, 8]", "pess: [4, 8]"},
      {"pes: [4, 8]", "pes: [4, -8]"},
      {"pes: [4, 8]", "pes: 4.5"},
      {"accuracy: capacity", "accuracy: capacities"},
      {"accuracy: capacity", "accuracy: {proxy: capacity, steps: 3}"},
      {"accuracy: capacity", "accuracy: {steps: 3}"},
      {"objectives: [capacity, energy_pj, latency_ns, area_mm2]", "objectives: [energy]"},
      {"objectives: [capacity, energy_pj, latency_ns, area_mm2]\n", ""},
      {"search: exhaustive", "search: {name: exhaustive, designs: 4}"},
      {"store: all", "store: some"},
      {"store: all", "constraints: [{when: \"pes > 3\"}]"}};
  for (const auto& [from, to] : edits) {
    const std::string text = with(tiny_sweep, from, to);
    EXPECT_FALSE(reader_accepts(text)) << from << " -> " << to;
    EXPECT_FALSE(schema_accepts(text)) << from << " -> " << to;
  }
}

TEST(SweepSchema, AcceptsEverySpellingTheReaderAccepts) {
  const std::vector<std::pair<std::string, std::string>> edits = {
      {"name: tiny\n", "name: 7\n"},
      {"steps: 3", "steps: 3, batch: 2, layer: lstm, one_hot: true"},
      {"scope: input\n", "scope: [input]\n  trees: [linear, [[0, 1], 2]]\n"},
      {"scope: input\n", "scope: input\n  weight_bits: [16, 8]\n  leaves: paired\n"},
      {"scope: input\n", "scope: input\n  state_sparsity: 0\n  order: all\n"},
      {"input: {in: [2, 2, 3], out: [4, 2, 3]}",
       "input: [{in: [2, 2, 3], out: [4, 2, 3], gates: 0}]"},
      {"leaf: [2, 3]", "leaf: {from: 2, to: 4, step: 1}"},
      {"pes: [4, 8]", "pes: {from: 4, to: 8, factor: 2}"},
      {"template: [tie, fdht]", "template: [tie, fdht]\n  mapping: fixed\n  clock_mhz: [400]"},
      {"accuracy: capacity", "accuracy: {proxy: short_training, steps: 4}\ncompare: capacity"},
      {"accuracy: capacity", "compare: [capacity, {proxy: spectral, steps: 4}]"},
      {"store: all", "constraints: [\"pes > 3\", {require: \"pes > 3\", when: \"pes > 2\"}]"},
      {"store: all", "constraints: \"pes > 3\"\nstore: front+sample\nseed: 4"},
      {"search: exhaustive", "search: {name: random, designs: 4}"},
      {"store: all", "technology: horowitz45"},
      {"store: all", "technology: mine.yaml"}};
  for (const auto& [from, to] : edits) {
    const std::string text = with(tiny_sweep, from, to);
    EXPECT_TRUE(reader_accepts(text)) << from << " -> " << to;
    EXPECT_TRUE(schema_accepts(text)) << from << " -> " << to;
  }
}

TEST(SweepSchema, IsTheFileThatTheShippedSweepsName) {
  const Workbench bench;

  EXPECT_EQ(bench.run({"schema"}).out, sweeps::read_text(PARETREE_SOURCE_DIR "/sweeps/schema.json"))
      << "paretree schema > sweeps/schema.json";
  for (const std::string& file : shipped_sweeps()) {
    EXPECT_THAT(sweeps::read_text(file),
                StartsWith("# yaml-language-server: $schema=schema.json\n"))
        << file;
  }
}

TEST(Init, WritesASweepThatRunsAndItsSchema) {
  const Workbench bench;

  ASSERT_EQ(bench.run({"init"}).exit_code, 0);

  EXPECT_EQ(bench.files(), (std::vector<std::string>{"paretree.schema.json", "sweep.yaml"}));
  EXPECT_EQ(bench.read("paretree.schema.json"), bench.run({"schema"}).out);
  const std::string text = bench.read("sweep.yaml");
  EXPECT_THAT(text, StartsWith("# yaml-language-server: $schema=paretree.schema.json\n"));
  EXPECT_TRUE(schema_accepts(text));
  const Outcome run = bench.run({"run", "sweep.yaml", "--progress", "none"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_FALSE(bench.json({"front", "sweep.db"}).empty());
}

TEST(Init, OverwritesNothingAndKnowsWorkloads) {
  const Workbench bench;
  bench.write("sweep.yaml", "mine");

  EXPECT_EQ(bench.run({"init"}).exit_code, 2);
  EXPECT_EQ(bench.read("sweep.yaml"), "mine");
  EXPECT_THAT(bench.run({"init", "a.yaml", "--workload", "lstm-ucf1"}).err,
              HasSubstr("did you mean 'lstm-ucf11'?"));
  EXPECT_EQ(bench.run({"init", "b.yaml", "--workload", "lstm-ucf11"}).exit_code, 0);
  EXPECT_EQ(bench.run({"plan", "b.yaml"}).exit_code, 0);
  EXPECT_EQ(bench.files(),
            (std::vector<std::string>{"b.yaml", "paretree.schema.json", "sweep.yaml"}));
}

TEST(SharedParts, WrittenOnceBehindAnAnchorAreTheSameSweep) {
  const Workbench bench;
  bench.write("tiny.yaml", tiny_sweep);
  bench.write("shared.yaml", with(with(with(tiny_sweep, "pes: [4, 8]\n", "pes: &sizes [4, 8]\n"),
                                       "macs_per_pe: [4, 8]", "macs_per_pe: *sizes"),
                                  "inner: 2}", "inner: &two 2}\nseed: *two"));

  const Outcome written = bench.run({"run", "tiny.yaml", "--set", "seed=2", "--dump-config"});
  const Outcome shared = bench.run({"run", "shared.yaml", "--dump-config"});

  ASSERT_EQ(shared.exit_code, 0) << shared.err;
  EXPECT_EQ(shared.out, written.out);
}

TEST(DumpedConfiguration, ReadsBackToTheSameDesigns) {
  const Workbench bench;
  bench.write("tiny.yaml", tiny_sweep);
  const std::vector<std::string> quiet = {"--progress", "none",  "--picture",
                                          "none",       "--set", "model.weight_bits=[16, 8]"};
  const auto with_words = [](std::vector<std::string> words, const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };

  const Outcome dumped = bench.run(with_words({"run", "tiny.yaml", "--dump-config"}, quiet));
  ASSERT_EQ(dumped.exit_code, 0) << dumped.err;
  bench.write("dumped.yaml", dumped.out);

  EXPECT_EQ(bench.run({"run", "dumped.yaml", "--dump-config"}).out, dumped.out);
  ASSERT_EQ(bench.run(with_words({"run", "tiny.yaml", "--db", "a.db"}, quiet)).exit_code, 0);
  ASSERT_EQ(bench.run({"run", "dumped.yaml", "--db", "b.db", "--picture", "none"}).exit_code, 0);
  const auto ids = [&](const std::string& db) {
    return bench.json({"sql", db, "SELECT design FROM design"});
  };
  EXPECT_EQ(ids("a.db").size(), 256U);
  EXPECT_EQ(ids("a.db"), ids("b.db"));
}

}  // namespace
}  // namespace paretree::testing
