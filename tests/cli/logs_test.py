#!/usr/bin/env python3
"""Logs of a whole run, read by programs that nobody here wrote: pflogsumm, exigrep, eximstats. Their counts are
held against the ledger of each node. Usage: logs_test.py MAILSIM. Exit status 77: mailsim is not built.

exigrep and eximstats come from the Debian package exim4-base, unpacked and never installed: it would take
Postfix away. MAILSIM_EXIM names a folder that holds them; else it is fetched with apt-get download."""
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAILSIM = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else ROOT / "build" / "mailsim").resolve()
SETTINGS = {**os.environ, "MAILSIM_HOME": str(ROOT), "LC_ALL": "C.UTF-8"}
# A weekday morning, ten minutes at a fifth of the load, then until every queue is empty.
RUN = ["run", "nayatel-busy-hour", "--set", '/duration="10 min"', "--set", "/warm_up=\"0 s\"", "--set", "/drain=true",
       "--set", "/load/multiplier=0.2", "--keep", "all", "--out", "out", "--logs", "logs"]
NOT_OURS = {"dns", "peer"}


def exim_tools(folder):
    """The folder with exigrep and eximstats, or None and why."""
    given = os.environ.get("MAILSIM_EXIM")
    if given:
        return pathlib.Path(given)
    kept = MAILSIM.parent / "exim4-base"
    if not (kept / "usr/sbin/exigrep").exists():
        fetched = subprocess.run(["apt-get", "download", "exim4-base"], cwd=folder, capture_output=True, text=True)
        packages = list(pathlib.Path(folder).glob("exim4-base_*.deb"))
        if fetched.returncode != 0 or not packages:
            return None
        subprocess.run(["dpkg-deb", "-x", packages[0], kept], check=True)
    return kept / "usr/sbin"


