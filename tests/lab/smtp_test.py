#!/usr/bin/env python3
"""SMTP of the lab with Python's smtplib and by hand: verdicts, TLS, passwords, smuggling, notifications."""
import poplib
import smtplib
import ssl
import tempfile
import time

import labs
from labs import Lab, Talk, expect

MESSAGE = "From: a@b\r\nSubject: {}\r\n\r\nHello.\r\n"


def fetch(lab, node, user, seconds=10, count=1):
    """All messages of a mailbox by POP3, when there are enough."""
    deadline = time.time() + seconds
    while True:
        session = poplib.POP3(*lab.at(node, "pop3"), timeout=20)
        session.user(user)
        session.pass_(labs.PASSWORD)
        found = len(session.list()[1])
        texts = [b"\r\n".join(session.retr(n + 1)[1]).decode("latin-1") for n in range(found)]
        session.quit()
        if found >= count or time.time() > deadline:
            assert found >= count, f"{found} messages in {user}, {count} expected"
            return texts
        time.sleep(0.05)


def passes_mail_from_node_to_node():
    with Lab() as lab:
        with smtplib.SMTP(*lab.at("mta1", "smtp")) as client:
            client.sendmail("friend@gmail.com", ["omar@zenith.example"], MESSAGE.format("way"))
        text = fetch(lab, "be5", "omar@zenith.example")[0]
        by = [line.split()[1] for line in text.splitlines() if line.startswith("\tby ")]
        assert by == ["be5.nayatel.net.pk", "fe.nayatel.net.pk", "mta1.nayatel.com"], by
        assert text.splitlines()[0] == "Return-Path: <friend@gmail.com>", text
        assert "Received: from mta1.nayatel.com (mta1.nayatel.com [203.82.48.120])" in text, text


def verdicts():
    with Lab() as lab:
        talk = Talk(lab.at("fe", "smtp"))
        expect(talk.reply(), "220 fe.nayatel.net.pk ESMTP")
        expect(talk.ask("MAIL FROM:<a@gmail.com>"), "250 2.1.0")  # no HELO: Postfix's default allows it
        expect(talk.ask("RSET"), "250 2.0.0")
        expect(talk.ask("EHLO me"), "250-fe.nayatel.net.pk")
        expect(talk.ask("RCPT TO:<ali@acme.example>"), "503 5.5.1 Error: need MAIL command")
        expect(talk.ask("MAIL FROM:<friend@gmail.com> SIZE=999999999"), "552 5.3.4")
        expect(talk.ask("MAIL FROM:<friend@gmail.com>"), "250 2.1.0")
        expect(talk.ask("RCPT TO:<nobody-here@acme.example>"), "550 5.1.1 <nobody-here@acme.example>")
        expect(talk.ask("RCPT TO:<friend@yahoo.com>"), "554 5.7.1 <friend@yahoo.com>: Relay access denied")
        expect(talk.ask("DATA"), "554 5.5.1 Error: no valid recipients")
        expect(talk.ask("RCPT TO:<user7@acme.example>"), "250 2.1.5")
        expect(talk.ask("QUIT"), "221 2.0.0")
        # The front-end may send to anybody through a gateway; a stranger may not.
        for source, code in ((lab.at("fe", "smtp")[0], "250"), ("127.0.0.1", "554 5.7.1")):
            talk = Talk(lab.at("smtp1", "smtp"), source)
            talk.reply()
            talk.ask("EHLO me")
            talk.ask("MAIL FROM:<ali@acme.example>")
            expect(talk.ask("RCPT TO:<friend@gmail.com>"), code, source)
            talk.close()


def addresses_without_a_domain_name():
    with Lab() as lab:
        talk = Talk(lab.at("mta1", "smtp"))
        talk.reply()
        for sender in ("friend", "friend@[192.0.2.1]", "friend@[IPv6:2001:db8::1]", '"a b"@gmail.com', "postmaster"):
            expect(talk.ask(f"MAIL FROM:<{sender}>"), "250 2.1.0", sender)
            expect(talk.ask("RCPT TO:<omar@zenith.example>"), "250 2.1.5", sender)
            expect(talk.ask("RSET"), "250 2.0.0")
        talk.ask("MAIL FROM:<friend>")
        expect(talk.ask("RCPT TO:<someone>"), "554 5.7.1 <someone@mta1.nayatel.com>: Relay access denied")
        expect(talk.ask("RCPT TO:<someone@[192.0.2.1]>"), "554 5.7.1 <someone@[192.0.2.1]>: Relay access denied")
        talk.ask("RCPT TO:<omar@zenith.example>")
        talk.ask("DATA")
        expect(talk.ask("Subject: no domain\r\n\r\nx\r\n."), "250 2.0.0 Ok: queued")
        assert "Return-Path: <friend@mta1.nayatel.com>" in fetch(lab, "be5", "omar@zenith.example")[0]


