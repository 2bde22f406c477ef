#!/usr/bin/env python3
"""Tries to harm mailsim serve: foreign hosts and sites, no key, huge and broken requests, crowds, crashing and
cancelled children. Usage: safety_test.py MAILSIM. Exit status 77: mailsim is not built."""
import concurrent.futures
import gzip
import os
import pathlib
import signal
import socket
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from server import MAILSIM, Server  # noqa: E402

LONG_RUN = {"scenario": "nayatel-day", "title": "long", "keep": "none", "set": {"/duration": "400 d"}}  # on any machine
PATH = {"topology": "single-server", "from": "ali@small.example", "to": "friend@far.example"}


def alive(pid):
    try:
        os.kill(pid, 0)
        return True
    except ProcessLookupError:
        return False


def wait_until(true, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


class Safety(unittest.TestCase):
    def setUp(self):
        self.server = Server()

    def tearDown(self):
        self.assertIsNone(self.server.process.poll(), "the server still lives")
        self.assertEqual(self.server.get("/api/about").status, 200)
        self.assertEqual(self.server.close(), 0)

    def test_refuses_foreign_host_names(self):
        port = self.server.port
        for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1:{port + 1}", f"127.0.0.1.evil.example:{port}",
                     "", f"localhost:{port}@evil.example", f"[::1:{port}"):
            for path in ("/api/about", "/"):
                with self.subTest(host=host, path=path):
                    self.assertEqual(self.server.get(path, headers={"Host": host}).status, 421)
        for host in (f"127.0.0.1:{port}", f"localhost:{port}"):
            self.assertEqual(self.server.get("/api/about", headers={"Host": host}).status, 200)

    def test_refuses_requests_of_other_sites(self):
        port = self.server.port
        for origin in ("http://evil.example", "null", f"https://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}",
                       f"http://127.0.0.1:{port}.evil.example"):
            with self.subTest(origin):
                self.assertEqual(self.server.post("/api/path", PATH, headers={"Origin": origin}).status, 403)
        for site in ("cross-site", "same-site"):
            self.assertEqual(self.server.get("/api/about", headers={"Sec-Fetch-Site": site}).status, 403)
        own = {"Origin": f"http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"}
        self.assertEqual(self.server.post("/api/path", PATH, headers=own).status, 200)

    def test_a_form_of_another_site_cannot_post(self):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            self.assertIn(self.server.ask("POST", "/api/jobs", b"{}", {"Content-Type": kind}).status, (400, 415))
        self.assertEqual(self.server.get("/api/jobs").json["jobs"], [])

    def test_needs_the_key(self):
        for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer " + "0" * 32},
                        {"Authorization": self.server.key}, {"Cookie": f"mailsim_{self.server.port}={'f' * 32}"},
                        {"Cookie": f"mailsim_{self.server.port + 1}={self.server.key}"}):
            with self.subTest(headers):
                self.assertEqual(self.server.get("/api/jobs", key=False, headers=headers).status, 401)
        wrong = self.server.get("/?token=" + "0" * 32, key=False)
        self.assertEqual((wrong.status, wrong.headers.get("Set-Cookie")), (401, None))

    def test_the_printed_address_gives_a_cookie_that_scripts_and_other_sites_cannot_use(self):
        entered = self.server.get("/?token=" + self.server.key, key=False)
        self.assertEqual((entered.status, entered.headers["Location"]), (303, "/"))
        cookie = entered.headers["Set-Cookie"]
        self.assertTrue("HttpOnly" in cookie and "SameSite=Strict" in cookie)
        self.assertEqual(self.server.get("/api/about", key=False, headers={"Cookie": "a=b; " + cookie.split(";")[0]}).status, 200)

    def test_answers_bear_the_headers_that_keep_pages_apart(self):
        for path in ("/", "/api/about", "/nothing"):
            headers = self.server.get(path).headers
            self.assertEqual((headers["X-Content-Type-Options"], headers["X-Frame-Options"]), ("nosniff", "DENY"))
            self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
            self.assertNotIn("Access-Control-Allow-Origin", headers)

    def test_refuses_large_bodies(self):
        self.assertEqual(self.server.post("/api/path", b'{"from":"' + b"a" * 1_100_000 + b'"}').status, 413)
        claimed = socket.create_connection(("127.0.0.1", self.server.port))
        claimed.sendall(self.head("POST /api/path", "Content-Length: 99999999999"))
        self.assertIn(b" 413 ", claimed.recv(200))
        claimed.close()

    def head(self, line, *more, key=True):
        lines = [f"{line} HTTP/1.1", f"Host: 127.0.0.1:{self.server.port}", "Content-Type: application/json", *more]
        return "\r\n".join(lines + ([f"Authorization: Bearer {self.server.key}"] if key else []) + ["", ""]).encode()

    def grown(self, before):
        """By how many bytes the server's memory is larger than before."""
        return self.server.memory() - before

    def test_no_body_grows_beyond_its_limit_in_pieces_or_packed(self):
        before = self.server.memory()
        for kind, body in (("Transfer-Encoding: chunked", (b"10000\r\n" + b"a" * 65536 + b"\r\n") * 3000),
                           ("Content-Encoding: gzip\r\nContent-Length: %d", gzip.compress(b"a" * 200_000_000))):
            for key in (True, False):
                with self.subTest(kind, key=key):
                    peer = socket.create_connection(("127.0.0.1", self.server.port), timeout=60)
                    peer.sendall(self.head("POST /api/path", kind % len(body) if "%" in kind else kind, key=key))
                    try:
                        peer.sendall(body)
                        self.assertIn(b" 413 " if key else b" 401 ", peer.recv(200))
                    except ConnectionError:
                        pass  # it was cut off
                    peer.close()
        self.assertLess(self.grown(before), 60_000_000)

    def test_heads_without_end_are_cut_off(self):
        before = self.server.memory()
        peer = socket.create_connection(("127.0.0.1", self.server.port), timeout=60)
        try:
            for i in range(20_000):
                peer.sendall(b"X-%d: %s\r\n" % (i, b"v" * 4000) if i else b"GET / HTTP/1.1\r\n")
        except ConnectionError:
            pass
        self.assertIn(b" 431 ", peer.recv(200))
        peer.close()
        self.assertLess(self.grown(before), 30_000_000)

    def test_parts_of_an_answer_never_reach_beyond_it(self):
        for path in ("/", "/nothing-here", "/api/about", "/api/openapi.json"):
            whole = self.server.get(path).body
            for part in ("0-100000000", "99999999-100000000", "-99999999999", "-5", "0-,0-,0-", "0-0," * 1000 + "0-0"):
                with self.subTest(path, part=part):
                    answer = self.server.get(path, headers={"Range": "bytes=" + part})
                    self.assertTrue(len(answer.body) <= len(whole) and answer.body in (whole, b""), answer.status)

    def test_slow_heads_keep_nobody_out(self):
        slow = [socket.create_connection(("127.0.0.1", self.server.port)) for _ in range(150)]
        for peer in slow:
            peer.sendall(b"GET /api/about HTTP/1.1\r\nA: ")
        self.assertEqual(self.server.get("/api/about").status, 200)
        for peer in slow:
            peer.settimeout(60)
            try:
                self.assertEqual(peer.recv(10), b"", "none stays for ever")
            except ConnectionError:
                pass
            peer.close()

    def test_two_requests_in_one_packet_are_both_answered_and_a_body_is_no_request(self):
        peer = socket.create_connection(("127.0.0.1", self.server.port), timeout=60)
        hidden = b"GET /api/jobs HTTP/1.1\r\n\r\n"
        peer.sendall(self.head("GET /api/about") * 2 + self.head("GET /api/about", f"Content-Length: {len(hidden)}") + hidden)
        said = b""
        while piece := peer.recv(65536):
            said += piece
        self.assertEqual((said.count(b"HTTP/1.1 200"), said.count(b"HTTP/1.1 ")), (3, 3))
        peer.close()

    def test_broken_requests_end_with_their_connection(self):
        for text in (b"\r\n\r\n", b"GARBAGE\r\n\r\n", b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 5000,
                     b"GET /%00%ff%zz/../ HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"):
            with self.subTest(text[:30]):
                peer = socket.create_connection(("127.0.0.1", self.server.port), timeout=30)
                peer.sendall(text)
                peer.shutdown(socket.SHUT_WR)
                while peer.recv(4096):
                    pass
                peer.close()

    def test_200_requests_at_one_time_leave_the_server_well(self):
        def one(i):
            return self.server.post("/api/path", PATH).status if i % 2 else self.server.get("/api/scenarios").status
        with concurrent.futures.ThreadPoolExecutor(200) as crowd:
            found = list(crowd.map(one, range(200)))
        self.assertTrue(set(found) <= {200, 503}, found)
        self.assertGreater(found.count(200), 100, "all cheap ones and some others")
        self.assertTrue(wait_until(lambda: not self.server.children()), "no child is left")
        self.assertEqual(self.server.post("/api/path", PATH).status, 200)

    def test_idle_connections_do_not_keep_others_out(self):
        idle = [socket.create_connection(("127.0.0.1", self.server.port)) for _ in range(60)]
        self.assertEqual(self.server.get("/api/about").status, 200)
        for one in idle:
            one.close()

    def test_a_cancelled_run_ends_with_its_process(self):
        job = self.server.post("/api/jobs", LONG_RUN).json["id"]
        waiting = self.server.post("/api/jobs", LONG_RUN).json["id"]
        self.server.wait_for(job, "running")
        self.assertTrue(wait_until(self.server.children))
        self.assertTrue(wait_until(lambda: self.server.get("/api/jobs/" + job).json["share"] > 0), "progress is told")
        self.assertEqual(self.server.ask("DELETE", "/api/jobs/" + waiting).json["state"], "cancelled")
        (child,) = self.server.children()
        self.server.ask("DELETE", "/api/jobs/" + job)
        self.assertEqual(self.server.wait_for(job, "cancelled")["error"], None)
        self.assertTrue(wait_until(lambda: not alive(child)))
        # What it had by then stands there, and says that it is not whole.
        self.assertIs(self.server.get("/api/results/" + job).json["complete"], False)

    def test_a_run_that_crashes_is_told_and_harms_nothing(self):
        job = self.server.post("/api/jobs", LONG_RUN).json["id"]
        self.server.wait_for(job, "running")
        self.assertTrue(wait_until(self.server.children))
        time.sleep(0.2)  # it is the program by then, not yet only what forked
        os.kill(self.server.children()[0], signal.SIGSEGV)
        ended = self.server.wait_for(job, "failed", "done")
        self.assertEqual(ended["state"], "failed")
        self.assertIn("crashed (Segmentation fault)", ended["error"])
        again = self.server.post("/api/jobs", {"topology": "single-server", "set": {"/duration": "1 min"}}).json["id"]
        self.assertEqual(self.server.wait_for(again, "done", "failed")["state"], "done")


