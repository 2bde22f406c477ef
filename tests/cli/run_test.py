#!/usr/bin/env python3
"""Drives `mailsim run` and `mailsim compare`: same bytes, recipes, fields, exit statuses, interruption, bad input.
Usage: run_test.py MAILSIM. Exit status 77: mailsim is not built."""
import contextlib
import json
import os
import pathlib
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAILSIM = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else ROOT / "build" / "mailsim").resolve()
SETTINGS = {**os.environ, "MAILSIM_HOME": str(ROOT), "LC_ALL": "C.UTF-8"}
FILES = {"summary.json", "timing.json", "results.sqlite", "recipe.json", "report.html"}
LEDGER = {"offered", "accepted", "rejected", "created", "delivered", "bounced", "discarded", "quarantined", "queued"}

# Half an hour between two people and a friend outside: 30 + 30 messages, regular; nobody fetches.
QUIET = {
    "title": "a quiet half hour",
    "topology": "single-server",
    "start": "Monday 10:00",
    "duration": "30 min",
    "seed": 7,
    "drain": True,
    "load": {
        "population": False,
        "streams": [
            {"from": "ann@small.example", "to": "friend@far.example", "per_second": 0.1, "count": 30, "regular": True, "size": "10 KB"},
            {"from": "friend@far.example", "to": "bob@small.example", "per_second": 0.1, "count": 30, "sizes": "modern"},
        ],
    },
}


def changed(**keys):
    return {**QUIET, **keys}


def messages(*rows, **keys):
    rows = [{"at": "1 s", "from": sender, "to": to, **more} for sender, to, more in rows]
    return changed(load={"population": False, "messages": rows}, **keys)


class InFolder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, scenario, name="s.json"):
        (self.folder / name).write_text(scenario if isinstance(scenario, str) else json.dumps(scenario))

    def mailsim(self, *arguments, cwd=None, memory=4 << 30):
        return subprocess.run([MAILSIM, *arguments], cwd=cwd or self.folder, env=SETTINGS, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=50,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (45, 45)))

    def run_json(self, scenario, *arguments, status=0, out="out"):
        self.write(scenario)
        done = self.mailsim("run", "s.json", "--json", "--out", out, *arguments)
        self.assertEqual(done.returncode, status, done.stderr)
        return json.loads(done.stdout)

    def rows(self, question, out="out"):
        with contextlib.closing(sqlite3.connect(self.folder / out / "results.sqlite")) as results:
            return results.execute(question).fetchall()

    def bytes_of(self, out):
        with contextlib.closing(sqlite3.connect(self.folder / out / "results.sqlite")) as results:
            dump = "\n".join(results.iterdump())
        return [(self.folder / out / name).read_bytes() for name in ("summary.json", "recipe.json")] + [dump]


class SameBytes(InFolder):
    def test_of_two_runs_and_of_their_recipe_in_another_folder(self):
        self.write(QUIET)
        for arguments in [(), ("--keep", "all"), ("--keep", "none"), ("--keep", "sample=7", "--seed", "12"),
                          ("--set", "/topology/hosts/server/cores=1", "--set", "/load/multiplier=2", "--keep", "all")]:
            with self.subTest(arguments):
                for out in ("a", "b"):
                    self.assertEqual(self.mailsim("run", "s.json", "--out", out, *arguments).returncode, 0)
                first = self.bytes_of("a")
                self.assertEqual(first, self.bytes_of("b"))
                with tempfile.TemporaryDirectory() as elsewhere:
                    done = self.mailsim("run", str(self.folder / "a" / "recipe.json"), "--out", str(self.folder / "c"), cwd=elsewhere)
                    self.assertEqual(os.listdir(elsewhere), [])
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(first, self.bytes_of("c"))

    def test_of_the_summary_do_not_depend_on_what_is_kept(self):
        self.write(QUIET)
        texts = set()
        for keep in ("all", "none", "sample=3"):
            self.mailsim("run", "s.json", "--out", "out", "--keep", keep)
            texts.add((self.folder / "out" / "summary.json").read_text())
        self.assertEqual(len(texts), 1)

    def test_differ_with_the_seed(self):
        self.write(QUIET)
        for seed in ("1", "2"):
            self.mailsim("run", "s.json", "--out", seed, "--seed", seed)
        self.assertNotEqual(self.bytes_of("1")[0], self.bytes_of("2")[0])

    def test_hold_neither_host_name_nor_folder(self):
        self.write(QUIET)
        self.mailsim("run", "s.json", "--out", "a-folder-of-this-name")
        for content in self.bytes_of("a-folder-of-this-name")[:2]:
            self.assertNotIn(b"a-folder-of-this-name", content)
            self.assertNotIn(str(self.folder).encode(), content)


