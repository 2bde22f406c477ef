#!/usr/bin/env python3
"""The derivation of service demands: forms of the table, loads between the measured ones, proportion."""
import copy
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import demands
import measured

TABLE = measured.read(str(demands.HERE / "service-demands.json"))


def as_markdown(table, name):
    rates = table["rates"]
    lines = [name, "", "| offered msg/s | arrivals | others' cores |", "|---|---|---|"]
    lines += [f"| {rate} | 1 | {others} |" for rate, others in zip(rates, table["others_cores"])]
    lines += ["", f"CPU ms per message by host/process ({name})", "",
              "| process | " + " | ".join(f"{rate}/s" for rate in rates) + " |", "|---" * (len(rates) + 1) + "|"]
    return "\n".join(lines + [f"| {n} | " + " | ".join(map(str, v)) + " |" for n, v in table["processes"].items()]) + "\n"


def cpu(node, operation):
    return int(node[operation]["cpu"].split()[0])


class Demands(unittest.TestCase):
    def test_a_recordings_own_table_gives_the_same(self):
        other = copy.deepcopy(TABLE)
        other["processes"]["be1-dovecot/lmtp"] = [1.0] * 6
        with tempfile.TemporaryDirectory() as folder:
            path = str(pathlib.Path(folder) / "TABLES.md")
            pathlib.Path(path).write_text(as_markdown(TABLE, "disk") + "\n" + as_markdown(other, "tmpfs"))
            for rate in TABLE["rates"]:
                self.assertEqual(demands.derive(measured.read(path, "disk"), rate), demands.derive(TABLE, rate))
                self.assertEqual(demands.derive(measured.read(path, "tmpfs"), rate), demands.derive(other, rate))
            self.assertRaises(SystemExit, measured.read, path, "memory")

    # lmtp at 80: 3.42 + log .11 + auth .09 + dovecot .05 = 3.67; at 110: 3.49 + .07 + .07 + .02 = 3.65.
    def test_each_rate_has_its_own_and_between_two_in_proportion(self):
        self.assertEqual(cpu(demands.derive(TABLE, 80)["postfix"], "mailbox_delivery"), 3670)
        self.assertEqual(cpu(demands.derive(TABLE, 110)["postfix"], "mailbox_delivery"), 3650)
        self.assertEqual(cpu(demands.derive(TABLE, 95)["postfix"], "mailbox_delivery"), 3660)
        self.assertEqual(demands.derive(TABLE, 5), demands.derive(TABLE, 20))
        self.assertEqual(demands.derive(TABLE, 500), demands.derive(TABLE, 150))

    # 130/s: 14.30 ms x 130 + 0.08 = 1.94 of 2 cores; 110/s: 1.79.
    def test_saturated_rates_are_not_in_the_mean(self):
        self.assertEqual([measured.saturated(TABLE, i) for i in range(6)], [False] * 4 + [True] * 2)
        self.assertEqual(cpu(demands.mean(TABLE), "smtp_content"), 694)
        self.assertEqual(demands.derive(TABLE, 150)["postfix"], demands.mean(TABLE))

    def test_a_machine_twice_as_slow_has_demands_twice_as_large(self):
        slow = copy.deepcopy(TABLE)
        slow["processes"] = {name: [2 * v for v in values] for name, values in slow["processes"].items()}
        fast, double = (demands.derive(t, 50)["postfix"] for t in (TABLE, slow))
        for operation in ("smtp_envelope", "smtp_content", "queue_pass", "mailbox_delivery"):
            self.assertAlmostEqual(cpu(double, operation), 2 * cpu(fast, operation), delta=1)

    def test_wrong_input_is_told_with_its_place(self):
        for words, said in ((["--rate", "-5"], "--rate: -5.0 is not a load"), (["--arguments", "nan"], "--arguments: nan"),
                            (["--table", __file__], f"{__file__}: no table"), (["--table", "/nowhere.json"], "/nowhere.json: ")):
            done = subprocess.run([demands.__file__, *words], capture_output=True, text=True)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(said, done.stderr)
            self.assertNotIn("Traceback", done.stderr)

    # "2 cores" and "same 2 cores" are one machine; "cores used" and "others' cores" are none.
    def test_a_table_says_how_many_cores_the_machine_has_and_how_fast_its_disk_is(self):
        words = "VM with 4 cores; all on the same 4 cores.\n\nQueue on tmpfs (fsync of a new 1 KB file: mean 0.1 ms, p99 1 ms)\n\n"
        text = words + as_markdown(TABLE, "tmpfs")
        table = measured.markdown(text, "tmpfs")
        self.assertEqual((table["cores"], table["sync_ms"]), (4, 0.1))
        self.assertEqual(measured.markdown(as_markdown(TABLE, "disk"), "disk")["cores"], 2)
        self.assertNotIn("sync_ms", measured.markdown(as_markdown(TABLE, "disk"), "disk"))
        self.assertRaises(ValueError, measured.markdown, "with 8 cores\n" + text, "tmpfs")
        self.assertEqual(measured.markdown("with 8 cores\n" + text, "tmpfs", 8)["cores"], 8)
        # others' 0.05 of 4 cores at 80/s: 1 - 0.0125
        derived = demands.derive(table, 80)
        self.assertEqual(derived["speed"], 0.9875)
        self.assertIn("/topology/hosts/lab/cores=4", demands.arguments(derived, table))
        self.assertIn('/topology/hosts/lab/disk/per_operation="100 us"', demands.arguments(derived, table))

    # 0.5 ms in a recording is 0.47 ms, rounded.
    def test_the_lab_keeps_its_own_disk_where_the_table_says_the_same(self):
        table = dict(TABLE, sync_ms=0.5)
        self.assertFalse([w for w in demands.arguments(demands.derive(table, 80), table) if "disk" in w])

    def test_arguments_name_places_that_exist(self):
        topology = json.loads((demands.ROOT / "topologies" / "postfix-lab.json").read_text())
        self.assertIn("demands", topology["templates"]["postfix"])
        for word in demands.arguments(demands.derive(TABLE, 110), dict(TABLE, sync_ms=3)):
            pointer, value = word.split("=", 1)
            self.assertTrue(pointer.startswith("/topology/"))
            json.loads(value)


if __name__ == "__main__":
    unittest.main()