class Limits(unittest.TestCase):
    def test_a_run_that_takes_too_long_is_ended(self):
        server = Server("--time", "1 s")
        job = server.post("/api/jobs", {**LONG_RUN, "set": {"/duration": "100 d"}}).json["id"]
        ended = server.wait_for(job, "failed", "done")
        self.assertIn("took longer than is allowed", ended["error"])
        self.assertEqual(server.close(), 0)

    def test_a_run_that_wants_too_much_memory_fails_alone(self):
        server = Server("--memory", "60 MB")
        job = server.post("/api/jobs", {**LONG_RUN, "keep": "all"}).json["id"]
        if self.sanitized():
            server.ask("DELETE", "/api/jobs/" + job)
        else:
            self.assertEqual(server.wait_for(job, "failed", "done")["state"], "failed")
        self.assertEqual(server.get("/api/about").status, 200)
        self.assertEqual(server.close(), 0)

    @staticmethod
    def sanitized():
        return b"__asan_init" in MAILSIM.read_bytes()

    def test_ending_the_server_ends_its_children(self):
        server = Server()
        job = server.post("/api/jobs", LONG_RUN).json["id"]
        server.wait_for(job, "running")
        self.assertTrue(wait_until(server.children))
        children = server.children()
        self.assertEqual(server.close(), 0)
        self.assertTrue(wait_until(lambda: not any(alive(child) for child in children)))

    def test_closing_while_runs_are_under_way_harms_nothing(self):
        for moment in (0, 0.05, 0.1, 0.15, 0.2, 0.3):  # seconds; the sanitizer sees what is used after it is gone
            with self.subTest(moment):
                server = Server()
                job = server.post("/api/jobs", LONG_RUN).json["id"]
                time.sleep(moment)
                server.ask("DELETE", "/api/jobs/" + job)
                self.assertEqual(server.close(), 0)

    def test_wrong_options_are_told_with_status_2(self):
        import subprocess
        for options, expected in ((["--port", "99999"], "--port"), (["--bind", "here"], "--bind"), (["--jobs", "0"], "--jobs"),
                                  (["--memory", "1"], "--memory"), (["--time", "soon"], "--time"),
                                  (["--topology", "/nowhere.json"], "/nowhere.json"), (["--data", "/dev/null/x"], "--data")):
            with self.subTest(options):
                done = subprocess.run([MAILSIM, "serve", *options], capture_output=True, text=True, timeout=60)
                self.assertEqual(done.returncode, 2)
                self.assertIn(expected, done.stderr)


if __name__ == "__main__":
    if not MAILSIM.exists():
        print(f"{MAILSIM} is not built")
        sys.exit(77)
    unittest.main()
