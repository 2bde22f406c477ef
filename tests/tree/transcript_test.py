#!/usr/bin/env python3
"""Tests of tools/check-readme and tools/golden: with a small program in place of mailsim, they accept what agrees,
find what differs, and --accept writes what is printed."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).resolve().parents[2] / "tools"
sys.path.insert(0, str(TOOLS))
sys.dont_write_bytecode = True
import transcript  # noqa: E402

MAILSIM = """#!/bin/sh
case "$1" in
    greet) printf 'hello\\none\\ntwo\\nbye\\n' ;;
    time) echo "took 3.14 s" ;;
    wrong) echo "no such file" >&2; exit 2 ;;
    crash) exit 3 ;;
esac
"""


class Matching(unittest.TestCase):
    def test_compares_line_by_line(self):
        for expected, actual, equal in [
            ([], [], True),
            (["a"], ["a"], True),
            (["a"], ["b"], False),
            (["a"], ["a", "b"], False),
            (["a", "b"], ["a"], False),
            (["..."], [], True),
            (["..."], ["a", "b"], True),
            (["a", "...", "d"], ["a", "b", "c", "d"], True),
            (["a", "...", "d"], ["a", "b", "c"], False),
            (["...", "b", "..."], ["a", "c"], False),
            (["took [...] s"], ["took 3.14 s"], True),
            (["took [...] s"], ["took 3.14 min"], False),
            (["1.5 s"], ["1x5 s"], False),
        ]:
            with self.subTest(expected=expected, actual=actual):
                self.assertEqual(transcript.matches(expected, actual), equal)

    def test_keeps_wildcards_when_it_accepts(self):
        self.assertEqual(transcript.accepted(["took [...] s", "a"], ["took 5 s", "b"]), ["took [...] s", "b"])
        self.assertEqual(transcript.accepted(["x", "...", "z"], ["a", "b", "c", "d"]), ["a", "...", "d"])


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.mailsim = self.folder / "mailsim"
        self.mailsim.write_text(MAILSIM)
        self.mailsim.chmod(0o755)

    def run_tool(self, tool, name, text, *options):
        path = self.folder / name
        path.write_text(text)
        done = subprocess.run([TOOLS / tool, "--mailsim", self.mailsim, *options, path], capture_output=True, text=True)
        return done.returncode, done.stdout, path.read_text()

    def readme(self, block, *options, kind="console"):
        return self.run_tool("check-readme", "README.md", f"text\n```{kind}\n{block}```\nmore\n", *options)

    def golden(self, text, *options):
        return self.run_tool("golden", "case.cmd", text, *options)

    def test_readme_blocks_that_agree_pass(self):
        for block in ["$ mailsim greet\nhello\n...\nbye\n", "$ mailsim time\ntook [...] s\n",
                      "$ mailsim wrong\nno such file\n", "$ mailsim \\\n    greet\nhello\n...\n",
                      "$ mailsim time\ntook 3.14 s\n\n$ mailsim greet\n...\n"]:
            with self.subTest(block):
                self.assertEqual(self.readme(block)[0], 0)

    def test_readme_blocks_that_differ_fail(self):
        for block in ["$ mailsim greet\nhello\n", "$ mailsim time\n", "$ mailsim crash\n", "$ no-such-command\n...\n"]:
            with self.subTest(block):
                self.assertEqual(self.readme(block)[0], 1)

    def test_readme_blocks_marked_sh_are_not_run(self):
        self.assertEqual(self.readme("$ mailsim crash\n", kind="sh")[0], 0)

    def test_readme_blocks_may_not_run_the_tests(self):
        status, output, _ = self.readme("$ tools/test\n")
        self.assertEqual(status, 1)
        self.assertIn("mark it sh", output)

    def test_readme_accept_writes_the_output_and_nothing_else(self):
        self.assertEqual(self.readme("$ mailsim greet\nold\n", "--accept")[2],
                         "text\n```console\n$ mailsim greet\nhello\none\ntwo\nbye\n```\nmore\n")

    def test_golden_cases_compare_output_and_exit_status(self):
        for text, status in [("why\n\n$ mailsim time\ntook 3.14 s\n\n$ mailsim wrong\n[exit 2]\n", 0),
                             ("$ mailsim time\ntook 3 s\n", 1), ("$ mailsim wrong\n", 1), ("$ mailsim wrong\n...\n", 1),
                             ("$ mailsim time\n...\n[exit 1]\n", 1)]:
            with self.subTest(text):
                self.assertEqual(self.golden(text)[0], status)

    def test_golden_accept_writes_output_and_exit_status(self):
        self.assertEqual(self.golden("why\n$ mailsim wrong\n...\n", "--accept")[2], "why\n$ mailsim wrong\n...\n[exit 2]\n")
        self.assertEqual(self.golden("$ mailsim time\nx\n[exit 1]\n", "--accept")[2], "$ mailsim time\ntook 3.14 s\n")

    def test_golden_accept_keeps_the_blank_line_between_commands(self):
        text = "$ mailsim time\n{}\n\n$ mailsim wrong\n[exit 2]\n"
        self.assertEqual(self.golden(text.format("old"), "--accept")[2], text.format("took 3.14 s"))


if __name__ == "__main__":
    unittest.main()
