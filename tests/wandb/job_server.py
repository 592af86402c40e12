# SPDX-License-Identifier: Apache-2.0
"""A stub of W&B's server on loopback. It takes all that wandb-core sends, refuses to make artifacts, and keeps the metadata
of the jobs that it was to make."""
import http.server
import json
import threading


class JobServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.jobs = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

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
            # What takes a file in: the client does without, where it is told that this failed.
            if query["operationName"] in ("CreateArtifact", "CreateRunFiles"):
                answer = {"errors": [{"message": "this server keeps no files"}]}
            artifact = query.get("variables", {}).get("input", {})
            if artifact.get("artifactTypeName") == "job":
                self.server.jobs.append(json.loads(artifact.get("metadata") or "{}"))
        text = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_PUT = do_POST
