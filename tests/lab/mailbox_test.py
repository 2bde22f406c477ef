#!/usr/bin/env python3
"""POP3 and IMAP of the lab with Python's poplib and imaplib: what SMTP brought can be read at the server and
through its front-end."""
import imaplib
import poplib
import smtplib
import socket
import ssl
import tempfile
import threading
import time

import labs
from labs import Lab, Talk, expect


def deliver(lab, count=1, to="ali@acme.example", body="Hello."):
    with smtplib.SMTP(*lab.at("fe", "smtp")) as client:
        for number in range(count):
            client.sendmail("friend@gmail.com", [to], f"Subject: number {number}\r\n\r\n{body}\r\n")
    for _ in range(count):
        lab.wait_log([f"to=<{to}>", "be2 local", "status=sent"])
    deadline = time.time() + 10
    while lab.log().count(f"be2 local") < count and time.time() < deadline:
        time.sleep(0.02)


def imap(lab, node="fe", user="ali@acme.example", password=labs.PASSWORD):
    session = imaplib.IMAP4(*lab.at(node, "imap", "starttls"), timeout=20)
    session.login(user, password)
    return session


def pop3():
    with Lab() as lab:
        deliver(lab, 3)
        session = poplib.POP3(*lab.at("be2", "pop3", "starttls"), timeout=20)
        assert session.getwelcome() == b"+OK Dovecot ready.", session.getwelcome()
        session.user("ali@acme.example")
        session.pass_(labs.PASSWORD)
        count, octets = session.stat()
        assert count == 3 and octets > 300, (count, octets)
        assert len(set(session.uidl()[1])) == 3
        assert b"Subject: number 1" in session.retr(2)[1]
        assert session.top(1, 0)[1][-1] == b""
        session.dele(1)
        try:
            other = poplib.POP3(*lab.at("be2", "pop3", "starttls"), timeout=20)
            other.user("ali@acme.example")
            other.pass_(labs.PASSWORD)
            raise AssertionError("two sessions on one mailbox")
        except poplib.error_proto as error:
            assert b"[IN-USE]" in error.args[0], error
        session.quit()
        session = poplib.POP3_SSL(*lab.at("fe", "pop3", "implicit"), timeout=20,
                                  context=ssl._create_unverified_context())
        session.user("ali@acme.example")
        session.pass_(labs.PASSWORD)
        assert session.stat()[0] == 2
        session.quit()


def pop3_quits_only():
    """A connection that breaks deletes nothing (RFC 1939 6)."""
    with Lab() as lab:
        deliver(lab)
        talk = Talk(lab.at("be2", "pop3", "starttls"))
        for line in ("", "USER ali@acme.example", "PASS secret", "DELE 1"):
            if line:
                talk.send(line + "\r\n")
            expect(talk.line(), "+OK", line)
        talk.close()
        time.sleep(0.2)
        session = poplib.POP3(*lab.at("be2", "pop3", "starttls"), timeout=20)
        session.user("ali@acme.example")
        session.pass_(labs.PASSWORD)
        assert session.stat()[0] == 1


def imap_reads():
    with Lab() as lab:
        deliver(lab, 3)
        for node in ("be2", "fe"):
            session = imap(lab, node)
            assert session.select()[1] == [b"3"]
            assert session.search(None, "SUBJECT", '"number 2"')[1] == [b"3"]
            _, answer = session.fetch("2", "(FLAGS ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (SUBJECT)]<0.15>)")
            assert any(b"Subject: number" in part[1] for part in answer if isinstance(part, tuple)), answer
            session.logout()
        session = imap(lab)
        session.select()
        session.store("1", "+FLAGS", "(\\Deleted keep)")
        assert session.copy("2", "Trash")[0] == "OK"
        assert session.expunge()[1] == [b"1"]
        assert session.status("Trash", "(MESSAGES)")[1] == [b"Trash (MESSAGES 1)"]
        assert session.append("Sent", "\\Seen", None, b"Subject: sent\r\n\r\nx\r\n")[0] == "OK"
        assert session.create("Work")[0] == "OK"
        assert b"Work" in b" ".join(session.list()[1])
        assert session.getquotaroot("INBOX")[0] == "OK"
        session.logout()


