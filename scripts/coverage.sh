#!/usr/bin/env bash
# Builds with gcc --coverage, runs unit and contract tests, and prints how much of domain/ and
# application/ they reach: lines and branches, file by file.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh

install_packages scripts/packages-build.txt scripts/packages-test.txt
build coverage unit_and_contract_tests
find build/coverage -name '*.gcda' -delete
say "Testing"
ctest --test-dir build/coverage -R '^(unit|contract)\.' --output-on-failure --no-tests=error \
  -j "$(nproc)" --timeout 900
for layer in domain application; do
  say "$layer: lines"
  gcovr --root . --filter "$layer/" --object-directory build/coverage build/coverage \
    --exclude-unreachable-branches
  say "$layer: branches"
  gcovr --root . --filter "$layer/" --object-directory build/coverage build/coverage \
    --exclude-unreachable-branches --branches
done
