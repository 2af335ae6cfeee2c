#!/usr/bin/env bash
# Set-up, lint, types, import contracts and the whole test suite. SOHOA_REQUIRE_ALL=1: a test that can't run for want
# of a tool is a failure, not a skip. Further arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh --dev
export OMP_THREAD_LIMIT=1
# Built here and not in a test: Maven's first download may take minutes, and is worth a second try.
for tool in tests/tools/validators/check tests/tools/search-node/start tests/tools/object-store/start; do "$tool" --build || "$tool" --build; done
shellcheck .ci/run scripts/*.sh tests/tools/*/check tests/tools/*/start
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
.venv/bin/lint-imports
# Two workers on a small machine; files stay together so that a server or a judge is started once.
exec .venv/bin/python -m pytest -n "${TEST_WORKERS:-2}" --dist loadfile "$@"
