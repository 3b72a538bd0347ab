#include "sweeps/grammar.hpp"
#include "sweeps/sweep.hpp"
#include "sweeps/yaml/document.hpp"
#include "tests/support/vocabulary.hpp"

#include <gtest/gtest.h>

#include <string>

namespace paretree::sweeps {
namespace {

std::string schema() {
  return read_text(PARETREE_SOURCE_DIR "/sweeps/SCHEMA.md");
}

/// "default" as the table shows it.
std::string default_of(const GrammarKey& key) {
  if (key.required) {
    return "required";
  }
  return key.default_text.empty() ? "" : "`" + key.default_text + "`";
}

std::string allowed_in(const GrammarKey& key) {
  std::string text;
  for (const std::string& choice : key.choices) {
    text += (text.empty() ? "" : ", ") + choice;
  }
  if (!text.empty() || key.low == key.high) {
    return text;
  }
  return key.high == INT64_MAX ? ">= " + std::to_string(key.low)
                               : std::to_string(key.low) + " to " + std::to_string(key.high);
}

TEST(Grammar, HasOneRecordPerKeyAndParentsFirst) {
  for (std::size_t i = 0; i < grammar().size(); ++i) {
    const GrammarKey& key = grammar()[i];
    EXPECT_EQ(&grammar_key(key.path), &key) << key.path;
    EXPECT_FALSE(key.sentence.empty()) << key.path;
    EXPECT_EQ(key.sentence.back(), '.') << key.path;
    EXPECT_FALSE(key.type.empty()) << key.path;
    EXPECT_FALSE(key.required && !key.default_text.empty()) << key.path;
  }
  EXPECT_EQ(grammar_names("model.ranks"), (std::vector<std::string>{"leaf", "inner"}));
  EXPECT_EQ(grammar_names("hardware"), (std::vector<std::string>{"template"}));
}

TEST(Schema, DescribesEveryKeyAsTheReaderKnowsIt) {
  std::string table;
  for (const GrammarKey& key : grammar()) {
    table += "| `" + key.path + "` | " + key.type + " | " + allowed_in(key) + " | " +
             default_of(key) + " | " + key.sentence + " |\n";
  }

  EXPECT_NE(schema().find(table), std::string::npos) << "the table of SCHEMA.md should be:\n"
                                                     << table;
}

TEST(Schema, HasAnExampleThatTheReaderReads) {
  const std::string text = schema();
  const auto begin = text.find("```yaml\n") + 8;
  const std::string example = text.substr(begin, text.find("```", begin) - begin);

  const Sweep sweep = parse_sweep(example, "SCHEMA.md", testing::test_vocabulary());

  EXPECT_EQ(sweep.name, "schema-example");
  // Every top-level key of the grammar is shown.
  const NodePointer root = parse_document(example, "SCHEMA.md");
  for (const std::string& name : grammar_names("")) {
    EXPECT_NE(root->find(name), nullptr) << name;
  }
}

TEST(Schema, GivesTheCanonicalTextOfItsExample) {
  const std::string text = schema();
  const auto begin = text.find("```yaml\n") + 8;
  const std::string example = text.substr(begin, text.find("```", begin) - begin);
  const auto second = text.find("```yaml\n", begin) + 8;

  EXPECT_EQ(canonical_text(parse_sweep(example, "SCHEMA.md", testing::test_vocabulary())),
            text.substr(second, text.find("```", second) - second));
}

}  // namespace
}  // namespace paretree::sweeps
