# Bundles the page of reports, at build time:
#   cmake -DSOURCE=... -DWORK=... -DOUTPUT=... -DLIVE=... -DNPM=... -DNODE=... -P paretree_page.cmake
# The modules are fetched once per package-lock.json and kept in WORK: later builds need no network.
# Where it cannot be done the output is one line that says why, and the rest still builds.
function(give_up reason)
  string(REGEX REPLACE "[\r\n]+" " " reason "${reason}")
  message(WARNING "the page of reports is not built in: ${reason}")
  file(WRITE ${OUTPUT} "${reason}\n")
  file(WRITE ${LIVE} "${reason}\n")
endfunction()

if(NOT NPM OR NOT NODE)
  give_up("npm was not found when the build was configured; install nodejs and npm, then configure and build again")
  return()
endif()
file(SHA256 ${SOURCE}/package-lock.json lock)
set(stamp ${WORK}/installed)
set(installed "")
if(EXISTS ${stamp})
  file(READ ${stamp} installed)
endif()
if(NOT installed STREQUAL lock)
  file(MAKE_DIRECTORY ${WORK})
  file(COPY ${SOURCE}/package.json ${SOURCE}/package-lock.json DESTINATION ${WORK})
  execute_process(
    COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error
    WORKING_DIRECTORY ${WORK} RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE errors)
  if(NOT result EQUAL 0)
    string(SUBSTRING "${errors}" 0 300 errors)
    give_up("npm ci failed; with a network, configure and build again: ${errors}")
    return()
  endif()
  file(WRITE ${stamp} ${lock})
endif()
execute_process(
  COMMAND ${CMAKE_COMMAND} -E env NODE_PATH=${WORK}/node_modules ${NODE} ${SOURCE}/build.mjs ${OUTPUT} ${LIVE}
  RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  # The sources of the page are at fault, not what is installed: that is an error of the build.
  file(REMOVE ${OUTPUT} ${LIVE})
  message(FATAL_ERROR "the page of reports does not bundle")
endif()