class Logs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        done = subprocess.run([MAILSIM, *RUN], cwd=cls.folder, env=SETTINGS, capture_output=True, text=True)
        assert done.returncode in (0, 1), done.stderr
        cls.summary = json.loads((cls.folder / "out/summary.json").read_text())
        cls.rows = sqlite3.connect(cls.folder / "out/results.sqlite")
        cls.nodes = {n: v for n, v in cls.summary["nodes"].items() if (cls.folder / "logs" / n).is_dir()}
        cls.exim = exim_tools(cls.folder)

    @classmethod
    def tearDownClass(cls):
        cls.rows.close()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def one(self, query, *values):
        return self.rows.execute(query, values).fetchone()[0]

    def log(self, node, name):
        return self.folder / "logs" / node / name

    def test_every_server_of_the_estate_has_its_logs_and_no_peer_has(self):
        estate = json.loads((ROOT / "topologies/nayatel.json").read_text())
        ours = {n["id"] if isinstance(n, dict) else n for n in estate["nodes"]} if isinstance(estate["nodes"], list) else set(estate["nodes"])
        self.assertTrue(set(self.nodes) <= ours)
        self.assertIn("fe", self.nodes)
        self.assertNotIn("gmail", self.nodes)
        for node in self.nodes:
            self.assertEqual({p.name for p in self.log(node, "").iterdir()},
                             {"postfix.log", "mainlog", "axigen.txt", "track-delivery.csv"})

    def test_lines_stand_in_the_order_of_time(self):
        for node in self.nodes:
            stamps = [line[:19] for line in self.log(node, "mainlog").read_text().splitlines()]
            self.assertEqual(stamps, sorted(stamps), node)

    def pflogsumm(self, node):
        if not shutil.which("pflogsumm"):
            self.skipTest("pflogsumm is not installed (tools/install test)")
        text = subprocess.run(["pflogsumm", self.log(node, "postfix.log")], capture_output=True, text=True, check=True).stdout
        found = {}
        for line in text.splitlines()[:30]:
            match = re.match(r"\s*(\d+)\s+(received|delivered|deferred|bounced|rejected|discarded|held)\b", line)
            if match:
                found[match[2]] = int(match[1])
        return found

    def test_pflogsumm_counts_what_the_ledger_of_each_node_counts(self):
        total = 0
        for node, values in self.nodes.items():
            ledger, counted = values["ledger"], self.pflogsumm(node)
            with self.subTest(node):
                # A recipient has left this queue for a mailbox here or for the next server.
                self.assertEqual(counted["delivered"], ledger["handed_on"] + ledger["delivered"])
                # Given up; a notification that fails is dropped by the ledger's words, bounced by Postfix's.
                self.assertEqual(counted["bounced"], ledger["bounced"] + ledger["discarded"])
                # Messages that somebody brought: not those that the node made itself.
                # A message that comes over two connections is two in the queue.
                brought = self.one("SELECT count(DISTINCT m.message || ' ' || h.arrived) FROM hops h JOIN messages m ON m.id=h.message "
                                   "WHERE h.node=? AND m.kind!='dsn'", node)
                brought += self.one("SELECT count(DISTINCT m.message) FROM hops h JOIN messages m ON m.id=h.message "
                                    "WHERE h.node=? AND m.kind='dsn' AND h.n>0", node)
                self.assertEqual(counted["received"], brought)
            total += counted["delivered"]
        self.assertGreater(total, 1000)

    def test_pflogsumm_counts_the_refusals(self):
        for node in ("mta1", "mta2"):
            # Content is refused once for all recipients of a message, other refusals once a recipient.
            once = self.one("SELECT count(DISTINCT message) FROM messages WHERE node=? AND outcome='rejected' AND rule='content_scan'", node)
            each = self.one("SELECT count(*) FROM messages WHERE node=? AND outcome='rejected' AND rule!='content_scan'", node)
            self.assertEqual(self.pflogsumm(node)["rejected"], once + each)
            self.assertGreater(once, 10)

    def test_exigrep_finds_every_line_of_a_message(self):
        if not self.exim:
            self.skipTest("exim4-base cannot be fetched here")
        log = self.log("be2", "mainlog")
        ids = [line.split()[2] for line in log.read_text().splitlines() if " <= " in line][:5]
        for message in ids:
            text = subprocess.run(["perl", self.exim / "exigrep", re.escape(message), log], capture_output=True, text=True, check=True).stdout
            lines = [line for line in text.splitlines() if line.strip() and not line.startswith("+++")]
            self.assertEqual(lines, [line for line in log.read_text().splitlines() if message in line])
            self.assertTrue(lines[-1].endswith("Completed"))

    def test_eximstats_counts_what_the_ledger_counts(self):
        if not self.exim:
            self.skipTest("exim4-base cannot be fetched here")
        for node, values in self.nodes.items():
            text = subprocess.run(["perl", self.exim / "eximstats", "-nr", "-h0", "-q0", "-t0", self.log(node, "mainlog")],
                                  capture_output=True, text=True, check=True).stdout
            counted = {}
            for line in text.splitlines():
                match = re.match(r"\s*(Received|Delivered)\s+\S+\s+(\d+)\s*(\d+)?", line)
                if match and match[1] not in counted:  # a delivery may be for several addresses: "=>", then "->"
                    counted[match[1]] = int(match[3] if match[1] == "Delivered" and match[3] else match[2])
            messages = self.one("SELECT count(DISTINCT m.message || ' ' || h.arrived) FROM hops h JOIN messages m ON m.id=h.message WHERE h.node=?", node)
            ledger = values["ledger"]
            with self.subTest(node):
                self.assertEqual(counted.get("Received", 0), messages)
                self.assertEqual(counted.get("Delivered", 0), ledger["handed_on"] + ledger["delivered"])

    def test_panel_rows_are_the_attempts_and_refusals(self):
        import csv
        states = {}
        for node, values in self.nodes.items():
            with open(self.log(node, "track-delivery.csv"), newline="") as file:
                rows = list(csv.DictReader(file))
            for row in rows:
                states[row["event"]] = states.get(row["event"], 0) + 1
            good = sum(row["event"] == "success" for row in rows)
            self.assertEqual(good, values["ledger"]["handed_on"] + values["ledger"]["delivered"], node)
        self.assertTrue({"success", "failed", "rejected", "deferred"} <= set(states), states)

    def test_logs_change_nothing(self):
        plain = [a for a in RUN if a not in ("--logs", "logs")]
        plain[plain.index("out")] = "plain"
        subprocess.run([MAILSIM, *plain], cwd=self.folder, env=SETTINGS, capture_output=True, text=True)
        for name in ("summary.json", "recipe.json"):
            self.assertEqual((self.folder / "plain" / name).read_bytes(), (self.folder / "out" / name).read_bytes())

    def test_a_folder_with_something_in_it_is_refused(self):
        done = subprocess.run([MAILSIM, *RUN], cwd=self.folder, env=SETTINGS, capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn("mailsim: --logs: 'logs' is not empty", done.stderr)


if __name__ == "__main__":
    if not MAILSIM.exists():
        print(f"{MAILSIM} is not built")
        sys.exit(77)
    unittest.main()
