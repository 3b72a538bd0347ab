#include "sweeps/sweep.hpp"

#include "sweeps/parse_error.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/vocabulary.hpp"

namespace paretree::fuzz {

/// A sweep that is accepted reads back from its canonical text as an equal one.
void read_a_sweep(Bytes bytes) {
  static const sweeps::Vocabulary vocabulary = testing::test_vocabulary();
  std::string canonical;
  try {
    canonical = sweeps::canonical_text(sweeps::parse_sweep(text_of(bytes), "s.yaml", vocabulary));
  } catch (const sweeps::ParseError& error) {
    promise(std::string_view(error.what()).starts_with("s.yaml:"), "a fault says where it is");
    return;
  }
  promise(sweeps::canonical_text(sweeps::parse_sweep(canonical, "c.yaml", vocabulary)) == canonical,
          "a canonical sweep reads back");
}

}  // namespace paretree::fuzz
