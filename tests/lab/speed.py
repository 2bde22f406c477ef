#!/usr/bin/env python3
"""Accepting 10 KB messages side by side: a real Postfix into its queue (it holds them there), and one node of the
lab with --state into a mailbox, both with fsync before 250; smtp-source is the client. Rounds alternate, so that
whatever else the machine does hits both. Prints each round and the ratio of the medians. As root."""
import statistics
import subprocess
import sys
import tempfile
import time

import labs
import postfix_tools
from labs import Lab

COUNT, ROUNDS, SESSIONS, SIZE = 2000, 5, 10, 10240


def rate(at):
    began = time.time()
    subprocess.run(["smtp-source", "-s", str(SESSIONS), "-l", str(SIZE), "-m", str(COUNT), "-f", "friend@gmail.com", "-t",
                    "user5@acme.example", f"{at[0]}:{at[1]}"], check=True)
    return COUNT / (time.time() - began)


def speed():
    if why := postfix_tools.cannot():
        return why
    with tempfile.TemporaryDirectory() as folder, Lab(arguments=["--state", folder]) as lab, \
            Lab() as memory, postfix_tools.Postfix(
                "127.0.9.1", lab.used_offset + 26, mydestination="acme.example", local_recipient_maps="",
                smtpd_client_restrictions="static:HOLD", smtpd_client_connection_count_limit="0") as postfix:
        results = {"Postfix": [], "lab": [], "lab in memory": []}
        for number in range(ROUNDS):
            for name, at in (("Postfix", (postfix.address, postfix.port)), ("lab", lab.at("be2", "smtp")),
                             ("lab in memory", memory.at("be2", "smtp"))):
                results[name].append(rate(at))
            print(f"round {number + 1}: " + ", ".join(f"{name} {rates[-1]:.0f}/s" for name, rates in results.items()))
        median = {name: statistics.median(rates) for name, rates in results.items()}
        for name in ("lab", "lab in memory"):
            print(f"{name}: {median[name]:.0f}/s, {median[name] / median['Postfix']:.2f} times Postfix's "
                  f"{median['Postfix']:.0f}/s")


if __name__ == "__main__":
    labs.main(speed)
