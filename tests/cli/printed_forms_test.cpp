// Do the commands print the JSON and CSV that other programs rely on?
#include "tests/support/workbench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace paretree::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// One study of the tiny sweep, made once.
class Printed : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    bench_ = std::make_unique<Workbench>();
    bench_->write("tiny.yaml", tiny_sweep);
    const Outcome run =
        bench_->run({"run", "tiny.yaml", "--picture", "none", "--progress", "none"});
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }
  static void TearDownTestSuite() { bench_.reset(); }

  static std::unique_ptr<Workbench> bench_;
};

std::unique_ptr<Workbench> Printed::bench_;

const std::vector<std::string> model_keys = {"scope", "format", "modes",      "leaves",
                                             "tree",  "ranks",  "weight_bits"};
const std::vector<std::string> hardware_keys = {"template", "mapping", "pes", "macs_per_pe"};

void expect_halves(const Json& design) {
  EXPECT_THAT(missing_keys(design["model"], model_keys), IsEmpty()) << design;
  EXPECT_THAT(missing_keys(design["model"]["modes"], {"in", "out"}), IsEmpty());
  EXPECT_THAT(missing_keys(design["hardware"], hardware_keys), IsEmpty());
  ASSERT_TRUE(design["model"]["tree"].is_array());
  EXPECT_EQ(design["model"]["tree"].size(), 2U) << "a root has two children";
  EXPECT_TRUE(design["model"]["ranks"].is_object());
}

