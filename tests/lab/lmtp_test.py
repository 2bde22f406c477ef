#!/usr/bin/env python3
"""The same LMTP lines to a real Dovecot and to the lab's be1 of the estate postfix-lab: several recipients, chunks, what is
refused and how. Needs root and dovecot-lmtpd."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import labs
from labs import Lab, Talk
from smtp_compare import compare_sessions

CONFIG = """
base_dir = {0}/run
state_dir = {0}/run
log_path = {0}/log
protocols = lmtp
listen = 127.0.9.6
ssl = no
default_login_user = nobody
default_internal_user = nobody
default_internal_group = nogroup
first_valid_uid = 1
hostname = be1.isp.test
mail_location = maildir:{0}/mail/%u
mail_plugins = quota
plugin {{
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:storage=1G
}}
mailbox_list_index = yes
passdb {{
  driver = passwd-file
  args = {0}/users
}}
userdb {{
  driver = passwd-file
  args = {0}/users
  default_fields = uid=nobody gid=nogroup home={0}/mail/%u
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.9.6
    port = {1}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
protocol lmtp {{
  postmaster_address = postmaster@isp.test
}}
"""
USERS = "".join(f"{name}@isp.test:{{PLAIN}}secret::::::\n" for name in ("alice", "bob", "carol")) + \
    "full@isp.test:{PLAIN}secret::::::userdb_quota_rule=*:bytes=1\n"


class Dovecot:
    def __init__(self, port):
        self.at = "127.0.9.6", port

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mailsim-lmtp-"))
        os.chmod(self.folder, 0o755)
        (self.folder / "mail").mkdir()
        shutil.chown(self.folder / "mail", "nobody", "nogroup")
        (self.folder / "conf").write_text(CONFIG.format(self.folder, self.at[1]))
        (self.folder / "users").write_text(USERS)
        self.process = subprocess.Popen(["dovecot", "-F", "-c", self.folder / "conf"], stderr=subprocess.DEVNULL)
        deadline = time.time() + 20
        while True:
            try:
                Talk(self.at).close()
                return self
            except OSError:
                assert time.time() < deadline and self.process.poll() is None, "dovecot does not start"
                time.sleep(0.1)

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


HELLO = ["LHLO me.test"]
MAIL = HELLO + ["MAIL FROM:<s@peerok.test>"]
RCPT = MAIL + ["RCPT TO:<alice@isp.test>"]
CONTENT = "DATA\r\nSubject: x\r\n\r\nx\r\n.\r\n"


def chunk(size, octets, last="", replies=1):
    return f"BDAT {size}{last}\r\n{octets}", replies


SESSIONS = [
    ["LHLO me.test", "NOOP", "NOOP x", "HELP", "VRFY", "RSET", "RSET x", "QUIT"],
    ["EHLO me.test", "HELO me.test", "LHLO", "LHLO a b", "LHLO [1.2.3.4]", "LHLO -", "LHLO a_b", "lhlo x"],
    ["", " ", "FOO bar", "XCLIENT ADDR=1.2.3.4", "ETRN x", "EXPN x", "GET / HTTP/1.0", "NOOP"],
    ["\\xe4", "NOOP  ", "STARTTLS", "NOOP " + "a" * 3000, "TURN"],
    ["MAIL FROM:<s@peerok.test>", "RCPT TO:<alice@isp.test>", (CONTENT, 2), "QUIT"],
    HELLO + ["RCPT TO:<alice@isp.test>", "DATA", chunk(0, "", " LAST"), "NOOP"],
    MAIL + ["MAIL FROM:<t@x.test>", "DATA", chunk(3, "abc"), chunk(3, "abc", " LAST")],
    HELLO + ["MAIL FROM", "MAIL TO:<s@x.test>", "MAIL", "RSET", "mail from:<s@x.test>", "rset"],
    *(HELLO + [f"MAIL FROM:{sender}", "RSET"] for sender in ("<>", "<s@[1.2.3.4]>", "<\"a b\"@x.test>", "<@r:s@x.test>", "<s@x_y.test>", "<s>")),
    *(HELLO + [f"MAIL FROM:<s@x.test> {words}", "RSET"] for words in (
        "BODY=8BITMIME", "BODY=7BIT", "BODY=BINARYMIME", "BODY=X", "RET=HDRS", "ENVID=x", "SMTPUTF8", "FOO", "FOO=BAR", "SIZE=x")),
    MAIL + ["RCPT FROM:<alice@isp.test>", "RCPT TO:<nobody@isp.test>", "RCPT TO:<alice>", "RCPT TO:<postmaster>", "RCPT TO:<ALICE@ISP.TEST>",
            "RCPT TO:<alice@isp.test> NOTIFY=NEVER", "RCPT TO:<alice@isp.test> FOO", "RCPT TO:<alice@isp.test>x", "RCPT TO:<alice+tag@isp.test>",
            "RCPT TO:<\"alice\"@isp.test>", "RCPT TO:<alice%x@isp.test>", "RCPT TO:<\\xc3\\xa4@isp.test>"],
    RCPT + ["RCPT TO:<bob@isp.test>", "RCPT TO:<nobody@isp.test>", (CONTENT, 3), "NOOP", "DATA", "MAIL FROM:<s@peerok.test>"],
    RCPT + ["RCPT TO:<full@isp.test>", "RCPT TO:<bob@isp.test>", (CONTENT, 4), "NOOP", "QUIT"],
    MAIL + ["RCPT TO:<full@isp.test>", (CONTENT, 2), "QUIT"], RCPT + ["RCPT TO:<alice@isp.test>", (CONTENT, 3)],
    RCPT + ["RCPT TO:<bob@isp.test>", "RCPT TO:<full@isp.test>", chunk(4, "abcd"), chunk(3, "efg", " LAST", 3), "NOOP"],
    RCPT + [chunk(4, "abcd"), "RCPT TO:<bob@isp.test>", "NOOP", chunk(3, "efg", " LAST", 2), "NOOP"],
    RCPT + ["BDAT 0", chunk(0, "", " LAST"), "RSET"], *(RCPT + [f"BDAT{words}", "NOOP"] for words in (" x", "", " -1 LAST")),
    RCPT + [chunk(3, "abc"), "RSET", chunk(3, "abc", " LAST"), "NOOP"], RCPT + [chunk(3, "abc"), "LHLO x", "RCPT TO:<bob@isp.test>"],
    RCPT + ["DATA x", "RSET", "DATA"], RCPT + ["LHLO x", "DATA"], RCPT + [("DATA\r\n.\r\n", 2), "NOOP"], RCPT + ["NOOP", "FOO", "DATA", ".", "QUIT"],
    HELLO + ["FOO"] * 12,
    [("LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<alice@isp.test>\r\nRCPT TO:<nobody@isp.test>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n", 7)],
]


def compare():
    if not os.path.exists("/usr/lib/dovecot/lmtp"):
        return "dovecot-lmtpd not installed"
    if os.geteuid() != 0:
        return "needs root"
    rules = '/topology/nodes/be1/rules=[{"rule": "quota", "at_delivery": true, "temporary": false}]'
    with Lab(arguments=["--topology", "postfix-lab", "--set", rules]) as lab, Dovecot(lab.used_offset + 28) as dovecot:
        compare_sessions(SESSIONS, [], dovecot.at, lab.at("be1", "lmtp"), 150)


labs.main(compare)
