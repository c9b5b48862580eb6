# Every third-party library, as an imported (so SYSTEM) target under one kind of name.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(CURL REQUIRED)
find_package(EXPAT REQUIRED)
# Needed by tests alone: a machine that only runs the product need not have it.
set(test_vendors)
if(SPEECHAI_TESTS)
  set(test_vendors "cmocka\\;cmocka")
endif()
foreach(pair "sodium;libsodium" "cjson;libcjson" "yaml;yaml-0.1" "glib;glib-2.0"
        "mongoc;libmongoc-1.0"
        "xlsxwriter;xlsxwriter" "seccomp;libseccomp" "isal;libisal" "zlib;zlib"
        "protobuf;protobuf" "websockets;libwebsockets" "oath;liboath" "qrencode;libqrencode" "hiredis;hiredis"
        "rabbitmq;librabbitmq" ${test_vendors})
  list(GET pair 0 name)
  list(GET pair 1 package)
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET ${package})
  add_library(vendor_${name} INTERFACE)
  target_link_libraries(vendor_${name} INTERFACE PkgConfig::${name})
endforeach()
# Without a pkg-config file in Debian 12.
foreach(pair "civetweb;civetweb;civetweb.h" "ev;ev;ev.h" "phonenumber;phonenumber;phonenumbers/phonenumberutil.h")
  list(GET pair 0 name)
  list(GET pair 1 library)
  list(GET pair 2 header)
  find_library(${name}_LIBRARY ${library} REQUIRED)
  find_path(${name}_INCLUDE ${header} REQUIRED)
  add_library(vendor_${name} INTERFACE)
  target_link_libraries(vendor_${name} INTERFACE ${${name}_LIBRARY})
endforeach()
