#!/usr/bin/env bash
# Writes requirements.lock anew: every package with its version and hashes, in three parts (product, dev, peers).
# Needs uv (pip install uv). Run it when pyproject.toml's dependencies change; the result is committed. Versions that are
# locked already stay where they can; `lock.sh --upgrade` takes the newest of all.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

[ "${1:-}" = --upgrade ] || cp requirements.lock "$scratch/all"
lock() { # lock OUT [uv options]: one universal resolution for every supported Python
  local out=$1
  shift
  uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
    --quiet --output-file "$out" "$@"
}

lock "$scratch/all" --all-extras
lock "$scratch/product" --extra build --constraint "$scratch/all"
lock "$scratch/dev" --extra build --extra dev --constraint "$scratch/all"

python3 - "$scratch" > requirements.lock <<'PY'
"""Joins the three resolutions into one file whose parts hold each package once."""
import re
import sys
from pathlib import Path

seen: set[str] = set()
for part, source in (("product", "product"), ("dev", "dev"), ("peers", "all")):
    print(f"# == {part}")
    for block in re.split(r"\n(?=\S)", (Path(sys.argv[1]) / source).read_text().strip()):
        first = block.splitlines()[0]
        if first not in seen and not first.startswith("#"):
            seen.add(first)
            print(block)
PY
grep -c '==' requirements.lock >&2
