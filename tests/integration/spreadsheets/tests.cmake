# Included by tests/CMakeLists.txt: the readers and writers of sheets.
# Tests of the adapter's own parts see its private headers.
add_library(spreadsheet_internals INTERFACE)
target_include_directories(spreadsheet_internals INTERFACE ${PROJECT_SOURCE_DIR}/infrastructure/src)
target_link_libraries(spreadsheet_internals INTERFACE infra_spreadsheet domain base)

add_executable(sheet_dump support/sheet_dump.c)
target_link_libraries(sheet_dump PRIVATE infra_spreadsheet domain base project_warnings)
set_target_properties(sheet_dump PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)

add_tests(unit spreadsheet LIBS spreadsheet_internals)
add_tests(integration spreadsheets LIBS infra_spreadsheet domain base)
target_compile_definitions(integration_spreadsheets_test_same_content PRIVATE
  FIXTURES="${CMAKE_CURRENT_SOURCE_DIR}/integration/spreadsheets/fixtures"
  LIBXLSXWRITER="${CMAKE_BINARY_DIR}/tests/make_libxlsxwriter")

add_executable(make_libxlsxwriter integration/spreadsheets/make_libxlsxwriter.c)
target_link_libraries(make_libxlsxwriter PRIVATE vendor_xlsxwriter)
set_target_properties(make_libxlsxwriter PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
add_dependencies(integration_spreadsheets_test_same_content make_libxlsxwriter)

foreach(check hostile memory)
  add_test(NAME integration.spreadsheets.check_${check}
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/integration/spreadsheets/check_${check}.py
                   $<TARGET_FILE:sheet_dump>)
endforeach()
add_test(NAME integration.spreadsheets.check_written
         COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/integration/spreadsheets/check_written.py
                 $<TARGET_FILE:integration_spreadsheets_test_writer>)
# Cell by cell against other readers: our fixtures, and the folder that SPEECHAI_CORPUS names.
add_test(NAME integration.spreadsheets.compare_python
         COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/integration/spreadsheets/compare_python.py
                 $<TARGET_FILE:sheet_dump> ${CMAKE_CURRENT_SOURCE_DIR}/integration/spreadsheets/fixtures)
add_test(NAME integration.spreadsheets.compare_sheetjs
         COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/integration/spreadsheets/run compare_sheetjs.mjs
                 $<TARGET_FILE:sheet_dump> ${CMAKE_CURRENT_SOURCE_DIR}/integration/spreadsheets/fixtures)
