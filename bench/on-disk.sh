#!/usr/bin/env bash
# Runs a benchmark on a file system of its own, made for it on a loop device: what the machine's own one does otherwise is left out.
# bench/on-disk.sh ext4 12G dotnet run -c Release --project bench/Roundtable.Bench -- live --size 1000
set -euo pipefail
(($# >= 3)) || { sed -n '2,3s/^# //p' "$0"; exit 2; }
type=$1 size=$2
shift 2

place=$(mktemp -d)
device=
clean_up() {
    mountpoint -q "$place/disk" && umount "$place/disk"
    [[ -n $device ]] && losetup --detach "$device"
    rm -rf "$place"
}
trap clean_up EXIT

mkdir "$place/disk"
# All of it has been written before anything is measured: a block's first write costs more, and so does what ext4 puts off.
dd if=/dev/zero of="$place/image" bs=1M count="$(($(numfmt --from=iec "$size") >> 20))" status=none
lazy=()
[[ $type == ext4 ]] && lazy=(-E nodiscard,lazy_itable_init=0,lazy_journal_init=0)
"mkfs.$type" -q "${lazy[@]}" "$place/image"
# Past the cache of the file system below: a flush is the device's.
device=$(losetup --direct-io=on --show --find "$place/image")
mount "$device" "$place/disk"
"$@" --folder "$place/disk"
