#!/usr/bin/env python3
"""Checks the spelling of what trainees read: drills, playbook, and the texts of sim/teach.

Usage: spelling_test.py. Words of the trade that no dictionary has stand in words.txt beside this file; each
must still be in use. Needs hunspell and hunspell-en-gb; exit 77 without them."""
import json
import pathlib
import re
import shutil
import subprocess
import sys

TREE = pathlib.Path(__file__).resolve().parents[2]
WORDS = pathlib.Path(__file__).with_name("words.txt")
KEYS = {"title", "ticket", "story", "customer_says", "question", "why", "seen", "means"}
# Not prose: addresses, names with dots, paths, placeholders, options, names of faults and commands with hyphens.
NO_PROSE = re.compile(r"\{[^}]*\}|\S*@\S*|\S*/\S*|\b[\w-]+(\.[\w-]+)+\b|\b[a-z0-9]+(-[a-z0-9]+)+\b|`[^`]*`|\\.|[A-Z_]*_[A-Z_]*|\b\w*\d\w*\b")


def texts_of_json(value, key=""):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts_of_json(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of_json(inner, key)
    elif isinstance(value, str) and key in KEYS:
        yield value


def texts_of_source(text):
    """String literals with a space in them: sentences, not names."""
    text = re.sub(r"^\s*(//|#include).*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"'(\\.|[^'\\])'", "", text)  # '"' opens no text
    text = re.sub(r'R"\((.*?)\)"', "", text, flags=re.DOTALL)
    text = re.sub(r'"\s*\n\s*"', "", text)
    for literal in re.findall(r'"((?:[^"\\\n]|\\.)*)"', text):
        if " " in literal.strip():
            yield literal


def all_texts():
    for path in sorted((TREE / "scenarios").glob("drills/*.json")) + sorted((TREE / "scenarios").glob("playbook/*.json")):
        for text in texts_of_json(json.loads(path.read_text())):
            yield path, text
    for path in sorted((TREE / "sim/teach").rglob("*.cpp")):
        for text in texts_of_source(path.read_text()):
            yield path, text


def misspelt(words):
    done = subprocess.run(["hunspell", "-d", "en_GB", "-l"], input="\n".join(sorted(words)), capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def main():
    if not shutil.which("hunspell") or "en_GB" not in subprocess.run(["hunspell", "-D"], input="", capture_output=True, text=True, check=False).stderr:
        print("hunspell with its British dictionary is not installed")
        return 77
    own = {w.strip() for w in WORDS.read_text().splitlines() if w.strip() and not w.startswith("#")}
    where = {}
    for path, text in all_texts():
        for word in re.findall(r"[A-Za-z][A-Za-z']*[A-Za-z]", NO_PROSE.sub(" ", text)):
            where.setdefault(word, path)
    wrong = misspelt(where)
    unknown = sorted(wrong - own)
    for word in unknown:
        print(f"{where[word].relative_to(TREE)}: {word}")
    unused = sorted(own - wrong)
    for word in unused:
        print(f"{WORDS.relative_to(TREE)}: {word} is used nowhere, or is in the dictionary")
    print(f"{len(where)} words, {len(unknown)} misspelt")
    return 1 if unknown or unused or len(where) < 500 else 0


if __name__ == "__main__":
    sys.exit(main())
