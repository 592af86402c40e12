# SPDX-License-Identifier: Apache-2.0
"""What others do with a launch's overrides, here {"seed": 2}.

usage: peers.py rewrite FILE OUTPUT       as W&B's SDK does it: PyYAML's safe_load and safe_dump, or json, into the file
       peers.py round-trip FILE OUTPUT    ruamel.yaml, which keeps comments
       peers.py rank FILE EXPECTED        a process of a launch with W&B's SDK: rewrites FILE, then reads it as the job
       peers.py read FILE EXPECTED        a process of a launch with inlay: reads FILE as the job
The last two end with 1 when what they read is not the JSON document EXPECTED.
"""

import json
import sys


def rewrite(source, output):
    if source.endswith(".json"):
        with open(source) as stream:
            config = json.load(stream)
        config["seed"] = 2
        with open(output, "w") as stream:
            json.dump(config, stream)
        return
    import yaml

    with open(source) as stream:
        config = yaml.safe_load(stream)
    config["seed"] = 2
    with open(output, "w") as stream:
        yaml.safe_dump(config, stream)


def round_trip(source, output):
    from ruamel.yaml import YAML

    yaml = YAML()
    with open(source) as stream:
        config = yaml.load(stream)
    config["seed"] = 2
    with open(output, "w") as stream:
        yaml.dump(config, stream)


def read(source, expected):
    import yaml

    with open(source) as stream:
        config = yaml.safe_load(stream)
    with open(expected) as stream:
        if config != json.load(stream):
            sys.exit("wrong values")


def rank(source, expected):
    rewrite(source, source)
    read(source, expected)


if __name__ == "__main__":
    {"rewrite": rewrite, "round-trip": round_trip, "rank": rank, "read": read}[sys.argv[1]](*sys.argv[2:])
