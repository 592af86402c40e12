# SPDX-License-Identifier: Apache-2.0
"""As much of a W&B server as wandb-job and the package's public API need, on loopback: it holds one job artifact.

usage: artifact_server.py DIRECTORY    (DIRECTORY holds the artifact's files, and metadata.json)

Prints its address. What clients make of the artifact's metadata is written to DIRECTORY/metadata.json, and what it is
asked for to DIRECTORY/requests.
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


def job_files():
    return [name for name in sorted(os.listdir(DIRECTORY)) if name not in ("metadata.json", "requests")]


def manifest():
    contents = {}
    for name in job_files():
        with open(path_of(name), "rb") as file:
            content = file.read()
        digest = base64.b64encode(hashlib.md5(content).digest()).decode()
        contents[name] = {"digest": digest, "size": len(content), "birthArtifactID": "A1"}
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
        "commitHash": "c", "fileCount": len(job_files()), "createdAt": "2026-01-01T00:00:00", "updatedAt": None,
        "aliases": [alias], "currentManifest": {"file": {"directUrl": ADDRESS + "/manifest.json"}},
    }


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


def create(variables):
    """A run's own job takes the place of the artifact's metadata. Its files are refused: the client does without."""
    if variables["input"]["artifactTypeName"] == "job":
        with open(path_of("metadata.json"), "w") as file:
            file.write(variables["input"].get("metadata") or "{}")
    raise ValueError("this server takes no files")


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
    "CreateArtifact": create,
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
        if self.path == "/manifest.json":
            self.answer(200, json.dumps(manifest()).encode())
            return
        for name in job_files():
            with open(path_of(name), "rb") as file:
                content = file.read()
            if hashlib.md5(content).hexdigest() in self.path:
                self.answer(200, content)
                return
        self.answer(404, b"{}")


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
ADDRESS = f"http://127.0.0.1:{server.server_port}"
print(ADDRESS, flush=True)
server.serve_forever()
