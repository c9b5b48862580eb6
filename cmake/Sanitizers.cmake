# SPEECHAI_SANITIZE: "", "address,undefined", "thread" or "fuzzer,address,undefined"; for all targets.
set(SPEECHAI_SANITIZE "" CACHE STRING "sanitizers of the whole build")
if(SPEECHAI_SANITIZE)
  string(REPLACE "fuzzer" "fuzzer-no-link" sanitize "${SPEECHAI_SANITIZE}")
  add_compile_options(-fsanitize=${sanitize} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${sanitize})
endif()