def named_twice_and_without_a_header():
    """An address that is named twice gets one copy; a content without a header keeps its first line."""
    with Lab() as lab:
        for text in (b"no header at all\r\nsecond: line\r\n", b"\r\nblank first\r\n", b""):
            talk = Talk(lab.at("mta1", "smtp"))
            talk.reply()
            for line in ("EHLO me", "MAIL FROM:<friend@gmail.com>"):
                talk.ask(line)
            for name in ("omar", "OMAR", "omar", "user7"):
                expect(talk.ask(f"RCPT TO:<{name}@zenith.example>"), "250 2.1.5")
            talk.ask("DATA")
            talk.send(text + b".\r\n")
            expect(talk.reply(), "250 2.0.0 Ok: queued")
            talk.close()
        fetch(lab, "be5", "user7@zenith.example", count=3)
        lab.wait_log(["fe qmgr", "removed"])
        texts = fetch(lab, "be5", "omar@zenith.example", count=3)
        bodies = sorted(text.partition("\r\n\r\n")[2] for text in texts)
        assert bodies == ["", "blank first", "no header at all\r\nsecond: line"], bodies


def lmtp_between_nodes():
    """A front-end that delivers by LMTP hears of each recipient by itself, and tells the sender of those that failed."""
    changes = ["/topology/nodes/fe1/transports/0/port=24", "/topology/nodes/fe1/rules=[]"]
    with Lab(arguments=["--topology", "postfix-lab", *(word for one in changes for word in ("--set", one))]) as lab:
        names = ["alice@isp.test", "full@isp.test", "nosuch@isp.test", "bob@isp.test", "erin@isp3.test"]
        with smtplib.SMTP(*lab.at("fe1", "smtp")) as client:
            client.sendmail("s@peerok.test", names, MESSAGE.format("each"))
        for name, node, words in ((names[0], "be1", "250 2.0.0 <alice@isp.test> "), (names[1], "be1", "552 5.2.2 <full@isp.test> Quota"),
                                  (names[2], "be1", "550 5.1.1 <nosuch@isp.test> User doesn't exist"),
                                  (names[3], "be1", "250 2.0.0 <bob@isp.test> "), (names[4], "be2", "250 2.0.0 <erin@isp3.test> ")):
            lab.wait_log(["fe1 smtp:", f"to=<{name}>", f"{node}.isp.test", "]:24", words])
        assert "Subject: each" in fetch(lab, "be1", "bob@isp.test")[0]
        lab.wait_log(["peerok local", "to=<s@peerok.test>", "status=sent"])
        assert lab.log().count("sender non-delivery notification") == 1


def equal_hosts_share():
    """Of two equal gateways both get mail."""
    with Lab() as lab:
        with smtplib.SMTP(*lab.at("fe", "submission", "starttls")) as client:
            client.starttls(context=ssl._create_unverified_context())
            client.login("ali@acme.example", labs.PASSWORD)
            for number in range(20):  # all at one host: once in 2^19 runs
                client.sendmail("ali@acme.example", ["friend@gmail.com"], MESSAGE.format(number))
        for node in ("smtp1", "smtp2"):
            lab.wait_log([node + " smtp:", "to=<friend@gmail.com>", "status=sent"])


def submission_needs_tls_and_password():
    with tempfile.NamedTemporaryFile() as ca, Lab(arguments=["--ca-out", ca.name]) as lab:
        trust = ssl.create_default_context(cafile=ca.name)
        address, port = lab.at("be2", "submission", "starttls")
        talk = Talk((address, port))
        talk.reply()
        talk.ask("EHLO me")
        expect(talk.ask("MAIL FROM:<ali@acme.example>"), "530 5.7.0 Must issue a STARTTLS command first")
        talk.close()
        with smtplib.SMTP(address, port) as client:
            client.starttls(context=trust)  # checks the certificate's address
            began = time.time()
            try:
                client.login("ali@acme.example", "wrong")
                raise AssertionError("a wrong password was taken")
            except smtplib.SMTPAuthenticationError as error:
                expect(error.smtp_code, "535")
            assert time.time() - began > 1.2, "a wrong password is answered at once"
            client.login("ali@acme.example", labs.PASSWORD)
            client.sendmail("ali@acme.example", ["sana@acme.example"], MESSAGE.format("inside"))
        with smtplib.SMTP_SSL(*lab.at("fe", "submission", "implicit"), context=trust) as client:
            client.login("ali@acme.example", labs.PASSWORD)
            client.sendmail("ali@acme.example", ["sana@acme.example"], MESSAGE.format("by the front-end"))
            assert client.rset()[0] == 250
            assert client.mail("ali@acme.example")[0] == 250
        texts = fetch(lab, "be2", "sana@acme.example", count=2)
        assert all("by be2.nayatel.net.pk" in text for text in texts), texts
        assert "with ESMTPSA id" in texts[0], texts[0]


