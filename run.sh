#!/usr/bin/env bash
# Executable documentation: every way to work with a clone is a word here.
#
#   ./run.sh brief [argument ...]   set up what is missing, then write the brief of the bundled sample
#   ./run.sh test  [argument ...]   set up what is missing, then run the tests
#   ./run.sh check                  formatting, lint, types, import floors, and tests with their coverage, as CI does
#
# Further words: install, format, lint, spelling, unused, types, imports, coverage, golden, rulebook, bench, pins, clean.
# PYTHON=/path/to/python chooses the Python that a new environment is made with, CHROMIUM=/path/to/chromium
# the browser that the archive is tested in.
# Written for bash 3.2, which is what macOS has.
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
VENV="$ROOT/.venv"
BIN="$VENV/bin"
STAMP="$VENV/marketwrap"   # which pins the environment holds; "unfinished" while they are being installed
CHROMIUM="${CHROMIUM:-chromium}"
LIBRARIES="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig"

unset PYTHONHOME PYTHONPATH
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_USER=0 PIP_ROOT_USER_ACTION=ignore
# macOS looks for libraries of Homebrew only where it is told to.
if [ "$(uname -s)" = Darwin ]; then
    export DYLD_FALLBACK_LIBRARY_PATH="${DYLD_FALLBACK_LIBRARY_PATH:-/opt/homebrew/lib:/usr/local/lib:/usr/lib}"
fi

# --- the words ---------------------------------------------------------------------------------

brief() {    # the brief of the bundled sample, or of whatever the arguments say
    set_up run
    "$BIN/marketwrap" brief "$@"
}

test() {     # the tests; arguments go to pytest
    set_up dev
    need_browser
    cd "$ROOT"
    CHROMIUM="$CHROMIUM" "$BIN/python" -m pytest -n auto "$@"
}

check() {    # everything that has to hold before a change is taken
    lint
    spelling
    unused
    types
    imports
    coverage "$@"
}

coverage() { # the tests, and how much of the code they run; the last lines say how much
    set_up dev
    mkdir -p "$ROOT/build"
    # from 3.12 on Python counts by itself, at a fraction of the cost
    if "$BIN/python" -c 'import sys; sys.exit(sys.version_info < (3, 12))'; then
        export COVERAGE_CORE=sysmon
    fi
    test --cov --cov-report=term "$@"
}

format() {   # lay the code out as lint wants it
    set_up dev
    cd "$ROOT"
    "$BIN/ruff" format --quiet .
}

lint() {
    set_up dev
    cd "$ROOT"
    "$BIN/ruff" format --check --quiet .
    "$BIN/ruff" check --quiet .
    say "ruff: formatting and lint are clean"
}

spelling() {
    set_up dev
    cd "$ROOT"
    "$BIN/codespell"
    say "codespell: no misspelt word"
}

unused() {   # code that nothing calls
    set_up dev
    cd "$ROOT"
    "$BIN/vulture"
    say "vulture: no unused code"
}

types() {
    set_up dev
    cd "$ROOT"
    "$BIN/mypy"
}

imports() {
    set_up dev
    cd "$ROOT"
    "$BIN/lint-imports"
}

golden() {   # write the expected texts anew; read the difference before you commit it
    test --update-golden "$@"
}

rulebook() { # docs/rulebook.md, from the rules and the phrases
    set_up run
    local text
    text="$("$BIN/marketwrap" rules)"
    printf '%s\n' "$text" >"$ROOT/docs/rulebook.md"
}

bench() {    # the ratios of the speed promise, measured in one run
    set_up dev
    "$BIN/python" "$ROOT/benchmarks/run.py" "$@"
}

install() {  # the environment alone
    set_up dev
}

pins() {     # choose the newest versions that pyproject.toml allows, for every Python and system at once
    set_up dev
    cd "$ROOT"
    "$BIN/python" -m pip install --quiet uv
    rm -f requirements/run.txt requirements/dev.txt
    resolve requirements/run.txt --group install
    resolve requirements/dev.txt --group dev --all-extras --constraint requirements/run.txt
}

clean() {    # back to a fresh clone; briefs in output/ stay
    cd "$ROOT"
    rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
    find . -name __pycache__ -type d -prune -exec rm -rf {} +
}

# --- setting up ----------------------------------------------------------------------------------

set_up() {   # $1: run or dev. Quick when nothing changed; what dev holds is enough for run
    local level="$1" made
    made="$(cat "$STAMP" 2>/dev/null || true)"
    if [ "$made" = "$(key_of dev)" ] || [ "$made" = "$(key_of "$level")" ]; then
        return 0
    fi
    make_environment
    "$BIN/python" -m pip --version >/dev/null 2>&1 || "$BIN/python" -m ensurepip >/dev/null
    need_libraries
    local key
    key="$(key_of "$level")"
    echo unfinished >"$STAMP"
    say "installing pinned packages from requirements/$level.txt; the first time takes a minute or two"
    "$BIN/python" -m pip install --quiet --requirement "$ROOT/requirements/$level.txt"
    "$BIN/python" -m pip install --quiet --no-deps --no-build-isolation --editable "$ROOT"
    "$BIN/python" -c 'import weasyprint' >/dev/null || complain "WeasyPrint does not load; see the lines above"
    echo "$key" >"$STAMP"
    if [ "$(uname -s)" = Darwin ]; then
        say "to call $BIN/marketwrap yourself: export DYLD_FALLBACK_LIBRARY_PATH=$DYLD_FALLBACK_LIBRARY_PATH"
    fi
}

