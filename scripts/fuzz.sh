#!/usr/bin/env bash
# scripts/fuzz.sh SECONDS [NAME...]: every fuzz target for so long, from the inputs that are kept.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/common.sh
case "${1:-}" in
  '' | --help | -h) say "usage: scripts/fuzz.sh SECONDS [NAME...]"; exit 2 ;;
esac
seconds=$1
shift
install_packages scripts/packages-build.txt scripts/packages-test.txt

build fuzz fuzz_targets
mkdir -p build/fuzz/found
for program in build/fuzz/fuzz/fuzz_*; do
  name=${program##*/fuzz_}
  [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
  say "Fuzzing $name for $seconds s"
  mkdir -p "build/fuzz/corpus/$name"
  "$program" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=25 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/found/$name-" "build/fuzz/corpus/$name" "tests/fuzz/inputs/$name" \
    >"build/fuzz/$name.log" 2>&1 || { tail -n 30 "build/fuzz/$name.log"; fail "fuzz target $name"; }
  grep -E 'number_of_executed_units' "build/fuzz/$name.log" || true
done
