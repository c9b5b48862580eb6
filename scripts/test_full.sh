#!/usr/bin/env bash
# What ./test --full does besides ./test.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

# ./test has run the long forms already, where the points of crashes are built in
unset SPEECHAI_TEST_KILLS SPEECHAI_TEST_OVERLOAD_S SPEECHAI_TEST_EVERY_LOOK SPEECHAI_TEST_EVERY_HARM
status=0
build clang
ctest --test-dir build/clang --output-on-failure -j "$(nproc)" --timeout 900 || status=1
build tsan
ctest --test-dir build/tsan --output-on-failure -j "$(nproc)" --timeout 1800 -L threads || status=1
scripts/fuzz.sh 60 || status=1
install_packages <(echo clang-tidy-14)
run-clang-tidy-14 -quiet -p build/clang "$PWD/(base|codec|domain|application)/src/.*" || status=1
exit "$status"
