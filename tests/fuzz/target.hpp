#ifndef PARETREE_TESTS_FUZZ_TARGET_HPP
#define PARETREE_TESTS_FUZZ_TARGET_HPP

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace paretree::fuzz {

using Bytes = std::span<const std::uint8_t>;

inline std::string text_of(Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

/// A promise that an input broke; nothing catches it.
class Broken : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

inline void promise(bool kept, const std::string& what) {
  if (!kept) {
    throw Broken(what);
  }
}

// One function for each reader, in targets/: reads the bytes as its reader would, swallows the
// errors that reader documents, and lets everything else through.
void read_a_sweep(Bytes bytes);
void read_a_technology(Bytes bytes);
void read_a_trace(Bytes bytes);
void read_idx_images(Bytes bytes);
void read_npy_weights(Bytes bytes);
void read_an_onnx_model(Bytes bytes);
void read_a_text(Bytes bytes);
void read_a_study(Bytes bytes);
void answer_a_request(Bytes bytes);

struct Target {
  std::string_view name;  ///< of its folder in corpus/
  void (*run)(Bytes);
};

inline constexpr Target targets[] = {
    {"sweep", read_a_sweep},       {"technology", read_a_technology}, {"trace", read_a_trace},
    {"idx", read_idx_images},      {"npy", read_npy_weights},         {"study", read_a_study},
    {"request", answer_a_request}, {"onnx", read_an_onnx_model},      {"text", read_a_text},
};

}  // namespace paretree::fuzz

#endif  // PARETREE_TESTS_FUZZ_TARGET_HPP
