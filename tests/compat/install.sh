#!/bin/sh
# Installs what the compatibility tests need: an S3 server, and older DuckDB clients in environments of their own.
# usage: install.sh PYTHON FOLDER     (the environments come to stand in FOLDER)
set -eu
python="$1"
folder="$2"
here="$(dirname "$0")/../../requirements"
uv="$(dirname "$python")/uv"

# install INTO LOCK: with uv, else with pip, which reads pip.conf
install() {
  "$uv" pip install --python "$1" -q --require-hashes --compile-bytecode -r "$2" \
    || "$python" -m pip --python "$1" install -q --require-hashes -r "$2"
}

install "$python" "$here/compat.lock"
for lock in "$here"/duckdb-*.lock; do
  place="$folder/$(basename "$lock" .lock)"
  cmp -s "$lock" "$place/installed.lock" && continue
  rm -rf "$place"
  "$python" -m venv --without-pip "$place"
  install "$place/bin/python" "$lock"
  cp "$lock" "$place/installed.lock"
done
