# SPDX-License-Identifier: Apache-2.0
"""As much of a W&B server as the package's public API, a run and a launch agent need, on loopback. It holds one job
artifact and one queue.

usage: artifact_server.py DIRECTORY

Prints its address. DIRECTORY holds the artifact's wandb-job.json and metadata.json, which it keeps current, and item.json,
what the queue gives an agent once. Where there is a file done, it has agents stop. What it is asked for is written to
DIRECTORY/requests.
"""
import base64
import hashlib
import json
import os
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DIRECTORY = sys.argv[1]
KEY = os.environ["WANDB_API_KEY"]
PROJECT = {"id": "P1", "internalId": "UHJvamVjdDox", "name": "vision", "entity": {"name": "team"}}
COLLECTION = {"__typename": "ArtifactSequence", "id": "S1", "name": "job-train", "project": PROJECT}


def path_of(name):
    return os.path.join(DIRECTORY, name)


def job_file():
    with open(path_of("wandb-job.json"), "rb") as file:
        return file.read()


def manifest():
    digest = base64.b64encode(hashlib.md5(job_file()).digest()).decode()
    contents = {"wandb-job.json": {"digest": digest, "size": len(job_file()), "birthArtifactID": "A1"}}
    policy = {"storageLayout": "V2", "storageRegion": "default"}
    return {"version": 1, "storagePolicy": "wandb-storage-policy-v1", "storagePolicyConfig": policy, "contents": contents}


def artifact():
    with open(path_of("metadata.json")) as file:
        metadata = file.read().strip()
    alias = {"__typename": "ArtifactAlias", "id": "L1", "alias": "latest", "artifactCollection": COLLECTION}
    return {
        "__typename": "Artifact", "id": "A1", "artifactSequence": COLLECTION, "versionIndex": 3,
        "artifactType": {"name": "job"}, "description": None, "metadata": metadata, "ttlDurationSeconds": -2,
        "ttlIsInherited": True, "tags": [], "historyStep": None, "state": "COMMITTED", "size": 1, "digest": "d",
        "commitHash": "c", "fileCount": 1, "createdAt": "2026-01-01T00:00:00", "updatedAt": None,
        "aliases": [alias], "currentManifest": {"file": {"directUrl": ADDRESS + "/manifest.json"}},
    }


def files():
    page = {"__typename": "PageInfo", "endCursor": None, "hasNextPage": False}
    node = {"__typename": "File", "name": "wandb-job.json", "directUrl": f"{ADDRESS}/wandb-job.json"}
    return {"files": {"pageInfo": page, "edges": [{"node": node}]}}


def find_artifact(variables):
    """NULL for every other name, as W&B answers."""
    known = (variables["entity"], variables["project"]) == ("team", "vision")
    return artifact() if known and variables["name"] in ("job-train", "job-train:latest", "job-train:v3") else None


def membership(variables):
    found = find_artifact(variables)
    aliases = found and found["aliases"]
    return found and {"__typename": "ArtifactCollectionMembership", "id": "M1", "versionIndex": 3, "createdAt": "2026-01-01T00:00:00",
                      "aliases": aliases, "artifactCollection": COLLECTION, "artifact": found}


def update(variables):
    assert variables["input"]["artifactID"] == "A1", variables
    metadata = variables["input"]["metadata"]
    if os.environ.get("FORGETS"):  # a server that does not keep what it is sent
        metadata = "{}"
    with open(path_of("metadata.json"), "w") as file:
        file.write(metadata)
    return {"updateArtifact": {"artifact": artifact()}, "result": {"artifact": artifact()}}


def refuse_files(variables):
    """The client does without."""
    raise ValueError("this server takes no files")


def create(variables):
    """A run's own job takes the place of the artifact's metadata."""
    if variables["input"]["artifactTypeName"] == "job":
        with open(path_of("metadata.json"), "w") as file:
            file.write(variables["input"].get("metadata") or "{}")
    refuse_files(variables)


