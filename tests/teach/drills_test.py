#!/usr/bin/env python3
"""The drills of the whole program: every shipped one is proven, so are some made ones; scripts play them.

Usage: drills_test.py MAILSIM [--quick]. Exit 77 when the program is not built."""
import fcntl
import json
import os
import pathlib
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest

MAILSIM = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else "build/mailsim").resolve()
TREE = pathlib.Path(__file__).resolve().parents[2]
DRILLS = sorted((TREE / "scenarios/drills").glob("*.json"))
SEEDS = [1, 2, 3, 11, 12, 13]


def run(*args, text=None, env=None):
    full = {**os.environ, "MAILSIM_HOME": str(TREE), "NO_COLOR": "1", **(env or {})}
    return subprocess.run([MAILSIM, *map(str, args)], input=text, capture_output=True, text=True, env=full, check=False)


def play(name, *lines):
    done = run("drill", *name, "--script", "-", "--json", text="\n".join(lines) + "\n")
    return done, json.loads(done.stdout)


class Shipped(unittest.TestCase):
    def test_every_drill_is_proven(self):
        for drill in DRILLS:
            with self.subTest(drill=drill.stem):
                done = run("drill", "--check", drill, "--json")
                proof = json.loads(done.stdout)
                self.assertTrue(proof["holds"], [s for s in proof["steps"] if not s["holds"]])
                self.assertEqual(done.returncode, 0)

    def test_check_knows_drills(self):
        self.assertEqual(run("check", *DRILLS).returncode, 0)

    def test_the_list_has_three_levels(self):
        drills = json.loads(run("drill", "--list", "--json").stdout)["drills"]
        self.assertGreaterEqual(len(drills), 24)
        self.assertEqual({d["level"] for d in drills}, {1, 2, 3})

    def test_no_title_or_name_gives_the_fault_away(self):
        for drill in DRILLS:
            tree = json.loads(drill.read_text())
            for fault in tree["faults"]:
                for text in (drill.stem, tree["title"].lower()):
                    self.assertNotIn(fault["fault"], text)


class Prompt(unittest.TestCase):
    def test_the_playbook_names_the_customer_and_the_servers_on_the_way(self):
        done = run("drill", "first-call", "--script", "-", text="playbook\n")
        self.assertIn("Look: client ali@acme.example; test ali@acme.example", done.stdout)
        self.assertNotIn("{", done.stdout)
        self.assertIn("{who} the customer's address", run("drill", "--playbook", "cannot-send").stdout)

    def test_being_quick_is_worth_nothing_when_nothing_is_found(self):
        _, answer = play(["first-call"], "client ali@acme.example\nquit")
        self.assertEqual((answer["grade"]["points"]["looks"], answer["grade"]["points"]["time"]), (0, 0))

    def test_looks_at_others_are_no_check_of_the_playbook(self):
        _, answer = play(["first-call"], "client omar@zenith.example\naccount hina@zenith.example\nquit")
        self.assertEqual(answer["grade"]["points"]["order"], 0)

    def test_a_mail_program_shows_each_code_once(self):
        done = run("drill", "nothing-works", "--script", "-", text="test ali@acme.example\n")
        self.assertIn("    554 5.7.1 Service unavailable;", done.stdout)
        self.assertIn("    * BYE 5.7.1 Service unavailable;", done.stdout)

    def test_a_message_that_is_too_large_is_told_by_the_servers_log(self):
        done = run("drill", "photo-album", "--script", "-", text="log helios1 shop@bakery.example\nsend shop@bakery.example friend@gmail.com 30MB\n")
        self.assertIn("message too big: size=40000000 max=25000000", done.stdout)
        self.assertIn("552 5.3.4 Message size exceeds fixed limit", done.stdout)


