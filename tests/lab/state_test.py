#!/usr/bin/env python3
"""--state: no accepted message is lost or doubled when the process is killed, wherever it is just then; what nodes remember is
there again."""
import os
import poplib
import smtplib
import subprocess
import tempfile
import threading
import time

import labs
from labs import Lab

SENDERS = 4


def read_all(lab, node, user):
    session = poplib.POP3(*lab.at(node, "pop3"), timeout=20)
    session.user(user)
    session.pass_(labs.PASSWORD)
    found = []
    for number in range(len(session.list()[1])):
        for line in session.retr(number + 1)[1]:
            if line.startswith(b"Subject: "):
                found.append(line[9:].decode())
    session.quit()
    return found


def survives_a_kill():
    survive("mta1", "friend@gmail.com", "omar@zenith.example", "be5", [])


def survives_a_kill_over_lmtp():
    survive("fe1", "s@peerok.test", "alice@isp.test", "be1",
            ["--topology", "postfix-lab", "--set", "/topology/nodes/fe1/transports/0/port=24"])


def survive(entry, sender, recipient, home, options):
    with tempfile.TemporaryDirectory() as folder:
        options = [*options, "--state", folder]
        accepted, lock = set(), threading.Lock()

        def send(lab, name):
            try:
                with smtplib.SMTP(*lab.at(entry, "smtp"), timeout=20) as client:
                    for number in range(10000):
                        subject = f"{name}-{number}"
                        client.sendmail(sender, [recipient], f"Subject: {subject}\r\n\r\nx\r\n")
                        with lock:
                            accepted.add(subject)
            except (OSError, smtplib.SMTPException):
                pass  # the lab was killed

        for round_ in range(3):
            with Lab(arguments=options) as lab:
                senders = [threading.Thread(target=send, args=(lab, f"{round_}-{n}")) for n in range(SENDERS)]
                for one in senders:
                    one.start()
                time.sleep(1.0)
                lab.kill()
                for one in senders:
                    one.join()
        assert len(accepted) > 20, f"only {len(accepted)} were accepted"
        with Lab(arguments=options) as lab:
            deadline = time.time() + 60
            while not accepted <= set(found := read_all(lab, home, recipient)):
                assert time.time() < deadline, f"lost: {sorted(accepted - set(found))[:10]} of {len(accepted)}"
                time.sleep(0.3)
            print(f"{len(accepted)} accepted, 3 kills, none lost, {len(found) - len(accepted)} unconfirmed ones kept too")
        with Lab(arguments=options) as lab:
            found = read_all(lab, home, recipient)
            assert accepted <= set(found)
            doubled = sorted({one for one in found if found.count(one) > 1})
            assert not doubled, f"{len(doubled)} of {len(found)} doubled: {doubled[:10]}"


GREYLIST = '/topology/nodes/mta1/rules=[{"rule": "greylist", "delay": "30 s"}]'


def remembers_who_has_waited():
    """The greylist of a lab that was stopped is the next one's: who waited meanwhile is let in."""
    def ask(lab):
        talk = labs.Talk(lab.at("mta1", "smtp"))
        talk.reply()
        for line in ("EHLO me", "MAIL FROM:<s@peerok.test>"):
            labs.expect(talk.ask(line), "250")
        return talk.ask("RCPT TO:<alice@isp.test>")

    options = ["--topology", "postfix-lab", "--set", GREYLIST]
    with tempfile.TemporaryDirectory() as folder:
        for stop in (Lab.kill, lambda lab: None):
            with Lab(arguments=[*options, "--state", folder], speed=30) as lab:
                labs.expect(ask(lab), "450 4.2.0")
                time.sleep(0.4)  # synced by now; a kill loses at most the last moment
                stop(lab)
        with Lab(arguments=[*options, "--state", folder], speed=30) as lab:
            time.sleep(1.2)  # 36 s of the lab
            labs.expect(ask(lab), "250 2.1.5")
        with Lab(arguments=options, speed=30) as lab:
            labs.expect(ask(lab), "450 4.2.0")


def wrong_options_are_told():
    """Exit 2, one line that names the option."""
    with tempfile.NamedTemporaryFile() as file:
        for options in (["--state", file.name], ["--ca-out", file.name + "/x"], ["--bind", "0.0.0.0"], ["--speed", "0"],
                        ["--port-offset", "70000"], ["--port-offset", "1.5"], ["--bind", "255.255.255.255"]):
            done = subprocess.run([labs.MAILSIM, "lab", *options], capture_output=True, text=True,
                                  timeout=30, env={"MAILSIM_HOME": str(labs.TREE), **os.environ})
            assert done.returncode == 2 and done.stdout == "", (options, done)
            lines = done.stderr.splitlines()
            assert len(lines) == 1 and lines[0].startswith(f"mailsim: {options[0]}: "), lines


def a_lab_that_cannot_open_leaves_the_certificate_alone():
    with tempfile.NamedTemporaryFile() as file, Lab(arguments=["--ca-out", file.name]) as lab:
        before = open(file.name).read()
        assert "BEGIN CERTIFICATE" in before
        done = subprocess.run([labs.MAILSIM, "lab", "--port-offset", str(lab.used_offset), "--ca-out", file.name], capture_output=True,
                              text=True, timeout=30, env={"MAILSIM_HOME": str(labs.TREE), **os.environ})
        assert done.returncode == 2 and "Address already in use" in done.stderr, done
        assert open(file.name).read() == before


def one_folder_one_lab():
    with tempfile.TemporaryDirectory() as folder, Lab(arguments=["--state", folder]):
        try:
            with Lab(arguments=["--state", folder], offset=29000):
                pass
        except AssertionError as error:
            assert "cannot keep the lab's state" in str(error), error
            return
        raise AssertionError("two labs share a folder")


labs.main(survives_a_kill, survives_a_kill_over_lmtp, remembers_who_has_waited, wrong_options_are_told,
          a_lab_that_cannot_open_leaves_the_certificate_alone, one_folder_one_lab)
