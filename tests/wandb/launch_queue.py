# SPDX-License-Identifier: Apache-2.0
"""What W&B's launch agent makes of a queue's configuration, by its own code.

usage: launch_queue.py docker|kubernetes CONFIGURATION ITEM    (ITEM: what a launcher says, as JSON)

docker: runs the job as the agent does, with the `docker` of the PATH. kubernetes: prints the Job that it sends.
"""
import asyncio
import json
import os
import sys
from unittest.mock import AsyncMock, MagicMock

import yaml
from wandb.sdk.launch._project_spec import LaunchProject
from wandb.sdk.launch.agent.agent import LaunchAgent
from wandb.sdk.launch.registry.local_registry import LocalRegistry
from wandb.sdk.launch.runner.kubernetes_runner import KubernetesRunner
from wandb.sdk.launch.runner.local_container import LocalContainerRunner


class Settings(dict):
    """The agent's own: old versions call them, new ones index them."""

    __call__ = dict.get


def check(resource, arguments, item):
    """What the agent asks of each item before it runs it."""
    agent = MagicMock(_secure_mode=bool(os.environ.get("SECURE")))
    LaunchAgent._assert_secure(agent, {**item, "resource_args": {resource: arguments}})


async def run_docker(project, api):
    runner = LocalContainerRunner(api, {"SYNCHRONOUS": False}, None, LocalRegistry())
    run = await runner.run(project, project.docker_image)
    run._thread.join()  # it has printed what the job printed


async def print_job(project, api):
    runner = KubernetesRunner(api, {"SYNCHRONOUS": False}, None, LocalRegistry())
    arguments = project.fill_macros(project.docker_image)["kubernetes"]
    job, _secret = await runner._inject_defaults(arguments, project, project.docker_image, "default", AsyncMock())
    print(json.dumps(job))


def main():
    kind, path, item = sys.argv[1:]
    resource = {"docker": "local-container", "kubernetes": "kubernetes"}[kind]
    with open(path) as file:
        arguments = yaml.safe_load(file)
    item = {"entity": "team", "project": "vision", "resource": resource, "docker": {"docker_image": "job"},
            **json.loads(item), "resource_args": {resource: arguments}}
    check(resource, arguments, item)
    api = MagicMock(settings=Settings(base_url="https://api.wandb.ai"), api_key="k" * 40)
    project = LaunchProject.from_spec(item, api)
    asyncio.run(run_docker(project, api) if kind == "docker" else print_job(project, api))


main()