def pop(variables):
    """The item of the queue, once."""
    try:
        os.rename(path_of("item.json"), path_of("taken.json"))
    except FileNotFoundError:
        return {"popFromRunQueue": None}
    with open(path_of("taken.json")) as file:
        return {"popFromRunQueue": {"runQueueItemId": "I1", "runSpec": json.load(file)}}


def agent(variables):
    """It is to stop when the job has ended."""
    done = os.path.exists(path_of("done"))
    return {"launchAgent": {"id": "G1", "name": "agent", "runQueues": ["Q1"], "hostname": "here", "agentStatus": "POLLING",
                            "stopPolling": done, "heartbeatAt": "2026-01-01T00:00:00"}}


VIEWER = {"viewer": {"id": "V1", "entity": "team", "username": "someone", "name": "Someone", "email": "someone@team",
                     "admin": False, "flags": "{}", "deletedAt": None, "apiKeys": {"edges": []},
                     "teams": {"edges": [{"node": {"name": "team"}}]}}}
ANSWERS = {
    "Viewer": lambda variables: VIEWER,
    "GetViewer": lambda variables: VIEWER,
    "GetDefaultEntity": lambda variables: VIEWER,
    "": lambda variables: VIEWER,
    "ServerFeaturesQuery": lambda variables: {"serverInfo": {"features": []}},
    "ArtifactByName": lambda variables: {"project": {**PROJECT, "artifact": find_artifact(variables)}},
    "ArtifactMembershipByName": lambda variables: {
        "project": {**PROJECT, "artifactCollectionMembership": membership(variables)}},
    "FetchArtifactManifest": lambda variables: {"artifact": artifact()},
    "UpdateArtifact": update,
    "GetArtifactFileUrls": lambda variables: {"artifact": files()},
    "GetArtifactMembershipFileUrls": lambda variables: {
        "project": {"artifactCollection": {"__typename": "ArtifactSequence", "artifactMembership": files()}}},
    "CreateArtifact": create,
    "CreateRunFiles": refuse_files,
    "ProjectRunQueues": lambda variables: {
        "project": {"runQueues": [{"id": "Q1", "name": "queue", "createdBy": "V1", "access": "PROJECT"}]}},
    "EntityIsTeam": lambda variables: {"entity": {"id": "E1", "isTeam": False}},
    "createLaunchAgent": lambda variables: {"createLaunchAgent": {"launchAgentId": "G1"}},
    "updateLaunchAgent": lambda variables: {"updateLaunchAgent": {"success": True}},
    "LaunchAgent": agent,
    "popFromRunQueue": pop,
    "RunState": lambda variables: {"project": {"run": {"state": "finished"}}},
    "RunStoppedStatus": lambda variables: {"project": {"run": {"stopped": False}}},
    "ackRunQueueItem": lambda variables: {"ackRunQueueItem": {"success": True}},
    "failRunQueueItem": lambda variables: {"failRunQueueItem": {"success": True}},
}


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path != "/graphql":  # telemetry
            self.answer(200, b"{}")
            return
        request = json.loads(body)
        name = re.match(r"\s*(?:query|mutation)?\s*(\w*)", request["query"]).group(1)
        with open(path_of("requests"), "a") as file:
            print(name, json.dumps(request.get("variables")), file=file)
        if self.headers.get("Authorization") != "Basic " + base64.b64encode(f"api:{KEY}".encode()).decode():
            self.answer(200, b'{"data": {"viewer": null}}')
            return
        try:
            # What a run sends on its way, wandb-core wants no answer to.
            answer = {"data": ANSWERS.get(name, lambda variables: {})(request.get("variables"))}
        except ValueError as error:
            answer = {"errors": [{"message": str(error)}]}
        self.answer(200, json.dumps(answer).encode())

    def do_GET(self):
        with open(path_of("requests"), "a") as file:
            print("GET", self.path, file=file)
        # Old clients ask for a file by its digest alone, and there is one.
        self.answer(200, json.dumps(manifest()).encode() if self.path == "/manifest.json" else job_file())


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
ADDRESS = f"http://127.0.0.1:{server.server_port}"
print(ADDRESS, flush=True)
server.serve_forever()
