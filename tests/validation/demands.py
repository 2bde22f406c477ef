#!/usr/bin/env python3
"""Derives the service demands of postfix-lab from the recorded processor time by process (service-demands.json).

Prints the "demands" of the template "postfix" and, by rate, of the generator as JSON; --check: whether the topology and
the load scenarios hold them. All Postfix nodes get the mean of the three tiers and of the
rates below saturation; what a session costs is that of the lowest rate, at which no connection is used twice. The generator, one process that answers many connections at a time
and no part of the model, costs what it cost at each rate; what others took of the machine's processors at that rate
makes them slower by as much. --table FILE takes another table.
"""
import argparse
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
BELOW_SATURATION = (20, 50, 80, 110)
START = 10.0  # ms to start a process: case 24, new ones come 10 ms apart
STARTS = START / 100  # a process ends after 100 uses (max_use): so much of each use was measured with it


def microseconds(milliseconds):
    return f"{round(milliseconds * 1000)} us"


def derive(table):
    measured, rates = table["processes"], table["rates"]
    below_saturation = [i for i, rate in enumerate(rates) if rate in BELOW_SATURATION]

    def usual(name):
        values = measured.get(name, [0] * len(rates))
        return sum(values[i] for i in below_saturation) / len(below_saturation)

    def alone(name):
        return measured.get(name, [0])[0]

    def mean(process, tiers, value):
        if process == "unbound":
            return value("dns/unbound") / len(TIERS)
        return sum(value(f"{tier}/{process}") for tier in tiers) / len(tiers)

    demands = {}
    for operation, shares in SHARES.items():
        tiers = SENDING if operation == "smtp_delivery" else TIERS
        started = STARTS if operation in ("smtp_session", "smtp_delivery") else 0
        value = alone if operation == "smtp_session" else usual
        work = sum(part * mean(p, tiers, value) for p, part in shares.items()) - started
        demands[operation] = {"cpu": microseconds(work)}
    demands["mailbox_delivery"] = {
        "cpu": microseconds(sum(usual(name) for name in measured if name.startswith("be1-dovecot/")))}
    demands["lmtp_delivery"] = {
        "cpu": microseconds(usual("be1/lmtp") + usual("be1/scache") + usual("be1/master") / 2 - STARTS)}
    for operation in ("smtp_content", "smtp_delivery", "mailbox_delivery"):  # the measured messages had 4 KB
        demands[operation]["cpu_per_kb"] = "0 us"
    demands["smtp_content"].update(writes=1, bytes_factor=2.2)
    demands["mailbox_delivery"].update(writes=3, bytes_factor=3.8)
    demands["process_start"] = {"cpu": microseconds(START)}
    generator = {rate: {"smtp_delivery": {"cpu": microseconds(value), "cpu_per_kb": "0 us"},
                        "queue_pass": {"cpu": "0 us"}, "process_start": {"cpu": "0 us"}}
                 for rate, value in zip(rates, measured["gen/python3"])}
    speed = {rate: round(1 - others / table["cores"], 4) for rate, others in zip(rates, table["others_cores"])}
    return demands, generator, speed


def places(demands, generator, speed):
    """Each file that holds derived demands: (path, document, the demands it holds, those it should)."""
    path = ROOT / "topologies" / "postfix-lab.json"
    topology = json.loads(path.read_text())
    yield path, topology["templates"]["postfix"].get("demands"), demands
    for path in sorted((ROOT / "scenarios" / "validation").glob("load-*.json")):
        changes = {c["target"]: c["value"] for c in json.loads(path.read_text())["changes"]}
        rate = int(path.stem.split("-")[1])
        yield path, changes.get("/nodes/peerok/demands"), generator[rate]
        yield path, changes.get("/hosts/lab/speed"), speed[rate]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--check", action="store_true", help="compare instead of printing")
    options.add_argument("--table", default=str(HERE / "service-demands.json"), help="the measured table")
    given = options.parse_args()
    derived = derive(json.loads(pathlib.Path(given.table).read_text()))
    if not given.check:
        print(json.dumps(dict(zip(("postfix", "generator", "speed"), derived)), indent=2))
        return 0
    wrong = [path.name for path, held, due in places(*derived) if held != due]
    print(f"the demands are not those that demands.py derives: {', '.join(wrong)}" if wrong
          else "the demands are the derived ones")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
