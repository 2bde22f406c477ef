"""Tables of measured processor time: as JSON (service-demands.json), or as the recordings' own Markdown.

A table has rates (messages offered a second), what others took of the machine's cores at each, the number of cores,
and for each process ("node/process", "dns/...", "gen/...") the milliseconds a message at each rate.
"""
import json
import pathlib


def read(path, name=""):
    try:
        text = pathlib.Path(path).read_text()
        return json.loads(text) if path.endswith(".json") else markdown(text, name)
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


def markdown(text, name=""):
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
    return {"rates": rates, "others_cores": [others[rate] for rate in rates], "cores": 2, "processes": processes}


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
