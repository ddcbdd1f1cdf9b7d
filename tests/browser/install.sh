#!/bin/sh
# Installs what the browser tests need beyond Python: a Chromium from the system's packages.
# usage: install.sh PYTHON
set -eu
python="$1"
here="$(dirname "$0")/../../requirements"
"$(dirname "$python")/uv" pip install --python "$python" -q --require-hashes --compile-bytecode -r "$here/browser.lock" \
  || "$python" -m pip install -q --require-hashes -r "$here/browser.lock"
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1; then
  as_root=""
  [ "$(id -u)" -eq 0 ] || as_root="sudo"
  $as_root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq chromium >/dev/null
else
  echo "the browser tests need Chromium: install it with your system's package manager" >&2
  exit 1
fi
