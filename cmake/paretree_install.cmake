# The modules as a CMake package: headers under include/paretree, `find_package(paretree)` gives paretree::tensor,
# paretree::hwmodel, paretree::sweeps, paretree::results and paretree::dse. And the program as a Debian package.
include(CMakePackageConfigHelpers)

install(TARGETS paretree_tensor paretree_hwmodel paretree_sweeps paretree_results paretree_dse
  EXPORT paretree_targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/paretree COMPONENT development)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/paretree)
install(EXPORT paretree_targets NAMESPACE paretree:: DESTINATION ${package_folder} COMPONENT development)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/paretree-config.cmake.in
  ${PROJECT_BINARY_DIR}/paretree-config.cmake INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/paretree-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/paretree-config.cmake ${PROJECT_BINARY_DIR}/paretree-config-version.cmake
  DESTINATION ${package_folder} COMPONENT development)

install(TARGETS paretree RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
file(GLOB shipped CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/sweeps/*.yaml)
install(FILES ${shipped} ${PROJECT_SOURCE_DIR}/sweeps/schema.json
  DESTINATION ${CMAKE_INSTALL_DATADIR}/paretree/sweeps COMPONENT program)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md ${PROJECT_SOURCE_DIR}/LICENSE
  ${PROJECT_SOURCE_DIR}/THIRD_PARTY.md ${PROJECT_SOURCE_DIR}/docs/notebook.py DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME paretree)
set(CPACK_PACKAGE_CONTACT "Paretree developers <paretree@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
# One package of the program; the headers are for those who build.
set(CPACK_COMPONENTS_ALL program)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS fonts-dejavu-core)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS dataset-fashion-mnist)
# The Python package imports them where they are needed.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "python3, python3-pandas, python3-matplotlib")
set(CPACK_DEBIAN_PACKAGE_SECTION science)
include(CPack)
