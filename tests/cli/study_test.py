#!/usr/bin/env python3
"""Drives `mailsim study`: results, resuming after kills, launchers, bad input.
Usage: study_test.py MAILSIM. Exit status 77: mailsim is not built."""
import contextlib
import csv
import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAILSIM = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else ROOT / "build" / "mailsim").resolve()
SETTINGS = {**os.environ, "MAILSIM_HOME": str(ROOT), "LC_ALL": "C.UTF-8"}
OUTPUT = ["summary.json", "points.csv", "runs.csv", "report.html", "stress-des.html"]

# A few seconds of mail between two people: a run of some ten milliseconds.
QUICK = {
    "topology": "single-server",
    "start": "Monday 10:00",
    "duration": "2 min",
    "warm_up": "30 s",
    "load": {"population": False, "streams": [{"from": "ann@small.example", "to": "bob@small.example", "per_second": 3}]},
    "objectives": [{"name": "on time", "metric": "delivery", "within": "60 s", "limit": "95 %"}],
}
STUDY = {
    "title": "two people, more and more mail",
    "scenario": "quick.json",
    "factors": [{"name": "load", "pointer": "/load/multiplier", "values": [1, 2, 4]}],
    "replications": 4,
    "metrics": ["delay_mean", "delay_p95", "queue_mean"],
}


class InFolder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.write("quick.json", QUICK)
        self.write("study.json", STUDY)

    def write(self, name, tree):
        (self.folder / name).write_text(json.dumps(tree))

    def command(self, *arguments):
        return [str(MAILSIM), *arguments]

    def mailsim(self, *arguments, status=0, **more):
        done = subprocess.run(self.command(*arguments), cwd=self.folder, env={**SETTINGS, **more}, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, status, done.stdout[-2000:] + done.stderr[-2000:])
        return done

    def study(self, *arguments, **more):
        return json.loads(self.mailsim("study", "study.json", "--json", *arguments, **more).stdout)

    def output(self, out):
        """Every byte that a study's results hold, but for its time."""
        files = {name: (self.folder / out / name).read_bytes() for name in OUTPUT}
        with sqlite3.connect(self.folder / out / "results.sqlite") as db:
            files["results.sqlite"] = "\n".join(db.iterdump())
        return files


