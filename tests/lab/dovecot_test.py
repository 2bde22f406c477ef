#!/usr/bin/env python3
"""The same IMAP and POP3 commands to a real Dovecot, in a temporary folder on loopback, and to the lab: the same
answers, but for what is each server's own (times, session words, UID validity). Needs root."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

import dovecot_lines
import labs
from labs import Lab, Talk

HOST, USER = "127.0.9.2", "ali@acme.example"
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap pop3
listen = {host}
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
default_login_user = nobody
default_internal_user = nobody
default_internal_group = nogroup
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
namespace inbox {{
  inbox = yes
  separator = .
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
  mailbox Drafts {{
    auto = subscribe
    special_use = \\Drafts
  }}
  mailbox Trash {{
    auto = subscribe
    special_use = \\Trash
  }}
  mailbox Junk {{
    auto = subscribe
    special_use = \\Junk
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
# A message of several parts, appended in both; its lines end in CRLF.
MESSAGE = ("From: A Friend <friend@gmail.com>\nTo: ali@acme.example, Sana <sana@acme.example>\nSubject: =?utf-8?Q?caf=C3=A9?=\n"
           "Date: Tue, 24 Nov 2026 10:00:00 +0500\nMessage-ID: <1@gmail.com>\nMIME-Version: 1.0\n"
           "Content-Type: multipart/mixed; boundary=b\n\nbefore\n--b\nContent-Type: text/plain; charset=utf-8\n\nHello there.\n"
           "--b\nContent-Type: application/octet-stream; name=x.bin\nContent-Transfer-Encoding: base64\n"
           "Content-Disposition: attachment; filename=x.bin\n\nAAEC\n--b--\n").replace("\n", "\r\n")

IMAP = """CAPABILITY
NOOP
SELECT INBOX
NOOP
FETCH 1 (FLAGS)
FETCH 1 (UID RFC822.SIZE)
FETCH 1 ENVELOPE
FETCH 1 BODY
FETCH 1 BODYSTRUCTURE
FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT FROM)]
FETCH 1 BODY.PEEK[1]
FETCH 1 BODY.PEEK[2.MIME]
FETCH 1 BODY.PEEK[TEXT]<3.10>
FETCH 2 BODY[2]
FETCH 1:* (UID FLAGS)
FETCH 9 FLAGS
FETCH 1 NOSUCH
UID FETCH 2 FLAGS
SEARCH ALL
SEARCH UNSEEN
SEARCH SUBJECT "caf"
SEARCH FROM friend SINCE 1-Jan-2020
SEARCH BODY "Hello"
SEARCH NOT SEEN LARGER 10
SEARCH BADKEY
UID SEARCH 2:3
STORE 1 +FLAGS (\\Flagged $keyword)
STORE 1 FLAGS.SILENT (\\Seen)
STORE 2 -FLAGS \\Seen
COPY 1 Trash
COPY 1 Nowhere
STATUS Trash (MESSAGES UNSEEN RECENT)
STATUS Nowhere (MESSAGES)
CREATE Work
CREATE Work
CREATE Work.Sub
RENAME Work Play
LIST "" "*"
LIST "" "%"
LIST "" ""
LSUB "" "*"
SUBSCRIBE Play
UNSUBSCRIBE Play
DELETE Play.Sub
DELETE Play
DELETE Play
DELETE INBOX
STORE 3 +FLAGS (\\Deleted)
EXPUNGE
CHECK
EXAMINE INBOX
STORE 1 +FLAGS (\\Answered)
CLOSE
FETCH 1 FLAGS
NONSENSE
LOGIN x y
NAMESPACE
LOGOUT""".split("\n")

# Messages that are seldom seen, and what is asked of each of them.
ODD = [
    "Subject: bare line ends\nFrom: lf@x.test\n\none\ntwo\n",
    "Content-Type: message/rfc822\r\n\r\nFrom: inner@x.test\r\nSubject: inner\r\n\r\nbody\r\n",
    "Content-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nfirst\r\n--b--\r\n",
    "Subject:\r\nMessage-ID:\r\nDate: \r\nReply-To:\r\nFrom: a@b.test\r\n\r\nx\r\n",
    "Subject: one\r\nSubject: two lines\r\nFrom: a@b.test\r\nFrom: c@d.test\r\nTo: e@f.test\r\nTo: g@h.test, i@j.test\r\n\r\nx\r\n",
    "Content-Type: application/x; a*0=one; a*1=\" two\"; n*0*=utf-8''%c3; n*1*=%a4; b=\"q \\\" \\\\\"\r\n\r\nx\r\n",
    "Content-Type: multipart/mixed; boundary=b\r\n\r\nno delimiter\r\n",
    "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: d\r\n\r\nd1\r\n--b--\r\n",
]
ASKED = ["ENVELOPE", "BODY", "BODYSTRUCTURE", "RFC822.SIZE", "BODY.PEEK[]", "BODY.PEEK[TEXT]", *(
    f"BODY.PEEK[{part}]" for part in ("1", "1.MIME", "1.HEADER", "1.TEXT", "1.1", "1.1.MIME", "1.1.1", "2"))]
ODDITIES = ["CREATE Odd", "APPEND Odd {}", "SELECT Odd", *(f"FETCH {n} {item}" for n in range(1, len(ODD) + 1) for item in ASKED),
            'SEARCH BODY ""', 'SEARCH TEXT ""', 'SEARCH SUBJECT ""', 'LIST "" InBo%', 'LIST x ""', "CREATE deep.er.est", "RENAME deep shallow",
            "RENAME deep other", "STATUS shallow.er.est (MESSAGES)", 'CREATE "&-"', 'CREATE "&AOQ-"']

POP3 = """CAPA
STAT
LIST
LIST 1
LIST 99
LIST x
UIDL 1
TOP 1 0
TOP 1 2
RETR 2
RETR 99
RETR
DELE 1
DELE 1
LIST
STAT
RSET
STAT
NOOP
LIST  2
DELE  9
LIST 2 3
UIDL 2 3
LIST 99999999999
LAST
NONSENSE
USER again
QUIT""".split("\n")


class Dovecot:
    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mailsim-dovecot-"))
        os.chmod(self.folder, 0o755)
        (self.folder / "mail").mkdir()
        shutil.chown(self.folder / "mail", "nobody", "nogroup")
        self.imap, self.pop3 = 29143, 29110
        (self.folder / "dovecot.conf").write_text(CONFIG.format(folder=self.folder, host=HOST, imap=self.imap,
                                                                pop3=self.pop3, password=labs.PASSWORD))
        self.process = subprocess.Popen(["dovecot", "-F", "-c", str(self.folder / "dovecot.conf")],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        deadline = time.time() + 20
        while True:
            try:
                Talk((HOST, self.imap)).close()
                return self
            except OSError:
                assert time.time() < deadline and self.process.poll() is None, "dovecot: " + self.log()
                time.sleep(0.1)

    def log(self):
        log = self.folder / "log"
        return (log.read_text() if log.exists() else "") + (
            self.process.stderr.read().decode() if self.process.poll() is not None else "")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)
        self.process.stderr.close()
        shutil.rmtree(self.folder, ignore_errors=True)


# What differs between any two servers or runs, made the same.
OWN = [(r"\(\d+\.\d+ \+ \d+\.\d+( \+ \d+\.\d+)? secs\)", "(secs)"), (r"UIDVALIDITY \d+", "UIDVALIDITY n"),
       (r"(APPENDUID|COPYUID) \d+", r"\1 n"), (r"<[0-9a-zA-Z/+]+>$", "<session>"), (r"INTERNALDATE \"[^\"]*\"", "INTERNALDATE d"),
       (r"^\+OK [0-9a-f]{16}$", "+OK uid"), (r"^(\+OK )?(\d+) [0-9a-f]{16}$", r"\1\2 uid"),
       (r"Dovecot \(Debian\) ready", "Dovecot ready")]


def plain(line):
    for pattern, word in OWN:
        line = re.sub(pattern, word, line)
    return line


def alike(lines):
    """RFC 3501 leaves the order of folders in LIST and LSUB open, and that of the items of STATUS."""
    if lines[0].startswith(("* LIST", "* LSUB")):
        return sorted(lines)
    if lines[0].startswith("* STATUS"):
        return [" ".join(sorted(re.findall(r"[A-Z]+ \d+", lines[0])))] + lines[1:]
    return lines


def imap_session(at):
    talk, answers = Talk(at), {}
    talk.line()
    talk.send(f"a LOGIN {USER} {labs.PASSWORD}\r\n")
    while not talk.line().startswith("a "):
        pass
    for number in range(3):
        talk.send(f"b{number} APPEND INBOX () {{{len(MESSAGE)}+}}\r\n{MESSAGE}\r\n")
        while not (line := talk.line()).startswith("b"):
            pass
        assert " OK " in line, line
    for number, command in enumerate(IMAP):
        tag = f"t{number}"
        talk.send(f"{tag} {command}\r\n")
        lines = [talk.line()]
        while not lines[-1].startswith(tag + " ") and not (lines[-1] == "" and len(lines) > 400):
            lines.append(talk.line())
        answers[f"{number} {command}"] = [plain(line.replace(tag, "tag", 1)) for line in lines]
    return answers


def odd_session(at, commands=ODDITIES, messages=ODD):
    talk, answers = Talk(at), {}
    talk.line()
    for number, command in enumerate([f"LOGIN {USER} {labs.PASSWORD}", *commands]):
        lines = [command]
        if command.startswith("APPEND ") and command.endswith("{}"):
            lines = [f"{command[:-2]}{{{len(message)}+}}\r\n{message}" for message in messages]
        for line in lines:
            talk.send(f"tag {line}\r\n")
            heard = [talk.line()]
            while not heard[-1].startswith("tag "):
                heard.append(talk.line())
        if number:
            answers[f"{number} {command}"] = [plain(line) for line in heard]
    return answers


def seldom_session(at):
    return odd_session(at, dovecot_lines.COMMANDS, dovecot_lines.MESSAGES)


def pop3_session(at):
    talk, answers = Talk(at), {}
    many = ("CAPA", "LIST", "TOP 1 0", "TOP 1 2", "RETR 2")
    for number, command in enumerate(["", f"USER {USER}", f"PASS {labs.PASSWORD}", *POP3]):
        if command:
            talk.send(command + "\r\n")
        lines = [talk.line()]
        if command in many and lines[0].startswith("+OK"):
            while lines[-1] != ".":
                lines.append(talk.line())
        answers[f"{number} {command}"] = [plain(line) for line in lines]
    return answers


# Answers that are known to differ, each with the reason.
KNOWN = {
    "CAPABILITY": "the lab has the extensions of its README only",
    "EXAMINE INBOX": "Dovecot lists a keyword that no message has any more",
    "SELECT Odd": "CONDSTORE",
    "SELECT Box": "CONDSTORE",
    "SELECT {3+}\r\nBox": "CONDSTORE",
    "CAPA": "the order of capabilities, and those that the lab has not",
}


def compare():
    if not shutil.which("dovecot"):
        return "dovecot not installed"
    if os.geteuid() != 0:
        return "needs root"
    with Dovecot() as dovecot, Lab() as lab:
        differences, same = [], 0
        for session, there, here in ((imap_session, dovecot.imap, lab.at("be2", "imap", "starttls")),
                                     (odd_session, dovecot.imap, lab.at("be2", "imap", "starttls")),
                                     (seldom_session, dovecot.imap, lab.at("be2", "imap", "starttls")),
                                     (pop3_session, dovecot.pop3, lab.at("be2", "pop3", "starttls"))):
            theirs, ours = session((HOST, there)), session(here)
            for command in theirs:
                if alike(theirs[command]) == alike(ours[command]):
                    same += 1
                elif command.split(" ", 1)[1] not in KNOWN:
                    differences.append(f"{command}\n  Dovecot: {theirs[command]}\n  lab:     {ours[command]}")
    for difference in differences:
        print(difference)
    print(f"{same} answers are the same, {len(differences)} differ, {len(KNOWN)} are known to differ")
    assert not differences


labs.main(compare)
