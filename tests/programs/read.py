# SPDX-License-Identifier: Apache-2.0
"""read MODE PATH: reads PATH in one of the ways of Python programs, and writes what it read and then the sizes."""
import json
import mmap
import os
import pathlib
import shutil
import sys

mode, path = sys.argv[1:]


def yaml_with(loader):
    import yaml

    with open(path) as stream:
        return json.dumps(yaml.load(stream, getattr(yaml, loader)))


def mapped():
    with open(path, "rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as mapping:
        return mapping[:].decode()


def exact():
    """Reads as much as getsize says, and looks whether there is more."""
    descriptor = os.open(path, os.O_RDONLY)
    size = os.path.getsize(path)
    return os.read(descriptor, size).decode() + repr(os.read(descriptor, 1))


def copied():
    shutil.copy2(path, "copy")
    text = pathlib.Path("copy").read_text() + str(os.stat("copy").st_mtime)
    os.unlink("copy")
    return text


ways = {
    "open": lambda: open(path).read(),
    "safe_load": lambda: yaml_with("SafeLoader"),
    "CSafeLoader": lambda: yaml_with("CSafeLoader"),
    "json": lambda: json.dumps(json.load(open(path))),
    "mmap": mapped,
    "exact": exact,
    "pathlib": lambda: pathlib.Path(path).read_text(),
    "copy": copied,
}
print(ways[mode]())
with open(path) as stream:
    print(pathlib.Path(path).stat().st_size, os.lstat(path).st_size, os.fstat(stream.fileno()).st_size)
