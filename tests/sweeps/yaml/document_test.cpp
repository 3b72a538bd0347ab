#include "sweeps/yaml/document.hpp"

#include <gtest/gtest.h>

namespace paretree::sweeps {
namespace {

std::string fault_of(const std::string& text, const DocumentLimits& limits = {}) {
  try {
    (void)parse_document(text, "d.yaml", limits);
  } catch (const ParseError& error) {
    return error.what();
  }
  return "read";
}

TEST(ParseDocument, KeepsKindsOrderAndPlaces) {
  const NodePointer root = parse_document("b: 1\na: ['x', {c: ~}]\n", "d.yaml");

  ASSERT_EQ(root->entries.size(), 2U);
  EXPECT_EQ(root->entries[0].key, "b");
  EXPECT_EQ(root->entries[0].value->at, (Mark{1, 4}));
  const Node& list = *root->find("a")->value;
  EXPECT_EQ(list.kind, Node::Kind::sequence);
  EXPECT_EQ(list.at, (Mark{2, 4}));
  EXPECT_TRUE(list.items[0]->quoted);
  EXPECT_FALSE(root->entries[0].value->quoted);
  const Node::Entry& entry = list.items[1]->entries[0];
  EXPECT_EQ(entry.at, (Mark{2, 11}));
  EXPECT_EQ(entry.value->kind, Node::Kind::null);
  EXPECT_EQ(root->find("d"), nullptr);
}

TEST(ParseDocument, PutsAnEmptyValueAtItsKey) {
  const NodePointer root = parse_document("a:\n\nb: 1\n", "d.yaml");

  EXPECT_EQ(root->find("a")->value->at, (Mark{1, 1}));
}

TEST(ParseDocument, CountsColumnsInCharacters) {
  // Two letters of two bytes each before the value: byte 6, character 4.
  const NodePointer root = parse_document("öä: 1\n", "d.yaml");

  EXPECT_EQ(root->entries[0].value->at, (Mark{1, 5}));
  EXPECT_EQ(fault_of("[ö, !tag x]"),
            "d.yaml:1:5: the tag '!tag' is not allowed; values are written without tags");
  // A long line: the count goes by blocks of 64 bytes.
  const std::string letters(100, 'x');
  EXPECT_EQ(parse_document("[" + letters + "öö" + letters + ", 1]", "d.yaml")->items[1]->at,
            (Mark{1, 206}));
}

TEST(ParseDocument, SkipsAByteOrderMark) {
  EXPECT_EQ(parse_document("\xEF\xBB\xBF"
                           "a: 1\n",
                           "d.yaml")
                ->find("a")
                ->value->at,
            (Mark{1, 4}));
}

TEST(ParseDocument, SharesAliasedValues) {
  const NodePointer root = parse_document("a: &n [1, 2]\nb: *n\n", "d.yaml");

  EXPECT_EQ(root->find("a")->value, root->find("b")->value);
}

TEST(ParseDocument, IsNullWithoutADocument) {
  EXPECT_EQ(parse_document("", "d.yaml")->kind, Node::Kind::null);
  EXPECT_EQ(parse_document("# nothing\n", "d.yaml")->kind, Node::Kind::null);
  EXPECT_EQ(parse_document("", "d.yaml")->at, (Mark{1, 1}));
}

TEST(ParseDocument, RefusesWhatIsNoYamlAtItsPlace) {
  EXPECT_EQ(fault_of("a: [1\nb: 2\n"),
            "d.yaml:2:2: not valid YAML: end of sequence flow not found");
  EXPECT_EQ(fault_of("a: 1\n\tb: 2\n"),
            "d.yaml:2:1: not valid YAML: illegal tab when looking for indentation");
  EXPECT_EQ(fault_of("a: b: c\n"), "d.yaml:1:5: not valid YAML: illegal map value");
  EXPECT_EQ(fault_of("a: }\n"), "d.yaml:1:4: not valid YAML: illegal flow end");
  EXPECT_EQ(fault_of("a: *b\n"),
            "d.yaml:1:4: not valid YAML: the referenced anchor is not defined");
  EXPECT_EQ(fault_of("name: 'x\nb: 2\n"), "d.yaml:1:7: the quote that begins here is never closed");
  EXPECT_EQ(fault_of("name: \"x\\\"\n"), "d.yaml:1:7: the quote that begins here is never closed");
  EXPECT_EQ(fault_of("name: 'it''s'\n"), "read");
}

TEST(ParseDocument, RefusesBytesThatAreNoText) {
  EXPECT_EQ(fault_of(std::string("a: 1\n\0", 6)),
            "d.yaml:2:1: byte 0x00 is no text; a sweep is YAML in UTF-8");
  EXPECT_EQ(fault_of("a: \xFF\n"), "d.yaml:1:4: byte 0xff is no text; a sweep is YAML in UTF-8");
  EXPECT_EQ(fault_of("ö: \x7F"), "d.yaml:1:4: byte 0x7f is no text; a sweep is YAML in UTF-8");
  EXPECT_EQ(fault_of("\x89PNG\r\n"), "d.yaml:1:1: byte 0x89 is no text; a sweep is YAML in UTF-8");
  // Overlong, surrogate, cut off, beyond U+10FFFF.
  for (const char* bytes : {"\xC0\x80", "\xED\xA0\x80", "\xE2\x82", "\xF4\x90\x80\x80"}) {
    EXPECT_NE(fault_of(bytes).find("is no text"), std::string::npos);
  }
  EXPECT_EQ(fault_of("\xE2\x82\xAC \xF0\x9F\x8C\xB3"), "read");
}

TEST(ParseDocument, RefusesWhatOtherReadersUnderstandDifferently) {
  EXPECT_EQ(fault_of("a: 1\nb:\n  c: 1\n  c: 2\n"),
            "d.yaml:4:3: the key 'c' is written twice, first at 3:3; allowed is once");
  EXPECT_EQ(
      fault_of("a: &a {b: 1}\nc:\n  <<: *a\n"),
      "d.yaml:3:3: merge keys (<<) are not supported; write the keys out, or alias whole values");
  EXPECT_EQ(fault_of("a: 1\n---\nb: 2\n"),
            "d.yaml:2:1: a second document begins here; allowed is one");
  EXPECT_EQ(fault_of("a: !!str 1\n"),
            "d.yaml:1:4: the tag 'tag:yaml.org,2002:str' is not allowed; values are written "
            "without tags");
  EXPECT_EQ(fault_of("? [a]\n: 1\n"),
            "d.yaml:1:3: a list or a mapping cannot be a key; is a bracket not closed?");
  EXPECT_EQ(fault_of("~: 1\n"), "d.yaml:1:1: a key must be a name");
}

TEST(ParseDocument, RefusesAnAliasOfItself) {
  EXPECT_EQ(fault_of("a: &a [*a]\n"),
            "d.yaml:1:8: an alias inside the value it names; aliases cannot contain themselves");
}

TEST(ParseDocument, RefusesAnAliasBombAtTheAlias) {
  // Lists of ten, each of ten of the one before: a is 11 nodes, b 111, c 1,111, d 11,111. With the
  // root, a to d and their four keys 12,349 are read; key and list of e make 12,351; the eighth *d
  // passes 100,000: 12,351 + 7 * 11,111 = 90,128. It stands at column 8 + 7 * 4 = 36.
  std::string bomb = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
  for (char name = 'b'; name <= 'i'; ++name) {
    const std::string alias = std::string("*") + static_cast<char>(name - 1);
    bomb += std::string(1, name) + ": &" + name + " [" + alias;
    for (int i = 1; i < 10; ++i) {
      bomb += ", " + alias;
    }
    bomb += "]\n";
  }

  EXPECT_EQ(fault_of(bomb),
            "d.yaml:5:36: alias *d: more than 100000 values, aliases expanded; allowed are at most "
            "as many");
}

TEST(ParseDocument, CountsDepthThroughAliases) {
  // The root is 1 deep, the list of b 2; a is 4 deep with its number: 2 + 4 = 6.
  const std::string text = "a: &a [[[1]]]\nb: [*a]\n";

  EXPECT_EQ(fault_of(text, {.bytes = 1000, .depth = 6, .nodes = 100}), "read");
  EXPECT_EQ(fault_of(text, {.bytes = 1000, .depth = 5, .nodes = 100}),
            "d.yaml:2:5: alias *a: nests 6 deep; allowed are 5 levels");
}

TEST(ParseDocument, RefusesDeepNestingBeforeItCosts) {
  EXPECT_EQ(fault_of(std::string(100'000, '[')),
            "d.yaml:1:65: nested too deep; allowed are 64 levels");
  EXPECT_EQ(fault_of("a: " + std::string(100'000, '[') + std::string(100'000, ']')),
            "d.yaml:1:68: nested too deep; allowed are 64 levels");
  std::string block;
  for (int i = 0; i < 100'000; ++i) {
    block += "- ";
  }
  EXPECT_EQ(fault_of(block), "d.yaml:1:129: nested too deep; allowed are 64 levels");
  EXPECT_EQ(fault_of("a: '" + std::string(100, '[') + "' # " + std::string(100, '[') + "\n"),
            "read");
}

TEST(ParseDocument, LimitsSizeAndCount) {
  EXPECT_EQ(fault_of(std::string((1U << 20U) + 1, ' ')),
            "d.yaml: 1048577 bytes; allowed are at most 1048576");
  std::string many = "[";
  for (int i = 0; i < 100'000; ++i) {
    many += "1,";
  }
  EXPECT_EQ(
      fault_of(many + "]"),
      "d.yaml:1:200000: more than 100000 values, aliases expanded; allowed are at most as many");
}

}  // namespace
}  // namespace paretree::sweeps
