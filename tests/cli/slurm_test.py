#!/usr/bin/env python3
"""Carries studies out on a real one-node Slurm that it starts for itself, and kills what it can in the middle.
Usage: slurm_test.py MAILSIM. Exit status 77: no Slurm or not root here."""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import study_test as st

NEEDED = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel"]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Slurm:
    """munged, slurmctld and slurmd of one node, all of it below one folder, on loopback."""

    def __init__(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="mailsim-slurm-"))
        os.chmod(self.home, 0o755)
        self.started = []
        host = socket.gethostname().split(".")[0]
        munge = self.home / "munge"
        munge.mkdir(mode=0o755)
        (munge / "key").write_bytes(os.urandom(1024))
        os.chmod(munge / "key", 0o400)
        self.socket = munge / "socket"
        for folder in ("state", "spool"):
            (self.home / folder).mkdir()
        self.conf = self.home / "slurm.conf"
        self.conf.write_text(f"""
ClusterName=one
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmctldPort={free_port()}
SlurmdPort={free_port()}
AuthType=auth/munge
AuthInfo=socket={self.socket}
CryptoType=crypto/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
StateSaveLocation={self.home}/state
SlurmdSpoolDir={self.home}/spool
SlurmctldPidFile={self.home}/slurmctld.pid
SlurmdPidFile={self.home}/slurmd.pid
SlurmctldLogFile={self.home}/slurmctld.log
SlurmdLogFile={self.home}/slurmd.log
ReturnToService=2
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
NodeName={host} NodeAddr=127.0.0.1 CPUs={os.cpu_count()} State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
""")

    def start(self, *words):
        log = open(self.home / (pathlib.Path(words[0]).name + ".out"), "ab")
        self.started.append(subprocess.Popen(words, stdout=log, stderr=log, env=self.settings()))
        return self.started[-1]

    def settings(self):
        return {**st.SETTINGS, "SLURM_CONF": str(self.conf)}

    def up(self):
        munge = self.home / "munge"
        self.start("munged", "--foreground", "--force", f"--key-file={munge}/key", f"--socket={self.socket}",
                   f"--pid-file={munge}/pid", f"--log-file={munge}/log", f"--seed-file={munge}/seed")
        self.start("slurmctld", "-D", "-f", str(self.conf))
        self.node()
        for _ in range(300):
            said = subprocess.run(["sinfo", "--noheader", "--format=%T"], env=self.settings(), capture_output=True, text=True)
            if said.stdout.strip() == "idle":
                return True
            time.sleep(0.2)
        return False

    def node(self):
        self.slurmd = self.start("slurmd", "-D", "-f", str(self.conf))

    def logs(self):
        return "\n".join(f"{p}:\n{p.read_text(errors='replace')[-1500:]}" for p in self.home.glob("*.log"))

    def down(self):
        for process in reversed(self.started):
            process.terminate()
        for process in self.started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.home, ignore_errors=True)


SLURM = None
STUDY = {**st.STUDY, "factors": [{"name": "load", "pointer": "/load/multiplier", "values": [60, 90]}], "replications": 8}


class OnSlurm(st.InFolder):
    def setUp(self):
        super().setUp()
        os.chmod(self.folder, 0o755)
        self.write("study.json", STUDY)

    def begin(self, out, *more):
        return subprocess.Popen(self.command("study", "study.json", "--out", out, "--launcher", "slurm", *more), cwd=self.folder,
                                env=SLURM.settings(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def runs(self, out):
        return {f: f.stat().st_mtime_ns for f in (self.folder / out / "runs").glob("*.json")}

    def wait_for_runs(self, out, n):
        end = time.time() + 60
        while len(self.runs(out)) < n and time.time() < end:
            time.sleep(0.02)

    def waiting(self):
        return subprocess.run(["squeue", "--noheader"], env=SLURM.settings(), capture_output=True, text=True).stdout.split("\n")

    def test_an_array_job_gives_the_same_bytes(self):
        process = self.begin("a")
        self.assertEqual(process.wait(120), 0, process.stderr.read())
        self.study("--out", "b")
        self.assertEqual(self.output("a"), self.output("b"))

    def test_the_job_of_a_killed_coordinator_is_not_submitted_again(self):
        process = self.begin("a", "--jobs", "1")
        self.wait_for_runs("a", 2)
        process.kill()
        process.wait()
        job = (self.folder / "a/slurm/job").read_text()
        again = self.begin("a", "--jobs", "1", "--resume")
        self.assertEqual(again.wait(120), 0, again.stderr.read())
        self.assertEqual(len(self.runs("a")), 16)
        logs = list((self.folder / "a/slurm").glob("log-*"))
        self.assertTrue(job.strip().isdigit() and logs)

    def test_killed_workers_and_a_lost_node_cost_their_runs_only(self):
        process = self.begin("a")
        self.wait_for_runs("a", 2)
        had = self.runs("a")
        killed = 0
        for entry in pathlib.Path("/proc").iterdir():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                if b"--work" in words and bytes(self.folder / "a") in words and words[0].endswith(b"mailsim"):
                    os.kill(int(entry.name), signal.SIGKILL)
                    killed += 1
            except (OSError, ValueError):
                continue
        SLURM.slurmd.kill()
        SLURM.slurmd.wait()
        time.sleep(1)
        SLURM.node()
        self.assertEqual(process.wait(180), 0, process.stderr.read() + SLURM.logs())
        self.assertEqual({f: t for f, t in self.runs("a").items() if f in had}, had)
        self.assertEqual(len(self.runs("a")), 16)

    def test_an_interrupt_cancels_the_job(self):
        process = self.begin("a", "--jobs", "1")
        self.wait_for_runs("a", 1)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(60), 130)
        time.sleep(1)
        self.assertFalse([line for line in self.waiting() if "mailsim" in line and " CG " not in line])
        self.assertIs(json.loads((self.folder / "a/summary.json").read_text())["complete"], False)


if __name__ == "__main__":
    if not st.MAILSIM.exists() or os.geteuid() != 0 or not all(shutil.which(n) for n in NEEDED):
        print("Slurm, munge or root are missing here")
        sys.exit(77)
    SLURM = Slurm()
    try:
        if not SLURM.up():
            print("Slurm did not start here\n" + SLURM.logs())
            sys.exit(77)
        done = st.unittest.main(verbosity=1, exit=False, warnings="ignore", argv=[sys.argv[0], "OnSlurm"])
    finally:
        SLURM.down()
    sys.exit(not done.result.wasSuccessful())
