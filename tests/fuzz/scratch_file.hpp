#ifndef PARETREE_TESTS_FUZZ_SCRATCH_FILE_HPP
#define PARETREE_TESTS_FUZZ_SCRATCH_FILE_HPP

#include "tests/fuzz/target.hpp"
#include "tests/results/support/temporary_folder.hpp"

#include <fstream>
#include <string>

namespace paretree::fuzz {

/// A file of these bytes in a folder of its own that lives as long as the program.
inline std::string scratch_file(const std::string& name, Bytes bytes) {
  static const results::TemporaryFolder folder;
  const std::string file = folder.file(name);
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  const std::string text = text_of(bytes);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  return file;
}

}  // namespace paretree::fuzz

#endif  // PARETREE_TESTS_FUZZ_SCRATCH_FILE_HPP
