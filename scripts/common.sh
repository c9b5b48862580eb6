# scripts/common.sh - what ./start, ./test and ./benchmark share. Sourced, from the repository's root.

# MongoDB's driver would leave a file of counters in shared memory behind for each program that is killed.
export MONGOC_DISABLE_SHM=1

say() { printf '%s\n' "$*"; }
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}
# in_words SPANISH ENGLISH: the one of the language in which the commands answer. What is for engineers sets
# words=en before this file is read.
in_words() {
  case "${words:-${SPEECHAI_LANGUAGE:-${LC_ALL:-${LC_MESSAGES:-${LANG:-es}}}}}" in
    en*) printf '%s' "$2" ;;
    *) printf '%s' "$1" ;;
  esac
}
tell() { say "$(in_words "$@")"; }
fail_in_words() { fail "$(in_words "$@")"; }

# As root, or through sudo; a person is told what for before sudo asks.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    fail_in_words "instalar paquetes pide root o sudo. Ejecute una vez como root: $*" \
      "installing packages needs root or sudo: run once as root: $*"
  fi
}

# without_services COMMAND...: packages that COMMAND installs start no service of theirs, now or at boot:
# the tests run servers of their own.
without_services() {
  local policy=/usr/sbin/policy-rc.d status=0
  local ours=no
  if [ ! -e "$policy" ]; then
    ours=yes
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  "$@" || status=$?
  [ "$ours" = no ] || as_root rm -f "$policy"
  return "$status"
}

# install_packages FILE...: installs those that are missing; asks the network only then.
install_packages() {
  local missing=()
  local package
  while read -r package; do
    [ -n "$package" ] || continue
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done < <(cat "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null 2>&1 ||
    fail_in_words "este sistema no tiene apt-get; se compila en Debian 12. En otros: deploy/docker. Faltan: ${missing[*]}" \
      "this system has no apt-get; it is built on Debian 12. Elsewhere: deploy/docker. Missing: ${missing[*]}"
  tell "Se instalan ${#missing[@]} paquetes: ${missing[*]}" "Installing ${#missing[@]} packages: ${missing[*]}"
  as_root apt-get update -qq || fail_in_words "apt-get no pudo leer sus listas; revise la red y /etc/apt/sources.list" \
    "apt-get could not read its lists; look at the network and at /etc/apt/sources.list"
  without_services as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
    --no-install-recommends "${missing[@]}" >/dev/null ||
    fail_in_words "apt-get no pudo instalar: ${missing[*]}" "apt-get could not install: ${missing[*]}"
  for package in redis-server rabbitmq-server; do
    [[ " ${missing[*]} " != *" $package "* ]] || [ ! -d /run/systemd/system ] ||
      as_root systemctl --quiet disable "$package" || true
  done
}

# Node of the machine, or Debian's: for the dashboard, and tests.
install_node() {
  command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 && return 0
  tell "Se instala Node.js" "Installing Node.js"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm \
    >/dev/null ||
    fail_in_words "apt-get no pudo instalar nodejs y npm" "apt-get could not install nodejs and npm"
}

# Go of the machine, or Debian's: tests only.
install_go() {
  command -v go >/dev/null 2>&1 && return 0
  say "Installing Go"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends golang-go \
    >/dev/null || fail "apt-get could not install golang-go"
}

# compile LOG COMMAND...: the compiler's words go to LOG; a person at a terminal sees how far it is.
compile() {
  local log=$1
  shift
  if [ ! -t 1 ]; then
    "$@" >>"$log" 2>&1
    return
  fi
  "$@" 2>&1 | tee -a "$log" | awk -F '[][/]' '
    /^\[[0-9]+\/[0-9]+\] / && $3 > 2 { printf "\r  %3d %%  (%d / %d)\033[K", $2 * 100 / $3, $2, $3; fflush() }
    END { printf "\r\033[K" }'
}

# build PRESET [TARGET...]: configures when it must, builds; quiet unless it fails.
build() {
  local preset=$1
  shift
  local log="build/$preset.log"
  local launcher=()
  mkdir -p build
  if command -v ccache >/dev/null 2>&1; then
    launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  if [ -d "build/$preset" ]; then
    tell "Se compila ($preset)" "Building ($preset)"
  else
    tell "Se compila ($preset). La primera vez tarda unos minutos; detalle en $log" \
      "Building ($preset). The first time takes some minutes; details in $log"
  fi
  if ! cmake --preset "$preset" "${launcher[@]}" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    fail_in_words "cmake falló; todo lo que dijo está en $log" "cmake failed; the whole output is in $log"
  fi
  local targets=()
  [ $# -eq 0 ] || targets=(--target "$@")
  if ! compile "$log" cmake --build "build/$preset" "${targets[@]}"; then
    grep -E -A 12 'FAILED|error|warning' "$log" | tail -n 60 >&2
    fail_in_words "la compilación falló; todo lo que dijo está en $log" "the build failed; the whole output is in $log"
  fi
}
