#!/usr/bin/env bash
# The main job on sample_scans/, from nothing: install, make an archive with development keys, build the citizen
# register, run the batch, verify, search, look a citizen up, report. Results lie in out/demo/ (DEMO_OUT names another).
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh

out=${DEMO_OUT:-out/demo}
sohoa=.venv/bin/sohoa
archive=$out/kho
rm -rf "$out"
mkdir -p "$out"

step() { printf '\n\033[1m== %s\033[0m\n' "$*" >&2; }
may_find() { # exit 1 says: ran to its end, and something found deserves a look (the samples hold broken files)
  "$@" || { local code=$?; [ "$code" = 1 ] || exit "$code"; }
}

step "1/8 doctor"
$sohoa doctor
step "2/8 init --dev-keys, register build"
$sohoa init "$archive" --dev-keys
$sohoa register build sample_scans/register.csv --out "$out/so-dan-cu"
step "3/8 run"
may_find $sohoa run sample_scans/inbox --archive "$archive" --register "$out/so-dan-cu" \
  --one-stop sample_scans/one-stop.csv --past-results sample_scans/past-results.csv --operator "Nguyễn Thị Mẫu"
step "4/8 status, verify"
may_find $sohoa status --archive "$archive"
$sohoa verify --archive "$archive"
step "5/8 search"
$sohoa search giay khai sinh --archive "$archive" --limit 3
step "6/8 lookup"
citizen=$(.venv/bin/python - "$archive" <<'PY'
"""The citizen with the most papers on file."""
import sys
from collections import Counter
from pathlib import Path

from pipeline.store.parquet import ParquetStore

rows = ParquetStore(Path(sys.argv[1]) / "store").read("matches").to_pylist()
found = Counter(row["citizen_id"] for row in rows if row["citizen_id"])
print(found.most_common(1)[0][0] if found else "")
PY
)
$sohoa lookup "$citizen" --archive "$archive"
step "7/8 show: what was read, and where it stands on the page"
$sohoa show H26.101-170201-0047 --archive "$archive" --overlay "$out/truong-du-lieu.png"
step "8/8 report rates"
year=$(date +%Y)
$sohoa report rates --archive "$archive" --period "$year" --format html --out "$out/ty-le-so-hoa.html"
$sohoa report rates --archive "$archive" --period "$year" --format xlsx --out "$out/ty-le-so-hoa.xlsx"
$sohoa report rates --archive "$archive" --period "$year" | sed -n 1,40p

step "Look at"
find "$archive/documents" -name '*.pdf' | sort | sed -n 1,3p
echo "$archive/store/            bảng Parquet / Parquet tables"
echo "$archive/quarantine/       chưa số hóa được, kèm lý do / what could not be filed, and why"
echo "$out/ty-le-so-hoa.html     báo cáo tỷ lệ / the rate report"
echo "$out/ty-le-so-hoa.xlsx"
echo "$out/truong-du-lieu.png   các trường trên trang / the fields on their page"
echo
echo "Trang kiểm tra / the review page (mật khẩu được hỏi / asks for a password):"
echo "  $sohoa users add dung --name \"Phạm Thị Dung\" --role administrator --archive $archive"
echo "  $sohoa serve --archive $archive --register $out/so-dan-cu     # http://127.0.0.1:8750/"
