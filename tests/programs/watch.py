# SPDX-License-Identifier: Apache-2.0
"""watch.py CALLS PATH [COMMAND ...]: runs the command, or appends a line to PATH, under a watcher that answers each event
of PATH by CALLS; prints how often PATH was opened until nothing more happened, or "feeds itself"."""
import ctypes
import os
import select
import struct
import subprocess
import sys

IN_ACCESS, IN_MODIFY, IN_ATTRIB, IN_CLOSE, IN_OPEN = 0x1, 0x2, 0x4, 0x18, 0x20
ENOUGH = 1000

libc = ctypes.CDLL(None, use_errno=True)
watcher = libc.inotify_init1(os.O_CLOEXEC)
path = sys.argv[2]


def events():
    """The masks of the events that are there."""
    while select.select([watcher], [], [], 0.5)[0]:
        data = os.read(watcher, 65536)
        at = 0
        while at < len(data):
            _, mask, _, length = struct.unpack_from("iIII", data, at)
            at += 16 + length
            yield mask


CALLS = {
    "stat": lambda: os.stat(path),
    "lstat": lambda: os.lstat(path),
    "access": lambda: os.access(path, os.R_OK | os.W_OK),
    "realpath": lambda: os.path.realpath(path, strict=True),
    "O_PATH": lambda: os.close(fstat_of(os.open(path, os.O_PATH))),
    "scandir": lambda: [entry.stat() for entry in os.scandir(".") if entry.name == path],
    "statx": lambda: libc.statx(-100, path.encode(), 0, 0x7FF, ctypes.create_string_buffer(256)),
    "none": lambda: None,
}


def fstat_of(fd):
    os.fstat(fd)
    return fd


call = CALLS[sys.argv[1]]
if libc.inotify_add_watch(watcher, path.encode(), IN_ACCESS | IN_MODIFY | IN_ATTRIB | IN_CLOSE | IN_OPEN) < 0:
    sys.exit("inotify_add_watch")
if sys.argv[3:]:
    subprocess.run(sys.argv[3:], check=True)
else:
    with open(path, "a") as stream:
        stream.write("appended: 1\n")
opened = 0
for count, mask in enumerate(events()):
    opened += mask & IN_OPEN != 0
    if count == ENOUGH:
        print("feeds itself")
        break
    call()
else:
    print(opened)
