#!/usr/bin/env python3
"""Drives capacity, survive, growth, sensitivity, twin and figure: exit statuses, JSON fields, wrong input.

Usage: searches_test.py MAILSIM. Exit status 77: mailsim is not built.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

MAILSIM = pathlib.Path(sys.argv.pop(1)).resolve()
CHECK_PAGE = pathlib.Path(__file__).resolve().parents[1] / "report" / "check_page.py"
# Its limit is known: the peer makes 20 deliveries at once, each some 0.2 s long, so about 97 a second, 4.85 times 20.
SMALL = {
    "title": "Small", "topology": "single-server", "duration": "80 s", "warm_up": "20 s", "drain": True,
    "load": {"population": False, "streams": [{"from": "friend@far.example", "to": "ann@small.example", "per_second": 20,
                                               "regular": True, "size": "10 KB"}]},
    "objectives": [{"metric": "delay_p95", "limit": "2 s"}],
}


class Searches(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.at = pathlib.Path(self.folder.name)
        self.write("small.json", SMALL)

    def tearDown(self):
        self.folder.cleanup()

    def write(self, name, document):
        (self.at / name).write_text(json.dumps(document))

    def run_it(self, *words):
        done = subprocess.run([str(MAILSIM), *words], cwd=self.at, capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr

    def wrong(self, words, *parts):
        before = sorted(p.name for p in self.at.rglob("*"))
        status, out, err = self.run_it(*words)
        self.assertEqual(status, 2, (words, out, err))
        for part in parts:
            self.assertIn(part, err, words)
        self.assertEqual(before, sorted(p.name for p in self.at.rglob("*")), words)

    def test_capacity_has_its_fields_and_its_interval(self):
        status, out, err = self.run_it("capacity", "small.json", "--precision", "0.2", "--replications", "3",
                                       "--limit-only", "--json", "--out", "c")
        self.assertEqual(status, 0, err)
        found = json.loads(out)
        capacity = found["capacity"]
        self.assertLess(capacity["low"], capacity["multiplier"])
        self.assertGreater(capacity["high"], capacity["multiplier"])
        self.assertLess(capacity["low"], 4.95)
        self.assertGreater(capacity["high"], 4.75)
        self.assertEqual([row["percent"] for row in found["table"]], [80, 100, 120])
        self.assertTrue(found["table"][0]["objectives"][0]["met"])
        self.assertFalse(found["table"][2]["objectives"][0]["met"])
        self.assertIn("messages_per_minute", found["table"][1]["metrics"])
        self.assertEqual(found["bottleneck"]["node"], "server")
        for name in ("report.html", "capacity.json", "curve.csv", "response.svg"):
            self.assertTrue((self.at / "c" / name).stat().st_size > 0, name)
        # The limit is what a run says: met below, missed above.
        for load, expected in ((capacity["low"] * 0.9, 0), (capacity["high"] * 1.1, 1)):
            status, _, _ = self.run_it("run", "small.json", "--set", f"/load/multiplier={load}", "--keep", "none", "--out", "r")
            self.assertEqual(status, expected, load)

    def test_a_rule_that_binds_is_what_helps(self):
        # A client may have 3 sessions at once, each some 0.2 s long: about 15 a second, whatever the machine could do.
        rules = [{"rule": "connection_limit", "limit": 3}, {"rule": "relay", "domains": ["small.example"]}]
        status, out, err = self.run_it("capacity", "small.json", "--precision", "0.2", "--replications", "2", "--json",
                                       "--set", "/topology/nodes/server/rules=" + json.dumps(rules),
                                       "--set", "/load/streams/0/per_second=5")
        self.assertEqual(status, 0, err)
        found = json.loads(out)
        best = found["helps"][0]
        self.assertEqual(best["resource"], "rule connection_limit: limit")
        self.assertIn("rule connection_limit", best["words"])
        self.assertGreater(best["after"], found["capacity"]["multiplier"] * 1.3)
        self.assertEqual(found["bottleneck"]["resource"], best["resource"])
        self.assertTrue(any(row["station"] == "server smtpd" for row in found["twin"]))

    def test_survive_has_its_fields(self):
        status, out, err = self.run_it("survive", "small.json", "--only", "far", "--only", "dns", "--for", "20 s", "--json", "--out", "s")
        self.assertIn(status, (0, 1), err)
        rows = {row["missing"]: row for row in json.loads(out)["rows"]}
        self.assertEqual(set(rows), {"far", "dns"})
        for key in ("objectives_met", "lost", "delayed", "peak_queue", "spool_bytes", "recovery_seconds"):
            self.assertIn(key, rows["far"])
        self.assertEqual(rows["dns"]["lost"], 0)
        self.assertTrue((self.at / "s" / "report.html").exists())

    def test_twin_tells_theory_beside_the_run(self):
        status, out, err = self.run_it("twin", "small.json", "--json")
        self.assertEqual(status, 0, err)
        station = json.loads(out)["stations"][0]
        for key in ("station", "utilisation", "theory_low", "theory_high", "simulated", "parts"):
            self.assertIn(key, station)

    def test_every_page_is_whole_and_fetches_nothing(self):
        for words in (["capacity", "small.json", "--limit-only", "--precision", "0.5", "--replications", "2"],
                      ["survive", "small.json", "--only", "far", "--for", "20 s"], ["twin", "small.json"],
                      ["growth", "small.json", "--months", "2", "--replications", "2"],
                      ["sensitivity", "small.json", "--only", "demands queue", "--replications", "2"]):
            status, _, err = self.run_it(*words, "--out", words[0])
            self.assertIn(status, (0, 1), err)
            checked = subprocess.run([sys.executable, str(CHECK_PAGE), str(self.at / words[0] / "report.html")],
                                     capture_output=True, text=True)
            self.assertEqual(checked.returncode, 0, (words, checked.stdout))

    def test_gnu_parallel_and_a_second_go_come_to_the_same(self):
        if not shutil.which("parallel"):
            self.skipTest("GNU parallel is not installed")
        limit = ["small.json", "--limit-only", "--precision", "0.5", "--replications", "2"]
        for command, words in (("capacity", limit), ("survive", ["small.json", "--only", "far", "--for", "20 s"]),
                               ("growth", ["small.json", "--months", "2", "--replications", "2"]),
                               ("sensitivity", ["small.json", "--only", "demands queue", "--replications", "2"])):
            answers = []
            for way in ([], ["--launcher", "parallel"], ["--resume"]):
                folder = command + "-" + ("here" if way != ["--launcher", "parallel"] else "parallel")
                status, out, err = self.run_it(command, *words, *way, "--json", "--out", folder)
                self.assertIn(status, (0, 1), err)
                answers.append(json.loads(out))
            self.assertEqual(answers[0], answers[1], command)
            self.assertEqual(answers[0], answers[2], command)

    def test_growth_says_when_a_disk_is_full(self):
        status, out, err = self.run_it("growth", "nayatel-busy-hour", "--disks-only", "--json", "--mailboxes", "10 %",
                                       "--set", "/topology/hosts/be2/disk/size=\"4 TB\"")
        self.assertEqual(status, 0, err)
        disk = [d for d in json.loads(out)["disks"] if d["host"] == "be2"][0]
        self.assertGreater(disk["full_month"], 0)
        self.assertEqual(disk["overcommitted_month"], 0)

    def test_a_figure_is_made_from_runs(self):
        self.run_it("run", "small.json", "--keep", "none", "--out", "r")
        status, out, err = self.run_it("figure", "r", "--metric", "throughput", "--node", "server", "--out", "f.svg")
        self.assertEqual(status, 0, err)
        self.assertTrue((self.at / "f.svg").read_text().startswith("<svg xmlns"))

    def test_wrong_words_are_told_and_leave_nothing(self):
        self.write("idle.json", {"topology": "single-server", "duration": "3 min", "load": {"population": False}})
        self.wrong(["capacity", "idle.json", "--out", "new"], "idle.json: /load")
        self.wrong(["capacity", "small.json", "--set",
                    '/objectives=[{"metric": "pop_status", "within": "5 s", "limit": "95 %"}]'], "small.json: /objectives: none has data")
        for precision in ("0", "1.5", "-1", "x"):
            self.wrong(["capacity", "small.json", "--precision", precision], "--precision", precision)
        self.wrong(["capacity", "smal.json"], "smal.json")
        self.wrong(["capacity"], "SCENARIO")
        self.wrong(["capacity", "small.json", "--replications", "1"], "--replications")
        self.wrong(["capacity", "small.json", "--resume"], "--out")
        self.wrong(["survive", "small.json", "--only", "frr"], "--only", "far")
        self.wrong(["survive", "small.json", "--for", "0 s"], "--for")
        self.wrong(["survive", "small.json", "--from", "2 h"], "--from")
        self.wrong(["survive", "small.json", "--mode", "of"], "--mode", "off")
        self.wrong(["growth", "small.json", "--months", "0"], "--months")
        self.wrong(["growth", "small.json", "--mailboxes", "much"], "--mailboxes")
        self.wrong(["growth", "small.json", "--archive", "nowhere"], "--archive", "server")
        self.wrong(["sensitivity", "small.json", "--of", "delay_p96"], "--of", "delay_p95")
        self.wrong(["sensitivity", "small.json", "--of", "nonsense"], "--of", "delay_p95", "'delay_p95'", "busiest", "server.processor")
        self.wrong(["sensitivity", "small.json", "--change", "0"], "--change")
        self.wrong(["capacity", "small.json", "--launcher", "parallel"], "--launcher", "--out")
        self.wrong(["growth", "small.json", "--launcher", "cloud", "--out", "new"], "--launcher", "slurm")
        self.wrong(["figure", "--out", "f.svg"], "DIR")
        self.wrong(["figure", "nowhere", "--out", "f.svg"], "nowhere")
        self.wrong(["figure", "nowhere", "--out", "f.png"], "--out")

    def test_a_folder_of_something_else_is_left_alone(self):
        (self.at / "mine").mkdir()
        (self.at / "mine" / "thesis.txt").write_text("mine")
        for words in (["capacity", "small.json"], ["survive", "small.json"], ["growth", "small.json", "--disks-only"]):
            self.wrong([*words, "--out", "mine"], "--out", "mine")


if __name__ == "__main__":
    if not MAILSIM.exists():
        print("mailsim is not built")
        sys.exit(77)
    os.environ.setdefault("MAILSIM_HOME", str(pathlib.Path(__file__).resolve().parents[2]))
    unittest.main()