class Results(InFolder):
    def test_every_figure_has_its_interval(self):
        result = self.study("--out", "a")
        self.assertTrue(result["complete"])
        self.assertEqual([p["parameters"] for p in result["points"]], [{"/load/multiplier": x} for x in (1, 2, 4)])
        for point in result["points"]:
            for name in STUDY["metrics"]:
                m = point["metrics"][name]
                self.assertEqual(m["n"], 4)
                self.assertLessEqual(m["low"], m["mean"])
                self.assertLessEqual(m["mean"], m["high"])
        busy = [p["metrics"]["queue_mean"]["mean"] for p in result["points"]]
        self.assertEqual(busy, sorted(busy))
        self.assertNotIn("difference", result["points"][0]["metrics"]["delay_mean"])
        difference = result["points"][2]["metrics"]["queue_mean"]["difference"]
        self.assertGreater(difference["low"], 0)
        self.assertIn("variance_reduction", difference)

    def test_a_pair_without_a_change_differs_by_exactly_zero(self):
        self.write("study.json", {**STUDY, "factors": [{"pointer": "/title", "values": ["one", "two"]}]})
        second = self.study("--out", "a")["points"][1]
        for metric in second["metrics"].values():
            self.assertEqual([metric["difference"][x] for x in ("mean", "low", "high")], [0, 0, 0])

    def test_any_number_of_jobs_gives_the_same_bytes(self):
        self.study("--out", "a", "--jobs", "1")
        self.study("--out", "b", "--jobs", "3")
        self.assertEqual(self.output("a"), self.output("b"))

    def test_the_database_and_the_tables_say_what_the_summary_says(self):
        result = self.study("--out", "a")
        with sqlite3.connect(self.folder / "a/results.sqlite") as db:
            rows = db.execute("SELECT e.mean, e.low, e.high FROM estimates e JOIN parameters p ON p.point = e.point "
                              "WHERE e.metric = 'delay_p95' ORDER BY CAST(p.value AS REAL)").fetchall()
            self.assertEqual(db.execute("SELECT COUNT(*) FROM runs").fetchone()[0], 12)
        expected = [tuple(p["metrics"]["delay_p95"][x] for x in ("mean", "low", "high")) for p in result["points"]]
        self.assertEqual(rows, expected)
        with open(self.folder / "a/points.csv", newline="") as file:
            table = [r for r in csv.DictReader(file) if r["metric"] == "delay_p95"]
        self.assertEqual([(float(r["mean"]), float(r["low"]), float(r["high"])) for r in table], expected)
        with open(self.folder / "a/runs.csv", newline="") as file:
            self.assertEqual(len(list(csv.DictReader(file))), 12)

    def test_the_pages_are_sound_and_fetch_nothing(self):
        grid = [*STUDY["factors"], {"name": "a < b & c", "pointer": "/title", "values": ["<i>", "&"]}]
        cube = [{"pointer": "/load/multiplier", "between": {"from": 1, "to": 4}}, {"pointer": "/load/spam_multiplier", "between": {"from": 1, "to": 2}}]
        for out, tree in {"one": {k: v for k, v in STUDY.items() if k != "factors"}, "grid": {**STUDY, "factors": grid, "title": "<b> & \"q\""},
                          "cube": {**STUDY, "factors": cube, "points": 5, "replications": 2}}.items():
            self.write("study.json", tree)
            self.study("--out", out)
            for page in ("report.html", "stress-des.html"):
                checked = subprocess.run([sys.executable, ROOT / "tests/report/check_page.py", self.folder / out / page],
                                         capture_output=True, text=True)
                self.assertEqual(checked.returncode, 0, checked.stdout)

    def test_each_query_of_the_page_of_queries_gives_rows(self):
        self.study("--out", "a")
        blocks = (ROOT / "studies" / "QUERIES.md").read_text().split("```sql\n")[1:]
        self.assertGreater(len(blocks), 4)
        with sqlite3.connect(self.folder / "a/results.sqlite") as db:
            for block in blocks:
                query = block.split("```")[0]
                with self.subTest(query):
                    self.assertTrue(db.execute(query).fetchall())

    def test_replications_are_added_until_the_precision_is_reached(self):
        self.write("study.json", {**STUDY, "replications": 3, "precision": {"metric": "queue_mean", "relative": "4 %"}})
        result = self.study("--out", "a")
        for point in result["points"]:
            m = point["metrics"]["queue_mean"]
            self.assertLessEqual((m["high"] - m["low"]) / 2, 0.04 * m["mean"])
        self.assertGreater(max(p["replications"] for p in result["points"]), 3)
        again = self.study("--out", "a", "--resume")
        self.assertEqual(again["points"], result["points"])

    def test_the_budget_ends_a_study_that_cannot_be_as_precise(self):
        self.write("study.json", {**STUDY, "replications": 2, "precision": "0.01 %", "budget": 20})
        result = self.study("--out", "a")
        self.assertEqual(result["runs"], 20)
        self.assertTrue(any("budget" in w for w in result["warnings"]))

    def test_a_constant_load_gets_its_warm_up_from_pilot_runs(self):
        self.write("quick.json", {**{k: v for k, v in QUICK.items() if k != "warm_up"}, "duration": "60 min"})
        self.write("study.json", {**STUDY, "replications": 2})
        result = self.study("--out", "a")
        self.assertIn("MSER-5", result["warm_up"]["how"])
        self.assertEqual(result["warm_up"]["seconds"] % 300, 0)
        self.assertEqual(result["pilot_runs"], 6)

    def test_an_overloaded_point_is_called_not_stable(self):
        self.write("study.json", {**STUDY, "factors": [{"pointer": "/load/multiplier", "values": [1, 100]}]})
        quiet, loud = self.study("--out", "a")["points"]
        self.assertFalse(any("not stable" in w for w in quiet["warnings"]))
        self.assertTrue(any("not stable" in w for w in loud["warnings"]), loud["warnings"])

    def test_progress_is_told_on_a_terminal_only(self):
        self.assertEqual(self.mailsim("study", "study.json", "--out", "a").stderr, "")
        shown = subprocess.run(["script", "-qec", f"'{MAILSIM}' study study.json --out b > /dev/null", "/dev/null"], cwd=self.folder,
                               env={**SETTINGS, "TERM": "xterm"}, stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
        self.assertRegex(shown, r"round 1: \d+/12, [\d.e+]+ a second, .* left")
        self.assertRegex(shown, r"delay_mean .* \[.* to .*\]")

    def test_the_same_words_on_paper(self):
        text = self.mailsim("study", "study.json", "--out", "a").stdout
        self.assertIn("two people, more and more mail", text)
        self.assertIn("delay_p95", text)
        for line in text.splitlines():
            self.assertLessEqual(len(line), 100)


class Resuming(InFolder):
    def start(self, out, *more):
        slow = [{"name": "load", "pointer": "/load/multiplier", "values": [60, 75, 90]}]  # runs that a kill finds at work
        self.write("study.json", {**STUDY, "factors": slow, "replications": 6})
        return subprocess.Popen(self.command("study", "study.json", "--out", out, "--json", *more), cwd=self.folder,
                                env=SETTINGS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def runs(self, out):
        return sorted((self.folder / out / "runs").glob("*.json"))

    def wait_for_runs(self, process, out, n):
        end = time.time() + 120
        while len(self.runs(out)) < n and time.time() < end and process.poll() is None:
            time.sleep(0.005)

    def test_goes_on_after_the_coordinator_is_killed(self):
        process = self.start("a")
        self.wait_for_runs(process, "a", 3)
        process.kill()
        process.wait()
        time.sleep(0.2)
        had = {f: f.stat().st_mtime_ns for f in self.runs("a")}
        self.assertGreaterEqual(len(had), 3)
        self.study("--out", "a", "--resume")
        self.assertEqual({f: f.stat().st_mtime_ns for f in had}, had)
        self.study("--out", "b")
        self.assertEqual(self.output("a"), self.output("b"))

    def test_a_killed_worker_costs_its_run_only(self):
        process = self.start("a")
        self.wait_for_runs(process, "a", 1)
        for child in pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        self.assertEqual(process.wait(120), 0)
        self.assertEqual(len(self.runs("a")), 18)

    def test_an_interrupt_leaves_a_valid_partial_result(self):
        process = self.start("a")
        self.wait_for_runs(process, "a", 2)  # of 18: most are still to come, however quick the machine
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(120), 130)
        summary = json.loads((self.folder / "a/summary.json").read_text())
        self.assertIs(summary["complete"], False)
        self.assertTrue(self.study("--out", "a", "--resume")["complete"])

    def test_a_full_disk_is_told_and_resumed(self):
        script = f'trap "" XFSZ; ulimit -f 4; exec "{MAILSIM}" study study.json --out a --json'
        limited = subprocess.run(["bash", "-c", script], cwd=self.folder, env=SETTINGS, capture_output=True, text=True)
        self.assertEqual(limited.returncode, 3)
        self.assertIn("cannot write", limited.stderr)
        self.assertFalse(list((self.folder / "a/runs").glob("*.json")))
        self.assertTrue(self.study("--out", "a", "--resume")["complete"])

    def test_a_damaged_result_is_made_again(self):
        self.study("--out", "a")
        before = self.output("a")
        torn = self.runs("a")[5]
        torn.write_bytes(torn.read_bytes()[:500])
        done = self.mailsim("study", "study.json", "--out", "a", "--resume", "--json")
        self.assertIn("run 5 is made again", done.stderr)
        self.assertEqual(self.output("a"), before)

    def test_a_worker_makes_the_runs_that_it_is_told(self):
        self.study("--out", "a")
        before = {f: f.read_bytes() for f in self.runs("a")}
        for f in self.runs("a")[2:5]:
            f.unlink()
        self.mailsim("study", "--work", "a", "--lines", "2-3,4")
        self.assertEqual({f: f.read_bytes() for f in self.runs("a")}, before)


class Launchers(InFolder):
    def test_gnu_parallel_gives_the_same_bytes(self):
        if not shutil.which("parallel"):
            self.skipTest("GNU parallel is not installed")
        self.study("--out", "a")
        self.study("--out", "b", "--launcher", "parallel", "--jobs", "2", "--sshlogin", ":")
        self.assertEqual(self.output("a"), self.output("b"))

    def test_gnu_parallel_reaches_a_second_machine_by_ssh(self):
        if not (shutil.which("parallel") and pathlib.Path("/usr/sbin/sshd").exists() and os.geteuid() == 0):
            self.skipTest("GNU parallel, sshd or root are missing here")
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        keys = self.folder / "ssh"
        keys.mkdir(mode=0o700)
        for name in ("host", "id"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", keys / name], check=True)
        (keys / "config").write_text(f"Port {port}\nListenAddress 127.0.0.1\nHostKey {keys}/host\nAuthorizedKeysFile {keys}/id.pub\n"
                                     "StrictModes no\nUsePAM no\nPidFile none\n")
        pathlib.Path("/run/sshd").mkdir(exist_ok=True)
        server = subprocess.Popen(["/usr/sbin/sshd", "-D", "-f", keys / "config", "-E", keys / "log"])
        self.addCleanup(lambda: (server.terminate(), server.wait()))
        login = keys / "login"
        login.write_text(f"#!/bin/sh\nexec ssh -q -p {port} -i {keys}/id -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \"$@\"\n")
        login.chmod(0o755)
        for _ in range(50):
            if subprocess.run([login, "127.0.0.1", "true"], stdin=subprocess.DEVNULL).returncode == 0:
                break
            time.sleep(0.1)
        self.study("--out", "a")
        self.study("--out", "b", "--launcher", "parallel", "--jobs", "1", "--sshlogin", f":,{login} 127.0.0.1")
        self.assertEqual(self.output("a"), self.output("b"))
        self.assertIn("127.0.0.1", (self.folder / "b/parallel/joblog").read_text())

    def test_workers_of_gnu_parallel_may_be_killed(self):
        if not shutil.which("parallel"):
            self.skipTest("GNU parallel is not installed")
        slow = [{"name": "load", "pointer": "/load/multiplier", "values": [30, 40]}]
        self.write("study.json", {**STUDY, "factors": slow, "replications": 4})
        process = subprocess.Popen(self.command("study", "study.json", "--out", "a", "--launcher", "parallel", "--jobs", "2"),
                                   cwd=self.folder, env=SETTINGS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        killed, end = 0, time.time() + 60
        while killed < 2 and time.time() < end and process.poll() is None:
            for entry in pathlib.Path("/proc").iterdir():
                try:
                    words = (entry / "cmdline").read_bytes().split(b"\0")
                    ours = b"--work" in words and os.readlink(entry / "cwd") == str(self.folder)
                except (OSError, ValueError):
                    continue
                if ours and words[0].endswith(b"mailsim") and killed < 2:
                    os.kill(int(entry.name), signal.SIGKILL)
                    killed += 1
            time.sleep(0.02)
        self.assertEqual(process.wait(120), 0)
        self.assertEqual(len(list((self.folder / "a/runs").glob("*.json"))), 8)
        self.assertGreater(killed, 0)


class BadInput(InFolder):
    def refused(self, *arguments, says, tree=None):
        if tree is not None:
            self.write("study.json", tree)
        before = sorted(str(p) for p in self.folder.rglob("*"))
        done = self.mailsim("study", "study.json", *arguments, status=2)
        self.assertIn(says, done.stderr)
        self.assertEqual(done.stdout, "")
        return before

    def test_wrong_studies_leave_nothing_behind(self):
        cases = {
            "/factors/0/values": {**STUDY, "factors": [{"pointer": "/load/multiplier", "values": []}]},
            "did you mean 'multiplier'": {**STUDY, "factors": [{"pointer": "/load/multiplyer", "values": [1]}]},
            "/precision": {**STUDY, "precision": 0},
            "did you mean 'delay_p95'": {**STUDY, "metrics": ["delay_p955"]},
            "/scenario": {**STUDY, "scenario": "nowhere.json"},
            "/objectives/0/metric": {**STUDY, "objectives": [{"metric": "happiness", "limit": 1}]},
        }
        for says, tree in cases.items():
            with self.subTest(says):
                before = self.refused("--out", "a", says=says, tree=tree)
                self.assertEqual(sorted(str(p) for p in self.folder.rglob("*")), before)
                self.assertIn("study.json:", self.mailsim("check", "study.json", status=2).stderr)

    def test_wrong_flags(self):
        for flags in (["--jobs", "0"], ["--jobs", "many"], ["--launcher", "cloud"], ["--sshlogin", "a"], ["--lines", "3"],
                      ["--sbatch=--time=1", "--launcher", "parallel"]):
            with self.subTest(flags):
                self.refused(*flags, says="mailsim: " + flags[0].split("=")[0])

    def test_an_objective_without_data_is_told_after_the_runs(self):
        tree = {**STUDY, "objectives": [{"name": "pop", "metric": "pop_retrieve", "within": "5 s", "limit": "95 %"}]}
        self.refused("--out", "a", says="/objectives/0: 'pop' has no data", tree=tree)
        self.assertFalse((self.folder / "a/summary.json").exists())

    def test_folders_of_others_are_left_alone(self):
        self.study("--out", "a")
        before = self.output("a")
        self.refused("--out", "a", says="--resume")
        self.refused("--out", "a", "--resume", says="another study", tree={**STUDY, "replications": 5})
        self.write("quick.json", {**QUICK, "duration": "3 min"})
        self.refused("--out", "a", "--resume", says="other inputs", tree=STUDY)
        self.assertEqual(self.output("a"), before)
        (self.folder / "mine").mkdir()
        (self.folder / "mine/letter.txt").write_text("dear")
        self.refused("--out", "mine", says="no study of mailsim")
        self.assertEqual([p.name for p in (self.folder / "mine").iterdir()], ["letter.txt"])

    def test_a_damaged_database_is_told_and_left_alone(self):
        self.study("--out", "a")
        file = self.folder / "a/results.sqlite"
        whole = file.read_bytes()
        for damaged in (b"no database", whole[:5000] + b"\xff" * 3000 + whole[8000:], whole[:4096]):
            file.write_bytes(damaged)
            self.refused("--out", "a", "--resume", says="results.sqlite' is damaged")
            self.assertEqual(file.read_bytes(), damaged)
        file.unlink()
        self.study("--out", "a", "--resume")

    def test_a_damaged_plan_is_told(self):
        self.study("--out", "a")
        (self.folder / "a/plan.jsonl").write_text("{}\n")
        self.refused("--out", "a", "--resume", says="damaged at line 1")

    def test_a_worker_refuses_what_is_no_study(self):
        self.assertIn("study.json", self.mailsim("study", "--work", ".", "--lines", "0", status=2).stderr)
        self.study("--out", "a")
        self.assertIn("no line 99", self.mailsim("study", "--work", "a", "--lines", "99", status=2).stderr)


if __name__ == "__main__":
    if not MAILSIM.exists():
        print(f"{MAILSIM} is not built")
        sys.exit(77)
    unittest.main(verbosity=1)
