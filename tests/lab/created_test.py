#!/usr/bin/env python3
"""What the lab's nodes make of mail: aliases, forwarders with and without SRS, archives, automatic answers, and
notifications of every action as whole RFC 3464 messages."""
import email
import json
import pathlib
import poplib
import smtplib
import tempfile
import time

import labs
from labs import Lab

MESSAGE = "From: a@b\r\nSubject: {}\r\n\r\nHello.\r\n"

RULES = [
    ("be2", {"rule": "alias", "address": "sales@acme.example", "to": ["ali@acme.example", "omar@zenith.example"]}),
    ("be2", {"rule": "archive", "to": "sana@acme.example"}),
    ("be5", {"rule": "autoresponder", "mailbox": "omar@zenith.example"}),
    ("helios1", {"rule": "forward", "mailbox": "owner@bakery.example", "to": "friend@gmail.com", "keep": False}),
    ("web1", {"rule": "forward", "mailbox": "info@studio.example", "to": "friend@gmail.com", "keep": False,
              "srs": True}),
]
CHANGES = [{"target": "/nodes/gmail/rules/spf/fail", "value": "refuse"}] + [
    {"target": f"/nodes/{node}/listeners/-", "value": {"protocol": "pop3", "port": 110}} for node in ("gmail", "relay-end")]


def scenario(folder, changes=(), **more):
    rules = [{"target": f"/nodes/{node}/rules/-", "value": rule} for node, rule in RULES]
    file = pathlib.Path(folder) / "made.json"
    file.write_text(json.dumps({"topology": "nayatel", "changes": CHANGES + rules + list(changes), **more}))
    return str(file)


def send(lab, node, sender, recipients, text=MESSAGE.format("made"), source=None, **options):
    with smtplib.SMTP(*lab.at(node, "smtp"), source_address=(source, 0) if source else None) as client:
        client.ehlo()
        client.mail(sender, [f"{k.upper()}={v}" for k, v in options.items() if k in ("ret", "envid")])
        for recipient in recipients:
            code, words = client.rcpt(recipient, [f"NOTIFY={options['notify']}"] if "notify" in options else [])
            assert code == 250, words
        code, words = client.data(text)
        assert code == 250, words


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
        if found >= count:
            return texts
        assert time.time() < deadline, f"{found} messages in {user}, {count} expected"
        time.sleep(0.05)


def report(text):
    """The per-message and per-recipient fields of a notification, and its returned part."""
    message = email.message_from_string(text)
    assert message.get_content_type() == "multipart/report", text
    assert message.get_param("report-type") == "delivery-status"
    assert message["Auto-Submitted"] == "auto-replied"
    words, fields, returned = message.get_payload()
    assert words.get_content_type() == "text/plain" and fields.get_content_type() == "message/delivery-status"
    assert text.startswith("Return-Path: <>"), text
    first, *others = fields.get_payload()
    return first, others, returned


def aliases_archives_and_answers():
    with tempfile.TemporaryDirectory() as folder, Lab(scenario(folder)) as lab:
        send(lab, "fe", "friend@gmail.com", ["sales@acme.example"])
        text = fetch(lab, "be2", "ali@acme.example")[0]
        assert "Delivered-To: ali@acme.example" in text and "Return-Path: <friend@gmail.com>" in text, text
        fetch(lab, "be5", "omar@zenith.example")
        fetch(lab, "be2", "sana@acme.example")
        answer = email.message_from_string(fetch(lab, "gmail", "friend@gmail.com")[0])
        assert answer["Auto-Submitted"] == "auto-replied" and answer["Return-Path"] == "<>", answer
        assert answer["Subject"] == "Auto: made" and answer["From"] == "omar@zenith.example", answer
        send(lab, "fe", "friend@gmail.com", ["omar@zenith.example"])
        send(lab, "fe", "member@gmail.com", ["omar@zenith.example"], "List-Id: <x>\r\n" + MESSAGE.format("list"))
        fetch(lab, "be5", "omar@zenith.example", count=3)
        assert lab.log().count("vacation: ") <= 1 and lab.log().count("answer to <") == 1


