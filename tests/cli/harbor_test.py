#!/usr/bin/env python3
"""An estate that nobody tuned anything to (tests/cli/harbor): logs of a whole run and views of single messages
with aliases, forwarders, several recipients and connections that are kept open.
Usage: harbor_test.py MAILSIM. Exit status 77: mailsim is not built."""
import collections
import email
import email.policy
import email.utils
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
HARBOR = ROOT / "tests" / "cli" / "harbor"
LINE = re.compile(r"\w{3} [ \d]\d (\d\d:\d\d:\d\d) (\S+) postfix/(\w+)\[(\d+)\]: (.*)")
DELAYS = re.compile(r"delay=([\d.]+), delays=([\d.]+)/([\d.]+)/([\d.]+)/([\d.]+), dsn=(\d)\.\d+\.\d+, status=(\w+)")


def mailsim(*arguments, cwd=None):
    return subprocess.run([MAILSIM, *arguments], cwd=cwd, env=SETTINGS, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def replay(*arguments):
    done = mailsim("replay", *arguments)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


class PostfixReader:
    """Reads one server's log as a person would, and notes what cannot be."""

    def __init__(self):
        self.wrong, self.born, self.handed = collections.defaultdict(list), set(), set()
        self.mails, self.connections, self.last = {}, {}, ""

    def read(self, text):
        for line in text.splitlines():
            match = LINE.fullmatch(line)
            if not match:
                self.wrong["form"].append(line)
                continue
            if match[1] < self.last:
                self.wrong["order"].append(line)
            self.last = match[1]
            self.connection(match[3], match[4], match[5], line)
            mail = re.match(r"([0-9A-F]{6,}): (.*)", match[5])
            if mail:
                self.mail(mail[1], mail[2], match[4], line)

    def connection(self, program, process, words, line):
        if words.startswith("connect from ") and program == "smtpd":
            if process in self.connections:
                self.wrong["connects twice"].append(line)
            self.connections[process] = words.split()[2]
        if words.startswith("disconnect from "):
            if self.connections.pop(process, None) != words.split()[2]:
                self.wrong["disconnects another"].append(line)

    def mail(self, name, words, process, line):
        if words.startswith(("client=", "uid=")) or words.startswith("message-id=") and name not in self.mails:
            if name in self.mails:
                self.wrong["id twice"].append(line)
            self.mails[name] = {"of": None, "ended": 0}
            self.born.add(name)
            if words.startswith("client=") and self.connections.get(process) != words[7:].split(",")[0]:
                self.wrong["client on no connection"].append(line)
        elif words == "removed":
            mail = self.mails.pop(name)
            if mail["ended"] != mail["of"]:
                self.wrong["removed too early"].append(line)
        elif "triggers" in words or words.startswith("message-id="):
            return
        elif name not in self.mails:
            self.wrong["unknown id"].append(line)
        elif words.startswith("from=<") and "nrcpt=" in words:
            count = int(re.search(r"nrcpt=(\d+)", words)[1])
            if self.mails[name]["of"] not in (None, count):
                self.wrong["nrcpt changes"].append(line)
            self.mails[name]["of"] = count
        elif words.startswith("to=<"):
            self.delivery(name, words, line)

    def delivery(self, name, words, line):
        figures = DELAYS.search(words)
        whole, parts = float(figures[1]), sum(float(figures[n]) for n in range(2, 6))
        if abs(whole - parts) > max(0.03, 0.1 * whole):  # two digits each, as Postfix rounds
            self.wrong["delays do not add up"].append(line)
        if figures[6] != {"sent": "2", "deferred": "4", "bounced": "5"}[figures[7]]:
            self.wrong["dsn and status differ"].append(line)
        if figures[7] == "sent" and "relay=none" in words:
            self.wrong["sent to nobody"].append(line)
        self.mails[name]["ended"] += figures[7] != "deferred"
        queued = re.search(r"relay=(\S+?)\[.*queued as (\w+)\)", words)
        if queued:
            self.handed.add((queued[1], queued[2]))


class WholeRun(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        done = mailsim("run", str(HARBOR / "busy.json"), "--keep", "all", "--logs", "logs", "--out", "out", cwd=cls.folder)
        assert done.returncode in (0, 1), done.stderr
        cls.read = {}
        for node in ("edge", "edge2", "store", "out"):
            cls.read[node] = PostfixReader()
            cls.read[node].read((cls.folder / "logs" / node / "postfix.log").read_text())

    def test_nothing_in_a_log_contradicts_another_line_of_it(self):
        for node, log in self.read.items():
            with self.subTest(node):
                self.assertEqual({what: lines[:2] for what, lines in log.wrong.items()}, {})
                self.assertGreater(len(log.born), 100)
                self.assertEqual(log.mails, {})  # the queues are drained

    def test_the_id_that_a_server_was_told_is_one_of_the_next_servers_ids(self):
        hosts = {"edge.harbor.test": "edge", "edge2.harbor.test": "edge2", "store.harbor.test": "store", "out.harbor.test": "out"}
        told = 0
        for log in self.read.values():
            for host, name in log.handed:
                if host in hosts:
                    self.assertIn(name, self.read[hosts[host]].born)
                    told += 1
        self.assertGreater(told, 1000)

    def test_connections_are_used_for_several_messages_and_closed_once(self):
        text = (self.folder / "logs/out/postfix.log").read_text()
        several = [int(n) for n in re.findall(r"disconnect from store\S+ .*mail=(\d+)", text)]
        self.assertGreater(max(several), 1)
        self.assertEqual(self.read["out"].connections, {})

    def test_a_message_of_the_run_shows_its_whole_dialogue_over_a_kept_connection(self):
        rows = sqlite3.connect(self.folder / "out/results.sqlite")
        numbers = [n for n, in rows.execute("SELECT id FROM messages WHERE recipient='lee@tiny.test' AND submitted BETWEEN 63 AND 69 ORDER BY id")]
        rows.close()
        for number in numbers[::40]:
            told = json.loads(replay(str(self.folder / "out"), "--message", str(number), "--json"))
            if any("still open" in s["what"] for s in told["steps"]):
                break
        else:
            self.fail("no message went over a kept connection")
        said = [line for s in told["steps"] for line in s["lines"]]
        taken = sum(line.startswith("S: 250 2.0.0 Ok: queued as") for line in said)
        hops = next(r for r in told["recipients"] if r["recipient_id"] == number)["hops"]
        self.assertGreaterEqual(taken, len(hops))
        path = self.folder / "m.pcap"
        replay(str(self.folder / "out"), "--message", str(number), "--as", "pcap", "--out", str(path))
        if shutil.which("tshark"):
            shown = subprocess.run(["tshark", "-r", path, "-Y", "smtp.req.command == \"MAIL\" || smtp.req.command == \"EHLO\"", "-T", "fields", "-e", "tcp.stream"],
                                   capture_output=True, text=True, check=True).stdout.split()
            self.assertGreaterEqual(len(set(shown)), 2)  # store to out, out to tiny
            bad = subprocess.run(["tshark", "-r", path, "-Y", "_ws.malformed || tcp.analysis.lost_segment || tcp.analysis.ack_lost_segment"],
                                 capture_output=True, text=True, check=True).stdout
            self.assertEqual(bad, "")


class SingleMessages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.told = json.loads(replay(str(HARBOR / "many.json"), "--json"))
        cls.postfix = replay(str(HARBOR / "many.json"), "--as", "postfix").splitlines()

    def ending(self, message, to):
        return next(r for r in self.told["recipients"] if r["message"] == message and r["to"] == to)

    def sent(self, sender, to, at):
        message = next(m["message"] for m in self.told["messages"] if m["from"] == sender and to in m["to"] and int(m["submitted"]) == at)
        return self.ending(message, to)

    def test_an_alias_is_shown_with_both_addresses(self):
        first = self.ending(1, "team@harbor.test")
        self.assertEqual((first["outcome"], first["became"]), ("delivered", "amal@harbor.test"))
        made = self.ending(1, "rosa@quay.test")
        self.assertEqual((made["outcome"], made["made_of"]), ("delivered", "team@harbor.test"))
        self.assertTrue(any("to=<amal@harbor.test>, orig_to=<team@harbor.test>" in line for line in self.postfix))
        exim = replay(str(HARBOR / "many.json"), "--as", "exim")
        self.assertIn("=> amal@harbor.test <team@harbor.test> R=", exim)
        self.assertIn("which stands for amal@harbor.test", replay(str(HARBOR / "many.json")).replace("\n", " "))

    def test_what_support_sees_is_a_line_about_this_message(self):
        for ending in self.told["recipients"]:
            address = ending["became"] or ending["to"]
            if ending["outcome"] == "bounced" and ending["node"] == "out":
                self.assertIn(address, ending["support_sees"])
        rosa = self.sent("amal@harbor.test", "rosa@quay.test", 7)
        nina = self.sent("lee@tiny.test", "nina@harbor.test", 3)
        self.assertIn("23:30:07", rosa["support_sees"])
        self.assertIn("23:30:03", nina["support_sees"])
        # Delivered at eight seconds; a later message to the same mailbox is another one.
        self.assertIn("23:30:08", self.sent("o'brien@harbor.test", "amal@harbor.test", 8)["support_sees"])

    def test_each_recipient_sees_the_servers_of_its_own_way(self):
        def header(address):
            whole = replay(str(HARBOR / "many.json"), "--as", "eml", "--address", address)
            return email.message_from_string(whole, policy=email.policy.default)

        servers = lambda message: [re.search(r"by (\S+)", r)[1] for r in message.get_all("Received")]
        here = header("amal@harbor.test")
        self.assertEqual(servers(here), ["store.harbor.test", "store.harbor.test", "edge2.harbor.test", "mx.big.test"])
        self.assertEqual(here.defects, [])
        dates = [email.utils.parsedate_to_datetime(r.split(";")[-1].strip()) for r in here.get_all("Received")]
        self.assertEqual(dates, sorted(dates, reverse=True))

    def test_a_notification_returns_the_header_of_the_recipient_that_failed(self):
        text = replay(str(HARBOR / "many.json"), "--as", "dsn")
        reports = [email.message_from_string(part, policy=email.policy.default) for part in re.split(r"(?m)^\n(?=Return-Path: <>)", text)]
        failed = [r for r in reports if "<nobody@big.test>" in str(r.get_payload(0))]
        self.assertEqual(len(failed), 1)
        header = str(list(failed[0].iter_parts())[2].get_content())  # the message itself, which is small
        self.assertNotIn("LMTP", header)  # it never was in a mailbox
        self.assertEqual(header.count("by out.harbor.test"), 1)
        self.assertNotIn("smtp.mailfrom=<>", text)

    def test_a_letter_goes_to_its_step(self):
        told = json.loads(replay(str(HARBOR / "many.json"), "--to", "C", "--json"))
        self.assertEqual([s["step"] for s in told["steps"]].index("C"), len(told["steps"]) - 1)

    def test_a_question_about_spf_is_at_the_step_of_spf(self):
        asked = [s for s in self.told["steps"] if any(" IN TXT" in line for line in s["lines"])]
        self.assertTrue(asked)
        self.assertEqual({s["step"] for s in asked}, {"G"})

    @unittest.skipUnless(shutil.which("tshark"), "tshark is not installed (tools/install lab)")
    def test_the_content_on_the_wire_has_the_size_that_was_announced(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "m.pcap"
            replay("--topology", str(HARBOR / "harbor.json"), "--from", "amal@harbor.test", "--to", "lee@tiny.test", "--as", "pcap", "--out", str(path))
            fields = subprocess.run(["tshark", "-r", path, "-Y", "tcp.dstport == 25", "-T", "fields", "-e", "tcp.stream"],
                                    capture_output=True, text=True, check=True).stdout.split()
            for stream in sorted(set(fields)):
                raw = subprocess.run(["tshark", "-r", path, "-q", "-z", f"follow,tcp,raw,{stream}"], capture_output=True, text=True, check=True).stdout
                sent = b"".join(bytes.fromhex(line) for line in raw.splitlines() if re.fullmatch("[0-9a-f]+", line))
                body = sent.split(b"DATA\r\n", 1)[1]
                self.assertIn(b"MAIL FROM:<amal@harbor.test> SIZE=15000\r\n", sent)
                message = body.split(b"\r\n.\r\n", 1)[0] + b"\r\n"
                self.assertEqual(len(message), 15000)
                self.assertEqual(email.message_from_bytes(message)["From"], "amal@harbor.test")
            bad = subprocess.run(["tshark", "-r", path, "-Y", "_ws.malformed || _ws.expert.severity >= 0x00600000"], capture_output=True, text=True, check=True).stdout
            self.assertEqual(bad, "")


if __name__ == "__main__":
    if not MAILSIM.exists():
        print(f"{MAILSIM} is not built")
        sys.exit(77)
    unittest.main()
