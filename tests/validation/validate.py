#!/usr/bin/env python3
"""Runs the scenarios of validation and compares them with what was recorded or published.

Each file of expected/ names a scenario, where its figures come from, and checks: a query on the run's results, the
rows that are expected, and the tolerance of numbers; or a node whose Postfix log is read, and the lines that are
expected there; or a figure of summary.json. Exit status 1 when a check fails that has no known reason
("differs_because"), or one with a reason that holds after all. --write FILE makes the page of results.
"""
import argparse
import json
import pathlib
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


# Student's t for a 95 % interval, by degrees of freedom from 1.
T95 = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13)


class Run:
    """What one run left behind."""

    def __init__(self, folder):
        self.folder = folder
        self.database = sqlite3.connect(folder / "results.sqlite")

    def rows(self, check):
        if "log" in check:
            return [[line] for line in log_lines(self.folder / "logs" / check["log"] / "postfix.log", check["lines"])]
        if "summary" in check:
            value = json.loads((self.folder / "summary.json").read_text())
            for part in check["summary"].strip("/").split("/"):
                value = value[part]
            return [[value]]
        return [list(row) for row in self.database.execute(check["query"])]


# What differs between two runs of the same mail server: times, process ids, delays, queue ids, and the name in front of
# an address, which depends on how a transport table names the host.
PLAIN = ((r"^.*? postfix\S*/(?:relay/)?", ""), (r"\[\d+\]: ", ": "), (r", delays?=[^,]*", ""), (r"\b[0-9A-F]{10,12}\b", "ID"),
         (r"[\w.-]+\[(10\.[\d.]+)\]", r"[\1]"), (r"(<\S+>) \S+ Saved", r"\1 ID Saved"), (r"id=[\w-]+", "id=ID"), (r"helo=<[^>]*>", "helo=<HELO>"))


def log_lines(path, wanted):
    """The lines of a log that hold one of these words, without what differs from run to run."""
    lines = [line for line in path.read_text().splitlines() if re.search(wanted, line)]
    for pattern, plain in PLAIN:
        lines = [re.sub(pattern, plain, line) for line in lines]
    return lines


def run(mailsim, case, folder, more, seed):
    scenario = ROOT / "scenarios" / "validation" / (case["scenario"] + ".json")
    command = [mailsim, "run", str(scenario), "--keep", "all", "--out", str(folder)]
    if seed:
        command += ["--seed", str(seed)]
    if any("log" in check for check in case["checks"]):
        command += ["--logs", str(folder / "logs")]
    for change in case.get("set", []) + more:
        command += ["--set", change]
    done = subprocess.run(command, capture_output=True, text=True, env={"MAILSIM_HOME": str(ROOT)})
    if done.returncode not in (0, 1):  # 1: an objective is missed, which is not asked here
        sys.exit(f"{case['case']}: {' '.join(command)} ended with {done.returncode}\n{done.stderr}")
    return Run(folder)


def close(expected, found, tolerance):
    if isinstance(expected, (int, float)) and isinstance(found, (int, float)):
        return abs(expected - found) <= tolerance + 1e-9
    return expected == found


def difference(expected, found, tolerance):
    """The largest difference of numbers, or what is wrong in words; "" and None when all is as expected."""
    if len(expected) != len(found):
        return f"{len(found)} rows, not {len(expected)}", None
    largest = 0.0
    for want, have in zip(expected, found):
        for e, f in zip(want, have):
            if isinstance(e, (int, float)) and isinstance(f, (int, float)):
                largest = max(largest, abs(e - f))
            elif e != f:
                return f"{text(f)}, not {text(e)}", None
    return ("" if largest <= tolerance + 1e-9 else f"{largest:.3g}"), largest


def text(value):
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def show(rows):
    """Rows as one short line: one column as a list, several as groups."""
    shown = [" ".join(text(v) for v in row) for row in rows]
    return (", " if rows and len(rows[0]) == 1 else "; ").join(shown) or "none"


