#!/usr/bin/env python3
"""The recorded dialogues of Postfix and Dovecot (tests/talks/smtp/recorded) held with the lab of the estate they were
recorded on: the client's lines go to the node that they went to, and each reply has the same code and enhanced code, in the
same order. Here the decisions are ours too, not the talk's."""
import pathlib
import re
import ssl
import time

import labs
from labs import Lab

FOLDER = labs.TREE / "tests" / "talks" / "smtp" / "recorded"
TOPOLOGY = ["--topology", "postfix-lab"]
# What the recorded servers had in their files beyond the estate of topologies/postfix-lab.json.
TRUSTED = '"10.77.1.0/24", "10.77.2.0/24", "10.77.3.0/24", "10.77.4.0/24", "10.77.5.0/24"'
RELAY = '{"rule": "relay", "trusted": [%s], "domains": ["@isp"]}' % TRUSTED
LISTED = '/topology/nodes/mta1/rules=[{"rule": "listed_client", "addresses": ["203.0.113.13"]}, %s]' % RELAY
GREYLIST = '/topology/nodes/mta1/rules=[%s, {"rule": "greylist", "delay": "30 s"}]' % RELAY
LOGINS = ["/topology/domains/isp.test/accounts/alice/password=pw-alice",
          '/topology/nodes/sub/rules=[{"rule": "authentication"}, {"rule": "sender_blocked"}, {"rule": "sender_login"}]']
EMPTY = ["/topology/domains/isp.test/accounts/%s/fill=0 %%" % name for name in ("full", "fulltemp")]
CHANGES = {"10": EMPTY, "11": [LISTED], "13": LOGINS, "15": [GREYLIST], "18": LOGINS}
STRANGER = "127.0.0.1"
LISTED_ONE = "127.0.0.13"
GREYLISTED_AT = [0, 10, 33, 36, 36]  # seconds; the sessions of client3
OURS = {"mta1", "fe1", "be1", "be2", "gw1", "sub"}


class Session:
    """One recorded dialogue: its title, settings and lines."""

    def __init__(self, case, title, body):
        self.case, self.title = case, title
        self.lines = re.findall(r"(?m)^([CS!]): ?(.*)$", body)
        node = re.search(r"(?m)^node (\w+)\.", body)
        self.node = node[1] if node else ""
        self.lmtp = "server lmtp" in body
        self.client = title.split()[0]

    def ours(self):
        return self.node in OURS and any(who == "S" for who, _ in self.lines)


def sessions(case):
    path = next(FOLDER.glob(case + "-*.talk"))
    parts = re.split(r"(?m)^talk (.*)$", path.read_text())
    made = [Session(case, title, body) for title, body in zip(parts[1::2], parts[2::2])]
    return [one for one in made if one.ours()]


def octets(line):
    found = re.match(r"<message content, (\d+) bytes>", line)
    if not found:
        return line.encode() + b"\r\n"
    return ("Subject: x\r\n\r\n" + "x" * 70 + "\r\n").ljust(int(found[1]) - 2, "x").encode()[: int(found[1]) - 2] + b"\r\n"


def codes(line):
    """Code, whether more follows, and the enhanced code; of an extension its name."""
    found = re.match(r"(\d{3})([ -])(\d\.\d+\.\d+)?", line)
    return found.groups() if found else line


def same(want, have, what):
    if re.match(r"250[ -][A-Z0-9]+( |$)", want) and not re.match(r"250[ -]\d", want):
        want, have = want[4:].split(" ")[0], have[4:].split(" ")[0]  # a line of EHLO: the extension
    else:
        want, have = codes(want), codes(have)
    assert want == have, what


def hold(lab, session, source):
    """Says the client's lines and holds the server's against those recorded."""
    protocol = "lmtp" if session.lmtp else "submission" if session.node == "sub" and "conn" not in session.title else "smtp"
    if session.client == "client5":
        protocol = "submission"
    talk = labs.Talk(lab.at(session.node, protocol), source)
    compared = 0
    for number, (who, text) in enumerate(session.lines):
        if who == "C":
            talk.send(octets(text))
        elif who == "S":
            said = talk.line()
            same(text, said, f"case {session.case}, {session.title}, line {number}: recorded {text!r}, the lab said {said!r}")
            compared += 1
        elif text == "TLS":
            talk.socket = ssl._create_unverified_context().wrap_socket(talk.socket)
            talk.file = talk.socket.makefile("rb")
    talk.close()
    return compared


def source_of(lab, session):
    if session.client in OURS:
        return lab.at(session.client, "smtp")[0]
    return LISTED_ONE if session.client == "client13" else STRANGER


def play(case, wanted, speed=1, times=None):
    """The sessions of one case in one lab."""
    chosen = [one for one in sessions(case) if wanted(one)]
    changes = [word for change in CHANGES.get(case, []) for word in ("--set", change)]
    compared = 0
    with Lab(speed=speed, arguments=TOPOLOGY + changes) as lab:
        began = time.time()
        for number, session in enumerate(chosen):
            if times:
                time.sleep(max(0, began + times[number] / speed - time.time()))
            compared += hold(lab, session, source_of(lab, session))
    return len(chosen), compared


def report(results):
    count, compared = map(sum, zip(*results))
    assert count > 0 and compared > 5 * count
    print(f"{count} recorded sessions, {compared} replies with the recorded codes")


# LMTP has a lab of its own: what SMTP sessions deliver would fill the mailboxes twice.
def mail_between_servers():
    report([play(case, lambda one, lmtp=lmtp: one.lmtp == lmtp) for case in ("01", "09", "10", "11", "12", "20")
            for lmtp in (False, True) if any(one.lmtp == lmtp for one in sessions(case))])


def greylisting():
    report([play("15", lambda one: one.client == "client3", 10, GREYLISTED_AT)])


def submission():
    report([play(case, lambda one: True) for case in ("13", "18")])


labs.main(mail_between_servers, greylisting, submission)
