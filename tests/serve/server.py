"""Starts mailsim serve for a test, and asks it. Not here: what is tested."""
import atexit
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAILSIM = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else ROOT / "build" / "mailsim").resolve()


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, dict(response.getheaders()), response.read()

    @property
    def json(self):
        return json.loads(self.body)


class Server:
    """One server in a folder of its own, on a free port of this machine."""

    def __init__(self, *options, folder=None):
        self.own_folder = folder is None
        self.folder = folder or tempfile.mkdtemp(prefix="mailsim-serve-")
        # Results of drills go into a place of its own, beside the folder.
        self.state = tempfile.mkdtemp(prefix="mailsim-state-")
        # A child that is killed by SIGSEGV dies of it under the address sanitizer too, which else makes it exit with status 1.
        sanitizer = os.environ.get("ASAN_OPTIONS", "") + ":handle_segv=0"
        environment = {**os.environ, "MAILSIM_HOME": str(ROOT), "LC_ALL": "C.UTF-8", "XDG_STATE_HOME": self.state,
                       "ASAN_OPTIONS": sanitizer}
        self.process = subprocess.Popen([MAILSIM, "serve", "--port", "0", "--data", self.folder, *options],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
                                        stdin=subprocess.DEVNULL)
        atexit.register(self.process.kill)  # also when a test fails before it closes the server
        self.address = self.process.stdout.readline().strip()
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/\?token=([0-9a-f]{32})", self.address)
        if not found:
            raise RuntimeError(self.address + self.process.communicate()[1])
        self.port, self.key = int(found[1]), found[2]

    def ask(self, method, path, body=None, headers=None, key=True, timeout=400):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        all_headers = {"Authorization": "Bearer " + self.key} if key else {}
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if body is not None:
            all_headers["Content-Type"] = "application/json"
        all_headers.update(headers or {})
        try:
            connection.request(method, path, body, all_headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def post(self, path, body, **more):
        return self.ask("POST", path, body, **more)

    def wait_for(self, job, *states, seconds=240):
        """The job when it is in one of these states."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            answer = self.get("/api/jobs/" + job).json
            if answer["state"] in states:
                return answer
            time.sleep(0.1)
        raise AssertionError(f"job stayed {answer['state']}: {answer}")

    def children(self):
        """Process ids of the programs that it runs now."""
        listing = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True)
        return [int(word) for word in listing.stdout.split()]

    def memory(self):
        """Bytes that it holds."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return 1024 * int(re.search(r"VmRSS:\s+(\d+)", status)[1])

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(120)
        finally:
            self.process.kill()
            self.process.stdout.close()
            if self.process.returncode:
                print(self.process.stderr.read(), file=sys.stderr)  # why, for who reads the failed test
            self.process.stderr.close()
            shutil.rmtree(self.state, ignore_errors=True)
            if self.own_folder:
                shutil.rmtree(self.folder, ignore_errors=True)
        return self.process.returncode