def blocked_account_cannot_send():
    with Lab("faults/sender-blocked") as lab:
        with smtplib.SMTP(*lab.at("fe", "submission", "starttls")) as client:
            client.starttls(context=ssl._create_unverified_context())
            client.login("blocked@acme.example", labs.PASSWORD)
            client.mail("blocked@acme.example")
            code, text = client.rcpt("friend@gmail.com")
            expect(f"{code} {text.decode()}", "554 5.7.1 <blocked@acme.example>: Sender address rejected")


def full_mailbox_is_told_to_the_sender():
    with Lab("faults/quota-full", speed=60) as lab:
        with smtplib.SMTP(*lab.at("mta1", "smtp"), source_address=(lab.at("gmail", "smtp")[0], 0)) as client:
            code = client.docmd("MAIL FROM:<friend@gmail.com>")[0]
            assert code == 250
        with smtplib.SMTP(*lab.at("fe", "smtp")) as client:
            client.sendmail("friend@gmail.com", ["full@acme.example"], MESSAGE.format("too much"))
        lab.wait_log(["be2", "552", "Quota exceeded"])
        line = lab.wait_log(["gmail", "local", "to=<friend@gmail.com>", "status=sent"], 20)
        assert "friend@gmail.com" in line


def notification_is_a_report():
    with Lab() as lab:
        with smtplib.SMTP(*lab.at("smtp1", "smtp"), source_address=(lab.at("fe", "smtp")[0], 0)) as client:
            client.sendmail("ali@acme.example", ["nobody-there@exchange.example"], MESSAGE.format("lost"),
                            mail_options=["ENVID=abc"], rcpt_options=["ORCPT=rfc822;x@y.test"])
        import email
        report = email.message_from_string(fetch(lab, "be2", "ali@acme.example", 20)[0])
        assert report.get_content_type() == "multipart/report", report.get_content_type()
        assert report["Return-Path"] == "<>"
        parts = report.get_payload()
        assert [p.get_content_type() for p in parts] == ["text/plain", "message/delivery-status", "message/rfc822"]
        message, recipient = parts[1].get_payload()
        assert message["Original-Envelope-Id"] == "abc"
        assert recipient["Action"] == "failed" and recipient["Status"] == "5.1.1", recipient.as_string()
        assert recipient["Original-Recipient"] == "rfc822;x@y.test"
        assert recipient["Remote-MTA"] == "dns; mx1.exchange.example", recipient.as_string()


def commands_injected_before_tls_vanish():
    with Lab() as lab:
        talk = Talk(lab.at("fe", "smtp"))
        talk.reply()
        talk.ask("EHLO me")
        talk.send("STARTTLS\r\nMAIL FROM:<evil@gmail.com>\r\nRCPT TO:<ali@acme.example>\r\n")
        expect(talk.reply(), "220 2.0.0 Ready to start TLS")
        secure = ssl._create_unverified_context().wrap_socket(talk.socket)
        secure.sendall(b"RCPT TO:<ali@acme.example>\r\n")
        expect(secure.recv(1000).decode(), "503 5.5.1 Error: need MAIL command")
        secure.close()


