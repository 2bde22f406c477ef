#!/usr/bin/env python3
"""Faults of scenarios are live in the lab: nodes off and back, a listed gateway, a wrong MX, a silent name."""
import json
import smtplib
import tempfile
import time

import labs
from labs import Lab

TEXT = "Subject: fault\r\n\r\nx\r\n"


def scenario(**parts):
    file = tempfile.NamedTemporaryFile("w", suffix=".json", delete=False)
    json.dump({"title": "test", "topology": "nayatel", "start": "Tuesday 10:00", "duration": "1 h",
               "load": {"population": False, "fetching": False}, **parts}, file)
    file.close()
    return file.name


def send(lab, node, sender, recipient, source=None):
    with smtplib.SMTP(*lab.at(node, "smtp"), source_address=(source, 0) if source else None) as client:
        client.sendmail(sender, [recipient], TEXT)


def refused(at):
    try:
        smtplib.SMTP(*at, timeout=5).quit()
    except OSError:
        return True
    return False


def node_off_and_back():
    """be5 is off for 20 minutes: mail waits at the front-end and is delivered by a retry (lab time)."""
    name = scenario(faults=[{"kind": "node", "target": "be5", "mode": "off", "from": "0 s", "until": "20 min"}])
    with Lab(name, speed=120) as lab:
        lab.wait_log(["fault", "be5"])
        assert refused(lab.at("be5", "smtp"))
        send(lab, "fe", "friend@gmail.com", "omar@zenith.example")
        lab.wait_log(["fe smtp", "status=deferred", "Connection timed out"], 20)
        lab.wait_log(["fault", "be5", "back to normal"], 20)
        lab.wait_log(["be5 local", "status=sent"], 40)
        assert not refused(lab.at("be5", "smtp"))


def wrong_mx_bounces():
    with Lab("faults/wrong-mx", speed=60) as lab:
        send(lab, "smtp1", "ali@acme.example", "owner@bakery.example", lab.at("fe", "smtp")[0])
        lab.wait_log(["smtp1 smtp", "status=bounced", "web1.nayatel.com", "Relay access denied"], 20)
        lab.wait_log(["be2 local", "to=<ali@acme.example>", "status=sent"], 20)


def silent_name_waits():
    with Lab("faults/dns-silent", speed=100) as lab:
        send(lab, "smtp1", "ali@acme.example", "friend@gmail.com", lab.at("fe", "smtp")[0])
        lab.wait_log(["smtp1 smtp", "status=deferred", "dsn=4.4.3", "try again"], 20)


def listed_gateway():
    with Lab("gateway-blacklisted", speed=60) as lab:
        deadline = time.time() + 30
        while time.time() < deadline:
            for gateway in ("smtp1", "smtp2"):
                send(lab, gateway, "ali@acme.example", "boss@exchange.example", lab.at("fe", "smtp")[0])
                send(lab, gateway, "ali@acme.example", "friend@gmail.com", lab.at("fe", "smtp")[0])
            time.sleep(0.5)
            if "blocked" in lab.log():
                return
        raise AssertionError("no gateway is refused: " + lab.log()[-2000:])


labs.main(node_off_and_back, wrong_mx_bounces, silent_name_waits, listed_gateway)