key_of() {   # changes with the place, the Python, the pins and the project's metadata
    local python
    python="$("$BIN/python" -c 'import sys; print(sys.version)' 2>/dev/null)" || python=none
    echo "$1 $(echo "$ROOT $python" | cat - "$ROOT/requirements/$1.txt" "$ROOT/pyproject.toml" | cksum)"
}

make_environment() {
    if is_whole; then
        return 0
    fi
    local python
    python="$(find_python)"
    need_venv "$python"
    say "making .venv with $("$python" --version)"
    rm -rf "$VENV"
    mkdir "$VENV"
    echo unfinished >"$STAMP"
    "$python" -m venv "$VENV"
}

is_whole() { # an environment that was never finished, or whose Python went away, is made again
    [ "$(cat "$STAMP" 2>/dev/null || true)" != unfinished ] &&
        is_right "$BIN/python" &&
        { [ -z "${PYTHON:-}" ] || [ "$("$PYTHON" --version)" = "$("$BIN/python" --version)" ]; }
}

is_right() { # $1: a Python of the versions that the project is tested with
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

find_python() {
    local name
    for name in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3 python; do
        if is_right "$name"; then
            command -v "$name"
            return 0
        fi
        [ "$name" != "${PYTHON:-}" ] || complain "PYTHON=$PYTHON is not Python 3.11, 3.12 or 3.13"
    done
    complain "no Python 3.11, 3.12 or 3.13 on the PATH (python3 is $(python3 --version 2>&1 || true))" \
        "install one, or name it: PYTHON=/path/to/python3.13 ./run.sh brief"
}

need_venv() { # $1: a Python; Debian keeps the part that makes environments in a package of its own
    if "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        return 0
    fi
    local package
    package="$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    # shellcheck disable=SC2086  # a list of words; the libraries are asked for in one go
    apt_install "$1 cannot make environments" "$package" $LIBRARIES
}

need_libraries() { # WeasyPrint draws the PDF with Pango, which pip cannot bring
    if can_load; then
        return 0
    fi
    local what="WeasyPrint needs Pango"
    if [ "$(uname -s)" = Darwin ]; then
        command -v brew >/dev/null || complain "$what" "install Homebrew, then: brew install pango"
        say "$what: brew install pango"
        brew install --quiet pango
    else
        # shellcheck disable=SC2086  # a list of words
        apt_install "$what" $LIBRARIES
    fi
    can_load || complain "$what, which still does not load" \
        "on macOS take a Python of the machine's own architecture"
}

can_load() {
    "$BIN/python" - 2>/dev/null <<'PYTHON'
import ctypes
import sys

mac = sys.platform == "darwin"
for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset", "fontconfig"):
    number = "1" if name == "fontconfig" else "0"
    ctypes.CDLL(f"lib{name}.{number}.dylib" if mac else f"lib{name}.so.{number}")
PYTHON
}

need_browser() { # the tests of the archive in a browser are the only ones that can do without what they need
    if command -v "$CHROMIUM" >/dev/null; then
        return 0
    fi
    (apt_install "the archive is tested in Chromium" chromium) && command -v "$CHROMIUM" >/dev/null ||
        say "no $CHROMIUM: the tests of the archive in a browser are skipped"
}

apt_install() { # $1: why; then packages. As root or by sudo without a password, else say how
    local why="$1" as=""
    shift
    if ! command -v apt-get >/dev/null; then
        complain "$why" "install what your system calls these packages of Debian: $*"
    fi
    if [ "$(id -u)" -ne 0 ]; then
        as="sudo"
        sudo -n true 2>/dev/null || complain "$why; run this, then the same command again:" \
            "sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
    fi
    say "$why: installing $*"
    $as apt-get -qq update </dev/null || say "the package lists could not be renewed; trying with the old ones"
    $as env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" \
        </dev/null >/dev/null || complain "$why, and apt-get could not install $*"
}

resolve() {  # $1: file; further arguments say what goes in. No address of a registry is written
    local file="$1"
    shift
    "$BIN/uv" pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links "$@" pyproject.toml --output-file "$file"
}

say() { echo "run.sh: $*" >&2; }

complain() { # each argument a line; the setup cannot go on
    local line
    for line in "$@"; do say "$line"; done
    exit 2
}

usage() { sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

case "${1:-}" in
    brief | test | check | coverage | format | lint | spelling | unused | types | imports | golden | rulebook | bench | install | pins | clean) "$@" ;;
    "" | help | -h | --help) usage ;;
    *) usage >&2; complain "no such word: $1" ;;
esac
