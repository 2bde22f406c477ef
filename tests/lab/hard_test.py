#!/usr/bin/env python3
"""Hard input: silent, slow and rude clients, lines of any octets. Others are served, memory stays bounded."""
import os
import random
import signal
import socket
import struct
import subprocess
import time

import labs
from labs import Lab, Talk, expect

MANY = 1000


def greeted(at):
    talk = Talk(at)
    expect(talk.reply(), "220")
    return talk


def silent_clients():
    """A thousand clients say nothing; one that speaks is served."""
    with Lab() as lab:
        at = lab.at("mta1", "smtp")
        before = lab.memory()
        silent = [socket.create_connection(at, timeout=20) for _ in range(MANY)]
        began = time.time()
        talk = greeted(at)
        expect(talk.ask("EHLO me"), "250")
        expect(talk.ask("QUIT"), "221")
        assert time.time() - began < 10, "the others wait"
        grown = (lab.memory() - before) / MANY
        print(f"{grown / 1024:.0f} KiB a silent client")
        assert grown < 100 * 1024, grown
        # Those who came under stress must go within seconds (as with Postfix's stress-dependent time limit).
        time.sleep(11)
        silent[-1].settimeout(5)
        silent[-1].recv(1000)
        assert silent[-1].recv(1000) == b"", "a silent client stays under stress"
        for one in silent:
            one.close()


def slow_client():
    """One octet at a time, beside others."""
    with Lab() as lab:
        slow = Talk(lab.at("mta1", "smtp"))
        slow.reply()
        for octet in b"EHLO slow\r\n":
            slow.send(bytes([octet]))
            time.sleep(0.05)
            expect(greeted(lab.at("mta1", "smtp")).ask("NOOP"), "250")
        expect(slow.reply(), "250-")


def resets():
    """RST in the middle of a message, TLS handshake or login."""
    with Lab() as lab:
        for at, octets in ((lab.at("mta1", "smtp"), b"EHLO x\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<omar@zenith.example>\r\nDATA\r\n"
                            + b"line\r\n" * 5000),
                           (lab.at("fe", "smtp"), b"EHLO x\r\nSTARTTLS\r\n\x16\x03\x01\x02\x00"),
                           (lab.at("fe", "imap", "implicit"), b"\x16\x03\x01\x02\x00\x01"),
                           (lab.at("be2", "imap", "starttls"), b"a LOGIN {4000000000}\r\n"),
                           (lab.at("be2", "pop3", "starttls"), b"USER ali@acme.example\r\nPASS x\r\n"),
                           (lab.at("dns1", "dns"), b"\0")):
            for _ in range(20):
                sock = socket.create_connection(at, timeout=10)
                sock.sendall(octets)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                sock.close()
        time.sleep(0.3)
        expect(greeted(lab.at("mta1", "smtp")).ask("NOOP"), "250")
        assert "status=sent" not in lab.log()


def octets_of_every_kind():
    with Lab() as lab:
        talk = greeted(lab.at("mta1", "smtp"))
        expect(talk.ask("EHLO \1\2\xff"), "500 5.5.2 Error: bad UTF-8 syntax")
        expect(talk.ask("EHLO \0\1\2\xff"), "501 Syntax: EHLO hostname")  # as Postfix: a line ends at its NUL
        expect(talk.ask("X" * 100000), "500")
        expect(talk.ask("MAIL FROM:<" + "a" * 70 + "@x.test>"), "501")
        expect(talk.ask("EHLO me"), "250")
        expect(talk.ask("MAIL FROM:<friend@gmail.com> BODY=8BITMIME"), "250")
        expect(talk.ask("RCPT TO:<omar@zenith.example>"), "250")
        expect(talk.ask("DATA"), "354")
        content = bytes(octet for octet in range(256) if octet not in b"\r\n") * 400 + b"\r\n..dots\r\n"
        talk.send(b"Subject: octets\r\n\r\n" + content + b".\r\n")
        expect(talk.reply(), "250")
        lab.wait_log(["be5 local", "status=sent"])
        pop = Talk(lab.at("be5", "pop3", "starttls"))
        for line in ("", "USER omar@zenith.example", "PASS secret", "RETR 1"):
            if line:
                pop.send(line + "\r\n")
            expect(pop.line(), "+OK", line)
        text = b""
        while not text.endswith(b"\r\n.\r\n"):
            text += pop.socket.recv(65536) if not pop.file.peek() else pop.file.read1(65536)
        assert content in text, "the content changed on its way"


