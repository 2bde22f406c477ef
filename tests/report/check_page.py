#!/usr/bin/env python3
"""Checks a report page: well formed, nothing fetched, every anchor has its place, ids unique, every drawing named.
Of scripts it may have the console's views and their figures, both inside the page.

Usage: check_page.py FILE. Prints what is wrong; exit 1.
"""
import json
import re
import sys
import xml.etree.ElementTree as tree

text = open(sys.argv[1], encoding="utf-8").read()
wrong = []
try:
    root = tree.fromstring(text.split("\n", 1)[1])
except tree.ParseError as error:
    print(f"{sys.argv[1]}: not well formed: {error}")
    sys.exit(1)

ids, anchors = [], []
for element in root.iter():
    if element.tag == "script" and element.get("type") == "application/json":
        try:
            json.loads(element.text)
        except ValueError as error:
            wrong.append(f"figures that are no JSON: {error}")
    elif element.tag == "script" and (element.attrib or "</script" in element.text or "<!--" in element.text):
        wrong.append("a script that is not the page's own")
    if element.tag in ("link", "iframe", "object", "embed", "img", "video", "audio", "base"):
        wrong.append(f"<{element.tag}> has no place in the page")
    for name, value in element.attrib.items():
        if name == "id":
            ids.append(value)
        if name in ("href", "src", "action", "data", "poster", "srcset"):
            (anchors if value.startswith("#") else wrong).append(value[1:] if value.startswith("#") else f"{name}={value}")
        if name.startswith("on"):
            wrong.append(f"{name} on <{element.tag}>")
    if element.tag == "svg" and not element.get("aria-label"):
        wrong.append("a drawing without a name")
    if element.tag == "style" and re.search(r"@import|url\((?!['\"]?data:)", element.text or ""):
        wrong.append("the style fetches something")
wrong += [f"two parts are called {name}" for name in set(ids) if ids.count(name) > 1]
wrong += [f"nothing is called {name}" for name in set(anchors) if name not in ids]
# Names of XML's own are no addresses.
if re.search(r"https?://(?!www\.w3\.org/(?:2000/svg|1999/xhtml|1999/xlink|1998/Math/MathML|XML/1998/namespace)[\"'`])", text):
    wrong.append("an address on the network")
for heading in ("h1", "head/title", "main"):
    if len(root.findall(f".//{heading}")) != 1:
        wrong.append(f"not one <{heading}>")
for script in root.iter("script"):
    script.text = ""
for value in re.findall(r"\b(?:nan|inf)\b", " ".join(root.itertext()) + " ".join(e.get("d", "") for e in root.iter())):
    wrong.append(f"a figure that is none: {value}")
for line in wrong:
    print(f"{sys.argv[1]}: {line}")
sys.exit(1 if wrong else 0)
