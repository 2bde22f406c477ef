#!/usr/bin/env python3
"""DNS of the lab over UDP and TCP, with packets made here: lab addresses, true ones, errors, truncation, silence."""
import socket
import struct

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


labs.main(answers, hard_input, silence_is_live)
