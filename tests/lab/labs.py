"""Starts the real program's lab on free loopback ports and stops it again, for the tests beside this file.
Only loopback addresses are contacted. Each test is a program: exit 0 good, 1 not, 77 could not run here."""
import argparse
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parent.parent
PASSWORD = "secret"


class Lab:
    """with Lab("faults/quota-full", speed=60) as lab: lab.at("mta1", "smtp") is (address, port)."""

    def __init__(self, *scenario, speed=1, arguments=(), offset=None, environment=None, json_lines=True):
        self.scenario, self.speed, self.arguments = scenario, speed, list(arguments)
        self.offset, self.json_lines = offset, json_lines
        self.environment = environment or {}

    def __enter__(self):
        for _ in range(20):
            offset = self.offset or random.randrange(11000, 28000)
            if self.start(offset):
                return self
            if self.offset:
                break
        raise AssertionError("the lab does not start: " + self.log())

    def start(self, offset):
        self.error = tempfile.NamedTemporaryFile("w+", suffix=".log", delete=False)
        command = [MAILSIM, "lab", *self.scenario, *["--json"][:self.json_lines], "--port-offset", str(offset), "--speed",
                   str(self.speed), *self.arguments]
        environment = {"MAILSIM_HOME": str(TREE), **os.environ, **self.environment}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.error, text=True, env=environment)
        self.ports, self.used_offset = {}, offset
        deadline = time.time() + 60
        while "is open" not in self.log():
            if self.process.poll() is not None:
                self.process.stdout.close()
                return False
            assert time.time() < deadline, "the lab does not open: " + self.log()
            time.sleep(0.02)
        os.set_blocking(self.process.stdout.fileno(), False)
        text = b""
        while piece := self.read_some():
            text += piece
        self.printed = text.decode()
        self.listeners = [json.loads(line) for line in self.printed.splitlines()] if self.json_lines else []
        return True

    def read_some(self):
        try:
            return os.read(self.process.stdout.fileno(), 65536)
        except BlockingIOError:
            return b""

    def at(self, node, protocol, tls=None):
        for one in self.listeners:
            if one["node"] == node and one["protocol"] == protocol and tls in (None, one["tls"]):
                return one["address"], one["port"]
        raise AssertionError(f"{node} has no {protocol} {tls or ''}")

    def log(self):
        return pathlib.Path(self.error.name).read_text(errors="replace")

    def wait_log(self, words, seconds=10):
        """Waits until a log line holds all words; returns the log."""
        deadline = time.time() + seconds
        while time.time() < deadline:
            for line in self.log().splitlines():
                if all(word in line for word in words):
                    return line
            time.sleep(0.02)
        raise AssertionError(f"no log line with {words}:\n{self.log()[-4000:]}")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def memory(self):
        """Resident octets."""
        with open(f"/proc/{self.process.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def __exit__(self, kind, *_):
        status = self.process.poll()
        if status is None:
            self.process.send_signal(signal.SIGTERM)
            status = self.process.wait(timeout=20)
        self.process.stdout.close()
        log = self.log()
        os.unlink(self.error.name)
        if kind:
            print("--- the lab's log, its end:\n" + log[-6000:], file=sys.stderr)
        elif status not in (0, -signal.SIGKILL):
            raise AssertionError(f"the lab ended with {status}:\n{log[-3000:]}")


class Talk:
    """A plain connection, line by line."""

    def __init__(self, at, source=None, timeout=20):
        self.socket = socket.create_connection(at, timeout=timeout, source_address=(source, 0) if source else None)
        self.file = self.socket.makefile("rb")

    def line(self):
        return self.file.readline().decode("latin-1").rstrip("\r\n")

    def reply(self):
        """An SMTP reply, its lines joined."""
        lines = [self.line()]
        while lines[-1][3:4] == "-":
            lines.append(self.line())
        return "\n".join(lines)

    def send(self, octets):
        self.socket.sendall(octets if isinstance(octets, bytes) else octets.encode("latin-1"))

    def ask(self, line):
        self.send(line + "\r\n")
        return self.reply()

    def close(self):
        self.file.close()
        self.socket.close()


def expect(got, wanted, what=""):
    """The reply begins with these words."""
    text = str(got)
    if not text.startswith(wanted):
        raise AssertionError(f"{what}: expected {wanted!r}, got {text!r}")


def main(*tests):
    global MAILSIM
    parser = argparse.ArgumentParser()
    parser.add_argument("--mailsim", default=str(TREE / "build" / "mailsim"))
    parser.add_argument("only", nargs="*")
    arguments = parser.parse_args()
    MAILSIM = arguments.mailsim
    skipped = failed = 0
    for test in tests:
        if arguments.only and test.__name__ not in arguments.only:
            continue
        began = time.time()
        try:
            outcome = test()
        except Exception as error:  # the next test runs all the same
            import traceback
            traceback.print_exc()
            print(f"FAILED {test.__name__}: {error}")
            failed += 1
            continue
        if outcome:
            skipped += 1
        print(f"{'skipped: ' + outcome if outcome else 'good'} {test.__name__} {time.time() - began:.1f} s")
    sys.exit(1 if failed else 77 if skipped and skipped == len(tests) else 0)
