#!/usr/bin/env bash
# Makes this checkout ready: system packages, .venv from requirements.lock (hashes checked), the `sohoa` command.
#   setup.sh            what the product needs
#   setup.sh --dev      and what lint, types and tests need
#   setup.sh --peers    and the public peers that benchmarks compare with
# A second call does nothing that is done. Exit 4: something must be installed by an administrator; the line is printed.
set -euo pipefail
cd "$(dirname "$0")/.."

parts="product"
packages="python3 python3-venv tesseract-ocr tesseract-ocr-vie tesseract-ocr-osd poppler-utils libgl1 libglib2.0-0
  fonts-texgyre fonts-noto-core fonts-freefont-ttf fonts-crosextra-carlito"
for option in "$@"; do
  case "$option" in
    --dev) parts="product dev" ;;
    --peers) parts="product dev peers" ;;
    *) echo "setup.sh: unknown option $option" >&2; exit 2 ;;
  esac
done
if [[ $parts == *dev* ]]; then
  # libatomic1: the browser driver of the tests; fonts-dejavu-core: a spreadsheet program prints with a TrueType font
  packages+=" softhsm2 chromium libatomic1 fonts-dejavu-core libxml2-utils shellcheck sane-utils jq openssl sqlite3"
  # A JDK and Maven are for the judges of files and the search server that tests run; any JDK from 17 on will do.
  java_major() { java -version 2>&1 | sed -nE 's/.*version "([0-9]+).*/\1/p'; }
  if ! command -v javac >/dev/null || [ "$(java_major)" -lt 17 ]; then packages+=" openjdk-17-jdk-headless"; fi
  command -v mvn >/dev/null || packages+=" maven"
  # Review tables are opened and saved by a real spreadsheet program; any LibreOffice Calc will do.
  command -v soffice >/dev/null || packages+=" libreoffice-calc-nogui"
fi

provided=$(dpkg-query -W -f='${Status} ${Package}, ${Provides}\n' | sed -n 's/^install ok installed //p' | tr -d ' ')
installed() { # a package is there under its own name, or another one provides it (maybe with a version: `name(=1)`)
  grep -qE "(^|,)$1([(,]|\$)" <<<"$provided"
}

missing=()
for package in $packages; do
  # A newer Python put in place by other means (pyenv, a container image) is as good as Debian's.
  case "$package" in
    python3) command -v python3 >/dev/null && continue ;;
    python3-venv) python3 -c 'import venv, ensurepip' 2>/dev/null && continue ;;
    chromium) command -v chromium >/dev/null && continue ;;
  esac
  installed "$package" || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
  install=(apt-get install -y --no-install-recommends "${missing[@]}")
  if [ "$(id -u)" = 0 ]; then as=(); elif sudo -n true 2>/dev/null; then as=(sudo); else
    echo "These packages are missing. Type this line, then start again:" >&2
    echo "  sudo apt-get update && sudo ${install[*]}" >&2
    exit 4
  fi
  echo "Installing: ${missing[*]}" >&2
  "${as[@]}" apt-get update -qq
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}" -qq >/dev/null
fi

python3 - <<'PY' || exit 4
import sys
if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit(f"Python 3.11 to 3.13 is needed, this is {sys.version.split()[0]}: install python3.12 and put it first in PATH")
PY

want=$(sha256sum requirements.lock | cut -d' ' -f1)" $parts"
have=$(cat .venv/.sohoa-lock 2>/dev/null || true)
# A narrower call must not take away what a wider one installed.
if [ "${have%% *}" != "${want%% *}" ] || [[ "${have#* }" != "$parts"* ]]; then
  echo "Installing Python packages ($parts)" >&2
  [ -x .venv/bin/python ] || python3 -m venv .venv
  chosen=$(mktemp)
  trap 'rm -f "$chosen"' EXIT
  for part in $parts; do
    sed -n "/^# == $part\$/,/^# == /p" requirements.lock | sed '/^# == /d' >>"$chosen"
  done
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$chosen"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
  echo "$want" >.venv/.sohoa-lock
fi
bash scripts/models.sh
