#!/usr/bin/env bash
# Cuts the power of a real file system at any block: runs the store on a loop-mounted ext4 and XFS over a block device that logs
# what is written and flushed, builds the image of each cut, mounts it, recovers, and compares with what was acknowledged.
# Needs root and /dev/fuse; installs Debian's packages that are missing. Prints a line a file system; exit code 0: nothing was lost.
#   ROUNDTABLE_CUTS      cuts a file system (default 150)
#   ROUNDTABLE_CRASHBLK  the block device's source (default ../shared/tools/power-cut/crashblk.c)
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

CUTS=${ROUNDTABLE_CUTS:-150}
SOURCE=${ROUNDTABLE_CRASHBLK:-../shared/tools/power-cut/crashblk.c}
SIZE=320M
WORK=$(mktemp -d /tmp/roundtable-power-XXXXXX)
CHILD=artifacts/bin/Roundtable.Child/release/Roundtable.Child.dll
LOOP="" STATE_LOOP=""

clean() {
    mountpoint -q "$WORK/mnt" && umount "$WORK/mnt"
    [[ -z $LOOP ]] || losetup -d "$LOOP" || true
    [[ -z $STATE_LOOP ]] || losetup -d "$STATE_LOOP" || true
    LOOP="" STATE_LOOP=""
    mountpoint -q "$WORK/dev" && fusermount3 -u "$WORK/dev"
    return 0
}
trap 'clean; rm -rf "$WORK"' EXIT

is_there() { for command in "$@"; do command -v "$command" >/dev/null || return 1; done; }
if ! is_there mkfs.xfs fusermount3 gcc pkg-config || ! pkg-config --exists fuse3; then
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        fuse3 libfuse3-dev gcc libc6-dev pkg-config xfsprogs e2fsprogs
fi

gcc -O2 -w "$SOURCE" -o "$WORK/crashblk" $(pkg-config --cflags --libs fuse3) -lpthread
dotnet build tests/Roundtable.Child -c Release --nologo -v quiet
mkdir "$WORK/dev" "$WORK/mnt"

# A log of everything that a file system and a store on it write, from the empty device on.
record() {
    truncate -s 0 "$WORK/image" && truncate -s "$SIZE" "$WORK/image"
    CB_IMG="$WORK/image" CB_LOG="$WORK/log" "$WORK/crashblk" "$WORK/dev" -o allow_other
    LOOP=$(losetup -f --show --direct-io=on "$WORK/dev/disk")
    "$@" "$LOOP" >/dev/null
    mount "$LOOP" "$WORK/mnt"
    dotnet "$CHILD" power-write "$WORK/mnt/data" "$WORK/dev/ctl" "$WORK/statements"
    clean
}

# One cut: 0 when all is there.
check() {
    local known code=0
    truncate -s 0 "$WORK/state" && truncate -s "$SIZE" "$WORK/state"
    known=$(dotnet "$CHILD" power-state "$WORK/log" "$WORK/state" "$1")
    STATE_LOOP=$(losetup -f --show "$WORK/state")
    mount "$2" "$STATE_LOOP" "$WORK/mnt"
    dotnet "$CHILD" power-check "$WORK/mnt/data" "$WORK/statements" "$known" >"$WORK/wrong" 2>&1 || code=$?
    umount "$WORK/mnt"
    losetup -d "$STATE_LOOP"
    STATE_LOOP=""
    return "$code"
}

bad=0
for system in ext4 xfs; do
    case $system in
        ext4) record mkfs.ext4 -q -F; options=-onoatime ;;
        xfs) record mkfs.xfs -q -f; options=-onouuid ;;
    esac
    lost=0
    for ((seed = 1; seed <= CUTS; seed++)); do
        if ! check "$seed" "$options"; then
            lost=$((lost + 1))
            echo "$system, cut $seed:"
            head -5 "$WORK/wrong"
        fi
    done
    echo "$system: $CUTS cuts over $(wc -l <"$WORK/statements") acknowledged statements, $lost with a loss"
    bad=$((bad + lost))
done
((bad == 0))
