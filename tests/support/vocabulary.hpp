#ifndef PARETREE_TESTS_SUPPORT_VOCABULARY_HPP
#define PARETREE_TESTS_SUPPORT_VOCABULARY_HPP

#include "sweeps/sweep.hpp"

#include <string>
#include <utility>
#include <vector>

namespace paretree::testing {

inline sweeps::Key integer_key(std::string name, std::int64_t value, double low, double high) {
  return {.name = std::move(name),
          .type = sweeps::Key::Type::integer,
          .default_value = value,
          .low = low,
          .high = high,
          .choices = {},
          .sentence = "A count."};
}

inline sweeps::Key number_key(std::string name, double value, double low, double high) {
  return {.name = std::move(name),
          .type = sweeps::Key::Type::number,
          .default_value = value,
          .low = low,
          .high = high,
          .choices = {},
          .sentence = "A number."};
}

inline sweeps::Key choice_key(std::string name, std::vector<std::string> choices) {
  const std::string first = choices.front();
  return {.name = std::move(name),
          .type = sweeps::Key::Type::choice,
          .default_value = first,
          .low = 0,
          .high = 0,
          .choices = std::move(choices),
          .sentence = "A choice."};
}

inline sweeps::Key text_key(std::string name, std::string value) {
  return {.name = std::move(name),
          .type = sweeps::Key::Type::text,
          .default_value = std::move(value),
          .low = 0,
          .high = 0,
          .choices = {},
          .sentence = "A text."};
}

inline std::vector<sweeps::Key> staged_axes() {
  return {integer_key("pes", 16, 1, 1024),
          integer_key("macs_per_pe", 16, 1, 256),
          choice_key("mapping", {"fixed", "best_per_stage"}),
          integer_key("weight_sram_kib", 16, 1, 4096),
          integer_key("activation_sram_kib", 384, 1, 8192),
          choice_key("sram_cell", {"lstp", "hp"}),
          integer_key("banks", 16, 1, 128),
          choice_key("bank_mapping", {"xor", "modulo"}),
          number_key("clock_mhz", 1000, 10, 2000),
          integer_key("node_nm", 28, 7, 90),
          choice_key("dram", {"lpddr4", "none"})};
}

/// Names like the real program's: enough for every kind of key, and for templates that differ in
/// axes.
inline sweeps::Vocabulary test_vocabulary() {
  sweeps::Vocabulary vocabulary;
  std::vector<sweeps::Key> dense = {
      integer_key("pes", 64, 1, 512), number_key("clock_mhz", 1000, 10, 2000),
      integer_key("weight_sram_kib", 256, 1, 4096), choice_key("dram", {"lpddr4", "none"})};
  vocabulary.templates = {{"dense", "The baseline.", dense},
                          {"fdht", "The HT engine.", staged_axes()},
                          {"tie", "The TT engine.", staged_axes()}};
  vocabulary.proxies = {
      {"capacity", "Log parameters.", {}},
      {"external", "The user's own accuracies.", {text_key("file", "accuracies.csv")}},
      {"short_training",
       "Some steps of training.",
       {choice_key("dataset", {"fashion-7x112", "fashion-28x28", "moving-fashion"}),
        integer_key("steps", 60, 1, 100000), integer_key("seeds", 1, 1, 100),
        number_key("learning_rate", 0.01, 1e-6, 1)}}};
  vocabulary.searches = {{"certified", "The complete front.", {}},
                         {"exhaustive", "Every design.", {}},
                         {"random", "A sample.", {integer_key("designs", 1000, 1, 1e9)}}};
  vocabulary.tree_families = {
      {"all", "Every tree.", {}}, {"balanced", "Halves.", {}}, {"linear", "A chain.", {}}};
  for (const char* name :
       {"area_mm2", "energy_pj", "error", "latency_ns", "parameters", "power_mw"}) {
    vocabulary.objectives.push_back({name, "An objective.", {}});
  }
  vocabulary.formats = {"dense", "tt", "ht"};
  vocabulary.weight_bits = {1, 2, 8, 12, 16};
  vocabulary.technologies = {"horowitz45", "aladdin40"};
  return vocabulary;
}

}  // namespace paretree::testing

#endif  // PARETREE_TESTS_SUPPORT_VOCABULARY_HPP
