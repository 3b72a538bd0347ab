# Writes OUTPUT, a C++ file with the FILES of FOLDER in it; see paretree_embed.
set(arrays "")
set(cases "")
set(names "")
set(index 0)
foreach(file IN LISTS FILES)
  file(READ ${FOLDER}/${file} hex HEX)
  # A string literal: the compiler reads a megabyte of it in a blink, of an initialiser list not.
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${hex}")
  string(APPEND arrays "constexpr char file_${index}[] = \"${bytes}\";\n")
  string(APPEND cases "  if (path == \"${file}\") {\n    return {file_${index}, sizeof(file_${index}) - 1};\n  }\n")
  string(APPEND names "\"${file}\", ")
  math(EXPR index "${index} + 1")
endforeach()
set(content "// Generated: the files ${FILES}.
#include <string_view>
#include <vector>

namespace ${NAMESPACE} {

namespace {
${arrays}}  // namespace

std::string_view ${FUNCTION}(std::string_view path);
std::vector<std::string_view> ${FUNCTION}_names();

std::string_view ${FUNCTION}(std::string_view path) {
${cases}  return {};
}

std::vector<std::string_view> ${FUNCTION}_names() { return {${names}}; }

}  // namespace ${NAMESPACE}
")
set(previous "")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} previous)
endif()
# A rule of the build must leave its output newer than what it was made from.
if(CMAKE_SCRIPT_MODE_FILE OR NOT previous STREQUAL content)
  file(WRITE ${OUTPUT} "${content}")
endif()
