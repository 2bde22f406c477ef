"""Transcripts: lines that start with "$ " are commands, the lines under them what they print.

A line of three dots stands for any lines; "[...]" inside a line stands for any text. A command goes on after a
backslash at the end of a line. Used by tools/check-readme (blocks of a README) and tools/golden (case files).
"""
import dataclasses
import difflib
import os
import pathlib
import re
import subprocess

ANY_LINES = "..."
ANY_TEXT = "[...]"
ROOT = pathlib.Path(__file__).resolve().parent.parent
TIMEOUT = 600  # seconds a command may take


@dataclasses.dataclass
class Step:
    """A command and what it should print. `source`: the command's own lines; `blank`: blank lines before the next."""
    source: list
    expected: list
    blank: list = dataclasses.field(default_factory=list)

    @property
    def command(self):
        return "\n".join(self.source)[len("$ "):]


def name(path):
    """A file as messages name it: from the root of the tree."""
    return os.path.relpath(path, ROOT)


def parse(lines):
    """Splits a transcript into the lines before its first command, and steps."""
    before, steps = [], []
    for line in lines:
        if line.startswith("$ "):
            steps.append(Step([line], []))
        elif not steps:
            before.append(line)
        elif steps[-1].source[-1].endswith("\\") and not steps[-1].expected:
            steps[-1].source.append(line)
        else:
            steps[-1].expected.append(line)
    for step in steps:
        text = without_blank_end(step.expected)
        step.expected, step.blank = text, step.expected[len(text):]
    return before, steps


def without_blank_end(lines):
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def run(command, folder, mailsim, merge_errors):
    """Runs one command by bash in `folder`, with `mailsim` found first; returns (lines, exit status, error text)."""
    environment = {**os.environ, "PATH": f"{mailsim.parent}:{os.environ['PATH']}", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
    if ROOT not in mailsim.parents:  # a build folder elsewhere does not find the shipped files beside itself
        environment["MAILSIM_HOME"] = str(ROOT)
    errors = subprocess.STDOUT if merge_errors else subprocess.PIPE
    try:
        done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=errors, timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        return [f"(still running after {TIMEOUT} s)"], 124, ""
    lines = [line.rstrip() for line in done.stdout.decode("utf-8", "replace").splitlines()]
    return without_blank_end(lines), done.returncode, (done.stderr or b"").decode("utf-8", "replace")


def line_matches(expected, actual):
    parts = [re.escape(part) for part in expected.rstrip().split(ANY_TEXT)]
    return re.fullmatch(".*".join(parts), actual) is not None


def matches(expected, actual):
    """Whether the lines printed are the lines expected, wildcards considered."""
    reached = {0}  # how many lines of `actual` may be used up so far
    for line in expected:
        if line.strip() == ANY_LINES:
            reached = set(range(min(reached), len(actual) + 1)) if reached else reached
        else:
            reached = {n + 1 for n in reached if n < len(actual) and line_matches(line, actual[n])}
    return len(actual) in reached


def difference(expected, actual):
    return list(difflib.unified_diff(expected, actual, "expected", "printed", lineterm="", n=2))


def accepted(expected, actual):
    """The new expectation: what was printed, with the wildcards that still fit kept where they stood."""
    if matches(expected, actual):
        return expected
    if [line.strip() for line in expected].count(ANY_LINES) == 1:
        gap = [line.strip() for line in expected].index(ANY_LINES)
        after = len(expected) - gap - 1
        if gap + after <= len(actual):
            tail = len(actual) - after
            return [*accepted(expected[:gap], actual[:gap]), ANY_LINES, *accepted(expected[gap + 1:], actual[tail:])]
    patterns = [line for line in expected if ANY_TEXT in line]
    return [next((p for p in patterns if line_matches(p, line)), line) for line in actual]