class Made(unittest.TestCase):
    def test_made_drills_are_solved_by_the_expert_that_their_proof_names(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                first, _ = play(["--seed", seed], "ticket")
                again, answer = play(["--seed", seed], "ticket")
                self.assertEqual(first.stdout, again.stdout)
                self.assertFalse(answer["correct"])

    def test_a_made_drill_is_kept_as_a_file_that_can_be_proven(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "mine.json"
            self.assertEqual(run("drill", "--seed", 11, "--level", 2, "--write", path).returncode, 0)
            self.assertEqual(run("drill", "--check", path).returncode, 0)
            wrong = run("drill", "first-call", "--write", path)
            self.assertEqual(wrong.returncode, 2)
            self.assertIn("--write", wrong.stderr)

    def test_levels(self):
        for level in (1, 2, 3):
            _, answer = play(["--seed", 5, "--level", level], "ticket")
            self.assertEqual(answer["level"], level)


class Scripts(unittest.TestCase):
    expert = ["client ali@acme.example", "diagnose outgoing-port-wrong at ali@acme.example", "remedy"]

    def test_an_expert_solves_and_a_wrong_answer_does_not(self):
        done, answer = play(["first-call"], *self.expert)
        self.assertEqual((done.returncode, answer["correct"], answer["score"], answer["looks"]), (0, True, 100, 1))
        self.assertEqual([c["command"] for c in answer["commands"]], self.expert)
        self.assertIn("port 26", answer["commands"][0]["output"])
        done, answer = play(["first-call"], "diagnose quota-full at ali@acme.example", "remedy")
        self.assertEqual((done.returncode, answer["correct"]), (1, False))
        self.assertNotIn("solution", answer)

    def test_a_longer_script_begins_with_the_outputs_of_a_shorter_one(self):
        lines = ["telnet mail.acme.example 25", "EHLO x", "QUIT", "send ali@acme.example friend@gmail.com", "queue fe"]
        whole = play(["first-call"], *lines)[1]["commands"]
        for count in range(1, len(lines)):
            self.assertEqual(play(["first-call"], *lines[:count])[1]["commands"], whole[:count])

    def test_the_input_need_not_be_a_terminal(self):
        with tempfile.TemporaryDirectory() as folder:
            env = {"XDG_STATE_HOME": folder}
            done = run("drill", "first-call", text="\n".join(self.expert), env=env)
            self.assertIn("Score: 100 of 100", done.stdout)
            self.assertNotIn("\x1b", done.stdout)
            table = run("drill", "--export", "-", env=env).stdout.splitlines()
            self.assertEqual(len(table), 2)
            self.assertIn("first-call,1,100,yes", table[1])

    def test_a_damaged_file_of_results_loses_no_further_result(self):
        with tempfile.TemporaryDirectory() as folder:
            env = {"XDG_STATE_HOME": folder}
            kept = pathlib.Path(folder) / "mailsim/drills.jsonl"
            kept.parent.mkdir()
            kept.write_text('not json\n{"drill": "cut o')
            run("drill", "first-call", text="\n".join(self.expert), env=env)
            table = run("drill", "--export", "-", env=env).stdout.splitlines()
            self.assertEqual(len(table), 2)
            self.assertIn("first-call,1,100,yes", table[1])

    def test_a_line_is_at_most_as_wide_as_a_terminal(self):
        for name in ("first-call", "two-doors", "gone-and-not-there"):
            text = run("drill", name, "--script", "-", text="help\nfaults\nplaybook\nhint\nquit\n").stdout
            long = [line for line in text.splitlines() if len(line) > 80]
            self.assertEqual(long, [])

    def test_wrong_input(self):
        for args, part in ((["nosuch"], "nosuch"), (["--seed", "x"], "--seed"), (["--seed", "1", "--level", "9"], "--level"),
                           (["first-call", "--script", "/no/such"], "/no/such"), (["--playbook", "cannot-sent"], "cannot-send"),
                           ([], "NAME")):
            with self.subTest(args=args):
                done = run("drill", *args)
                self.assertEqual(done.returncode, 2)
                self.assertIn(part, done.stderr)

    def test_an_unknown_drill_is_told_where_the_others_are(self):
        self.assertIn("did you mean 'first-call'", run("drill", "first-cal").stderr)
        self.assertIn("mailsim drill --list", run("drill", "nosuch").stderr)


class Terminal(unittest.TestCase):
    """A person at a terminal, by a pseudo-terminal. What is typed waits for the prompt before it."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        env = {**os.environ, "MAILSIM_HOME": str(TREE), "NO_COLOR": "1", "TERM": "xterm", "XDG_STATE_HOME": self.folder.name}
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe(str(MAILSIM), [str(MAILSIM), "drill", "first-call"], env)
        self.addCleanup(self.end)
        self.status = None
        self.seen, self.place = "", 0

    def end(self):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)

    def wait_for(self, part):
        while (found := self.seen.find(part, self.place)) < 0:
            ready, _, _ = select.select([self.fd], [], [], 300)
            if not ready:
                self.fail(f"nothing more comes after {self.seen[-200:]!r}")
            self.seen += os.read(self.fd, 4096).decode(errors="replace")
        self.place = found + len(part)

    def type(self, text):
        # A control key is the prompt's own business once the prompt reads keys, not before.
        while text < " " and termios.tcgetattr(self.fd)[3] & termios.ICANON:
            time.sleep(0.01)
        os.write(self.fd, text.encode())

    def test_a_narrow_terminal_gets_short_lines(self):
        self.wait_for("drill> ")
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
        before = self.place
        self.type("playbook\n")
        self.wait_for("not-arriving-at-domain.")
        lines = self.seen[before:self.place].replace("\r", "").split("\n")[1:]
        self.assertGreater(len(lines), 50)
        self.assertLessEqual(max(len(line) for line in lines if " " in line.strip()), 40)

    def test_ctrl_c_drops_the_line_and_ctrl_d_leaves_telnet_first(self):
        self.wait_for("drill> ")
        self.type("diagnose quota-full at al")
        self.wait_for("at al")
        self.type("\x03")
        self.wait_for("drill> ")
        self.type("telnet be2 25\n")
        self.wait_for("hangs up.)")
        self.type("EHLO me\n")
        self.wait_for("250 CHUNKING")
        self.type("\x04")
        self.wait_for("Connection closed.")
        self.wait_for("drill> ")
        for line in Scripts.expert[:-1]:
            self.type(line + "\n")
            self.wait_for("drill> ")
        self.type("remedy\n")
        self.wait_for("Score:")
        self.wait_for(" of 100")
        try:
            while os.read(self.fd, 4096):
                pass
        except OSError:
            pass
        self.status = os.waitpid(self.pid, 0)[1]
        self.assertEqual(os.waitstatus_to_exitcode(self.status), 0)


if __name__ == "__main__":
    if not MAILSIM.exists():
        print(f"{MAILSIM} is not built")
        sys.exit(77)
    unittest.main()
