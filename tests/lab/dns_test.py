#!/usr/bin/env python3
"""DNS of the lab over UDP and TCP, with packets made here: lab addresses, true ones, errors, truncation, silence."""
import re
import shutil
import socket
import struct
import subprocess
import tempfile

import labs
from labs import Lab

A, MX, TXT, PTR = 1, 15, 16, 12


def question(name, kind, identity=7, flags=0x0100):
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return struct.pack(">6H", identity, flags, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", kind, 1)


def ask(at, name, kind, timeout=5):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(timeout)
        sock.sendto(question(name, kind), at)
        return sock.recv(4096)


def ask_tcp(at, *queries):
    with socket.create_connection(at, timeout=5) as sock:
        sock.sendall(b"".join(struct.pack(">H", len(q)) + q for q in queries))
        file = sock.makefile("rb")
        return [file.read(struct.unpack(">H", file.read(2))[0]) for _ in queries]


def rcode(answer):
    return answer[3] & 15


def count(answer):
    return struct.unpack(">H", answer[6:8])[0]


def answers():
    with Lab() as lab:
        at = lab.at("dns1", "dns")
        answer = ask(at, "mail.acme.example", A)
        assert answer[-4:] == socket.inet_aton(lab.at("fe", "smtp")[0]), answer
        assert rcode(ask(at, "nobody.acme.example", A)) == 3
        nothing = ask(at, "mail.acme.example", MX)
        assert rcode(nothing) == 0 and count(nothing) == 0
        assert rcode(ask(at, "example.org", A)) == 5
        assert count(ask(at, "nayatel.com", MX)) == 2
        assert count(ask(at, "2.0.0.127.bl.example", TXT)) == 1
        assert count(ask(at, "116.48.82.203.in-addr.arpa", PTR)) == 1
        first, second = ask_tcp(at, question("acme.example", MX, 1), question("acme.example", TXT, 2))
        assert count(first) == 1 and count(second) == 1 and second[1] == 2
    with Lab(arguments=["--true-addresses"]) as lab:
        assert ask(lab.at("dns1", "dns"), "mail.acme.example", A)[-4:] == socket.inet_aton("203.82.48.116")


def hard_input():
    with Lab() as lab:
        at = lab.at("dns1", "dns")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            for junk in (b"", b"\0", b"x" * 11, b"\xff" * 12, b"\xff" * 4000, question("a.b", A)[:-3],
                         struct.pack(">6H", 1, 0x0100, 65535, 0, 0, 0) + b"\xc0\x0c\0\1\0\1"):
                sock.sendto(junk, at)
        with socket.create_connection(at, timeout=5) as sock:
            sock.sendall(b"\xff\xff" + b"\xc0" * 65535 + b"\0\0")
        assert rcode(ask(at, "mail.acme.example", A)) == 0


def silence_is_live():
    with Lab("faults/dns-silent") as lab:
        at = lab.at("dns1", "dns")
        try:
            ask(at, "gmail.com", MX, 1)
            raise AssertionError("a silent name was answered")
        except socket.timeout:
            pass
        assert count(ask(at, "acme.example", MX)) == 1


MORE_RECORDS = """alias   IN CNAME mail
away    IN CNAME www.gmail.com.
nowhere IN CNAME www.unknown-name.example.
*.w     IN A     203.82.48.116
big     IN TXT   "first"
""" + "".join(f'big IN TXT "{number:03}{"x" * 90}"\n' for number in range(12))


class Dig:
    """dig's view of an answer: status, flags, counts, sections."""

    def __init__(self, at, *words):
        command = ["dig", "@" + at[0], "-p", str(at[1]), "+tries=1", "+time=5", *words]
        self.said = subprocess.run(command, capture_output=True, text=True, timeout=30).stdout
        assert "Warning" not in self.said and "malformed" not in self.said and "mismatch" not in self.said, self.said
        head = re.search(r"status: (\w+).*\n;; flags: ([\w ]*); QUERY: (\d+), ANSWER: (\d+), AUTHORITY: (\d+)", self.said)
        assert head, self.said
        self.status, self.flags = head[1], head[2].split()
        self.answers, self.authority = int(head[4]), int(head[5])

    def section(self, name):
        found = re.search(rf";; {name} SECTION:\n(.*?)\n\n", self.said, re.S)
        return [line.split(None, 4) for line in found[1].splitlines()] if found else []


# What is asked; status, answers; whether the zone's SOA stands in the authority section.
ASKED = [
    ("acme.example MX", "NOERROR", 1, False), ("acme.example SOA", "NOERROR", 1, False),
    ("acme.example NS", "NOERROR", 1, False), ("acme.example TXT", "NOERROR", 1, False),
    ("mail.acme.example A", "NOERROR", 1, False), ("MAIL.Acme.Example A", "NOERROR", 1, False),
    ("-x 203.82.48.116", "NOERROR", 1, False), ("2.0.0.127.bl.example A", "NOERROR", 1, False),
    ("1.0.0.127.bl.example A", "NXDOMAIN", 0, True), ("alias.acme.example A", "NOERROR", 2, False),
    ("-x 127.0.1.116", "NOERROR", 1, False), ("-x 127.0.9.9", "REFUSED", 0, False),
    ("alias.acme.example CNAME", "NOERROR", 1, False), ("alias.acme.example MX", "NOERROR", 1, True),
    ("any.w.acme.example A", "NOERROR", 1, False), ("any.w.acme.example AAAA", "NOERROR", 0, True),
    ("w.acme.example A", "NOERROR", 0, True), ("nobody.acme.example A", "NXDOMAIN", 0, True),
    ("mail.acme.example AAAA", "NOERROR", 0, True), ("away.acme.example MX", "NXDOMAIN", 1, True),
    ("nowhere.acme.example A", "NOERROR", 1, False),
    ("example.org A", "REFUSED", 0, False), (". NS", "REFUSED", 0, False), ("version.bind CH TXT", "REFUSED", 0, False),
    ("acme.example ANY", "NOERROR", 1, False), ("+opcode=notify acme.example SOA", "NOTIMP", 0, False),
    ("+noedns acme.example MX", "NOERROR", 1, False), ("+edns=1 +noednsneg acme.example MX", "BADVERS", 0, False),
    ("+dnssec acme.example MX", "NOERROR", 1, False), ("+tcp acme.example MX", "NOERROR", 1, False),
    ("+keepalive +tcp acme.example MX", "NOERROR", 1, False), ("+subnet=192.0.2.0/24 acme.example MX", "NOERROR", 1, False),
]


def answers_to_dig():
    """dig itself finds nothing to warn of, and sees what an authoritative server says."""
    if not shutil.which("dig"):
        return "dig is not installed"
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(labs.TREE / "topologies", folder, dirs_exist_ok=True)
        with open(folder + "/zones/acme.example.zone", "a") as zone:
            zone.write("\n" + MORE_RECORDS)
        with Lab(arguments=["--topology", folder + "/nayatel.json"]) as lab:
            at = lab.at("dns1", "dns")
            for words, status, count, soa in ASKED:
                seen = Dig(at, *words.split())
                assert (seen.status, seen.answers) == (status, count), f"{words}:\n{seen.said}"
                assert soa == (seen.authority == 1 and seen.section("AUTHORITY")[0][3] == "SOA"), f"{words}:\n{seen.said}"
                assert ("aa" in seen.flags) == (status in ("NOERROR", "NXDOMAIN")), f"{words}:\n{seen.said}"
                assert "qr" in seen.flags and "ra" not in seen.flags, f"{words}:\n{seen.said}"
            truncation(at)


def truncation(at):
    """What does not fit is cut, and dig comes back over TCP by itself."""
    assert "tc" in Dig(at, "+bufsize=512", "+ignore", "big.acme.example", "TXT").flags
    assert Dig(at, "+noedns", "+ignore", "big.acme.example", "TXT").answers == 0
    again = Dig(at, "+bufsize=512", "big.acme.example", "TXT")
    assert "tc" not in again.flags and again.answers == 13 and "TCP" in again.said, again.said
    assert Dig(at, "+bufsize=4096", "+notcp", "big.acme.example", "TXT").answers == 13


labs.main(answers, hard_input, silence_is_live, answers_to_dig)
