#!/usr/bin/env python3
"""Submission, said to a real Postfix that asks a real Dovecot for passwords, and to the lab's sub of the estate postfix-lab:
STARTTLS, AUTH, and what is forbidden before them. Needs root."""
import base64
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import labs
from labs import Lab
from postfix_tools import Postfix, cannot
from smtp_compare import compare_sessions

CONFIG = """
base_dir = {0}/run
state_dir = {0}/run
log_path = {0}/log
protocols =
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
default_login_user = nobody
default_internal_user = nobody
default_internal_group = nogroup
first_valid_uid = 1
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={0}/mail/%u
}}
service auth {{
  unix_listener {0}/sasl {{
    mode = 0666
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


class Passwords:
    """A Dovecot that knows them and does nothing else."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mailsim-sasl-"))
        os.chmod(self.folder, 0o755)
        (self.folder / "conf").write_text(CONFIG.format(self.folder))
        self.process = subprocess.Popen(["dovecot", "-F", "-c", self.folder / "conf"], stderr=subprocess.DEVNULL)
        self.socket = self.folder / "sasl"
        deadline = time.time() + 20
        while not self.socket.exists():
            assert time.time() < deadline and self.process.poll() is None, "dovecot does not start"
            time.sleep(0.05)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.folder / "key", "-out",
                        self.folder / "cert", "-days", "9", "-subj", "/CN=sub.isp.test"], capture_output=True, check=True)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


def text(words):
    return base64.b64encode(words.encode()).decode()


GOOD = text("\0alice@isp.test\0secret")
TLS = ["EHLO me.test", "STARTTLS", "EHLO me.test"]
SIGNED = TLS + ["AUTH PLAIN " + GOOD]
BODY = "Subject: x\r\n\r\nx\r\n."
SESSIONS = [
    ["EHLO me.test", "MAIL FROM:<alice@isp.test>", "RCPT TO:<x@peerok.test>", "VRFY x@y.test", "AUTH PLAIN " + GOOD, "DATA", "RSET", "NOOP",
     "FOO", "QUIT"],
    ["STARTTLS"], ["STARTTLS x"], ["HELO me.test", "STARTTLS", "MAIL FROM:<alice@isp.test>"], TLS + ["STARTTLS", "AUTH", "AUTH PLAIN", "*"],
    TLS + ["AUTH PLAIN *", "AUTH PLAIN =", "AUTH PLAIN x", "AUTH FOO", "AUTH CRAM-MD5"],
    TLS + ["AUTH LOGIN", text("alice@isp.test"), text("secret"), "AUTH PLAIN " + GOOD, "MAIL FROM:<alice@isp.test>", "EHLO me.test", "AUTH LOGIN"],
    TLS + ["AUTH LOGIN " + text("alice@isp.test"), text("secret")], TLS + ["auth plain", GOOD], TLS + ["AUTH LOGIN", "*"],
    TLS + ["AUTH LOGIN", text("alice@isp.test"), "*"], TLS + ["AUTH LOGIN", "!!!"], TLS + ["AUTH LOGIN", ""],
    TLS + ["AUTH LOGIN =", text("alice@isp.test"), text("secret")],
    TLS + ["AUTH PLAIN " + text("alice\0alice\0"), "NOOP"], TLS + ["AUTH PLAIN " + text("alice@isp.test\0alice@isp.test\0secret")],
    TLS + ["AUTH PLAIN " + text("bob@isp.test\0alice@isp.test\0secret"), "AUTH PLAIN " + GOOD], TLS + ["AUTH PLAIN " + text("x\0y")],
    TLS + ["AUTH PLAIN " + text("\0alice@isp.test\0wrong"), "AUTH PLAIN " + GOOD], TLS + ["AUTH PLAIN " + text("\0\0secret")],
    TLS + ["AUTH LOGIN " + text("alice@isp.test"), text("wrong"), "NOOP"], TLS + ["AUTH PLAIN " + text("\0no@no.test\0wrong")],
    TLS + ["AUTH PLAIN", "A" * 12289, "NOOP"], TLS + ["AUTH PLAIN", "A" * 2100 + "="], TLS + ["AUTH PLAIN " + "A" * 9000, "NOOP"],
    TLS + ["AUTH PLAIN " + GOOD + " x"], TLS + ["AUTH  PLAIN  " + GOOD], TLS + ["AUTH PLAIN\t" + GOOD],
    TLS + ["MAIL FROM:<alice@isp.test>", "AUTH PLAIN " + GOOD, "RCPT TO:<x@peerok.test>", "DATA"],
    SIGNED + ["MAIL FROM:<alice@isp.test> AUTH=<>", "RCPT TO:<x@peerok.test>", "DATA", BODY, "STARTTLS", "QUIT"],
    SIGNED + ["MAIL FROM:<alice@isp.test> AUTH=e+3Dm@x.test", "RSET", "MAIL FROM:<alice@isp.test> AUTH=a@b AUTH=c@d", "RSET", "RSET", "MAIL FROM:<> AUTH=<>"],
    SIGNED + ["RSET", "EHLO x.test", "HELO x.test", "MAIL FROM:<alice@isp.test>"],
    SIGNED + ["VRFY x@peerok.test", "VRFY alice@isp.test", "ETRN x.test", "RCPT TO:<x@y.test>", ("BDAT 3 LAST\r\nabc", 1)],
    SIGNED + ["MAIL FROM:<alice@isp.test>", "RCPT TO:<x@peerok.test>", ("BDAT 3 LAST\r\nabc", 1)],
    ["EHLO me.test", ("STARTTLS\r\nNOOP\r\nMAIL FROM:<evil@x.test>\r\n", 1), "NOOP", "EHLO me.test"],
    TLS + ["RCPT TO:<x@peerok.test>", "DATA", "MAIL FROM:<alice@isp.test>", "RCPT TO:<alice@isp.test>", "RCPT TO:<x@peerok.test>"],
]


def compare():
    if why := cannot():
        return why
    if not shutil.which("dovecot"):
        return "dovecot not installed"
    wanted = "permit_sasl_authenticated, reject"
    # At this speed the lab's penalties for wrong passwords are short.
    with Lab(speed=60, arguments=["--topology", "postfix-lab"]) as lab, Passwords() as passwords, \
            Postfix("127.0.9.5", lab.used_offset + 27, myhostname="sub.isp.test", message_size_limit="10240000",
                    smtpd_relay_restrictions=wanted, smtpd_client_restrictions=wanted, default_transport="discard:",
                    smtpd_tls_security_level="encrypt", smtpd_tls_auth_only="yes", smtpd_sasl_type="dovecot",
                    smtpd_sasl_path=passwords.socket, smtpd_sasl_auth_enable="yes", smtpd_tls_cert_file=passwords.folder / "cert",
                    smtpd_tls_key_file=passwords.folder / "key", relay_domains="", mynetworks="192.0.2.1") as postfix:
        compare_sessions(SESSIONS, [], (postfix.address, postfix.port), lab.at("sub", "submission"), 200)


labs.main(compare)
