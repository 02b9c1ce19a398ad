#!/usr/bin/env bash
# Get this checkout ready for `make run`, `make check` or `make test`; called by the Makefile.
#
#   tools/bootstrap.sh run|check|test
#
# Makes .venv, installs gradexplorer into it (for check and test with the development tools) and sees to the system
# libraries that Qt needs. What has been done is noted in .venv, so that a second call does nothing and asks no network.
# As root on Debian or Ubuntu missing system packages are installed, after saying which; NO_APT=1 forbids it. Everywhere
# else the command that would install them is printed. PYTHON=/path/to/python chooses the interpreter.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
purpose=${1:?run, check or test}
python=.venv/bin/python

say() { printf '%s\n' "$@"; }
fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

# system_packages WHY PACKAGE…: install Debian packages, or end with the command that would.
system_packages() {
    local why=$1 sudo=
    shift
    command -v apt-get >/dev/null || fail "$why" "On Debian and Ubuntu these packages have it: $*" \
        "Install what corresponds to them on this system, then run make again."
    if [ "$(id -u)" != 0 ] || [ "${NO_APT:-}" = 1 ]; then
        [ "$(id -u)" = 0 ] || sudo="sudo "
        fail "$why" "This command installs it; then run make again:" \
            "    ${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends $*"
    fi
    say "$why" "Installing with apt-get (NO_APT=1 forbids this): $*"
    apt-get update -qq || say "apt-get update failed; trying with the package lists that are here."
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

find_python() {
    local name names="python3 python3.14 python3.13 python3.12 python3.11 python"
    for name in ${PYTHON:-$names}; do
        # Run it rather than look for it: pyenv and macOS put programs on the path that are not there.
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    fail "gradexplorer needs Python 3.11 or newer, and none was found (tried: ${PYTHON:-$names})." \
        "With one installed elsewhere: make $purpose PYTHON=/path/to/python3"
}

make_environment() {
    local base version
    if [ -x $python ] && $python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        return
    fi
    base=$(find_python)
    version=$("$base" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if ! "$base" -c 'import ensurepip, venv' 2>/dev/null; then
        system_packages "Python's venv module is missing for $base." "python$version-venv"
    fi
    say "Making .venv with Python $version ($base)"
    "$base" -m venv --clear .venv
}

# What the installation depends on: the project's own settings, where it lies, and the interpreter.
key() { { cat pyproject.toml; pwd; $python -VV; } | cksum | tr ' ' -; }

install_project() {
    local stamp=.venv/gradexplorer-installed extras=run present= was=
    [ ! -f $stamp ] || read -r present was <$stamp
    [ "$purpose" = run ] && [ "$was" != dev ] || extras=dev
    [ "$present $was" != "$(key) $extras" ] || return 0
    rm -f .venv/gradexplorer-*
    say "Installing gradexplorer and the libraries it needs into .venv; this is done once"
    case $extras in
    run) $python -m pip install -q --disable-pip-version-check -e . ;;
    dev) $python -m pip install -q --disable-pip-version-check -e ".[dev]" ;;
    esac
    say "$(key) $extras" >$stamp
}

see_to_libraries() {
    local want=offscreen stamp report
    [ "$(uname -s)" = Linux ] || return 0
    case $purpose in
    check) return 0 ;;
    test) want=tests ;;
    run) [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || want=window ;;
    esac
    stamp=.venv/gradexplorer-libraries-$want
    [ ! -f "$stamp" ] || return 0
    report=$($python tools/system_libraries.py $want)
    if [ -n "$report" ]; then
        # shellcheck disable=SC2046  # one word a package
        system_packages "Qt needs what this system lacks: $(cut -f1 <<<"$report" | paste -sd ' ' -)" \
            $(cut -f2 <<<"$report" | sort -u)
        report=$($python tools/system_libraries.py $want)
        [ -z "$report" ] || fail "Still missing: $(cut -f1 <<<"$report" | paste -sd ' ' -)"
    fi
    $python -c 'import PySide6.QtOpenGLWidgets, PySide6.QtSvg, PySide6.QtTest, PySide6.QtWidgets'
    : >"$stamp"
}

make_environment
install_project
see_to_libraries