/// Cells of each line of a CSV text, quotes of RFC 4180 undone.
std::vector<std::vector<std::string>> csv_rows(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
  bool quoted = false;
  for (std::size_t place = 0; place < text.size(); ++place) {
    const char c = text[place];
    std::string& cell = rows.back().back();
    if (quoted && c == '"' && place + 1 < text.size() && text[place + 1] == '"') {
      cell += text[++place];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (quoted || (c != ',' && c != '\n' && c != '\r')) {
      cell += c;
    } else if (c == ',') {
      rows.back().emplace_back();
    } else if (c == '\n') {
      rows.emplace_back(1);
    }
  }
  rows.pop_back();  // what follows the last line end
  return rows;
}

void expect_rectangular(const std::string& text, std::size_t rows) {
  const auto cells = csv_rows(text);
  ASSERT_EQ(cells.size(), rows + 1) << text;
  for (const auto& row : cells) {
    EXPECT_EQ(row.size(), cells.front().size()) << ::testing::PrintToString(row);
  }
}

TEST_F(Printed, FrontHasTheDocumentedKeysAndIsSortedByDesign) {
  const Json front = bench_->json({"front", "tiny.db"});

  ASSERT_GE(front.size(), 2U);
  std::string before;
  for (const Json& design : front) {
    EXPECT_THAT(missing_keys(design, {"design", "fidelity", "objectives", "intervals",
                                      "probability", "model", "hardware"}),
                IsEmpty());
    EXPECT_THAT(
        missing_keys(design["objectives"], {"capacity", "energy_pj", "latency_ns", "area_mm2"}),
        IsEmpty());
    expect_halves(design);
    const auto id = design["design"].get<std::string>();
    EXPECT_LT(before, id);
    before = id;
  }
}

TEST_F(Printed, FrontAsCsvHasAHeaderAndARowForEachMember) {
  const std::size_t members = bench_->json({"front", "tiny.db"}).size();

  const Outcome csv = bench_->run({"front", "tiny.db", "--format", "csv"});

  expect_rectangular(csv.out, members);
  EXPECT_EQ(csv.out.substr(0, csv.out.find(',')), "design");
  EXPECT_EQ(csv.err, "");
}

// Of two objectives with a condition; every member holds it and none dominates another.
TEST_F(Printed, FrontAnswersOtherObjectivesAndConditions) {
  const Json front = bench_->json(
      {"front", "tiny.db", "--objectives", "latency_ns,area_mm2", "--where", "macs_per_pe <= 4"});

  ASSERT_FALSE(front.empty());
  for (const Json& one : front) {
    EXPECT_EQ(one["hardware"]["macs_per_pe"], 4);
    for (const Json& other : front) {
      const auto figure = [](const Json& design, const char* name) {
        return design["objectives"][name].get<double>();
      };
      const bool no_worse = figure(one, "latency_ns") <= figure(other, "latency_ns") &&
                            figure(one, "area_mm2") <= figure(other, "area_mm2");
      const bool better = figure(one, "latency_ns") < figure(other, "latency_ns") ||
                          figure(one, "area_mm2") < figure(other, "area_mm2");
      EXPECT_FALSE(no_worse && better);
    }
  }
}

TEST_F(Printed, SampleHasTheDocumentedKeys) {
  const Json sample = bench_->json({"sample", "tiny.yaml", "-n", "8", "--seed", "3"});

  ASSERT_EQ(sample.size(), 8U);
  for (const Json& design : sample) {
    EXPECT_THAT(
        missing_keys(design, {"index", "design", "feasible", "reason", "objectives", "parameters",
                              "matrix_parameters", "stages", "model", "hardware"}),
        IsEmpty());
    EXPECT_LT(design["index"].get<std::uint64_t>(), 128U);
    expect_halves(design);
    ASSERT_FALSE(design["stages"].empty());
    for (const Json& stage : design["stages"]) {
      EXPECT_THAT(missing_keys(stage, {"kind", "rows", "inner", "cols", "macs", "cycles"}),
                  IsEmpty());
    }
  }
}

TEST_F(Printed, SampleRepeatsExactlyUnderASeedAndDiffersUnderAnother) {
  const auto sample = [](const char* seed) {
    return bench_->run({"sample", "tiny.yaml", "-n", "20", "--seed", seed, "--format", "json"}).out;
  };

  EXPECT_EQ(sample("7"), sample("7"));
  EXPECT_NE(sample("7"), sample("8"));
}

TEST_F(Printed, SampleWritesNoDatabase) {
  const std::vector<std::string> before = bench_->files();

  ASSERT_EQ(bench_->run({"sample", "tiny.yaml", "-n", "2"}).exit_code, 0);

  EXPECT_EQ(bench_->files(), before);
}

TEST_F(Printed, SampleAsCsvHasARowForEachDesign) {
  expect_rectangular(bench_->run({"sample", "tiny.yaml", "-n", "5", "--format", "csv"}).out, 5);
}

// The plain path of `sample` and the batched one of `run` are two ways to the same figures.
TEST_F(Printed, SampleAndRunAgreeOnEveryFigureOfFrontMembers) {
  std::map<std::string, Json> sampled;
  for (const Json& design : bench_->json({"sample", "tiny.yaml", "-n", "300"})) {
    sampled[design["design"].get<std::string>()] = design["objectives"];
  }
  std::size_t met = 0;
  for (const Json& member : bench_->json({"front", "tiny.db"})) {
    const auto found = sampled.find(member["design"].get<std::string>());
    if (found == sampled.end()) {
      continue;
    }
    ++met;
    for (const char* name : {"capacity", "energy_pj", "latency_ns", "area_mm2", "core_energy_pj"}) {
      EXPECT_EQ(member["objectives"][name], found->second[name]) << name;
    }
  }
  EXPECT_GT(met, 0U);
}

// 128 designs counted by hand beside tiny_sweep; 24 HT plans cannot run on 4 tie halves: 96.
TEST_F(Printed, PlanHasTheDocumentedKeysAndCounts) {
  const Json plan = bench_->json({"plan", "tiny.yaml"});

  EXPECT_EQ(plan["space"], "128");
  EXPECT_EQ(plan["formats"], 12);
  EXPECT_EQ(plan["model_halves"], 28);
  EXPECT_EQ(plan["hardware_halves"], 8);
  ASSERT_FALSE(plan["excluded"].empty());
  EXPECT_EQ(plan["excluded"][0]["constraint"], "compatibility");
  EXPECT_EQ(plan["excluded"][0]["count"], 96);
  EXPECT_TRUE(plan["seconds_estimated"].is_number());
}

// pes * macs_per_pe is 16, 32, 32 or 64, so <= 32 leaves three of four: 96 designs; 32 are
// excluded.
TEST_F(Printed, PlanCountsWhatAnAxisConstraintExcludes) {
  const Json plan =
      bench_->json({"plan", "tiny.yaml", "--set", "constraints=[\"pes * macs_per_pe <= 32\"]"});

  EXPECT_EQ(plan["space"], "96");
  const auto entry = std::find_if(plan["excluded"].begin(), plan["excluded"].end(),
                                  [](const Json& row) { return row["kind"] == "axis"; });
  ASSERT_NE(entry, plan["excluded"].end());
  EXPECT_EQ((*entry)["constraint"], "pes * macs_per_pe <= 32");
}

TEST_F(Printed, ShowHasTheDocumentedKeysAndItsBreakdownAddsUp) {
  const Json member = bench_->json({"front", "tiny.db"})[0];
  const auto id = member["design"].get<std::string>();

  const Json shown = bench_->json({"show", "tiny.db", id.substr(0, 12)});

  EXPECT_THAT(missing_keys(shown, {"design", "model", "hardware", "objectives", "stages",
                                   "breakdown", "constants"}),
              IsEmpty());
  EXPECT_EQ(shown["design"], id);
  EXPECT_EQ(shown["objectives"], member["objectives"]);
  for (const char* figure : {"energy_pj", "area_mm2"}) {
    double sum = 0;
    for (const auto& [component, value] : shown["breakdown"][figure].items()) {
      sum += value.get<double>();
    }
    const auto whole = shown["objectives"][figure].get<double>();
    EXPECT_NEAR(sum, whole, 1e-9 * whole) << figure;
  }
  EXPECT_TRUE(shown["breakdown"]["cycles"].is_object());
  ASSERT_FALSE(shown["constants"].empty());
  for (const Json& constant : shown["constants"]) {
    EXPECT_THAT(missing_keys(constant,
                             {"name", "value", "unit", "source", "basis", "status", "low", "high"}),
                IsEmpty());
  }
}

TEST_F(Printed, ValidateHasTheDocumentedKeys) {
  for (const Json& row : bench_->json({"validate"})) {
    EXPECT_THAT(missing_keys(row, {"figure", "system", "published", "status", "modelled",
                                   "relative_error", "note"}),
                IsEmpty());
  }
}

TEST_F(Printed, PriceOfAnSramHasTheDocumentedKeys) {
  const Json price = bench_->json({"price", "sram"});

  EXPECT_THAT(missing_keys(price, {"read_pj", "write_pj", "leakage_mw", "area_mm2", "access_ns",
                                   "cycle_ns", "source", "basis", "status"}),
              IsEmpty());
  EXPECT_GT(price["read_pj"].get<double>(), 0);
  EXPECT_EQ(bench_->json({"price", "multiplier", "--bits", "8"}),
            bench_->json({"price", "multiplier", "--weight-bits", "8", "--activation-bits", "8"}));
  EXPECT_EQ(bench_->json({"price", "multiplier", "--bits", "8", "--weight-bits", "12"}),
            bench_->json({"price", "multiplier", "--weight-bits", "12", "--activation-bits", "8"}));
}

TEST_F(Printed, EveryKindOfListHasNamesAndIsRectangularAsCsv) {
  for (const std::string kind : {"trees", "templates", "proxies", "objectives", "searches",
                                 "workloads", "components", "technologies"}) {
    const Json list = bench_->json({"list", kind});
    ASSERT_FALSE(list.empty()) << kind;
    for (const Json& entry : list) {
      EXPECT_FALSE(entry["name"].get<std::string>().empty()) << kind;
      EXPECT_TRUE(kind == "technologies" || !entry["sentence"].get<std::string>().empty()) << entry;
    }
    expect_rectangular(bench_->run({"list", kind, "--format", "csv"}).out, list.size());
  }
}

TEST_F(Printed, TemplatesAreListedWithBoundsAndDefaultsOfTheirAxes) {
  for (const Json& accelerator : bench_->json({"list", "templates"})) {
    ASSERT_FALSE(accelerator["parameters"].empty());
    for (const Json& parameter : accelerator["parameters"]) {
      EXPECT_THAT(missing_keys(parameter, {"name", "default", "sentence"}), IsEmpty());
      EXPECT_TRUE(parameter.contains("choices") || parameter.contains("low")) << parameter;
    }
  }
}

TEST_F(Printed, OtherCommandsAsCsvAreRectangular) {
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"plan", "tiny.yaml"}, {"validate"}, {"price", "sram"}}) {
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.end(), {"--format", "csv"});
    const std::string text = bench_->run(arguments).out;
    expect_rectangular(text, csv_rows(text).size() - 1);
    EXPECT_GE(csv_rows(text).size(), 2U);
  }
}