class Fields(InFolder):
    def test_of_the_contract_and_its_files(self):
        document = self.run_json(QUIET)
        self.assertEqual(set(os.listdir(self.folder / "out")), FILES)
        wanted = {"ledger", "delay", "delay_by", "nodes", "objectives", "simulated_seconds", "complete", "wall_seconds",
                  "messages_per_second"}
        self.assertTrue(wanted <= set(document), wanted - set(document))
        self.assertEqual(set(document["ledger"]), LEDGER)
        self.assertTrue({"n", "mean", "p50", "p95", "p99", "max", "censored"} <= set(document["delay"]))
        self.assertTrue({"internal", "incoming", "outgoing", "dsn", "spam"} <= set(document["delay_by"]))
        for node in document["nodes"].values():
            self.assertTrue({"utilisation", "queue", "throughput", "ledger"} <= set(node))
            self.assertTrue({"processor", "disk", "processes"} <= set(node["utilisation"]))
            self.assertTrue({"mean", "max"} <= set(node["queue"]))
        for objective in document["objectives"]:
            self.assertTrue({"name", "unit", "direction", "limit", "value", "met"} <= set(objective))
        self.assertIs(document["complete"], True)
        summary = json.loads((self.folder / "out" / "summary.json").read_text())
        self.assertFalse({"wall_seconds", "messages_per_second"} & set(summary))

    def test_tables_of_the_contract(self):
        self.run_json(QUIET, "--keep", "all")
        for table, columns in {
                "messages": "id kind sender recipient size submitted finished outcome reply_code reply_enhanced attempts",
                "hops": "message n node arrived left queue_wait next", "samples": "minute node metric value",
                "events": "t kind node detail", "meta": "key value"}.items():
            found = [row[1] for row in self.rows(f"pragma table_info({table})")]
            self.assertEqual(found[:len(columns.split())], columns.split())

    def test_rows_by_keep(self):
        for keep, count in [("all", 60), ("none", 0)]:
            self.run_json(QUIET, "--keep", keep)
            self.assertEqual(self.rows("select count(*) from messages"), [(count,)])

    def test_ledger_is_conserved_and_right(self):
        ledger = self.run_json(QUIET)["ledger"]
        self.assertEqual((ledger["offered"], ledger["accepted"], ledger["delivered"], ledger["queued"]), (60, 60, 60, 0))


class Answers(InFolder):
    def test_outcome_of_each_recipient(self):
        # ann writes to bob, the friend, and two who do not exist: one refused at once, one bounced from outside, so that
        # 4 are offered, 3 accepted, 1 notification made, and 3 delivered: bob's, the friend's, ann's notification.
        everyone = "bob@small.example, friend@far.example, nobody@small.example, ghost@far.example"
        document = self.run_json(messages(("ann@small.example", everyone, {})), "--keep", "all")
        rows = dict(self.rows("select recipient, outcome from messages"))
        self.assertEqual(rows, {"bob@small.example": "delivered", "friend@far.example": "delivered",
                                "nobody@small.example": "rejected", "ghost@far.example": "bounced",
                                "ann@small.example": "delivered"})
        self.assertEqual(self.rows("select rule from messages where recipient = 'nobody@small.example'"), [("recipient_known",)])
        ledger = document["ledger"]
        self.assertEqual([ledger[k] for k in ("offered", "rejected", "accepted", "created", "delivered", "bounced")],
                         [4, 1, 3, 1, 3, 1])

    def test_retries_follow_the_schedule_and_the_queue_empties(self):
        # Refused until 1 h; the queue is scanned every 300 s and a message's wait doubles with its age:
        # 300, 600, 1200, 2400, 4800 s.
        fault = {"target": "far", "mode": "refusing-tcp", "from": "0 s", "until": "1 h"}
        scenario = messages(("ann@small.example", "friend@far.example", {}), faults=[fault], objectives=[])
        self.write(scenario)
        self.mailsim("run", "s.json", "--out", "out", "--keep", "all")
        began = [round(t) for (t,) in self.rows("select began from attempts where node = 'server' order by n")]
        self.assertEqual(began[1:], [300, 600, 1200, 2400, 4800])
        self.assertEqual(self.rows("select outcome from messages"), [("delivered",)])

    def test_quota_fills_up_and_then_refuses(self):
        # 1 MB has room for three of 300 KB.
        rows = [("friend@far.example", "bob@small.example", {"at": f"{n} min", "size": "300 KB"}) for n in range(1, 7)]
        change = [{"target": "/domains/small.example/accounts/bob/quota", "value": "1 MB"},
                  {"target": "/domains/small.example/accounts/bob/fill", "value": "0 %"}]
        self.run_json(messages(*rows, changes=change), "--keep", "all", status=0)
        outcomes = [o for (o,) in self.rows("select outcome from messages where kind = 'incoming' order by submitted")]
        self.assertEqual(outcomes[:3], ["delivered"] * 3)
        self.assertNotIn("delivered", outcomes[3:])

    def test_load_of_next_to_nothing_ends(self):
        for load in [{"multiplier": 1e-300}, {"multiplier": 0},
                     {"population": False, "streams": [{"from": "friend@far.example", "to": "bob@small.example", "per_second": 1e-9}]},
                     {"multiplier": 0, "streams": [{"from": "friend@far.example", "to": "bob@small.example", "regular": True}]}]:
            with self.subTest(load):
                self.assertEqual(self.run_json(changed(load=load))["ledger"]["offered"], 0)

    def test_status_1_when_an_objective_is_missed(self):
        for limit, status in [("60 s", 0), ("1 ms", 1)]:
            scenario = changed(objectives=[{"metric": "delivery", "within": limit, "limit": "95 %"}])
            document = self.run_json(scenario, status=status)
            self.assertEqual([o["met"] for o in document["objectives"]], [status == 0])


