# Compiles text files into a library, so that the program needs nothing beside itself at run time.
#
#   paretree_embed(paretree_hwmodel NAMESPACE paretree::hwmodel FUNCTION embedded_file
#     FILES technology/sram_cacti7.csv)
#
# defines  std::string_view embedded_file(std::string_view path)  (empty if there is no such path) and
# std::vector<std::string_view> embedded_file_names(). The caller's own header declares them.
#
# With BUILT the files lie in the binary folder and are made by rules of the build; they are read when
# they change, not when the build is configured.
function(paretree_embed target)
  cmake_parse_arguments(arg "BUILT" "NAMESPACE;FUNCTION" "FILES" ${ARGN})
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/${arg_FUNCTION}.generated.cpp)
  if(arg_BUILT)
    list(TRANSFORM arg_FILES PREPEND ${CMAKE_CURRENT_BINARY_DIR}/ OUTPUT_VARIABLE paths)
    add_custom_command(
      OUTPUT ${generated}
      COMMAND ${CMAKE_COMMAND} "-DFOLDER=${CMAKE_CURRENT_BINARY_DIR}" "-DNAMESPACE=${arg_NAMESPACE}"
              "-DFUNCTION=${arg_FUNCTION}" "-DFILES=${arg_FILES}" "-DOUTPUT=${generated}"
              -P ${PROJECT_SOURCE_DIR}/cmake/paretree_embed_files.cmake
      DEPENDS ${paths} ${PROJECT_SOURCE_DIR}/cmake/paretree_embed_files.cmake
      VERBATIM)
  else()
    set(FOLDER ${CMAKE_CURRENT_SOURCE_DIR})
    set(NAMESPACE ${arg_NAMESPACE})
    set(FUNCTION ${arg_FUNCTION})
    set(FILES ${arg_FILES})
    set(OUTPUT ${generated})
    foreach(file IN LISTS FILES)
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${FOLDER}/${file})
    endforeach()
    include(${PROJECT_SOURCE_DIR}/cmake/paretree_embed_files.cmake)
  endif()
  target_sources(${target} PRIVATE ${generated})
endfunction()