def rows_of(made, check):
    """The rows of one run; of several, their means and half the width of the means' 95 % interval."""
    runs = [one.rows(check) for one in made]
    if len(runs) == 1:
        return runs[0], None
    shapes = {tuple(len(row) for row in run) for run in runs}
    if len(shapes) > 1:
        return runs[0], None
    means, halves = [], []
    for same in zip(*runs):
        columns = list(zip(*same))
        plain = [not all(isinstance(v, (int, float)) for v in column) for column in columns]
        means.append([column[0] if p else statistics.fmean(column) for column, p in zip(columns, plain)])
        width = T95[min(len(runs), len(T95) + 1) - 2] / len(runs) ** 0.5
        halves.append([0 if p else width * statistics.stdev(column) for column, p in zip(columns, plain)])
    return means, halves


def check(made, wanted):
    found, halves = rows_of(made, wanted)
    wrong, largest = difference(wanted["expected"], found, wanted.get("tolerance", 0))
    reason = wanted.get("differs_because")
    verdict = "as expected" if not wrong else "differs"
    shown = show(found)
    if halves:
        widest = max(max(row) for row in halves)
        shown += f" (mean of {len(made)} runs, ± {widest:.3g})"
    return {
        "what": wanted["what"],
        "expected": show(wanted["expected"]) + (f" (± {wanted['tolerance']:g})" if wanted.get("tolerance") else ""),
        "simulated": shown,
        "difference": wrong or ("0" if not largest else f"{largest:.3g}"),
        "verdict": verdict,
        "reason": reason or "",
        "failed": bool(wrong) != bool(reason),
    }


def cases(fast):
    for path in sorted((HERE / "expected").glob("*.json")):
        case = json.loads(path.read_text())
        if not (fast and case.get("slow")):
            yield case


def page(results):
    lines = ["# Results of validation", "",
             "Made by `tools/validate`; what each check asks stands in `tests/validation/expected/`.", "",
             "| case | what | expected | simulated | difference | verdict |", "|---|---|---|---|---|---|"]
    for case, row in results:
        verdict = row["verdict"] + (f": {row['reason']}" if row["reason"] else "")
        cells = [case["case"], row["what"], row["expected"], row["simulated"], row["difference"], verdict]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    good = sum(row["verdict"] == "as expected" for _, row in results)
    lines += ["", f"{good} of {len(results)} checks are as expected.", "", "## Sources", ""]
    seen = dict((case["case"], f"- {case['case']} {case['title']}: {case['source']}. Scenario `{case['scenario']}`.")
                for case, _ in results)
    return "\n".join(lines + list(seen.values())) + "\n"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mailsim", default=str(ROOT / "build" / "mailsim"))
    options.add_argument("--fast", action="store_true", help="leave out the cases marked slow")
    options.add_argument("--only", default="", help="only cases whose name starts so")
    options.add_argument("--set", action="append", default=[], help="change every run so, as mailsim run --set does")
    options.add_argument("--write", help="write the page of results here")
    options.add_argument("--compare", help="the page of results must be this one")
    given = options.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for number, case in enumerate(cases(given.fast)):
            if not case["case"].startswith(given.only):
                continue
            seeds = range(1, case["seeds"] + 1) if "seeds" in case else [None]
            made = [run(given.mailsim, case, pathlib.Path(folder) / f"{number}-{seed}", given.set, seed)
                         for seed in seeds]
            results += [(case, check(made, wanted)) for wanted in case["checks"]]
            for one in made:
                one.database.close()
    for case, row in results:
        mark = "FAIL" if row["failed"] else "ok  " if row["verdict"] == "as expected" else "known"
        print(f"{mark} {case['case']}: {row['what']}: {row['simulated']}")
        if row["verdict"] != "as expected":
            print(f"       expected {row['expected']}, difference {row['difference']} {row['reason']}")
    if given.write:
        pathlib.Path(given.write).write_text(page(results))
    if given.compare and pathlib.Path(given.compare).read_text() != page(results):
        print(f"{given.compare} is not what these runs give; make it again with tools/validate")
        return 1
    failed = sum(row["failed"] for _, row in results)
    print(f"{len(results)} checks, {failed} failed")
    return 1 if failed or not results else 0


if __name__ == "__main__":
    sys.exit(main())
