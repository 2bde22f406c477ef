# Tests of the whole program and of the tree: added here one line each.
# Label "tree": checks of the sources and documents, not run again under the sanitizers; "slow": left out there too.
# Exit status 77 means that the test could not run here and says why.
set(TOOLS ${CMAKE_SOURCE_DIR}/tools)
set(MAILSIM_BINARY ${CMAKE_BINARY_DIR}/mailsim)

add_test(NAME floors COMMAND ${TOOLS}/check-floors)
add_test(NAME floors_finds_planted COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/tree/floors_test.py)
add_test(NAME transcripts COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/tree/transcript_test.py)
add_test(NAME format COMMAND ${TOOLS}/format --check)
add_test(NAME clang COMMAND ${TOOLS}/check-clang)
add_test(NAME readme COMMAND ${TOOLS}/check-readme --mailsim ${MAILSIM_BINARY})
set_tests_properties(floors floors_finds_planted transcripts format clang readme PROPERTIES LABELS tree)

add_test(NAME cli COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/cli_test.py ${MAILSIM_BINARY})
add_test(NAME cli_run COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/run_test.py ${MAILSIM_BINARY})
add_test(NAME cli_replay COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/replay_test.py ${MAILSIM_BINARY})
add_test(NAME cli_logs COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/logs_test.py ${MAILSIM_BINARY})
add_test(NAME cli_harbor COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/harbor_test.py ${MAILSIM_BINARY})
set_tests_properties(cli_replay cli_logs cli_harbor PROPERTIES SKIP_RETURN_CODE 77 LABELS slow)
add_test(NAME cli_searches COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/searches_test.py ${MAILSIM_BINARY})
file(GLOB CAPACITY_PAGES ${CMAKE_SOURCE_DIR}/scenarios/capacity/*.md)
add_test(NAME capacity_pages COMMAND ${TOOLS}/check-readme --mailsim ${MAILSIM_BINARY} ${CAPACITY_PAGES})
set_tests_properties(cli_searches capacity_pages PROPERTIES LABELS slow SKIP_RETURN_CODE 77)
add_test(NAME golden COMMAND ${TOOLS}/golden --mailsim ${MAILSIM_BINARY})
set_tests_properties(format clang readme golden cli cli_run PROPERTIES SKIP_RETURN_CODE 77)

# The console: its API and its safety, and its page in a browser (node's packages: tools/console).
add_test(NAME serve_api COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/serve/api_test.py ${MAILSIM_BINARY})
add_test(NAME serve_safety COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/serve/safety_test.py ${MAILSIM_BINARY})
add_test(NAME console_page COMMAND ${CMAKE_SOURCE_DIR}/tools/console/tests/run ${MAILSIM_BINARY})
set_tests_properties(serve_api serve_safety console_page PROPERTIES SKIP_RETURN_CODE 77)
set_tests_properties(serve_api serve_safety PROPERTIES LABELS serve)
set_tests_properties(console_page PROPERTIES LABELS slow)

add_test(NAME drills COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/teach/drills_test.py ${MAILSIM_BINARY})
set_tests_properties(drills PROPERTIES SKIP_RETURN_CODE 77 LABELS slow)
add_test(NAME spelling COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/tree/spelling_test.py)
set_tests_properties(spelling PROPERTIES SKIP_RETURN_CODE 77 LABELS tree)

set(VALIDATE ${CMAKE_CURRENT_SOURCE_DIR}/validation/validate.py --mailsim ${MAILSIM_BINARY})
add_test(NAME validation COMMAND ${VALIDATE} --compare ${CMAKE_CURRENT_SOURCE_DIR}/validation/RESULTS.md)
add_test(NAME validation_finds_planted COMMAND ${VALIDATE} --only 08 --set /topology/nodes/gwr1/queue/maximal_backoff="30 s")
add_test(NAME validation_demands COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/validation/demands.py --check)
add_test(NAME validation_derivation COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/validation/demands_test.py)
add_test(NAME validation_scaling COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/validation/scaling_test.py ${MAILSIM_BINARY})
set_tests_properties(validation validation_demands validation_derivation validation_scaling validation_finds_planted PROPERTIES LABELS validation)
set_tests_properties(validation_finds_planted PROPERTIES WILL_FAIL TRUE)

# A short run of each fuzz target, built on the way (two cores: about a minute when they are built). The seed stands
# fixed, so that the test does the same each time; the hunt for something new is `tests/fuzz/run` by itself.
add_test(NAME fuzz COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/run --build ${CMAKE_BINARY_DIR}/fuzz --seconds 2 --seed 1 --jobs 2)
set_tests_properties(fuzz PROPERTIES LABELS slow SKIP_RETURN_CODE 77 TIMEOUT 1800 PROCESSORS 2)

add_subdirectory(bench)

if(TARGET test_render)
  target_link_libraries(test_render PRIVATE run_room)  # its records are of real runs
endif()
if(TARGET test_nodes)
  target_link_libraries(test_nodes PRIVATE engine_room run_room)  # the roles need a World; small runs
endif()
add_subdirectory(lab)
add_test(NAME cli_study COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/study_test.py ${MAILSIM_BINARY})
add_test(NAME cli_slurm COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/slurm_test.py ${MAILSIM_BINARY})
set_tests_properties(cli_study cli_slurm PROPERTIES SKIP_RETURN_CODE 77 LABELS slow)
