# Adding a plug-in is adding one file: the folder is globbed, and one table that calls a function of
# every file is generated. The file's name is the plug-in's name everywhere; the order is the
# alphabet; a file that forgets its function fails to link with that function's name.
#
#   paretree_plugins(paretree_hwmodel
#     FOLDER templates                    # below the calling folder
#     HEADER hwmodel/accelerator.hpp      # declares TYPE and TABLE
#     NAMESPACE paretree::hwmodel
#     TYPE Accelerator
#     FUNCTION make_template              # each <name>.cpp defines std::unique_ptr<TYPE> make_template_<name>()
#     TABLE template_table)               # std::vector<std::pair<std::string, std::unique_ptr<TYPE>>> template_table()
function(paretree_plugins target)
  cmake_parse_arguments(arg "" "FOLDER;HEADER;NAMESPACE;TYPE;FUNCTION;TABLE" "" ${ARGN})
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${arg_FOLDER}/*.cpp)
  list(SORT files)
  set(declarations "")
  set(entries "")
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME_WE)
    string(APPEND declarations "std::unique_ptr<${arg_TYPE}> ${arg_FUNCTION}_${name}();\n")
    string(APPEND entries "  table.emplace_back(\"${name}\", ${arg_FUNCTION}_${name}());\n")
  endforeach()
  set(content "// Generated from the folder ${arg_FOLDER}/; one line per file.
#include \"${arg_HEADER}\"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ${arg_NAMESPACE} {

${declarations}
std::vector<std::pair<std::string, std::unique_ptr<${arg_TYPE}>>> ${arg_TABLE}() {
  std::vector<std::pair<std::string, std::unique_ptr<${arg_TYPE}>>> table;
${entries}  return table;
}

}  // namespace ${arg_NAMESPACE}
")
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/${arg_TABLE}.generated.cpp)
  file(CONFIGURE OUTPUT ${generated} CONTENT "${content}" @ONLY)
  target_sources(${target} PRIVATE ${generated})
endfunction()
