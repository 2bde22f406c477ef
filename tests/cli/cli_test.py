#!/usr/bin/env python3
"""Drives the mailsim binary as a user and as a script would: exit statuses, JSON fields, where messages go.
Usage: cli_test.py MAILSIM. Exit status 77: mailsim is not built."""
import json
import os
import pathlib
import pty
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAILSIM = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else ROOT / "build" / "mailsim").resolve()
NODES = {"mta1", "mta2", "fe", "be2", "be3", "be5", "ecp", "nayatel", "helios1", "helios3", "web1", "dns"}
HOP_FIELDS = {"node", "role", "address", "port", "tls", "step", "question", "answer", "rule", "next"}


def run(*arguments, **environment):
    settings = {**os.environ, "MAILSIM_HOME": str(ROOT), "LC_ALL": "C.UTF-8", **environment}
    with tempfile.TemporaryDirectory() as folder:  # nothing may depend on the working folder
        return subprocess.run([MAILSIM, *arguments], cwd=folder, env=settings, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120)


def path(sender, recipient, *arguments):
    done = run("path", "--from", sender, "--to", recipient, "--json", *arguments)
    return done.returncode, json.loads(done.stdout)


class Help(unittest.TestCase):
    def test_lists_subcommands_that_all_have_help_with_an_example(self):
        text = run("--help").stdout
        names = [line.split()[0] for line in text.split("Subcommands:")[1].split("\n\n")[0].splitlines() if line.strip()]
        self.assertTrue({"check", "path", "diff", "explain", "schema"} <= set(names))
        for name in names:
            with self.subTest(name):
                done = run(name, "--help")
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertIn(f"mailsim {name}", done.stdout.split("Example:")[1])
                self.assertTrue(all(len(line) <= 80 for line in done.stdout.splitlines()))


