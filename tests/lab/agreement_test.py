#!/usr/bin/env python3
"""Path on paper and the lab agree: every documented flow of the estate ends at the same node in both, over the
same nodes, and so do refusals (tables below). Prints how many kinds were compared. Of hosts that are equal (MX of one preference,
a pool) paper names the first, and the lab draws one."""
import json
import os
import smtplib
import ssl
import subprocess

import labs
from labs import Lab

# Messages that are refused or bounced: from, to, client.
REFUSALS = [
    ("friend@gmail.com", "nobody-at-all@acme.example", "peer"),
    ("friend@gmail.com", "full@acme.example", "peer"),
    ("blocked@acme.example", "friend@gmail.com", "outlook"),
    ("ali@acme.example", "nobody-at-all@acme.example", "outlook"),
    ("ali@acme.example", "nobody-at-all@exchange.example", "outlook"),
    ("ali@acme.example", "x@no-such-domain.example", "outlook"),
    ("friend@gmail.com", "nobody-at-all@zenith.example", "peer"),
]


def paper(*arguments):
    done = subprocess.run([labs.MAILSIM, "path", "--json", *arguments], capture_output=True, text=True,
                          env={"MAILSIM_HOME": str(labs.TREE), **os.environ})
    return json.loads(done.stdout)


class Gone(Exception):
    pass


def submit(lab, sender, recipient, kind, route, subject):
    """As the person's program or the peer does; returns what the server said to a refusal, or None."""
    text = f"From: {sender}\r\nSubject: {subject}\r\n\r\nx\r\n"
    try:
        if kind == "peer":
            peer = "gmail" if "gmail" in sender else None
            peer = peer or next(n["node"] for n in lab.listeners if n["node"] == sender.split("@")[1].split(".")[0]
                                or n["node"].rstrip("1") == sender.split("@")[1].split(".")[0] or
                                n["node"] == "relay-end" and "relay" in sender)
            with smtplib.SMTP(*lab.at(route[0], "smtp"), source_address=(lab.at(peer, "smtp")[0], 0)) as client:
                client.sendmail(sender, [recipient], text)
        else:
            with smtplib.SMTP(*lab.at(route[0], "submission", "starttls")) as client:
                client.starttls(context=ssl._create_unverified_context())
                client.login(sender, labs.PASSWORD)
                client.sendmail(sender, [recipient], text)
    except smtplib.SMTPRecipientsRefused as error:
        (code, words), = error.recipients.values()
        return f"{code} {words.decode()}"
    except smtplib.SMTPDataError as error:
        return f"{error.smtp_code} {error.smtp_error.decode()}"
    return None


EQUAL = {"smtp2": "smtp1", "mta2": "mta1"}


def nodes_passed(lab, start):
    """The nodes, of equal ones the first, whose queue managers took something since this length of the log, in order."""
    nodes = []
    for line in lab.log()[start:].splitlines():
        if "smtpd: " in line and ": client=" in line:
            node = line.split()[1]
            nodes.append(EQUAL.get(node, node))
    return nodes


def flows():
    listed = paper("--all")["flows"]
    compared = 0
    with Lab() as lab:
        for flow in listed:
            walk = paper("--from", flow["from"], "--to", flow["to"], "--client", flow["client"])
            start = len(lab.log())
            refusal = submit(lab, flow["from"], flow["to"], flow["client"], walk["route"], flow["id"])
            assert refusal is None, f"{flow['id']}: {refusal}"
            lab.wait_log([walk["mailbox"]["node"] + " local", f"to=<{flow['to']}>"], 10)
            import time
            deadline = time.time() + 10
            while nodes_passed(lab, start) != walk["route"]:
                assert time.time() < deadline, f"{flow['id']}: paper {walk['route']}, lab {nodes_passed(lab, start)}"
                time.sleep(0.01)
            compared += 1
    assert compared == len(listed) > 0
    print(f"{compared} flows, same nodes on paper and on sockets")


def refusals():
    with Lab(speed=60) as lab:
        for sender, recipient, kind in REFUSALS:
            walk = paper("--from", sender, "--to", recipient, "--client", kind)
            first = walk["route"][0] if walk["route"] else (walk["decided_by"]["node"])
            refusal = submit(lab, sender, recipient, kind, [first], "refusal")
            code = walk["reply"]["code"]
            what = f"{sender} to {recipient}: paper {walk['outcome']} {walk['reply']}, lab {refusal}"
            if walk["outcome"] == "rejected":
                assert refusal and refusal.startswith(f"{code} {walk['reply']['enhanced']}"), what
                assert walk["reply"]["text"].split(" ", 1)[-1][:30] in refusal, what
            else:
                assert refusal is None, what
                lab.wait_log([f"to=<{recipient}>", "status=" + walk["outcome"], walk["reply"]["enhanced"]], 10)
        print(f"{len(REFUSALS)} refusals, same words on paper and on sockets")


labs.main(flows, refusals)
