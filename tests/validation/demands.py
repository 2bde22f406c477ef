#!/usr/bin/env python3
"""Derives the service demands of postfix-lab from measured processor time by process (service-demands.json).

What a message costs depends on the load: both processors are threads of one core and slow each other down (delivery
costs more when both are busy), and a busy queue manager or log does more for each time it wakes up (they cost less).
So each load scenario has the demands measured at its rate, --rate any other: in proportion between two measured ones.
Above saturation what is measured is spared the sessions and wake-ups that overload saves, and the model saves sessions
by itself: there they are the "mean" of the rates below saturation, which the topology holds too.
Without --rate: for each measured rate, and that mean. What a session costs is that of the lowest rate, at which no connection is used twice. All Postfix nodes get the mean of the
tiers. The generator, one process that answers many connections at a time and no part of the model, costs what it cost
at each rate; what others took of the machine's processors makes them slower by as much.

--check: whether the topology and the load scenarios hold all this. --table FILE takes another table, in the same form or
as Markdown of recordings (--name NAME: which of several sets). --arguments RATE: as words for `mailsim run --set`.
"""
import argparse
import json
import pathlib
import sys

import measured

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
START = 10.0  # ms to start a process: case 24, new ones come 10 ms apart
OWN_SYNC = 0.47  # ms: a synced write on the recorded machine's disk, as the topology has it
STARTS = START / 100  # a process ends after 100 uses (max_use): so much of each use was measured with it


def microseconds(milliseconds):
    return f"{round(milliseconds * 1000)} us"


def postfix(usual, alone):
    """The demands of a node, from milliseconds by process: at the load in question, and at the lowest."""
    def mean(process, tiers, of):
        if process == "unbound":
            return of.get("dns/unbound", 0) / len(TIERS)
        return sum(of.get(f"{tier}/{process}", 0) for tier in tiers) / len(tiers)

    demands = {}
    for operation, shares in SHARES.items():
        tiers = SENDING if operation == "smtp_delivery" else TIERS
        started = STARTS if operation in ("smtp_session", "smtp_delivery") else 0
        of = alone if operation == "smtp_session" else usual
        work = sum(part * mean(p, tiers, of) for p, part in shares.items()) - started
        demands[operation] = {"cpu": microseconds(work)}
    demands["mailbox_delivery"] = {
        "cpu": microseconds(sum(value for name, value in usual.items() if name.startswith("be1-dovecot/")))}
    lmtp = usual.get("be1/lmtp", 0) + usual.get("be1/scache", 0) + usual.get("be1/master", 0) / 2
    demands["lmtp_delivery"] = {"cpu": microseconds(lmtp - STARTS)}
    for operation in ("smtp_content", "smtp_delivery", "mailbox_delivery"):  # the measured messages had 4 KB
        demands[operation]["cpu_per_kb"] = "0 us"
    demands["smtp_content"].update(writes=1, bytes_factor=2.2)
    demands["mailbox_delivery"].update(writes=3, bytes_factor=3.8)
    demands["process_start"] = {"cpu": microseconds(START)}
    return demands


def below_saturation(table):
    return [i for i in range(len(table["rates"])) if not measured.saturated(table, i)] or [0]


def mean(table):
    """What a node costs on average of the rates at which the machine had processor time left."""
    below = below_saturation(table)
    usual = {name: sum(values[i] for i in below) / len(below) for name, values in table["processes"].items()}
    return postfix(usual, measured.at(table, table["rates"][0])[0])


def derive(table, rate):
    usual, others = measured.at(table, rate)
    alone, _ = measured.at(table, table["rates"][0])
    saturated = rate > table["rates"][below_saturation(table)[-1]]
    generator = {"smtp_delivery": {"cpu": microseconds(usual["gen/python3"]), "cpu_per_kb": "0 us"},
                 "queue_pass": {"cpu": "0 us"}, "process_start": {"cpu": "0 us"}}
    return {"postfix": mean(table) if saturated else postfix(usual, alone), "generator": generator,
            "speed": round(1 - others / table["cores"], 4)}


PLACES = {"postfix": "/templates/postfix/demands", "generator": "/nodes/peerok/demands", "speed": "/hosts/lab/speed"}


def arguments(derived, table=None):
    """As words for --set; of another machine's table its cores and its disk too."""
    words = [f"/topology{PLACES[key]}={json.dumps(value, separators=(',', ':'))}" for key, value in derived.items()]
    if table:
        words.append(f"/topology/hosts/lab/cores={table['cores']}")
    if table and "sync_ms" in table and abs(table["sync_ms"] - OWN_SYNC) > 0.05:  # else the same, rounded
        words.append("/topology/hosts/lab/disk/per_operation=" + json.dumps(microseconds(table["sync_ms"])))
    return words


def places(table):
    """Each file that holds derived demands: (path, what it holds, what it should)."""
    path = ROOT / "topologies" / "postfix-lab.json"
    yield path, json.loads(path.read_text())["templates"]["postfix"].get("demands"), mean(table)
    for path in sorted((ROOT / "scenarios" / "validation").glob("load-*.json")):
        changes = {c["target"]: c["value"] for c in json.loads(path.read_text())["changes"]}
        derived = derive(table, int(path.stem.split("-")[1]))
        for key, target in PLACES.items():
            yield path, changes.get(target), derived[key]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--check", action="store_true", help="compare instead of printing")
    options.add_argument("--table", default=str(HERE / "service-demands.json"), help="the measured table")
    options.add_argument("--name", default="", help="of the set, in a Markdown file that has several")
    options.add_argument("--rate", type=float, help="for this load only, messages a second")
    options.add_argument("--arguments", type=float, metavar="RATE", help="the same, as words for --set, one a line")
    options.add_argument("--cores", type=int, help="of the machine, where the table does not say")
    given = options.parse_args()
    for name in ("rate", "arguments"):
        if (wrong := getattr(given, name)) is not None and not 0 < wrong < float("inf"):
            options.error(f"--{name}: {wrong} is not a load; write messages a second, more than 0")
    if given.cores is not None and given.cores < 1:
        options.error(f"--cores: {given.cores} is no number of cores; write 1 or more")
    table = measured.read(given.table, given.name, given.cores)
    if given.check:
        wrong = sorted({path.name for path, held, due in places(table) if held != due})
        print(f"the demands are not those that demands.py derives: {', '.join(wrong)}" if wrong
              else "the demands are the derived ones")
        return 1 if wrong else 0
    if given.arguments is not None:
        print("\n".join(arguments(derive(table, given.arguments), table)))
    elif given.rate is not None:
        print(json.dumps(derive(table, given.rate), indent=2))
    else:
        print(json.dumps({"mean": mean(table), **{str(rate): derive(table, rate) for rate in table["rates"]}}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