class WrongArguments(unittest.TestCase):
    CASES = [
        ([], "missing"),
        (["pth"], "did you mean 'path'?"),
        (["path"], "--from"),
        (["path", "--from", "ali@acme.example"], "--to"),
        (["path", "--form", "a@b.example"], "did you mean '--from'?"),
        (["path", "--from"], "--from"),
        (["path", "--from", "ali", "--to", "a@b.example"], "--from: 'ali' is not a mail address"),
        (["path", "--from", "ali@acme.example", "--to", "<>"], "--to"),
        (["path", "--from", "ali@acme.example", "--to", ""], "--to"),
        (["path", "--from", "ali@acme.example", "--to", "a b@c.example"], "--to"),
        (["path", "--from", "ali@acme.example", "--to", "a@-c.example"], "--to"),
        (["path", "--from", "a@" + "b" * 300, "--to", "ali@acme.example"], "--from"),
        (["path", "--from", "ali@acme.example", "--to", "sana@acme.example", "--client", "pigeon"], "--client"),
        (["path", "--from", "friend@gmail.com", "--to", "ali@acme.example", "--client", "outlook"], "--client"),
        (["path", "--from", "<>", "--to", "ali@acme.example", "--client", "webmail"], "--client"),
        (["path", "--from", "ali@acme.example", "--to", "sana@acme.example", "--sign-in", "maybe"], "--sign-in"),
        (["path", "--from", "friend@gmail.com", "--to", "sana@acme.example", "--sign-in", "none"], "--sign-in"),
        (["path", "--from", "ali@acme.example", "--to", "sana@acme.example", "--client", "webmail", "--without-tls"], "--without-tls"),
        (["path", "--from", "ali@acme.example", "--to", "sana@acme.example", "--login", "friend@gmail.com"], "--login"),
        (["path", "--all", "--sign-in", "none"], "--sign-in"),
        (["replay", "out-nmail", "--without-tls"], "--sign-in"),
        (["path", "--all", "--from", "ali@acme.example"], "--from"),
        (["path", "--all", "--at", "noon"], "--at"),
        (["path", "--all", "--at", "never"], "--at"),
        (["path", "--all", "--at", "-1 s"], "--at"),
        (["path", "--all", "extra"], "extra"),
        (["path", "--all", "--topology", "no-such-topology"], "no-such-topology"),
        (["path", "--all", "--scenario", "no-such-scenario"], "no-such-scenario"),
        (["path", "--all", "--set", "topology"], "--set"),
        (["path", "--all", "--set", "/seed=3"], "/topology/seed"),
        (["path", "--all", "--set", "/topology/nodes/be22/role=relay"], "be22"),
        (["check"], "FILE"),
        (["diff", "nayatel"], "T2"),
        (["diff", "nayatel", "--scenario", "no-such"], "no-such"),
        (["diff", "nayatel", "--set", "/duration=1 h"], "--set"),
        (["diff", "no-such-1", "no-such-2"], "no-such-2"),
        (["explain"], "NAME"),
        (["explain", "quoat"], "did you mean 'quota'?"),
        (["explain", "limit"], "size.limit"),
        (["schema"], "KIND"),
        (["schema", "estate"], "topology"),
    ]

    def test_end_with_2_and_name_the_argument(self):
        for arguments, expected in self.CASES:
            with self.subTest(arguments):
                done = run(*arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(expected, done.stderr)
                for line in done.stderr.splitlines():
                    self.assertGreaterEqual(line.count(": "), 2, line)

    def test_sizes(self):
        for size, status in [("0", 0), ("1", 0), ("15000", 0), ("10 KB", 0), ("2MB", 0), ("1 MiB", 0), ("12x", 2), ("-1", 2),
                             ("", 2), ("1.5", 2), ("NaN MB", 2), ("1e99 MB", 2), ("99999999999999999999", 2), ("2 TB", 2),
                             ("10 mb", 2), ("0x10", 2), ("5 s", 2)]:
            with self.subTest(size):
                done = run("path", "--from", "ali@acme.example", "--to", "sana@acme.example", f"--size={size}")
                self.assertEqual(done.returncode, status, done.stderr)
                if status:
                    self.assertRegex(done.stderr, "^mailsim: .*--size")

    def test_give_a_json_document_and_the_lines(self):
        for arguments in [["check", "no-such.json"], ["path", "--from", "x", "--to", "y"], ["path", "--wrong"],
                          ["diff", "nayatel", "no-such"], ["explain", "quoat"]]:
            with self.subTest(arguments):
                done = run(*arguments, "--json")
                self.assertEqual(done.returncode, 2)
                problems = json.loads(done.stdout)["problems"]
                self.assertEqual([f"{p['file']}: {p['pointer']}: {p['message']}" for p in problems], done.stderr.splitlines())

    def test_unwritable_output_is_a_failure_of_mailsim(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([MAILSIM, "--help"], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 3)
        self.assertIn("cannot write", done.stderr)


class Check(unittest.TestCase):
    def check(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write(text)
            file.flush()
            done = run("check", file.name, "--json")
            return done.returncode, [p["pointer"] for p in json.loads(done.stdout)["problems"]], done.stderr

    def test_accepts_what_is_shipped(self):
        shipped = [str(p) for folder in ("topologies", "scenarios") for p in (ROOT / folder).rglob("*.json")]
        done = run("check", *shipped, "--json")
        self.assertEqual((done.returncode, done.stderr, json.loads(done.stdout)["problems"]), (0, "", []))

    def test_checks_a_playbook_too(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "mine.json")
            file.write_text('{"title": "x", "complaint": "send", "checks": [{"question": "why?", "outcome": []}]}')
            done = run("check", str(file))
        self.assertEqual(done.returncode, 2)
        self.assertIn("mine.json: /checks/0/outcome: key 'outcome' is not known; did you mean 'outcomes'?", done.stderr)

    def test_finds_no_shipped_file_in_the_working_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "mine.json").write_text("{}")
            done = subprocess.run([MAILSIM, "check", "mine"], cwd=folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)

    def test_refuses_bad_files_with_a_place(self):
        for text in ["", "{", "[]", "null", '{"nodes": 5}', '{"nodes": [], "nodes": []}', '{"node": []}', '{"nodes": [',
                     '{"duration": 5}', "\x00", '{"nodes": [{"id": "a", "prot": 1}]}', "[" * 5000]:
            with self.subTest(text[:40]):
                status, pointers, errors = self.check(text)
                self.assertEqual(status, 2)
                self.assertTrue(pointers)
                self.assertEqual(len(errors.splitlines()), len(pointers))


class Path(unittest.TestCase):
    def test_has_the_fields_of_the_contract(self):
        status, document = path("ali@acme.example", "friend@gmail.com")
        self.assertEqual(status, 0)
        self.assertEqual(document["outcome"], "delivered")
        self.assertEqual(set(document["reply"]), {"code", "enhanced", "text"})
        self.assertEqual((document["reply"]["code"], document["reply"]["enhanced"]), (250, "2.0.0"))
        self.assertEqual(document["decided_by"]["node"], "gmail")
        self.assertEqual(document["mailbox"]["node"], "gmail")
        self.assertEqual((document["route"][:2], document["route"][-1]), (["be2", "fe"], "gmail"))
        for hop in document["hops"]:
            self.assertTrue(HOP_FIELDS <= set(hop), hop)
            self.assertIn(hop["step"], "ABCDEFGHIJKL")
        sends = [hop for hop in document["hops"] if hop["step"] == "F" and hop["next"]]
        self.assertTrue(all(hop["port"] and hop["tls"] for hop in sends if hop["question"].startswith("send to")))

    # sender, recipient, arguments, exit status, outcome, deciding node, rule
    OUTCOMES = [
        ("ali@acme.example", "sana@acme.example", [], 0, "delivered", "be2", "mailbox"),
        ("ALI@Acme.EXAMPLE", "Sana@ACME.example", [], 0, "delivered", "be2", "mailbox"),
        ("ali@acme.example", "ali@acme.example", [], 0, "delivered", "be2", "mailbox"),
        ("user1@acme.example", "user2@acme.example", [], 0, "delivered", "be2", "mailbox"),
        ("<>", "ali@acme.example", [], 0, "delivered", "be2", "mailbox"),
        ("stranger@somewhere.test", "ali@acme.example", [], 0, "delivered", "be2", "mailbox"),
        ("friend@gmail.com", "friend@yahoo.com", [], 0, "delivered", "yahoo", "mailbox"),
        ("ali@acme.example", "friend@gmail.com", ["--client", "webmail"], 0, "delivered", "gmail", "mailbox"),
        ("blocked@acme.example", "friend@gmail.com", [], 1, "rejected", "be2", "sender_blocked"),
        ("blocked@acme.example", "friend@gmail.com", ["--client", "webmail"], 0, "delivered", "gmail", "mailbox"),
        ("ali@acme.example", "full@acme.example", [], 1, "rejected", "be2", "quota"),
        ("friend@gmail.com", "full@acme.example", [], 1, "bounced", "be2", "quota"),
        ("<>", "full@acme.example", [], 1, "discarded", "be2", "quota"),
        ("friend@gmail.com", "nobody@acme.example", [], 1, "rejected", "fe", "recipient_known"),
        ("friend@gmail.com", "nobody@bakery.example", [], 1, "rejected", "helios1", "recipient_known"),
        ("nobody@acme.example", "ali@acme.example", [], 1, "rejected", "be2", "authentication"),
        ("ali@acme.example", "sana@acme.example", ["--size", "1 TB"], 1, "rejected", "be2", "size"),
        ("friend@gmail.com", "nobody@zenith.example", [], 1, "bounced", "fe", "recipient_known"),
        ("ali@acme.example", "friend@gmail.com", ["--without-tls"], 1, "rejected", "be2", "listener_tls"),
        ("ali@acme.example", "friend@gmail.com", ["--sign-in", "none"], 1, "rejected", "be2", "authentication"),
        ("ali@acme.example", "friend@gmail.com", ["--sign-in", "wrong-password"], 1, "rejected", "be2", "authentication"),
        ("ali@acme.example", "someone@nowhere.test", [], 1, "bounced", "smtp1", "mx"),
        ("a@nowhere.test", "b@nowhere.test", [], 1, "rejected", None, "mx"),
    ]

    def test_outcomes_and_who_decided(self):
        for sender, recipient, arguments, status, outcome, node, rule in self.OUTCOMES:
            with self.subTest((sender, recipient, *arguments)):
                found, document = path(sender, recipient, *arguments)
                self.assertEqual((found, document["outcome"], document["decided_by"]["rule"]), (status, outcome, rule))
                if node:
                    self.assertEqual(document["decided_by"]["node"], node)
                self.assertEqual(document["mailbox"] is not None, outcome == "delivered")

    def test_a_peer_sends_for_an_inside_address_when_told_so(self):
        _, document = path("ali@acme.example", "sana@acme.example", "--client", "peer")
        self.assertEqual(document["hops"][0]["role"], "peer")
        self.assertEqual(document["route"], ["fe", "be2"])

    def test_text_is_80_columns_wide_and_without_colour(self):
        for arguments in [("--from", "ali@acme.example", "--to", "friend@gmail.com"), ("--all",),
                          ("--from", "friend@gmail.com", "--to", "full@acme.example")]:
            text = run("path", *arguments).stdout
            self.assertNotIn("\x1b", text)
            self.assertTrue(all(len(line) <= 80 for line in text.splitlines()), text)

    def test_colour_on_a_terminal_only_and_not_with_no_color(self):
        for environment, coloured in [({"TERM": "xterm", "NO_COLOR": ""}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False),
                                      ({"TERM": "dumb", "NO_COLOR": ""}, False)]:
            with self.subTest(environment):
                master, slave = pty.openpty()
                settings = {**os.environ, "MAILSIM_HOME": str(ROOT), **environment}
                subprocess.run([MAILSIM, "explain", "A"], stdout=slave, env=settings, check=True)
                os.close(slave)
                self.assertEqual(b"\x1b[" in os.read(master, 4096), coloured)
                os.close(master)

    def test_every_documented_flow_is_as_expected(self):
        done = run("path", "--all", "--json")
        document = json.loads(done.stdout)
        self.assertEqual(done.returncode, 0, [f for f in document["flows"] if not f["as_expected"]])
        wanted = {"out-nmail", "out-hosting", "out-nayatel", "in-nmail", "in-hosting", "in-antispam", "in-nayatel",
                  "same-domain", "between"}
        self.assertEqual({flow["flow"] for flow in document["flows"]}, wanted)
        for flow in document["flows"]:
            self.assertTrue({"id", "flow", "client", "from", "to", "expected", "outcome", "nodes"} <= set(flow))

    def test_a_flow_that_fails_ends_with_1(self):
        done = run("path", "--all", "--set", "/topology/templates/backend/rules/size/limit=1 KB")
        self.assertEqual(done.returncode, 1)
        self.assertIn("NOT", done.stdout)

    def test_same_question_same_bytes(self):
        arguments = ("path", "--from", "ali@acme.example", "--to", "friend@gmail.com", "--json")
        self.assertEqual(run(*arguments).stdout, run(*arguments).stdout)


class Diff(unittest.TestCase):
    def test_finds_nothing_between_a_topology_and_itself(self):
        done = run("diff", "nayatel", "nayatel", "--json")
        self.assertEqual((done.returncode, json.loads(done.stdout)["changed"]), (0, []))

    def test_compares_a_topology_with_itself_after_changes(self):
        done = run("diff", "nayatel", "--scenario", "wrong-mx", "--json")
        rows = json.loads(done.stdout)["changed"]
        self.assertEqual(done.returncode, 1)
        self.assertTrue(rows and {row["to"].split("@")[1] for row in rows} == {"bakery.example"})
        # be2-outage: off from 12 h to 14 h
        early = run("diff", "nayatel", "--scenario", "be2-outage", "--json")
        noon = run("diff", "nayatel", "--scenario", "be2-outage", "--at", "13 h", "--json")
        self.assertEqual(json.loads(early.stdout)["changed"], [])
        self.assertIn("deferred", {row["after"]["outcome"] for row in json.loads(noon.stdout)["changed"]})
        set_one = run("diff", "nayatel", "--set", "/topology/domains/1/accounts/0/sending_blocked=true", "--json")
        self.assertEqual({row["from"] for row in json.loads(set_one.stdout)["changed"]}, {"ali@acme.example"})

    def test_finds_aliases_and_copies_that_went_and_what_changes_for_a_copy(self):
        # The tests' own estate has an alias over two domains, and a forwarder that keeps the mail.
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(ROOT / "tests/cli/harbor/zones", pathlib.Path(folder, "zones"))
            tree = json.loads((ROOT / "tests/cli/harbor/harbor.json").read_text())
            store = next(node for node in tree["nodes"] if node["id"] == "store")
            rules = store["rules"]

            def changed(now):
                store["rules"] = now
                path = pathlib.Path(folder, "changed.json")
                path.write_text(json.dumps(tree))
                done = run("diff", str(ROOT / "tests/cli/harbor/harbor.json"), str(path), "--json")
                self.assertEqual(done.returncode, 1, done.stderr)
                return json.loads(done.stdout)["changed"]

            no_alias = changed([r for r in rules if r["rule"] != "alias"])
            self.assertEqual({row["to"] for row in no_alias}, {"team@harbor.test"})
            self.assertEqual({row["after"]["outcome"] for row in no_alias} & {"delivered"}, set())
            no_forward = changed([r for r in rules if r["rule"] != "forward"])
            self.assertEqual({row["rule"] for row in no_forward}, {"forward"})
            self.assertEqual({row["to"] for row in no_forward}, {"rosa@quay.test"})
            self.assertIn("pat@big.test", [copy["to"] for row in no_forward for copy in row["before"]["copies"]])

    def test_names_kinds_and_rule_of_a_change(self):
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(ROOT / "topologies" / "zones", pathlib.Path(folder, "zones"))
            tree = json.loads((ROOT / "topologies" / "nayatel.json").read_text())
            for domain in tree["domains"]:
                for account in domain.get("accounts", []):
                    if domain["name"] == "acme.example" and account.get("local", account.get("name")) == "ali":
                        account["sending_blocked"] = True
            changed = pathlib.Path(folder, "changed.json")
            changed.write_text(json.dumps(tree))
            done = run("diff", "nayatel", str(changed), "--json")
            self.assertEqual(done.returncode, 1, done.stderr)
            rows = json.loads(done.stdout)["changed"]
            self.assertEqual({row["rule"] for row in rows}, {"sender_blocked"})
            self.assertEqual({row["from"] for row in rows}, {"ali@acme.example"})
            self.assertEqual({row["client"] for row in rows} & {"webmail", "peer"}, set())
            self.assertEqual({row["after"]["outcome"] for row in rows}, {"rejected"})
            self.assertEqual(run("diff", "nayatel", str(changed)).returncode, 1)


class Explain(unittest.TestCase):
    def test_every_name_of_the_list_is_explained(self):
        listed = json.loads(run("explain", "--list", "--json").stdout)["names"]
        keys = [row["name"] for row in listed if row["kind"].startswith("key of")]  # many, made alike: some will do
        names = [row["name"] for row in listed if row["name"] not in set(keys)] + keys[::25]
        self.assertGreater(len(names), 100)
        for name in names:
            done = run("explain", name, "--json")
            self.assertEqual(done.returncode, 0, name)
            topic = json.loads(done.stdout)
            self.assertTrue({"name", "value", "unit", "source", "mark", "text"} <= set(topic))
            self.assertTrue(topic["text"] and topic["source"] and topic["mark"] in "VDBPM", topic)

    def test_every_rule_and_code_that_a_path_names_is_explained(self):
        rules, codes = set(), set()
        for case in Path.OUTCOMES:
            _, document = path(case[0], case[1], *case[2])
            rules |= {hop["rule"] for hop in document["hops"]} | {document["decided_by"]["rule"]}
            codes |= {str(document["reply"]["code"] or 250), document["reply"]["enhanced"]}
        for name in sorted(rules | codes | set("ABCDEFGHIJKL")):
            with self.subTest(name):
                self.assertEqual(run("explain", name).returncode, 0)


class Schema(unittest.TestCase):
    def test_is_a_json_schema(self):
        for kind in ("topology", "scenario"):
            document = json.loads(run("schema", kind).stdout)
            self.assertIn("$schema", document)
            self.assertIn("properties", document)


if __name__ == "__main__":
    if not MAILSIM.exists():
        print(f"{MAILSIM} is not built; nothing was tested")
        sys.exit(77)
    unittest.main()
