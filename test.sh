#!/usr/bin/env bash
# Installs what the tests need, checks the format, builds, runs every test with coverage.
# The last line is always "N passed, N failed, N skipped"; the exit code is 0 only when nothing failed.
# ROUNDTABLE_LONG=1 selects the long form of long runs.
set -uo pipefail
exec </dev/null 2>&1
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" || exit 1

COVERAGE_MIN=90
# Minutes that all tests of a run may take, and what is then left to the runner to say which were still running.
TIME_MAX=25 TIME_GRACE=2
# Seconds after which a test that still runs is named.
LONG_RUNNING=120
ALONE="Process=own"
# The runtime that the native executable is for, and the classes that are run once more with it.
NATIVE="linux-$([[ $(uname -m) == aarch64 ]] && echo arm64 || echo x64)"
NATIVE_TESTS=('*.ExecutableTests' '*.ServeTests' '*.ServedMoveTests' '*.ExportTests' '*KillTests')
NATIVE_PAGES=('*.StoragePageTests' '*.RestartPageTests' '*.ConversationPageTests' '*.HostileTests')
PROBE=tests/Roundtable.Child/CoverageProbe.cs
RESULTS="$PWD/artifacts/tests"

# What tests need beyond the SDK, a line each: the command, then Debian's packages that have it.
NEEDS=(
    "strace strace"
    "pkill procps"
    "mkfs.ext4 e2fsprogs"
    "losetup mount"
    "prlimit util-linux"
    "chromium chromium"
    "sqlite3 sqlite3"
    "gcc gcc libc6-dev"
)

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en TESTINGPLATFORM_TELEMETRY_OPTOUT=1
# No process may outlive this script and hold its output open.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
# A machine with only the SDK may lack ICU; the product does without, too.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
export HOME="${HOME:-$PWD/artifacts/home}"

passed=0 failed=0 skipped=0 finished=0 session=

# What tests have left running, wherever in the tree of processes it is by now.
end_session() {
    [[ -n $session ]] && pkill -KILL --session "$session"
    session=
}

finish() {
    trap - EXIT
    end_session
    ((finished == 1 || failed > 0)) || failed=1
    echo "$passed passed, $failed failed, $skipped skipped"
    ((failed == 0)) || exit 1
    exit 0
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

step() { echo; echo "== $*"; }

fail() {
    echo "FAILED: $*"
    failed=$((failed + 1))
}

stop() {
    echo "FAILED: $*"
    passed=0 failed=1 skipped=0
    exit 1
}

install_missing() {
    local missing=() as_root=() need command packages
    for need in "${NEEDS[@]}"; do
        read -r command packages <<<"$need"
        # shellcheck disable=SC2206 # Several packages, divided where the words are.
        command -v "$command" >/dev/null || missing+=($packages)
    done
    ((${#missing[@]} > 0)) || return 0
    ((EUID == 0)) || as_root=(sudo -n)
    "${as_root[@]}" apt-get update -q &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# The figure of one line of the runner's summary, or nothing.
figure() { awk -v name="$1:" '/^Test run summary/ { inside = 1 } inside && $1 == name { print $2; exit }' "$2"; }

# A project, what this run of it is called, and which of its tests it has.
run_tests() {
    local name=$1 run=$2 log="$RESULTS/$2.log" code ok bad left_out
    shift 2
    step "$run"
    # A session of its own and a file instead of a pipe: what a test leaves behind can hold up nothing.
    : >"$log"
    setsid timeout --kill-after=30s "$((TIME_MAX + TIME_GRACE))m" dotnet "artifacts/bin/$name/release/$name.dll" \
        --no-ansi --progress off --auto-reporters off --minimum-expected-tests 1 --results-directory "$RESULTS" \
        --timeout "${TIME_MAX}m" --long-running "$LONG_RUNNING" --xunit-diagnostics on \
        --coverage --coverage-output-format cobertura --coverage-output "$run.cobertura.xml" \
        --coverage-settings "$PWD/tests/coverage.settings.xml" "$@" >"$log" 2>&1 &
    session=$!
    tail --lines=+1 --follow --pid="$session" "$log"
    wait "$session"
    code=$?
    end_session
    ok=$(figure succeeded "$log") bad=$(figure failed "$log") left_out=$(figure skipped "$log")
    passed=$((passed + ${ok:-0})) failed=$((failed + ${bad:-0})) skipped=$((skipped + ${left_out:-0}))
    if ((code != 0 && ${bad:-0} == 0)); then fail "$run ended with exit code $code and no failed test"; fi
    if ((${ok:-0} + ${bad:-0} == 0)); then fail "$run ran no test"; fi
}

check_coverage() {
    local reports=("$RESULTS"/*.cobertura.xml) expected=() folder
    for folder in src/*/; do
        if find "$folder" -name '*.cs' -not -path '*/obj/*' | grep -q .; then expected+=("$(basename "$folder")"); fi
    done
    [[ -e ${reports[0]} ]] || { echo "No test project wrote a report."; return 1; }
    awk -v root="$PWD" -v min="$COVERAGE_MIN" -v expected="${expected[*]}" -v probe="$PROBE" -f tests/coverage.awk "${reports[@]}"
}

step "What the tests need"
install_missing || stop "a package that the tests need could not be installed"
dotnet tool restore || stop "dotnet tool restore"

step "Format"
dotnet csharpier check . || fail "dotnet csharpier format . has something to do"

step "Build"
dotnet build Roundtable.slnx -c Release --nologo -v minimal || stop "the build"

rm -rf "$RESULTS" && mkdir -p "$RESULTS"
for project in tests/*/*.csproj; do
    if grep -q 'Include="xunit.v3"' "$project"; then
        name=$(basename "$project" .csproj)
        run_tests "$name" "$name" --filter-not-trait "$ALONE"
    fi
done
# What weighs the heap, where no other test has left anything on it.
run_tests Roundtable.Tests Roundtable.Tests.Heap --filter-trait "$ALONE"

step "Native executable"
# Where tests start the executable, they start this one.
export ROUNDTABLE_EXECUTABLE="$PWD/artifacts/native/Roundtable.Cli"
rm -rf artifacts/native
if dotnet publish src/Roundtable.Cli -c Release -r "$NATIVE" -p:PublishAot=true --nologo -v minimal -o artifacts/native; then
    run_tests Roundtable.Tests Roundtable.Tests.Native --filter-class "${NATIVE_TESTS[@]}"
    run_tests Roundtable.E2E Roundtable.E2E.Native --filter-class "${NATIVE_PAGES[@]}"
else
    fail "the native executable"
fi
unset ROUNDTABLE_EXECUTABLE

((passed + failed + skipped > 0)) || fail "no test ran"

step "Line coverage"
check_coverage || fail "line coverage"

echo
finished=1