def imap_idle_and_two_sessions():
    with Lab() as lab:
        deliver(lab)
        one = Talk(lab.at("be2", "imap", "starttls"))
        one.line()
        one.send("a LOGIN ali@acme.example secret\r\nb SELECT INBOX\r\n")
        while not one.line().startswith("b OK"):
            pass
        one.send("c IDLE\r\n")
        expect(one.line(), "+ idling")
        began = time.time()
        deliver(lab, 1)
        expect(one.line(), "* 2 EXISTS")
        assert time.time() - began < 5
        other = imap(lab)
        other.select()
        other.store("1", "+FLAGS", "(\\Flagged)")
        lines = [one.line() for _ in range(2)]
        assert any("FETCH (FLAGS (" in line and "\\Flagged" in line for line in lines), lines
        one.send("DONE\r\n")
        while not (line := one.line()).startswith("c "):
            pass
        expect(line, "c OK")


def tls_ends_with_a_word():
    """The server says close_notify, so that a client can tell the end from a cut; also to a client that stays silent."""
    with Lab() as lab:
        trust = ssl._create_unverified_context()
        for node, protocol, words in (("be2", "imap", b"a LOGOUT\r\n"), ("fe", "pop3", b"QUIT\r\n"),
                                      ("fe", "submission", b"QUIT\r\n")):
            sock = socket.create_connection(lab.at(node, protocol, "implicit"), timeout=20)
            secure = trust.wrap_socket(sock, suppress_ragged_eofs=False)
            secure.sendall(words)
            while secure.recv(4096):  # raises SSLEOFError at a ragged end
                pass
            assert secure.recv(1) == b""
            secure.close()


def wrong_passwords_wait():
    with Lab() as lab:
        for node in ("be2", "fe"):
            began = time.time()
            try:
                imap(lab, node, password="wrong")
                raise AssertionError("a wrong password was taken")
            except imaplib.IMAP4.error as error:
                assert b"AUTHENTICATIONFAILED" in error.args[0], error
            assert time.time() - began > 1.2
        try:  # this mailbox is at another server
            imap(lab, "be5")
            raise AssertionError("be5 took a mailbox of be2")
        except imaplib.IMAP4.error:
            pass


def tls_drops_injected_commands():
    with Lab() as lab:
        for protocol, start, injected, probe, wanted in (
                ("pop3", "STLS", "USER evil", "CAPA", "+OK"),
                ("imap", "a STARTTLS", "b LOGIN ali@acme.example secret", "c NOOP", "c OK")):
            talk = Talk(lab.at("fe", protocol, "starttls"))
            talk.line()
            talk.send(f"{start}\r\n{injected}\r\n")
            line = talk.line()
            assert "OK" in line, line
            secure = ssl._create_unverified_context().wrap_socket(talk.socket)
            secure.sendall(f"{probe}\r\n".encode())
            expect(secure.recv(1000).decode(), wanted, protocol)
            secure.close()


def blocked_customer_reads_nothing():
    with Lab("faults/client-address-blocked") as lab:
        talk = Talk(lab.at("fe", "pop3", "starttls"))
        expect(talk.line(), "-ERR [SYS/PERM] 5.7.1 Service unavailable; Client host [100.64.0.1] blocked")
        expect(Talk(lab.at("fe", "imap", "starttls")).line(), "* BYE 5.7.1 Service unavailable")
        expect(Talk(lab.at("fe", "submission", "starttls")).line(), "554 5.7.1 Service unavailable")
        expect(Talk(lab.at("fe", "smtp")).line(), "220 ")


labs.main(pop3, pop3_quits_only, imap_reads, imap_idle_and_two_sessions, tls_ends_with_a_word, wrong_passwords_wait,
          tls_drops_injected_commands, blocked_customer_reads_nothing)
