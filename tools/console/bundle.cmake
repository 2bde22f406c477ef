# Builds the console's page (tools/console/build) and has it assembled into the program, once for all build folders.
# Without npm the script leaves empty files, and the program says that it has no page.
set(CONSOLE ${CMAKE_SOURCE_DIR}/tools/console)
set(CONSOLE_NAMES index.html console.js console.css elk.js sans.woff2 mono.woff2 report.js report.css)
set(CONSOLE_FILES "")
foreach(name ${CONSOLE_NAMES})
  list(APPEND CONSOLE_FILES ${CONSOLE}/dist/${name} ${CONSOLE}/dist/${name}.gz)
endforeach()
file(GLOB_RECURSE console_sources CONFIGURE_DEPENDS ${CONSOLE}/src/*)
add_custom_command(OUTPUT ${CONSOLE_FILES} COMMAND ${CONSOLE}/build
  DEPENDS ${CONSOLE}/build ${CONSOLE}/package.json ${CONSOLE}/package-lock.json ${CONSOLE}/index.html
          ${CONSOLE}/vite.config.ts ${CONSOLE}/vite.report.ts ${CONSOLE}/tsconfig.json ${console_sources}
  COMMENT "Building the console's page" VERBATIM)
set_source_files_properties(serve/bundle.cpp PROPERTIES
  OBJECT_DEPENDS "${CONSOLE_FILES}" COMPILE_DEFINITIONS "CONSOLE_DIST=\"${CONSOLE}/dist\"")
set_source_files_properties(report/views.cpp PROPERTIES
  OBJECT_DEPENDS "${CONSOLE}/dist/report.js;${CONSOLE}/dist/report.css" COMPILE_DEFINITIONS "CONSOLE_DIST=\"${CONSOLE}/dist\"")
set_source_files_properties(serve/openapi.cpp PROPERTIES
  OBJECT_DEPENDS ${CMAKE_SOURCE_DIR}/sim/serve/openapi.json
  COMPILE_DEFINITIONS "OPENAPI_FILE=\"${CMAKE_SOURCE_DIR}/sim/serve/openapi.json\"")
# As Debian's library was built; its header's classes differ with these.
set_source_files_properties(serve/http.cpp PROPERTIES COMPILE_DEFINITIONS
  "CPPHTTPLIB_OPENSSL_SUPPORT;CPPHTTPLIB_ZLIB_SUPPORT;CPPHTTPLIB_BROTLI_SUPPORT")
