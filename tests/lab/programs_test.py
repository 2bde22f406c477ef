#!/usr/bin/env python3
"""Programs nobody here wrote talk to the lab: swaks, curl, msmtp, mbsync, fetchmail, dig, openssl; and tshark reads the traffic.
Each is tried where it is installed."""
import os
import imaplib
import pathlib
import re
import shlex
import shutil
import smtplib
import subprocess
import tempfile
import time

import labs
from labs import Lab

ALI = ["ali@acme.example", labs.PASSWORD]


def run(*command, text=None, good=True, timeout=30):
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=timeout)
    if good and done.returncode != 0:
        raise AssertionError(f"{' '.join(command)}: status {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.stdout + done.stderr


def needs(*names):
    missing = [name for name in names if not shutil.which(name)]
    return f"{', '.join(missing)} not installed" if missing else None


def swaks():
    if why := needs("swaks"):
        return why
    with Lab() as lab:
        host, port = lab.at("mta1", "smtp")
        run("swaks", "--server", host, "--port", str(port), "--from", "friend@gmail.com", "--to", "omar@zenith.example")
        lab.wait_log(["be5 local", "to=<omar@zenith.example>", "status=sent"])
        host, port = lab.at("fe", "submission", "starttls")
        for mechanism in ("PLAIN", "LOGIN"):
            run("swaks", "--server", host, "--port", str(port), "-tls", "--auth", mechanism, "--auth-user", ALI[0],
                "--auth-password", ALI[1], "--from", ALI[0], "--to", "sana@acme.example")
        host, port = lab.at("fe", "submission", "implicit")
        run("swaks", "--server", host, "--port", str(port), "--tls-on-connect", "--auth-user", ALI[0],
            "--auth-password", ALI[1], "--from", ALI[0], "--to", "sana@acme.example")
        text = run("swaks", "--server", host, "--port", str(port), "--tls-on-connect", "--auth-user", ALI[0],
                   "--auth-password", "wrong", "--from", ALI[0], "--to", "sana@acme.example", good=False)
        assert "535 5.7.8" in text, text
        # A pipelining client, and one that lists several recipients.
        host, port = lab.at("mta1", "smtp")
        run("swaks", "--server", host, "--port", str(port), "--pipeline", "--from", "friend@gmail.com", "--to",
            "omar@zenith.example,hina@zenith.example")
        lab.wait_log(["to=<hina@zenith.example>", "be5 local"])


def curl():
    if why := needs("curl"):
        return why
    with tempfile.TemporaryDirectory() as folder:
        ca, mail = folder + "/ca.pem", folder + "/mail"
        with open(mail, "w") as file:
            file.write("From: ali@acme.example\r\nSubject: by curl\r\n\r\nHello.\r\n")
        with Lab(arguments=["--ca-out", ca]) as lab:
            login = ["-sS", "--cacert", ca, "-u", ":".join(ALI)]
            for scheme, tls in (("smtp", "starttls"), ("smtps", "implicit")):
                host, port = lab.at("fe", "submission", tls)
                run("curl", *login, "--ssl-reqd", f"{scheme}://{host}:{port}/me", "--mail-from", ALI[0], "--mail-rcpt",
                    ALI[0], "-T", mail)
                lab.wait_log(["be2 local", f"to=<{ALI[0]}>"])
            for node in ("be2", "fe"):
                for scheme, protocol, tls in (("pop3", "pop3", "starttls"), ("pop3s", "pop3", "implicit"),
                                              ("imap", "imap", "starttls"), ("imaps", "imap", "implicit")):
                    host, port = lab.at(node, protocol, tls)
                    path = "1" if protocol == "pop3" else "INBOX;MAILINDEX=1"
                    text = run("curl", *login, "--ssl-reqd", f"{scheme}://{host}:{port}/{path}")
                    assert "Subject: by curl" in text, (scheme, node, text)
            host, port = lab.at("be2", "imap", "implicit")
            assert "* LIST" in run("curl", *login, f"imaps://{host}:{port}/")
            assert "* SEARCH 1" in run("curl", *login, f"imaps://{host}:{port}/INBOX?SUBJECT%20curl")


def msmtp():
    if why := needs("msmtp"):
        return why
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as ca, Lab(arguments=["--ca-out", ca.name]) as lab:
        host, port = lab.at("be2", "submission", "starttls")
        run("msmtp", "--file=/dev/null", f"--host={host}", f"--port={port}", "--tls=on", "--tls-starttls=on",
            f"--tls-trust-file={ca.name}", "--auth=plain", f"--user={ALI[0]}", f"--passwordeval=echo {ALI[1]}",
            f"--from={ALI[0]}", "sana@acme.example", text="Subject: by msmtp\n\nHello.\n")
        lab.wait_log(["be2 local", "to=<sana@acme.example>"])
        text = run("msmtp", "--file=/dev/null", f"--host={host}", f"--port={port}", "--serverinfo")
        assert "PIPELINING" in text and "STARTTLS" in text, text


def dig():
    if why := needs("dig"):
        return why
    with Lab() as lab:
        host, port = lab.at("dns1", "dns")
        ask = lambda *words: run("dig", f"@{host}", "-p", str(port), "+tries=1", "+time=3", *words)
        assert ask("+short", "nayatel.com", "MX").split("\n")[0] == "10 mta1.nayatel.com."
        assert ask("+short", "+tcp", "mail.acme.example", "A").strip() == lab.at("fe", "smtp")[0]
        assert "v=spf1" in ask("+short", "acme.example", "TXT")
        assert "status: NXDOMAIN" in ask("nobody.acme.example", "A")
        assert "status: REFUSED" in ask("example.org", "A")
        assert "mta1.nayatel.com." in ask("+short", "-x", "203.82.48.120")
        assert "flags: qr aa" in ask("acme.example", "SOA")
        for words in (("+noedns", "acme.example", "NS"), ("+bufsize=512", "gmail.com", "ANY")):
            assert "WARNING" not in ask(*words).replace("WARNING: recursion", ""), words


def openssl():
    if why := needs("openssl"):
        return why
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as ca, Lab(arguments=["--ca-out", ca.name]) as lab:
        def verify(node, protocol, tls, start, *more):
            host, port = lab.at(node, protocol, tls)
            return run("openssl", "s_client", "-connect", f"{host}:{port}", "-CAfile", ca.name, "-verify_return_error",
                       "-verify_ip", host, *(["-starttls", start] if start else []), *more, text="")
        for node, protocol, tls, start in (("fe", "smtp", "starttls", "smtp"), ("fe", "submission", "implicit", ""),
                                           ("be2", "pop3", "starttls", "pop3"), ("be2", "pop3", "implicit", ""),
                                           ("be2", "imap", "starttls", "imap"), ("be2", "imap", "implicit", "")):
            text = verify(node, protocol, tls, start)
            assert "Verify return code: 0 (ok)" in text, text
        assert "TLSv1.2" in verify("fe", "smtp", "starttls", "smtp", "-tls1_2")
        host, port = lab.at("fe", "smtp")
        text = run("openssl", "s_client", "-connect", f"{host}:{port}", "-starttls", "smtp", "-tls1_1", good=False, text="")
        assert "TLSv1.1, Cipher is" not in text, "TLS 1.1 was agreed on"


def tshark():
    if why := needs("tshark", "curl", "dig"):
        return why
    with tempfile.TemporaryDirectory() as folder, Lab() as lab:
        offset = lab.used_offset
        kinds = {"smtp": 25 + offset, "imap": 143 + offset, "pop": 110 + offset, "dns": 53 + offset}
        capture = folder + "/lab.pcap"
        ports = " or ".join(f"port {port}" for port in kinds.values())
        said = folder + "/said"
        with open(said, "w") as file:
            watcher = subprocess.Popen(["tshark", "-q", "-i", "lo", "-f", ports, "-w", capture], stderr=file)
        try:
            deadline, heard = time.time() + 20, ""
            while "Capture started" not in heard and "Capturing on" not in heard:
                if watcher.poll() is not None or time.time() > deadline:
                    return f"tshark cannot capture here: {heard.strip()[-200:]}"
                time.sleep(0.05)
                with open(said) as file:
                    heard = file.read()
            time.sleep(1)
            talk = labs.Talk(lab.at("be2", "smtp"))
            talk.reply()
            for line in ("EHLO me", "MAIL FROM:<friend@gmail.com>", "RCPT TO:<ali@acme.example>", "DATA"):
                talk.ask(line)
            talk.send("Subject: watched\r\n\r\nHello.\r\n.\r\n")
            talk.reply()
            talk.ask("QUIT")
            lab.wait_log(["be2 local", "status=sent"])
            for protocol, path in (("pop3", "1"), ("imap", "INBOX;MAILINDEX=1")):
                host, port = lab.at("be2", protocol, "starttls")
                run("curl", "-sS", "-u", ":".join(ALI), f"{protocol}://{host}:{port}/{path}")
            host, port = lab.at("dns1", "dns")
            run("dig", f"@{host}", "-p", str(port), "acme.example", "MX")
            time.sleep(1)
        finally:
            watcher.terminate()
            watcher.wait(20)
        as_kinds = [word for kind, port in kinds.items()
                    for word in ("-d", f"{'udp' if kind == 'dns' else 'tcp'}.port=={port},{kind}")]
        show = lambda *words: run("tshark", "-r", capture, *as_kinds, *words)
        bad = show("-Y", "_ws.malformed || _ws.expert.severity >= 0x00800000")
        bad = "\n".join(line for line in bad.splitlines() if "Running as user" not in line)
        assert not bad.strip(), "tshark finds fault:\n" + bad
        count = lambda what: len([line for line in show("-Y", what, "-T", "fields", "-e", "frame.number").splitlines()
                                  if line.strip().isdigit()])
        seen = {what: count(what) for what in ("smtp.response.code==250", "pop.response.indicator==\"+OK\"",
                                               "imap.response.status==\"OK\"", "dns.flags.response==1")}
        assert all(seen.values()), seen
        print("tshark reads without fault:", seen)


MBSYNC = """IMAPStore far
Host {host}
Port {port}
User {user}
Pass {password}
SSLType IMAPS
CertificateFile {folder}/ca.pem

MaildirStore near
Path {folder}/mail/
Inbox {folder}/mail/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Both
Expunge Both
SyncState *
"""


def deliver(lab, count):
    """Messages for ali from a peer; until they are in the mailbox."""
    with smtplib.SMTP(*lab.at("fe", "smtp")) as client:
        for number in range(count):
            client.sendmail("friend@gmail.com", [ALI[0]], f"Subject: number {number}\r\n\r\n.dot\r\n..\r\n")
    deadline = time.time() + 15
    while lab.log().count("be2 local") < count:
        assert time.time() < deadline, lab.log()[-2000:]
        time.sleep(0.05)


def mbsync():
    """A mailbox and its copy, both ways: new mail, a new copy in Sent, flags and a deletion."""
    if why := needs("mbsync"):
        return why
    with tempfile.TemporaryDirectory() as folder, Lab(arguments=["--ca-out", folder + "/ca.pem"]) as lab:
        deliver(lab, 5)
        host, port = lab.at("be2", "imap", "implicit")
        config = pathlib.Path(folder, "config")
        config.write_text(MBSYNC.format(host=host, port=port, user=ALI[0], password=ALI[1], folder=folder))
        inbox, sent = pathlib.Path(folder, "mail", "INBOX"), pathlib.Path(folder, "mail", "Sent")
        inbox.parent.mkdir()
        run("mbsync", "-c", str(config), "all")
        here = sorted((inbox / "new").iterdir())
        assert len(here) == 5 and b"Subject: number" in here[0].read_bytes(), here
        here[0].rename(inbox / "cur" / (here[0].name.split(":")[0] + ":2,ST"))  # seen and trashed
        here[1].rename(inbox / "cur" / (here[1].name.split(":")[0] + ":2,FS"))  # flagged and seen
        (sent / "new" / "1.2.here").write_text("Subject: sent\n\nhello\n")
        run("mbsync", "-c", str(config), "all")
        with imaplib.IMAP4(*lab.at("be2", "imap", "starttls")) as session:
            session.login(*ALI)
            assert session.select("Sent")[1] == [b"1"]
            assert session.select("INBOX")[1] == [b"4"]
            assert session.search(None, "FLAGGED", "SEEN")[1] == [b"1"], session.search(None, "FLAGGED")


def fetchmail():
    if why := needs("fetchmail"):
        return why
    with tempfile.TemporaryDirectory() as folder, Lab(arguments=["--ca-out", folder + "/ca.pem"]) as lab:
        deliver(lab, 3)
        config, got = pathlib.Path(folder, "config"), pathlib.Path(folder, "got")
        name = "sslcertck sslcertfile " + folder + "/ca.pem"
        for options, tls, mode in (("keep", "starttls", "sslproto tls1.2+ " + name), ("", "implicit", "ssl " + name)):
            host, port = lab.at("be2", "pop3", tls)
            config.write_text(f'poll {host} service {port} protocol pop3 user "{ALI[0]}" password "{ALI[1]}" {mode} {options} '
                              f'fetchall mda "cat >> {got}"\n')
            config.chmod(0o600)
            run("fetchmail", "-f", str(config), "--nosyslog", "--pidfile", folder + "/pid", "-i", folder + "/ids")
        text = got.read_text()
        assert text.count("Subject: number") == 6 and text.count("\n.dot\n..\n") == 6, text
        lab.wait_log(["be2 pop3", "login " + ALI[0], "good"])
        done = subprocess.run(["fetchmail", "-f", str(config), "--nosyslog", "--pidfile", folder + "/pid"],
                              capture_output=True, text=True, timeout=30)
        assert done.returncode == 1 and "No mail" in done.stdout, done  # all were fetched and deleted


def printed_commands():
    """What the lab prints to try works as it stands, on every shipped estate."""
    if why := needs("swaks", "curl", "dig", "openssl"):
        return why
    # Also where nobody has a name, and where a name and a password need quotes and TLS comes first.
    nameless = ["--set", '/topology/domains/0={"name": "small.example", "home": "server", "parts": [{"count": 2}]}', "--set",
                "/topology/flows=[]"]
    odd = ["--set", """/topology/domains/0/accounts=[{"name": "o'brien", "password": "p w$'\\""}]""", "--set", "/topology/flows=[]", "--set",
           '/topology/nodes/0/listeners=[{"protocol": "smtp", "port": 25}, {"protocol": "submission", "port": 465, "tls": "implicit"},'
           '{"protocol": "imap", "port": 143}, {"protocol": "pop3", "port": 110}]']
    for topology, more, least in (("nayatel", [], 6), ("single-server", [], 6), ("postfix-lab", [], 5), ("single-server", nameless, 6),
                                  ("single-server", odd, 5)):
        with Lab(arguments=["--topology", topology, *more], json_lines=False) as lab:
            commands = lab.printed.partition("To try:\n")[2].splitlines()
            assert len(commands) >= least, lab.printed
            for command in commands:
                words = shlex.split(command)
                deadline = time.time() + 15
                said = run(*words, text="a LOGOUT\r\n", good=words[0] != "curl")
                assert words[0] != "dig" or "status: NOERROR" in said, said
                while words[0] == "curl" and "Received:" not in said:  # the mail that swaks sent is on its way
                    assert time.time() < deadline, f"{topology}: {command}\n{said}"
                    time.sleep(0.1)
                    said = run(*words, good=False)


labs.main(printed_commands, mbsync, fetchmail, swaks, curl, msmtp, dig, openssl, tshark)