TEST_F(Printed, DataIsOnStdoutOnly) {
  const std::vector<std::vector<std::string>> commands = {
      {"plan", "tiny.yaml"},   {"sample", "tiny.yaml", "-n", "2"},
      {"front", "tiny.db"},    {"validate"},
      {"list", "objectives"},  {"price", "adder"},
      {"formats", "tiny.yaml"}};
  for (const auto& command : commands) {
    const Outcome outcome = bench_->run(command);
    EXPECT_EQ(outcome.exit_code, 0) << command.front();
    EXPECT_EQ(outcome.err, "") << command.front();
    EXPECT_NE(outcome.out, "") << command.front();
  }
}

TEST_F(Printed, ShowWithoutADesignTakesTheBestUnderTheConditions) {
  const Json front =
      bench_->json({"front", "tiny.db", "--objectives", "energy_pj", "--where", "pes == 8"});

  const Json shown =
      bench_->json({"show", "tiny.db", "--objectives", "energy_pj", "--where", "pes == 8"});

  ASSERT_EQ(front.size(), 1U);
  EXPECT_EQ(shown["design"], front[0]["design"]);
  const Outcome both = bench_->run({"show", "tiny.db", "ab", "--where", "pes == 8"});
  EXPECT_EQ(both.exit_code, 2);
  const Outcome none = bench_->run({"show", "tiny.db", "--where", "pes == 9"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, HasSubstr("no design is left"));
}

TEST_F(Printed, ExportWithoutADesignTakesWhatShowTakes) {
  const std::vector<std::string> conditions = {"--objectives", "energy_pj", "--where", "pes == 8"};
  std::vector<std::string> show = {"show", "tiny.db"};
  std::vector<std::string> exported = {"export", "tiny.db"};
  show.insert(show.end(), conditions.begin(), conditions.end());
  exported.insert(exported.end(), conditions.begin(), conditions.end());

  const Json shown = bench_->json(show);
  const Outcome outcome = bench_->run(exported);

  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(Json::parse(outcome.out), shown);
  EXPECT_EQ(bench_->run({"export", "tiny.db", "ab", "--where", "pes == 8"}).exit_code, 2);
}

// Stages are those of a step, their energy that of a sequence: the headings say so.
TEST_F(Printed, ColumnsOfStagesNameTheirBasis) {
  const Outcome outcome = bench_->run({"show", "tiny.db", "--objectives", "energy_pj"});

  EXPECT_THAT(outcome.out, HasSubstr("macs/step  cycles/step  stall_cycles/step"));
  EXPECT_THAT(outcome.out, HasSubstr("energy_pj/sequence"));
}

// Symptom: 4.6 bits per character stood there as "459.4 %".
TEST(ErrorsOfText, AreShownInBitsPerCharacter) {
  const Workbench bench;
  std::string book;
  for (int place = 0; place < 3000; ++place) {
    book += static_cast<char>('a' + place * place % 26);  // 14 squares modulo 26: 14 symbols
  }
  bench.write("book.txt", book);
  bench.write("text.yaml",
              "name: text\n"
              "workload: {input: 14, hidden: 16, steps: 8, classes: 14}\n"
              "model: {format: ht, scope: input, modes: {input: {in: [2, 7], out: [8, 8]}}, "
              "ranks: {leaf: [1, 2], inner: 1}}\n"
              "hardware: {template: fdht, pes: 4}\n"
              "accuracy: {proxy: short_training, dataset: text, file: book.txt, steps: 2, "
              "seeds: 2, evaluated: 20, confirm: 2}\n"
              "objectives: [error, energy_pj]\nstore: all\n");

  const Outcome run = bench.run({"run", "text.yaml", "--progress", "none"});

  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr(" bits "));
  EXPECT_THAT(run.out, HasSubstr("bits per character"));
  EXPECT_THAT(run.out, ::testing::Not(HasSubstr("%")));
  EXPECT_THAT(run.out, ::testing::Not(HasSubstr("points")));
  EXPECT_THAT(bench.read("text.svg"), HasSubstr("y: bits per character, less is better"));

  ASSERT_EQ(bench.run({"report", "text.db", "-o", "text.html"}).exit_code, 0);
  EXPECT_THAT(bench.read("text.html"), HasSubstr(R"("error_unit":"bits_per_character")"));

  // No fit goes beyond 1.
  const Outcome fitted =
      bench.run({"run", "text.yaml", "--db", "fitted.db", "--set",
                 "accuracy={proxy: fitted, table: text.db}", "--set", "objectives=[fitted]"});
  EXPECT_EQ(fitted.exit_code, 2);
  EXPECT_THAT(fitted.err, HasSubstr("bits per character of text:book.txt"));
}

}  // namespace
}  // namespace paretree::testing
