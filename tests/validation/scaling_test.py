#!/usr/bin/env python3
"""Load with other service demands: laws that hold whatever they are. The lab's three tiers, 21 s of arrivals.

Slow motion: twice the processor time, twice the time of each disk operation, half the arrivals: every delay doubles,
the throughput halves. Capacity: c cores that do D of work a message finish c/D of them a second. A disk that takes s
for each of the 6 operations of a message (one at each of three tiers, three in the mailbox) finishes 1/(6 s).
"""
import copy
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import demands
import measured

TABLE = measured.read(str(demands.HERE / "service-demands.json"))
MAILSIM = str(demands.ROOT / "build" / "mailsim")


def slower(times):
    """A machine so many times as slow: the same table, at rates that are as many times lower."""
    table = copy.deepcopy(TABLE)
    table["processes"] = {name: [times * ms for ms in values] for name, values in table["processes"].items()}
    table["rates"] = [rate / times for rate in table["rates"]]
    return table


def run(rate, derived, *more):
    with tempfile.TemporaryDirectory() as folder:
        words = [MAILSIM, "run", str(demands.ROOT / "scenarios/validation/load-150.json"), "--out", folder, "--keep", "all"]
        for word in (f"/load/streams/0/per_second={rate}", "/load/streams/0/count=0", '/duration="21 s"',
                     *demands.arguments(derived), *more):
            words += ["--set", word]
        done = subprocess.run(words, capture_output=True, text=True)
        assert done.returncode in (0, 1), done.stderr
        base = sqlite3.connect(pathlib.Path(folder) / "results.sqlite")
        delays = [row[0] for row in base.execute("SELECT finished-submitted AS d FROM messages WHERE submitted>=1 ORDER BY d")]
        rate, = base.execute("SELECT count(*)/(max(finished)-min(submitted)) FROM messages").fetchone()
        base.close()
        return delays[len(delays) // 2], rate


class Scaling(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.median, _ = run(80, demands.derive(TABLE, 80))
        _, cls.capacity = run(150, demands.derive(TABLE, 150))

    # 40/s on the slow machine are as many in 42 s as 80/s in 21 s; here half as many, so that chance has its part.
    def test_a_machine_half_as_fast_has_twice_the_delay_and_half_the_capacity(self):
        slow = slower(2)
        disk = '/topology/hosts/lab/disk/per_operation="940 us"'
        median, _ = run(40, demands.derive(slow, 40), disk)
        self.assertAlmostEqual(median / self.median, 2, delta=0.3)
        _, capacity = run(75, demands.derive(slow, 75), disk)
        self.assertAlmostEqual(capacity / self.capacity, 0.5, delta=0.03)

    def test_capacity_goes_with_the_cores(self):
        for cores in (1, 4):
            _, capacity = run(75 * cores, demands.derive(TABLE, 150), f"/topology/hosts/lab/cores={cores}")
            self.assertAlmostEqual(capacity / self.capacity, cores / 2, delta=0.05 * cores)

    def test_a_slow_disk_bounds_it(self):
        _, capacity = run(80, demands.derive(TABLE, 80), '/topology/hosts/lab/disk/per_operation="3 ms"')
        self.assertAlmostEqual(capacity, 1 / (6 * 0.003), delta=2)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        MAILSIM = sys.argv.pop(1)
    unittest.main()
