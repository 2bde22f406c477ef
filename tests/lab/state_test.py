#!/usr/bin/env python3
"""--state: no accepted message is lost when the process is killed, wherever it is just then."""
import poplib
import smtplib
import tempfile
import threading
import time

import labs
from labs import Lab

SENDERS = 4


def read_all(lab):
    session = poplib.POP3(*lab.at("be5", "pop3", "starttls"), timeout=20)
    session.user("omar@zenith.example")
    session.pass_(labs.PASSWORD)
    found = set()
    for number in range(len(session.list()[1])):
        for line in session.retr(number + 1)[1]:
            if line.startswith(b"Subject: "):
                found.add(line[9:].decode())
    session.quit()
    return found


def survives_a_kill():
    with tempfile.TemporaryDirectory() as folder:
        accepted, lock = set(), threading.Lock()

        def send(lab, name):
            try:
                with smtplib.SMTP(*lab.at("mta1", "smtp"), timeout=20) as client:
                    for number in range(10000):
                        subject = f"{name}-{number}"
                        client.sendmail("friend@gmail.com", ["omar@zenith.example"], f"Subject: {subject}\r\n\r\nx\r\n")
                        with lock:
                            accepted.add(subject)
            except (OSError, smtplib.SMTPException):
                pass  # the lab was killed

        for round_ in range(3):
            with Lab(arguments=["--state", folder]) as lab:
                senders = [threading.Thread(target=send, args=(lab, f"{round_}-{n}")) for n in range(SENDERS)]
                for one in senders:
                    one.start()
                time.sleep(1.0)
                lab.kill()
                for one in senders:
                    one.join()
        assert len(accepted) > 20, f"only {len(accepted)} were accepted"
        with Lab(arguments=["--state", folder]) as lab:
            deadline = time.time() + 60
            while not accepted <= (found := read_all(lab)):
                assert time.time() < deadline, f"lost: {sorted(accepted - found)[:10]} of {len(accepted)}"
                time.sleep(0.3)
            print(f"{len(accepted)} accepted, 3 kills, none lost, {len(found) - len(accepted)} unconfirmed ones kept too")
        with Lab(arguments=["--state", folder]) as lab:
            assert accepted <= read_all(lab)


def one_folder_one_lab():
    with tempfile.TemporaryDirectory() as folder, Lab(arguments=["--state", folder]):
        try:
            with Lab(arguments=["--state", folder], offset=29000):
                pass
        except AssertionError as error:
            assert "cannot keep the lab's state" in str(error), error
            return
        raise AssertionError("two labs share a folder")


labs.main(survives_a_kill, one_folder_one_lab)
