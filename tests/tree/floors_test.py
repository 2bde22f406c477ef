#!/usr/bin/env python3
"""Tests of tools/check-floors: each rule is broken once in a small tree of its own, and must be found there."""
import pathlib
import subprocess
import tempfile
import unittest

CHECKER = pathlib.Path(__file__).resolve().parents[2] / "tools" / "check-floors"

LINKS = """mailsim_room(base)
mailsim_room(mail ROOMS base)
mailsim_room(facts ROOMS base)
mailsim_room(json ROOMS base)
mailsim_room(mailbox ROOMS mail facts)
mailsim_room(pop3 ROOMS mailbox)
"""

# what is written where, and what the checker must say about it
PLANTED = [
    ("a higher floor", "sim/base/units.hpp", '// units\n#include "mail/address.hpp"\n',
     "sim/base/units.hpp:2: base (floor 0) may not use mail (floor 1)"),
    ("a room on the same floor", "sim/mail/address.hpp", '// address\n#include "facts/fact.hpp"\n',
     "sim/mail/address.hpp:2: mail (floor 1) may not use facts (floor 1)"),
    ("an unknown room", "sim/mail/address.hpp", '// address\n#include "attic/box.hpp"\n',
     "sim/mail/address.hpp:2: attic is not in the table of floors"),
    ("an include without its room", "sim/mail/address.cpp", '#include "address.hpp"\n',
     'sim/mail/address.cpp:1: write "room/file", not "address.hpp"'),
    ("SimGrid outside engine", "sim/mail/address.cpp", "#include <simgrid/s4u.hpp>\n",
     "sim/mail/address.cpp:1: only engine includes <simgrid...>"),
    ("nlohmann outside json", "sim/mail/address.cpp", "\n#include <nlohmann/json.hpp>\n",
     "sim/mail/address.cpp:2: only json includes <nlohmann...>"),
    ("an include without a link line", "sim/mailbox/store.cpp", '#include "json/value.hpp"\n',
     "sim/mailbox/store.cpp:1: mailbox includes json without linking it in sim/CMakeLists.txt"),
    ("a link line to a higher floor", "sim/CMakeLists.txt", LINKS.replace("base)\n", "base ROOMS mail)\n", 1),
     "sim/CMakeLists.txt:1: base (floor 0) may not use mail (floor 1)"),
    ("the program linking an unknown room", "sim/CMakeLists.txt",
     LINKS + "target_link_libraries(mailsim PRIVATE attic_room)\n",
     "sim/CMakeLists.txt:7: attic is not in the table of floors"),
    ("a folder that is no room", "sim/attic/box.cpp", "\n", "sim/attic:1: attic is not in the table of floors"),
    ("a header without opening comment", "sim/mail/address.hpp", "#pragma once\n",
     "sim/mail/address.hpp:1: a header opens with a comment: what it is, what it is not"),
    ("a README longer than a screen", "sim/mail/README.md", "line\n" * 61,
     "sim/mail/README.md:61: a room's README has at most 60 lines"),
]


class Floors(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = pathlib.Path(folder.name)
        self.write("sim/CMakeLists.txt", LINKS)
        for room in ("base", "mail", "facts", "json", "mailbox", "pop3"):
            self.write(f"sim/{room}/README.md", f"# {room}\n")
        self.write("sim/base/units.hpp", "// units\n")
        self.write("sim/mail/address.hpp", '// address\n#include <string>\n#include "base/units.hpp"\n')
        self.write("sim/json/value.cpp", '#include <nlohmann/json.hpp>\n#include "base/units.hpp"\n')
        self.write("sim/mailbox/store.hpp", '// store\n#include "mail/address.hpp"\n')
        self.write("sim/pop3/machine.hpp", '// machine\n#include "mailbox/store.hpp"\n#include "base/units.hpp"\n')

    def write(self, name, text):
        path = self.tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def check(self):
        done = subprocess.run([CHECKER, "--tree", self.tree], capture_output=True, text=True)
        return done.returncode, done.stdout.splitlines()

    def test_accepts_a_tree_that_keeps_the_rules(self):
        self.assertEqual(self.check(), (0, ["5 sources, 0 violations"]))

    def test_names_file_and_line_of_each_planted_violation(self):
        for what, name, text, expected in PLANTED:
            with self.subTest(what):
                self.setUp()
                self.write(name, text)
                status, lines = self.check()
                self.assertEqual(status, 1)
                self.assertIn(expected, lines)

    def test_misses_no_readme(self):
        (self.tree / "sim/mail/README.md").unlink()
        self.assertEqual(self.check()[1][0], "sim/mail/README.md:1: each room has a README.md")


if __name__ == "__main__":
    unittest.main()
