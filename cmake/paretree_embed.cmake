# Compiles text files into a library, so that the program needs nothing beside itself at run time.
#
#   paretree_embed(paretree_hwmodel NAMESPACE paretree::hwmodel FUNCTION embedded_file
#     FILES technology/sram_cacti7.csv)
#
# defines  std::string_view embedded_file(std::string_view path)  (empty if there is no such path) and
# std::vector<std::string_view> embedded_file_names(). The caller's own header declares them.
function(paretree_embed target)
  cmake_parse_arguments(arg "" "NAMESPACE;FUNCTION" "FILES" ${ARGN})
  set(arrays "")
  set(cases "")
  set(names "")
  set(index 0)
  foreach(file IN LISTS arg_FILES)
    set(path ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    file(READ ${path} hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(APPEND arrays "constexpr unsigned char file_${index}[] = {${bytes}0};\n")
    string(APPEND cases "  if (path == \"${file}\") {\n    return {reinterpret_cast<const char*>(file_${index}), sizeof(file_${index}) - 1};\n  }\n")
    string(APPEND names "\"${file}\", ")
    math(EXPR index "${index} + 1")
  endforeach()
  set(content "// Generated: the files ${arg_FILES}.
#include <string_view>
#include <vector>

namespace ${arg_NAMESPACE} {

namespace {
${arrays}}  // namespace

std::string_view ${arg_FUNCTION}(std::string_view path);
std::vector<std::string_view> ${arg_FUNCTION}_names();

std::string_view ${arg_FUNCTION}(std::string_view path) {
${cases}  return {};
}

std::vector<std::string_view> ${arg_FUNCTION}_names() { return {${names}}; }

}  // namespace ${arg_NAMESPACE}
")
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/${arg_FUNCTION}.generated.cpp)
  file(CONFIGURE OUTPUT ${generated} CONTENT "${content}" @ONLY)
  target_sources(${target} PRIVATE ${generated})
endfunction()
