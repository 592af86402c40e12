# SPDX-License-Identifier: Apache-2.0
"""Prints from the reports of `inlay run` which process read which file, and what it found there."""
import json
import os
import sys

for path in sys.argv[1:]:
    with open(path) as stream:
        report = json.load(stream)
    for file in report["files"]:
        for record in [file["opens"]["first"], *file["opens"]["last"]] if file["opens"]["count"] else []:
            print(f"{os.path.basename(record['program'])}, process {record['pid']}, read {file['as']}: "
                  f"{record['size']} bytes, sha256 {record['after'][:12]} (on disk {record['before'][:12]})")
        for value in file["values"]:
            print(f"    {value['path']}: {value['before']} -> {value['after']}")
