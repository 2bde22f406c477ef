#!/usr/bin/env python3
"""Derives the service demands of postfix-lab from the recorded processor time by process (service-demands.json).

Prints the "demands" of the template "postfix" and of the generator as JSON; --check: whether the topology and the load
scenarios hold them. All Postfix nodes get the mean of the three tiers.
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SHARES = {
    # What a process does for each operation. smtpd: two fifths of its work is the session itself, the rest the
    # envelope (our split; only the sum is measured). master starts and feeds processes at both ends. The resolver's
    # work is asked for at the start of each session.
    "smtp_session": {"smtpd": 0.4, "anvil": 1, "master": 0.5, "unbound": 1},
    "smtp_envelope": {"smtpd": 0.6, "trivial-rewrite": 1},
    "smtp_content": {"cleanup": 1},
    "queue_pass": {"qmgr": 1, "postlogd": 1},
    "smtp_delivery": {"smtp": 1, "scache": 1, "master": 0.5},
}
SENDING = ("mta1", "fe1")
TIERS = ("mta1", "fe1", "be1")


def microseconds(milliseconds):
    return f"{round(milliseconds * 1000)} us"


def derive():
    measured = json.loads((HERE / "service-demands.json").read_text())["processes"]

    def mean(process, tiers):
        if process == "unbound":
            return measured["dns/unbound"] / len(TIERS)
        return sum(measured.get(f"{tier}/{process}", 0) for tier in tiers) / len(tiers)

    demands = {}
    for operation, shares in SHARES.items():
        tiers = SENDING if operation == "smtp_delivery" else TIERS
        demands[operation] = {"cpu": microseconds(sum(part * mean(p, tiers) for p, part in shares.items()))}
    dovecot = sum(value for name, value in measured.items() if name.startswith("be1-dovecot/"))
    lmtp = measured["be1/lmtp"] + measured["be1/scache"] + measured["be1/master"] / 2
    demands["mailbox_delivery"] = {"cpu": microseconds(dovecot + lmtp)}
    for operation in ("smtp_content", "smtp_delivery", "mailbox_delivery"):  # the measured messages had 4 KB
        demands[operation]["cpu_per_kb"] = "0 us"
    demands["smtp_content"].update(writes=1, bytes_factor=2.2)
    demands["mailbox_delivery"].update(writes=3, bytes_factor=3.8)
    generator = {"smtp_delivery": {"cpu": microseconds(measured["gen/python3"]), "cpu_per_kb": "0 us"},
                 "queue_pass": {"cpu": "0 us"}}
    return demands, generator


def main():
    demands, generator = derive()
    if sys.argv[1:] != ["--check"]:
        print(json.dumps({"postfix": demands, "generator": generator}, indent=2))
        return 0
    topology = json.loads((ROOT / "topologies" / "postfix-lab.json").read_text())
    same = topology["templates"]["postfix"].get("demands") == demands
    for path in (ROOT / "scenarios" / "validation").glob("load-*.json"):
        changes = {c["target"]: c["value"] for c in json.loads(path.read_text())["changes"]}
        same = same and changes.get("/nodes/peerok/demands") == generator
    print("the demands are the derived ones" if same else "the demands are not those that demands.py derives")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