def many_commands():
    with Lab() as lab:
        talk = greeted(lab.at("mta1", "smtp"))
        talk.ask("EHLO me")
        before = lab.memory()
        closed = False
        try:
            for _ in range(10000):
                if talk.ask("NOOP") == "" :
                    closed = True
                    break
        except OSError:
            closed = True
        assert closed, "10,000 commands without a word against them"  # Postfix smtpd_junk_command_limit
        # IMAP has no such limit: 10,000 at once are all answered.
        talk = Talk(lab.at("be2", "imap", "starttls"))
        talk.line()
        talk.send("".join(f"t{number} NOOP\r\n" for number in range(10000)))
        for number in range(10000):
            expect(talk.line(), f"t{number} OK")
        assert lab.memory() - before < 20 << 20


def literals_without_end():
    with Lab() as lab:
        before = lab.memory()
        talk = Talk(lab.at("be2", "imap", "starttls"))
        talk.line()
        talk.send("a LOGIN ali@acme.example secret\r\n")
        expect(talk.line(), "a OK")
        talk.send("b APPEND INBOX {4294967296}\r\n")
        expect(talk.line(), "b ")
        talk = Talk(lab.at("be2", "imap", "starttls"))
        talk.line()
        try:
            for _ in range(400):
                talk.send(b"x" * 100000)
        except OSError:
            pass
        assert lab.memory() - before < 20 << 20


def appends_that_never_end():
    """What many clients have begun to send is bounded together; others are served."""
    with Lab() as lab:
        before = lab.memory()
        told, open_ones = "", []
        for number in range(40):
            talk = Talk(lab.at("be2", "imap", "starttls"))
            talk.line()
            talk.send(f"a LOGIN user{number + 1}@acme.example secret\r\n")
            expect(talk.line(), "a OK")
            talk.send("b APPEND INBOX {60000000}\r\n")
            expect(talk.line(), "+")
            try:
                for _ in range(50):
                    talk.send(b"x" * 1000000)
            except OSError:
                told = talk.line()
                break
            open_ones.append(talk)
        expect(told, "* BYE Too much")
        assert lab.memory() - before < 1200 << 20, (lab.memory() - before) >> 20
        expect(greeted(lab.at("mta1", "smtp")).ask("NOOP"), "250")
        for talk in open_ones:
            talk.close()


def limits_of_a_message():
    """The size rule holds without a declared size, and what is too much is not kept."""
    with Lab() as lab:
        before = lab.memory()
        talk = greeted(lab.at("be2", "smtp"))
        for line in ("EHLO me", "MAIL FROM:<a@gmail.com>", "RCPT TO:<ali@acme.example>", "DATA"):
            talk.ask(line)
        line = b"x" * 998 + b"\r\n"
        for _ in range(100):
            talk.send(line * 1000)
        talk.send(b".\r\n")
        expect(talk.reply(), "552 5.3.4")
        assert lab.memory() - before < 60 << 20, (lab.memory() - before) >> 20
        expect(talk.ask("NOOP"), "250")


def piped_lab():
    """A lab whose log is a pipe, and the port of SMTP."""
    for _ in range(20):
        offset = random.randrange(11000, 28000)
        lab = subprocess.Popen([labs.MAILSIM, "lab", "--port-offset", str(offset)], stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, env={"MAILSIM_HOME": str(labs.TREE), **os.environ})
        for line in lab.stderr:
            if b"is open" in line:
                return lab, offset + 25
        lab.stderr.close()  # ports in use: others
        lab.wait()
    raise AssertionError("the lab does not open")


def log_that_nobody_reads():
    """A reader of the log who pauses, and one who goes away: mail goes on, and Ctrl-C closes the lab as ever."""
    for goes_away in (False, True):
        lab, port = piped_lab()
        if goes_away:
            lab.stderr.close()
        for _ in range(400):  # their lines fill a pipe several times
            talk = greeted(("127.0.1.120", port))
            expect(talk.ask("NOOP " + "x" * 500), "250")
            expect(talk.ask("MAIL FROM:<" + "s" * 60 + "@x.test>"), "250")
            expect(talk.ask("RCPT TO:<x@nowhere.test>"), "554")
            talk.close()
        lab.send_signal(signal.SIGTERM)
        if not goes_away:
            rest = lab.stderr.read()
            assert b"is closed" in rest, rest[-300:]
            lab.stderr.close()
        assert lab.wait(20) == 0, lab.returncode


labs.main(log_that_nobody_reads, silent_clients, slow_client, resets, octets_of_every_kind, many_commands, literals_without_end,
          appends_that_never_end, limits_of_a_message)
