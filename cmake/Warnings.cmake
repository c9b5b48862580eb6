# Warnings are errors; hardening as far as a build can carry it.
add_library(project_warnings INTERFACE)
target_compile_definitions(project_warnings INTERFACE _GNU_SOURCE)
target_compile_options(project_warnings INTERFACE
  -Wall -Wextra -Werror -Wformat=2 -Wconversion -Wimplicit-fallthrough -Wshadow -Wswitch -Wvla
  -Wundef -Wcast-qual -Wwrite-strings -Werror=format-security
  $<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes -Wstrict-prototypes>
  -fstack-protector-strong -fstack-clash-protection -fno-delete-null-pointer-checks
  -fno-strict-aliasing -fno-omit-frame-pointer
  -fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|amd64")
  target_compile_options(project_warnings INTERFACE -fcf-protection=full)
endif()
target_link_options(project_warnings INTERFACE
  -Wl,-z,relro,-z,now,-z,noexecstack,-z,nodlopen -Wl,--as-needed)

# gcc sees values that are set on every way as unset, once ThreadSanitizer's calls stand between.
if(SPEECHAI_SANITIZE STREQUAL "thread" AND CMAKE_C_COMPILER_ID STREQUAL GNU)
  target_compile_options(project_warnings INTERFACE -Wno-maybe-uninitialized)
endif()

# A broken invariant of money stops the process in production too: assertions stay in every build.
foreach(flags CMAKE_C_FLAGS_RELEASE CMAKE_CXX_FLAGS_RELEASE CMAKE_C_FLAGS_RELWITHDEBINFO
              CMAKE_CXX_FLAGS_RELWITHDEBINFO)
  string(REPLACE "-DNDEBUG" "" ${flags} "${${flags}}")
endforeach()

# Only where nothing watches the program: these blind the sanitizers, or cost what they measure.
if(NOT SPEECHAI_SANITIZE)
  target_compile_options(project_warnings INTERFACE
    $<$<CONFIG:Release>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fno-strict-overflow>)
  if(CMAKE_C_COMPILER_ID STREQUAL GNU)
    target_compile_options(project_warnings INTERFACE
      $<$<COMPILE_LANGUAGE:C>:-ftrivial-auto-var-init=zero>)
  endif()
endif()
