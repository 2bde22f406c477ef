#!/usr/bin/env python3
"""How long 10,000 result lines take to merge, and how much memory: a real run's line is copied for every run of a plan.
Usage: study_merge.py MAILSIM [RUNS]. Prints seconds and megabytes."""
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAILSIM = pathlib.Path(sys.argv[1]).resolve()
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
SETTINGS = {**os.environ, "MAILSIM_HOME": str(ROOT)}


def fingerprint(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


with tempfile.TemporaryDirectory() as folder:
    out = pathlib.Path(folder, "out")
    study = pathlib.Path(folder, "study.json")
    study.write_text(json.dumps({
        "scenario": "nayatel-busy-hour", "set": {"/duration": "40 min", "/load/multiplier": 0.01}, "replications": RUNS // 10,
        "factors": [{"pointer": "/load/spam_multiplier", "range": {"from": 1, "to": 10, "step": 1}}]}))
    # The first run is real; as soon as it is there, the coordinator is told to stop.
    process = subprocess.Popen([MAILSIM, "study", study, "--out", out, "--jobs", "1"], env=SETTINGS, stdout=subprocess.DEVNULL)
    while not (out / "runs/000000.json").exists() and process.poll() is None:
        time.sleep(0.02)
    process.terminate()
    process.wait()
    inputs = json.loads((out / "study.json").read_text())["inputs"]
    result = json.loads((out / "runs/000000.json").read_text())
    lines = (out / "plan.jsonl").read_text().splitlines()
    for number, line in enumerate(lines):
        result.update(line=number, id=fingerprint(inputs + "\n" + line), replication=json.loads(line)["replication"])
        (out / f"runs/{number:06}.json").write_text(json.dumps(result) + "\n")
    began, before = time.time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([MAILSIM, "study", study, "--out", out, "--resume"], env=SETTINGS, stdout=subprocess.DEVNULL, check=True)
    seconds, after = time.time() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = after.ru_maxrss / 1000
    size = sum(f.stat().st_size for f in (out / "runs").iterdir()) / 1e6
    timing = json.loads((out / "timing.json").read_text())
    print(f"{len(lines)} results of {size:.0f} MB in all: {processor:.1f} s processor time ({seconds:.1f} s by the clock), "
          f"{memory:.0f} MB; tables and pages {timing['merging_seconds']:.1f} s by the clock")
