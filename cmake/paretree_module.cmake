# One library per module: every .cpp and .hpp below the folder belongs to it.
#
#   paretree_module(tensor PRIVATE Eigen3::Eigen PUBLIC fmt::fmt EXCLUDE cli/main.cpp)
#
# gives paretree_tensor with the alias paretree::tensor. Headers form a file set, so that install,
# export and CMAKE_VERIFY_INTERFACE_HEADER_SETS (each header compiled alone) follow.
function(paretree_module name)
  cmake_parse_arguments(arg "" "" "PUBLIC;PRIVATE;EXCLUDE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.hpp)
  foreach(excluded IN LISTS arg_EXCLUDE)
    list(REMOVE_ITEM sources ${CMAKE_CURRENT_SOURCE_DIR}/${excluded})
    list(REMOVE_ITEM headers ${CMAKE_CURRENT_SOURCE_DIR}/${excluded})
  endforeach()
  set(target paretree_${name})
  add_library(${target} STATIC ${sources})
  add_library(paretree::${name} ALIAS ${target})
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${headers})
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_link_libraries(${target} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
  paretree_warnings(${target})
endfunction()

# Warnings are errors on our own targets, where the preset asks for it; never for a consumer.
function(paretree_warnings target)
  if(PARETREE_WARNINGS)
    target_compile_options(${target} PRIVATE
      -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
      -Wold-style-cast -Wcast-qual -Woverloaded-virtual
      # Errors where code is checked (dev, asan, tsan, tidy); the optimised build only reports, because
      # GCC's flow warnings change with inlining.
      $<$<NOT:$<CONFIG:Release>>:-Werror>)
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
      # GCC 12's flow analysis of inlined std::string at -O3 reports overlaps and uninitialised reads
      # that are not there (GCC bug 105651 and its kin).
      target_compile_options(${target} PRIVATE
        -Wno-maybe-uninitialized -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow)
    endif()
  endif()
endfunction()