class Interrupted(InFolder):
    def test_leaves_a_valid_partial_result(self):
        stream = {"from": "friend@far.example", "to": "bob@small.example", "per_second": 50, "size": "1 KB"}
        self.write(changed(duration="100 d", load={"population": False, "streams": [stream]}))
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                shutil.rmtree(self.folder / "out", ignore_errors=True)
                running = subprocess.Popen([MAILSIM, "run", "s.json", "--out", "out", "--keep", "none", "--json"], cwd=self.folder,
                                           env=SETTINGS, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                end = time.monotonic() + 120
                while not (self.folder / "out/results.sqlite").exists() and time.monotonic() < end:
                    time.sleep(0.01)  # it is made when the run begins
                time.sleep(0.2)
                running.send_signal(number)
                output, errors = running.communicate(timeout=120)
                self.assertEqual(running.returncode, 130, errors)
                document = json.loads(output)
                self.assertIs(document["complete"], False)
                self.assertLess(document["simulated_seconds"], 100 * 86400)
                ledger = document["ledger"]
                self.assertEqual(ledger["accepted"] + ledger["created"], sum(
                    ledger[k] for k in ("delivered", "bounced", "discarded", "quarantined", "queued")))
                self.assertEqual(set(os.listdir(self.folder / "out")), FILES)
                self.assertEqual(self.rows("select value from meta where key = 'complete'"), [("false",)])


class Compare(InFolder):
    def test_fields_and_statuses(self):
        self.write(QUIET)
        self.mailsim("run", "s.json", "--out", "a", "--keep", "all")
        self.mailsim("run", "s.json", "--out", "b", "--keep", "all", "--set", "/topology/hosts/server/speed=0.5")
        done = self.mailsim("compare", "a", "b", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = json.loads(done.stdout)["differences"]
        self.assertTrue(rows)
        for row in rows:
            self.assertTrue({"metric", "first", "second", "difference", "low", "high", "paired"} <= set(row))
            if None not in (row["first"], row["second"], row["difference"]):
                self.assertAlmostEqual(row["second"] - row["first"], row["difference"], places=6)
        self.assertTrue(self.mailsim("compare", "a", "b").stdout)

    def test_refuses_what_is_no_run(self):
        self.write(QUIET)
        self.mailsim("run", "s.json", "--out", "a")
        for name, text in [("summary.json", None), ("summary.json", "[]"), ("summary.json", "{}"), ("summary.json", ""),
                           ("results.sqlite", "no database" * 1000)]:
            with self.subTest((name, text and text[:20])):
                shutil.rmtree(self.folder / "b", ignore_errors=True)
                shutil.copytree(self.folder / "a", self.folder / "b")
                (self.folder / "b" / name).unlink()
                if text is not None:
                    (self.folder / "b" / name).write_text(text)
                done = self.mailsim("compare", "a", "b")
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertRegex(done.stderr, rf"(?m)\A(b/{name}: /\S*: .+\n)+\Z")


class BadInput(InFolder):
    def refuse(self, *arguments, expected=""):
        before = sorted(os.listdir(self.folder))
        done = self.mailsim(*arguments)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr[:500])
        self.assertIn(expected, done.stderr)
        self.assertRegex(done.stderr, r"(?m)\A(.+: .+: .+\n)+\Z")
        self.assertEqual(sorted(os.listdir(self.folder)), before, "something was written")

    def test_scenarios(self):
        one = {"target": "server", "mode": "off"}
        stream = {"from": "ann@small.example", "to": "friend@far.example"}
        for scenario, pointer in [
                ("", "/"), ("{", "/"), ("null", "/"), ('{"seed": 1, "seed": 2}', "/seed"), ("[" * 100000, "/"),
                (changed(duration="NaN h"), "/duration"), (changed(duration="-1 h"), "/duration"), (changed(duration="500 d"), "/duration"),
                (changed(seed=-1), "/seed"), (changed(seed=1 << 64), "/seed"), (changed(start="-3 h"), "/start"),
                (changed(durration="1 h"), "/durration"), (changed(topology="nope.json"), "nope.json"),
                (changed(load={"multiplier": 1e6}), "/load/multiplier"),
                (changed(load={"streams": [{**stream, "per_second": 1e9}]}), "/load/streams/0/per_second"),
                (changed(load={"streams": [{**stream, "per_second": -1}]}), "/load/streams/0/per_second"),
                (messages(("ann@small.example", ",,", {})), "/load/messages/0/to"),
                (changed(faults=[{**one, "target": "servr"}]), "did you mean 'server'?"),
                (changed(faults=[{**one, "from": "2 h", "until": "1 h"}]), "/faults/0/until"),
                (changed(faults=[{**one, "mean_between": "1 ns", "mean_repair": "1 ns"}]), "/faults/0"),
                (changed(faults=[{"kind": "dns", "target": "..", "mode": "silent"}]), "/faults/0/target"),
                (changed(records=[{"name": "small.example", "type": "MX", "records": ["10 ma\0il.small.example."]}]), "/records/0"),
                (changed(changes=[{"target": "/nodes/nope/role", "value": "relay"}]), "/changes/0/target"),
                (changed(changes=[{"target": "/nodes/server/addresses", "value": []}]), "/changes/0/value")]:
            with self.subTest(str(scenario)[:60] + pointer):
                self.write(scenario)
                self.refuse("run", "s.json", "--out", "out", expected=pointer)

    def test_templates_that_take_from_templates(self):
        shutil.copytree(ROOT / "topologies" / "zones", self.folder / "zones")
        tree = json.loads((ROOT / "topologies" / "single-server.json").read_text())
        tree["templates"] = {"a": {"template": "b"}, "b": {"template": "a"}}
        (self.folder / "t.json").write_text(json.dumps(tree))
        self.refuse("check", "t.json", expected="/templates/a/template")

    def test_files(self):
        self.write('{"title": "' + "x" * (33 << 20) + '"}')
        os.symlink("loop.json", self.folder / "loop.json")
        for name, expected in [("s.json", "32 MB"), ("none.json", ""), ("loop.json", ""), ("/dev/zero", ""), ("/bin/true", ""), (".", "")]:
            with self.subTest(name):
                self.refuse("run", name, "--out", "out", expected=expected)

    def test_options(self):
        self.write(QUIET)
        (self.folder / "file").write_text("mine")
        for arguments in [("--seed", "x"), ("--seed", ""), ("--seed", "-1"), ("--keep", "some"), ("--keep", "sample=0"), ("--out", ""),
                          ("--out", "file"), ("--out", "file/x"), ("--out", "/proc/x"), ("--set", "seed=3"), ("--set", "/seed=x"),
                          ("--set", "/nope=1"), ("--set", "/topology/nodes/nope/role=relay"), ("--set", "/~=1"), ("--sed", "3")]:
            with self.subTest(arguments):
                self.refuse("run", "s.json", *arguments)
        self.assertEqual((self.folder / "file").read_text(), "mine")

    def test_a_folder_that_is_no_run_keeps_its_files(self):
        self.write(QUIET)
        (self.folder / "mine").mkdir()
        (self.folder / "mine" / "summary.json").write_text("mine")
        self.refuse("run", "s.json", "--out", "mine", expected="--out")
        self.assertEqual((self.folder / "mine" / "summary.json").read_text(), "mine")

    def test_recipes(self):
        self.write(QUIET)
        self.mailsim("run", "s.json", "--out", "a")
        recipe = json.loads((self.folder / "a" / "recipe.json").read_text())
        outside = {**recipe["topology"], "name": "../../outside.json"}
        for keys, pointer in [({"mailsim_recipe": 2}, "/mailsim_recipe"), ({"seed": -7}, "/seed"), ({"topology": outside}, "/topology/name"),
                              ({"zones": [{"name": "/tmp/x.zone", "text": ""}]}, "/zones/0/name"), ({"keep": None}, "/keep"),
                              ({"zzz": 1}, "/zzz"), ({"scenario": {"name": "", "text": "{}"}}, "/scenario/name")]:
            with self.subTest(pointer):
                self.write({**recipe, **keys}, "r.json")
                self.refuse("run", "r.json", "--out", "out", expected=pointer)


if __name__ == "__main__":
    if not MAILSIM.exists():
        print(f"{MAILSIM} is not built; nothing was tested")
        sys.exit(77)
    unittest.main()
