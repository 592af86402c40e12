# SPDX-License-Identifier: Apache-2.0
# Under `inlay run FILE:KEY=VALUE -- python train.py`: gives the workers of a running Dask cluster what this process has.
# The library and the files lie under the same paths on every node.
import os

from distributed.diagnostics.plugin import NannyPlugin


def with_overrides(client):
    launch = {k: v for k, v in os.environ.items() if k == "LD_PRELOAD" or k.startswith("INLAY_")}

    class Overrides(NannyPlugin):  # here, so that it is sent as it is
        restart = True

        def setup(self, nanny):
            nanny.pre_spawn_env.update(launch)  # distributed's Environ comes too late for LD_PRELOAD

    client.register_plugin(Overrides(), name="inlay")
    return client
