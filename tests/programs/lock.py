# SPDX-License-Identifier: Apache-2.0
"""lock.py MODE PATH: takes a record lock on PATH, opened with this mode, looks at PATH, and prints what another process gets
before and after: "locked" or "free". lock.py exec PATH: the same, and looks after an exec."""
import fcntl
import os
import subprocess
import sys

how, path = sys.argv[1:3]


def ask():
    return subprocess.run([sys.executable, __file__, "ask", path], stdout=subprocess.PIPE, text=True).stdout.strip()


def look():
    os.close(os.open(path, os.O_PATH))
    os.path.realpath(path)
    return os.stat(path).st_size, os.lstat(path).st_size


if how == "ask":
    fd = os.open(path, os.O_WRONLY)
    try:
        fcntl.lockf(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        print("free")
    except OSError:
        print("locked")
elif how == "after-exec":
    print(look(), ask())
elif how == "exec":
    fd = os.open(path, os.O_RDWR)
    fcntl.lockf(fd, fcntl.LOCK_EX)
    os.set_inheritable(fd, True)
    os.execv(sys.executable, [sys.executable, __file__, "after-exec", path])
else:
    with open(path, how) as stream:
        fcntl.lockf(stream, fcntl.LOCK_EX)
        print(ask(), look(), ask())
    print(ask(), look())
