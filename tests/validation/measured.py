"""Tables of measured processor time: as JSON (service-demands.json), or as the recordings' own Markdown.

A table has rates (messages offered a second), what others took of the machine's cores at each, the number of cores
("VM with 2 cores" in the words of a Markdown file; 2 where it says nothing), where it is told what one synced write of
1 KB takes in milliseconds ("fsync of a new 1 KB file: mean 0.5 ms", the last one before the set), and for each process ("node/process", "dns/...", "gen/...") the milliseconds a message at each rate.
"""
import json
import pathlib
import re


def read(path, name="", cores_given=None):
    try:
        text = pathlib.Path(path).read_text()
        table = json.loads(text) if path.endswith(".json") else markdown(text, name, cores_given)
        return dict(table, cores=cores_given) if cores_given else table
    except (OSError, ValueError) as wrong:
        raise SystemExit(f"{path}: {wrong}") from None


def rows_after(lines, start):
    """The cells of the table whose heading is the first one at or after `start`."""
    begin = next(i for i in range(start, len(lines)) if lines[i].startswith("|"))
    rows = []
    for line in lines[begin:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows[0], rows[2:]


def markdown(text, name="", cores_given=None):
    """name: of the set, where a file has several ("disk": the heading "... by host/process (disk)")."""
    lines = text.splitlines()
    titles = [i for i, line in enumerate(lines) if line.startswith("CPU ms per message by host/process")
              and (not name or f"({name})" in line)]
    if not titles:
        raise ValueError(f"no table of processor time by process{f' named {name}' if name else ''}")
    heading, rows = rows_after(lines, titles[0])
    rates = [int(cell.removesuffix("/s")) for cell in heading[1:]]
    processes = {row[0]: [float(cell) for cell in row[1:]] for row in rows}
    before = max(i for i in range(titles[0]) if lines[i].startswith("| offered"))
    summary, points = rows_after(lines, before)
    column = summary.index("others' cores")
    others = {int(row[0]): float(row[column]) for row in points}
    table = {"rates": rates, "others_cores": [others[rate] for rate in rates],
             "cores": cores_given or cores(text), "processes": processes}
    if (sync := sync_ms("\n".join(lines[:titles[0]]), name)) is not None:
        table["sync_ms"] = sync
    return table


def cores(text):
    """How many cores the words say that the machine has; those that were "used" or others' are not meant."""
    found = {int(n) for n in re.findall(r"\b(\d+)[ -](?:cores?|CPUs?|vCPUs?)\b(?! used)", text)}
    if len(found) > 1:
        raise ValueError(f"the words name different numbers of cores: {', '.join(map(str, sorted(found)))}; use --cores")
    return found.pop() if found else 2


def sync_ms(before, name):
    """What is said of the disk in front of a set of tables; of one named tmpfs, a synced write costs nothing unless it says so."""
    said = re.findall(r"Queue on (\S+) \(fsync of a new 1 KB file: mean ([\d.]+) ms", before)
    of = [float(ms) for medium, ms in said if not name or medium == name]
    return of[-1] if of else 0.0 if name == "tmpfs" else None


def saturated(table, i):
    """Whether the machine had next to nothing left at a rate: the processes then batch, and cost less."""
    busy = table["rates"][i] * sum(values[i] for values in table["processes"].values()) / 1000
    return busy + table["others_cores"][i] >= 0.95 * table["cores"]


def at(table, rate):
    """The table at one rate, between two that were measured in proportion; outside, the nearest."""
    rates = table["rates"]
    low = max([i for i, r in enumerate(rates) if r <= rate], default=0)
    high = min([i for i, r in enumerate(rates) if r >= rate], default=len(rates) - 1)
    part = 0 if low == high else (rate - rates[low]) / (rates[high] - rates[low])

    def between(values):
        return values[low] + part * (values[high] - values[low])

    return {name: between(values) for name, values in table["processes"].items()}, between(table["others_cores"])