def smuggled_ends_do_not_end():
    """No bare LF or CR around the dot ends a content, on the way in or at the next server."""
    with Lab() as lab:
        for number, end in enumerate((b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r", b"\n\n.\r\n")):
            talk = Talk(lab.at("mta1", "smtp"))
            talk.reply()
            for line in ("EHLO me", "MAIL FROM:<friend@gmail.com>", "RCPT TO:<omar@zenith.example>", "DATA"):
                talk.ask(line)
            talk.send(b"Subject: one\r\n\r\nfirst" + end + b"MAIL FROM:<evil@x.test>\r\nRCPT TO:<omar@zenith.example>\r\n"
                      b"DATA\r\nSubject: smuggled\r\n\r\nsecond\r\n.\r\n")
            expect(talk.reply(), "250 2.0.0 Ok: queued", repr(end))
            expect(talk.ask("QUIT"), "221", repr(end))
            talk.close()
            texts = fetch(lab, "be5", "omar@zenith.example", count=number + 1)
            assert len(texts) == number + 1, f"{end!r}: {len(texts)} messages"
            assert "Subject: one" in texts[-1] and "evil@x.test" in texts[-1], texts[-1]


def chunks_and_pipelining():
    with Lab() as lab:
        talk = Talk(lab.at("mta1", "smtp"))
        talk.reply()
        talk.ask("EHLO me")
        body = b"Subject: chunks\r\n\r\n.\r\nnot the end\r\n"
        talk.send(b"MAIL FROM:<friend@gmail.com>\r\nRCPT TO:<omar@zenith.example>\r\nBDAT %d\r\n%bBDAT 3 LAST\r\nend"
                  % (len(body), body))
        for wanted in ("250 2.1.0", "250 2.1.5", "250 2.0.0", "250 2.0.0 Ok: "):
            expect(talk.reply(), wanted)
        talk.close()
        assert "not the end" in fetch(lab, "be5", "omar@zenith.example")[0]


def the_postmaster_is_reached_everywhere():
    """RFC 5321 4.5.1: <postmaster> without a domain, in any case, from anybody, whatever the rules say of others."""
    with tempfile.TemporaryDirectory() as folder:
        for round in range(2):  # the second lab reads what the first kept
            with Lab(arguments=["--state", folder]) as lab:
                for node, path in (("mta1", "<postmaster>"), ("be2", "<Postmaster>"), ("smtp1", '<"POSTMASTER">')) if round == 0 else ():
                    talk = Talk(lab.at(node, "smtp"))
                    talk.reply()
                    talk.ask("EHLO me")
                    talk.ask("MAIL FROM:<friend@gmail.com>")
                    expect(talk.ask(f"RCPT TO:{path}"), "250 2.1.5", node)
                    expect(talk.ask("RCPT TO:<someone>"), "55", node)
                    talk.ask("DATA")
                    expect(talk.ask(f"Subject: for the postmaster of {node}\r\n\r\nx\r\n."), "250 2.0.0 Ok: queued", node)
                    talk.close()
                texts = fetch(lab, "be5", "postmaster", count=3)
                assert len(texts) == 3 and all("Delivered-To: postmaster\r\n" in text for text in texts), texts
    # An account of the estate that has the name gets the mail, where it is at home.
    with Lab(arguments=["--topology", "single-server", "--set", '/topology/domains/0/accounts=[{"name": "Postmaster"}]', "--set",
                        '/topology/nodes/0/listeners=[{"protocol": "smtp", "port": 25}, {"protocol": "pop3", "port": 110}]',
                        "--set", "/topology/flows=[]"]) as lab:
        with smtplib.SMTP(*lab.at("server", "smtp")) as client:
            client.sendmail("friend@far.example", ["postmaster"], MESSAGE.format("named"))
        text = fetch(lab, "server", "postmaster@small.example")[0]
        assert "delivered-to: postmaster@small.example" in text.lower(), text


def quotes_make_no_other_address():
    with Lab() as lab:
        with smtplib.SMTP(*lab.at("mta1", "smtp")) as client:
            assert not client.sendmail("friend@gmail.com", ['"omar"@zenith.example', '"o\\mar"@zenith.example', '"user1"@zenith.example'],
                                       MESSAGE.format("quoted"))
        assert len(fetch(lab, "be5", "omar@zenith.example")) == 1
        fetch(lab, "be5", "user1@zenith.example")


def bare_line_ends_are_mended_in_the_mailbox():
    """Postfix takes them in as line ends; mailboxes hold lines that end in CR LF, so that sizes are true."""
    with Lab() as lab:
        talk = Talk(lab.at("be5", "smtp"))
        for line in ("EHLO me", "MAIL FROM:<friend@gmail.com>", "RCPT TO:<omar@zenith.example>", "DATA", "Subject: x\nY: z\n\none\n.\ntwo\r\n."):
            talk.reply() if line.startswith("EHLO") else None
            said = talk.ask(line)
        expect(said, "250 2.0.0 Ok: queued")
        fetch(lab, "be5", "omar@zenith.example")
        session = poplib.POP3(*lab.at("be5", "pop3"), timeout=20)
        session.user("omar@zenith.example")
        session.pass_(labs.PASSWORD)
        _, lines, octets = session.retr(1)
        assert lines[-6:] == [b"Subject: x", b"Y: z", b"", b"one", b".", b"two"], lines
        assert octets == int(session.list(1).split()[2]), (octets, session.list(1))
        session.quit()


labs.main(passes_mail_from_node_to_node, verdicts, addresses_without_a_domain_name, the_postmaster_is_reached_everywhere, quotes_make_no_other_address, bare_line_ends_are_mended_in_the_mailbox, named_twice_and_without_a_header, lmtp_between_nodes, equal_hosts_share, submission_needs_tls_and_password, blocked_account_cannot_send,
          full_mailbox_is_told_to_the_sender, notification_is_a_report, commands_injected_before_tls_vanish,
          smuggled_ends_do_not_end, chunks_and_pipelining)
