# SPDX-License-Identifier: Apache-2.0
"""A stub of W&B's server on loopback. It takes all that wandb-core sends, refuses to make artifacts, and keeps the metadata
of the jobs that it was to make. It keeps a run's files where it has a directory for them, and refuses them elsewhere.

usage: job_server.py DIRECTORY COMMAND ...

Runs the command against such a server and puts the files that it uploads into DIRECTORY.
"""
import http.server
import json
import os
import subprocess
import sys
import threading


class JobServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, directory=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.jobs = []
        self.directory = directory
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *arguments):
        """wandb-core ends without waiting for answers."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(*arguments)

    def environment(self):
        """What sends a W&B client here. It makes jobs of runs only when they have a source: an image is the least."""
        return {
            "WANDB_BASE_URL": f"http://127.0.0.1:{self.server_port}",
            "WANDB_API_KEY": "0" * 40,
            "WANDB_DOCKER": "image:1",
            "WANDB_DISABLE_JOB_CREATION": "false",
        }


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = {"data": {}}
        if self.path == "/graphql":
            query = json.loads(body)
            if query["operationName"] == "CreateRunFiles" and self.server.directory:
                answer["data"] = self.uploads(query["variables"]["files"])
            # What takes a file in: the client does without, where it is told that this failed.
            elif query["operationName"] in ("CreateArtifact", "CreateRunFiles"):
                answer = {"errors": [{"message": "this server keeps no files"}]}
            artifact = query.get("variables", {}).get("input", {})
            if artifact.get("artifactTypeName") == "job":
                self.server.jobs.append(json.loads(artifact.get("metadata") or "{}"))
        self.answer(json.dumps(answer).encode())

    def do_PUT(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = os.path.join(self.server.directory, self.path.removeprefix("/upload/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(body)
        self.answer(b"{}")

    do_GET = do_POST

    def uploads(self, names):
        address = f"http://127.0.0.1:{self.server.server_port}/upload/"
        files = [{"name": name, "uploadUrl": address + name} for name in names]
        return {"createRunFiles": {"runID": "R1", "uploadHeaders": [], "files": files}}

    def answer(self, text):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


if __name__ == "__main__":
    server = JobServer(sys.argv[1])
    sys.exit(subprocess.run(sys.argv[2:], env={**os.environ, **server.environment()}).returncode)