def a_forwarder_breaks_spf_and_srs_mends_it():
    with tempfile.TemporaryDirectory() as folder, Lab(scenario(folder)) as lab:
        peer = lab.at("relay-end", "smtp")[0]
        send(lab, "helios1", "far@relay.example", ["owner@bakery.example"], source=peer)
        first, (fields,), returned = report(fetch(lab, "relay-end", "far@relay.example")[0])
        assert first["Reporting-MTA"].endswith("smtp3.nayatel.com"), first
        assert (fields["Action"], fields["Status"]) == ("failed", "5.7.23"), fields
        assert fields["Final-Recipient"] == "rfc822; friend@gmail.com", fields
        assert fields["Original-Recipient"] == "rfc822;owner@bakery.example", fields
        assert returned.get_content_type() == "message/rfc822"
        send(lab, "web1", "far@relay.example", ["info@studio.example"], source=peer)
        text = fetch(lab, "gmail", "friend@gmail.com")[0]
        sender = text.splitlines()[0][len("Return-Path: <"):-1]
        assert sender.lower().startswith("srs0=") and sender.endswith("=relay.example=far@studio.example"), text
        send(lab, "web1", "", [sender], MESSAGE.format("bounce"))  # a bounce finds the way back
        texts = fetch(lab, "relay-end", "far@relay.example", count=2)
        assert any("Subject: bounce" in one for one in texts), texts


def one_notification_for_all_that_fail():
    with tempfile.TemporaryDirectory() as folder, Lab(scenario(folder)) as lab:
        send(lab, "smtp1", "ali@acme.example", ["nobody-1@gmail.com", "nobody-2@nowhere-at-all.example"],
             source=lab.at("fe", "smtp")[0], envid="QQ+2B1", ret="HDRS")
        first, fields, returned = report(fetch(lab, "be2", "ali@acme.example")[0])
        assert first["Original-Envelope-Id"] == "QQ+1", first
        assert first["Arrival-Date"], first
        assert returned.get_content_type() == "text/rfc822-headers"
        assert [one["Action"] for one in fields] == ["failed", "failed"], fields


def success_and_delay():
    changes = [{"target": "/nodes/smtp1/dsn", "value": False}, {"target": "/nodes/smtp2/dsn", "value": False},
               {"target": "/nodes/smtp1/queue/delay_warning", "value": "10 min"}]
    faults = [{"target": "yahoo", "mode": "refusing-tcp", "from": "0 s", "until": "2 h"}]
    with tempfile.TemporaryDirectory() as folder, \
            Lab(scenario(folder, changes, faults=faults), speed=400) as lab:
        send(lab, "fe", "sana@acme.example", ["friend@gmail.com"], source=lab.at("be2", "smtp")[0], notify="SUCCESS")
        _, (fields,), _ = report(fetch(lab, "be2", "sana@acme.example")[0])
        assert (fields["Action"], fields["Status"]) == ("relayed", "2.0.0"), fields
        send(lab, "be5", "sana@acme.example", ["hina@zenith.example"], source=lab.at("fe", "smtp")[0],
             notify="SUCCESS")
        texts = fetch(lab, "be2", "sana@acme.example", count=2)
        assert any(report(one)[1][0]["Action"] == "delivered" for one in texts), texts
        send(lab, "smtp1", "ali@acme.example", ["friend@yahoo.com"], source=lab.at("fe", "smtp")[0])
        _, (fields,), _ = report(fetch(lab, "be2", "ali@acme.example", seconds=30)[0])
        assert fields["Action"] == "delayed" and fields["Status"].startswith("4."), fields
        assert fields["Will-Retry-Until"], fields


labs.main(aliases_archives_and_answers, a_forwarder_breaks_spf_and_srs_mends_it, one_notification_for_all_that_fail,
         success_and_delay)
