#!/usr/bin/env python3
"""A real Postfix delivers into the lab and takes mail from it. Needs root (Postfix's master does)."""
import json
import smtplib
import tempfile
import time

import labs
from labs import Lab
from postfix_tools import Postfix, cannot


def delivers_into_the_lab():
    if why := cannot():
        return why
    with Lab() as lab:
        host, port = lab.at("fe", "smtp")
        with Postfix("127.0.9.1", lab.used_offset + 26, relayhost=f"[{host}]:{port}") as postfix:
            with smtplib.SMTP(postfix.address, postfix.port) as client:
                for number in range(20):
                    client.sendmail("friend@gmail.com", ["ali@acme.example", "sana@acme.example"],
                                    f"Subject: {number}\r\n\r\n.dot\r\n..\r\nx\r\n")
                try:
                    client.sendmail("friend@gmail.com", ["nobody-here@acme.example"], "Subject: lost\r\n\r\nx\r\n")
                except smtplib.SMTPRecipientsRefused:
                    pass
            line = postfix.wait_log("to=<nobody-here@acme.example>", "status=bounced")
            assert "said: 550 5.1.1 <nobody-here@acme.example>: Recipient address rejected" in line, line
            deadline = time.time() + 30
            while postfix.log().count("status=sent") < 40:
                assert time.time() < deadline, postfix.log()[-3000:]
                time.sleep(0.1)
            assert "TLS" not in postfix.log() or "lost connection" not in postfix.log()
            assert "status=deferred" not in postfix.log().replace("friend@gmail.com", ""), postfix.log()[-3000:]
        deadline = time.time() + 20
        while lab.log().count("be2 local") < 40:  # from the front-end on
            assert time.time() < deadline, lab.log()[-3000:]
            time.sleep(0.1)


def takes_mail_from_the_lab():
    if why := cannot():
        return why
    scenario = tempfile.NamedTemporaryFile("w", suffix=".json")
    json.dump({"title": "a real server in gmail's place", "topology": "nayatel", "start": "Tuesday 10:00",
               "duration": "1 h", "load": {"population": False, "fetching": False},
               "faults": [{"kind": "peer", "target": "gmail", "mode": "refusing-tcp", "from": "0 s", "until": "10 h"}]},
              scenario)
    scenario.flush()
    with Lab(scenario.name, speed=60) as lab:
        lab.wait_log(["fault", "gmail"])
        host, port = lab.at("gmail", "smtp")
        with Postfix(host, port, mydestination="gmail.com", local_recipient_maps="", local_transport="discard:",
                     smtpd_tls_security_level="none") as postfix:
            with smtplib.SMTP(*lab.at("smtp1", "smtp"), source_address=(lab.at("fe", "smtp")[0], 0)) as client:
                for number in range(20):
                    client.sendmail("ali@acme.example", ["friend@gmail.com"], f"Subject: {number}\r\n\r\n.\r\n..\r\n")
            deadline = time.time() + 60
            while postfix.log().count("to=<friend@gmail.com>") < 20:
                assert time.time() < deadline, postfix.log()[-3000:]
                time.sleep(0.1)
            client = lab.at("smtp1", "smtp")[0]
            postfix.wait_log("client=", f"[{client}]")
            for bad in ("improper command pipelining", "lost connection", "warning: non-SMTP", "too many errors"):
                assert bad not in postfix.log(), postfix.log()[-3000:]
        assert lab.log().count("smtp1 smtp: ") >= 20


labs.main(delivers_into_the_lab, takes_mail_from_the_lab)
