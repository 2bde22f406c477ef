#!/usr/bin/env python3
"""Asks the API of mailsim serve as the page does, and holds every answer to sim/serve/openapi.json.
Usage: api_test.py MAILSIM. Exit status 77: mailsim is not built."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from schema import mistakes  # noqa: E402
from server import MAILSIM, ROOT, Server  # noqa: E402

OPENAPI = json.loads((ROOT / "sim/serve/openapi.json").read_text())
TINY_RUN = {"topology": "single-server", "title": "tiny", "keep": "all",
            "set": {"/start": "Tuesday 10:00", "/duration": "30 min", "/load/population": True, "/load/multiplier": 20}}


class Api(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.asked = set()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def ask(self, method, pattern, path=None, body=None, status=200):
        """Asks, and holds the answer to the schema that the description gives for this pattern."""
        answer = self.server.ask(method, path or pattern, body)
        self.assertEqual(answer.status, status, answer.body[:400])
        self.asked.add((method, pattern))
        content = OPENAPI["paths"][pattern][method.lower()]["responses"][str(status)]["content"]
        if "application/json" in content:
            self.assertEqual(mistakes(answer.json, content["application/json"]["schema"], OPENAPI), [])
            return answer.json
        return answer

    def test_description_is_served_and_lists_exactly_the_routes(self):
        self.assertEqual(self.ask("GET", "/api/openapi.json"), OPENAPI)
        routes = {(r["method"], r["path"]) for r in self.ask("GET", "/api/about")["routes"]}
        described = {(m.upper(), path) for path, methods in OPENAPI["paths"].items() for m in methods}
        self.assertEqual(routes, described)

    def test_description_is_what_openapi_allows(self):
        def lists(tree):
            for key, below in (tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()):
                if key == "required" and isinstance(below, list):
                    yield below
                yield from lists(below)
        self.assertTrue(all(lists(OPENAPI)), "a list of required members holds one")
        operations = [(path, one) for path, methods in OPENAPI["paths"].items() for one in methods.values()]
        names = [one["operationId"] for _, one in operations]
        self.assertEqual(len(names), len(set(names)))
        for path, one in operations:
            in_path = [p["name"] for p in one.get("parameters", []) if p["in"] == "path"]
            self.assertEqual(sorted(in_path), sorted(re.findall(r"{(\w+)}", path)), path)
            self.assertTrue({"401", "403", "404", "421", "500", "503"} <= set(one["responses"]), path)
            for reference in re.findall(r'"\$ref": "([^"]+)"', json.dumps(one)):
                self.assertIn(reference.rsplit("/", 1)[1], OPENAPI["components"]["schemas"])

    def test_every_kind_of_refusal_is_as_described(self):
        def refused(method, path, status, pattern=None, **how):
            answer = self.server.ask(method, path, how.pop("body", None), **how)
            self.assertEqual(answer.status, status, answer.body[:200])
            schema = OPENAPI["paths"][pattern or path][method.lower()]["responses"][str(status)]["content"]["application/json"]["schema"]
            self.assertEqual(mistakes(answer.json, schema, OPENAPI), [])
        refused("GET", "/api/jobs", 401, key=False)
        refused("GET", "/api/jobs", 403, headers={"Sec-Fetch-Site": "cross-site"})
        refused("GET", "/api/jobs", 421, headers={"Host": "elsewhere.example"})
        refused("POST", "/api/path", 413, body=b"a" * 1_100_000)
        refused("POST", "/api/path", 415, body=b"{}", headers={"Content-Type": "text/plain"})
        refused("GET", "/api/jobs/" + "0" * 32, 404, "/api/jobs/{id}")
        refused("DELETE", "/api/jobs/" + "0" * 32, 404, "/api/jobs/{id}")
        for part in ("", "/answer", "/metrics", "/series", "/delays", "/events", "/messages"):
            refused("GET", f"/api/results/{'0' * 32}{part}", 404, "/api/results/{id}" + part)
        refused("GET", f"/api/compare/{'0' * 32}/{'1' * 32}", 404, "/api/compare/{first}/{second}")

    def test_schema_check_can_fail(self):
        schema = {"$ref": "#/components/schemas/Job"}
        self.assertIn(": no id", mistakes({}, schema, OPENAPI))
        self.assertTrue(any("state" in m for m in mistakes({"state": "dancing"}, schema, OPENAPI)))

    def test_tells_estates_and_scenarios(self):
        names = [t["name"] for t in self.ask("GET", "/api/topologies")["topologies"]]
        self.assertTrue({"nayatel", "single-server", "postfix-lab"} <= set(names))
        estate = self.ask("GET", "/api/topologies/{name}", "/api/topologies/nayatel")
        mx = {one["domain"]: one["records"] for one in estate["mx"]}
        # zones/nayatel.com.zone: 10 mta1, 10 mta2
        self.assertEqual([(r["preference"], r["address"]) for r in mx["nayatel.com"]],
                         [(10, "203.82.48.120"), (10, "203.82.48.121")])
        scenarios = {s["name"] for s in self.ask("GET", "/api/scenarios")["scenarios"]}
        self.assertTrue({"nayatel-day", "faults/wrong-mx"} <= scenarios)
        one = self.ask("GET", "/api/scenarios/{name}", "/api/scenarios/faults/wrong-mx")
        self.assertEqual(one["records"][0]["name"], "bakery.example")

    def test_names_that_are_paths_are_no_names(self):
        for path in ("/api/topologies/../../etc/passwd", "/api/topologies/%2e%2e%2fnayatel", "/api/topologies//etc/passwd",
                     "/api/scenarios/..%2f..%2ftopologies%2fnayatel", "/api/topologies/nayatel.json"):
            with self.subTest(path):
                self.assertEqual(self.server.get(path).status, 404)
        wrong = self.server.post("/api/path", {"topology": "/etc/passwd", "from": "a@b.example", "to": "c@d.example"})
        self.assertEqual(wrong.status, 422)
        self.assertIn("no topology is called", wrong.json["problems"][0]["message"])

    def test_changes_name_no_files(self):
        question = {"topology": "single-server", "from": "ann@small.example", "to": "friend@far.example"}
        for change in ({"set": {"/topology": "/etc/passwd"}}, {"set": {"/topology/zones": ["/etc/passwd"]}}, {"set": {"/topology/zones/0": "/etc/passwd"}},
                       {"set": {"/topology": {"zones": ["/etc/passwd"]}}}, {"changes": [{"target": "/zones/0", "value": "/etc/passwd", "at": "0 s"}]}):
            with self.subTest(change):
                for path in ("/api/path", "/api/diff", "/api/replay"):
                    body = {**question, **change} if path != "/api/diff" else {"topology": "single-server", **change}
                    found = self.ask("POST", path, body=body, status=422)["problems"]
                    self.assertRegex(found[0]["message"], "names files|no topology is called")
        for factors in ([{"pointer": "/topology/zones/0", "values": ["/etc/passwd"]}], [{"rows": [{"/topology": "/etc/passwd"}]}]):
            body = {"kind": "study", "topology": "single-server", "factors": factors}
            self.assertIn("names files", self.ask("POST", "/api/jobs", body=body, status=422)["problems"][0]["message"])
        other = self.ask("POST", "/api/path", body={"scenario": "nayatel-busy-hour", "set": {"/topology": "single-server"},
                                                    "from": "ann@small.example", "to": "friend@far.example"})
        self.assertEqual((other["topology"], other["outcome"]), ("single-server", "delivered"))

    def test_explains_and_gives_schemas(self):
        self.assertEqual(self.ask("GET", "/api/explain/{name}", "/api/explain/quota")["name"], "quota")
        self.ask("GET", "/api/explain/{name}", "/api/explain/quotaa", status=422)
        self.assertEqual(self.server.get("/api/explain/--list").status, 404)
        self.assertIn("properties", self.ask("GET", "/api/schema/{kind}", "/api/schema/scenario"))

    def test_path_is_the_command_lines_own_answer(self):
        question = {"from": "ali@acme.example", "to": "friend@gmail.com"}
        answer = self.ask("POST", "/api/path", body=question)
        said = subprocess.run([MAILSIM, "path", "--from", question["from"], "--to", question["to"], "--json"],
                              capture_output=True, text=True, cwd=ROOT)
        self.assertEqual(answer, json.loads(said.stdout))

    def test_a_message_that_is_not_delivered_is_an_answer_too(self):
        answer = self.ask("POST", "/api/path", body={"from": "blocked@acme.example", "to": "friend@gmail.com"})
        self.assertEqual((answer["outcome"], answer["decided_by"]["rule"]), ("rejected", "sender_blocked"))

    def test_changes_hold_for_a_path(self):
        question = {"from": "friend@gmail.com", "to": "sana@acme.example"}
        self.assertEqual(self.ask("POST", "/api/path", body=question)["outcome"], "delivered")
        off = {**question, "faults": [{"target": "be2", "mode": "off", "from": "0 s"}]}
        self.assertEqual(self.ask("POST", "/api/path", body=off)["outcome"], "deferred")
        full = {**question, "set": {"/topology/domains/1/accounts/1/fill": "100 %"}}
        self.assertEqual(self.ask("POST", "/api/path", body=full)["decided_by"]["rule"], "quota")
        wrong_mx = {**question, "records": [{"name": "acme.example", "type": "MX", "records": ["10 web1.nayatel.com."]}]}
        self.assertEqual(self.ask("POST", "/api/path", body=wrong_mx)["outcome"], "rejected")

    def test_all_flows(self):
        flows = self.ask("POST", "/api/path", body={"all": True})
        self.assertTrue(flows["as_expected"] and len(flows["flows"]) == 44)

    def test_diff_shows_what_a_switch_changes(self):
        nothing = self.ask("POST", "/api/diff", body={"topology": "single-server"})
        self.assertTrue(nothing["changed"] == [] and nothing["kinds"] > 10)
        off = self.ask("POST", "/api/diff", body={"topology": "single-server",
                                                  "faults": [{"target": "far", "mode": "off", "from": "0 s"}]})
        self.assertTrue(any(row["after"]["outcome"] == "deferred" for row in off["changed"]))

    def test_replays_a_message_step_by_step_and_in_the_dialects(self):
        question = {"from": "ali@acme.example", "to": "friend@gmail.com"}
        replay = self.ask("POST", "/api/replay", body=question)
        self.assertEqual([letter for letter in "ABCEFGHIJ" if letter in {s["step"] for s in replay["steps"]}], list("ABCEFGHIJ"))
        self.assertTrue(any("MAIL FROM" in line for step in replay["steps"] for line in step["lines"]))
        log = self.ask("POST", "/api/replay/{view}", "/api/replay/postfix", body={**question, "node": "smtp1"})
        self.assertIn(b"postfix/smtp", log.body)
        self.assertNotIn(b" be2 postfix", log.body)
        capture = self.server.post("/api/replay/pcap", question)
        self.assertEqual(capture.headers["Content-Type"], "application/vnd.tcpdump.pcap")
        self.assertIn(capture.body[:4], (b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1", b"\x0a\x0d\x0d\x0a"))
        off = self.server.post("/api/replay", {**question, "faults": [{"target": "smtp1", "mode": "off", "from": "0 s"},
                                                                      {"target": "smtp2", "mode": "off", "from": "0 s"}]})
        self.assertEqual(off.status, 200, off.body)
        self.assertNotIn("gmail", {s["node"] for s in off.json["steps"]})  # its bounce is delivered, to the sender
        for body in ({**question, "run": "0" * 32, "message": 1}, {**question, "from": "nobody"}):
            self.assertEqual(self.server.post("/api/replay", body).status, 422)
        self.assertEqual(self.server.post("/api/replay/hieroglyphs", question).status, 422)

    def test_plays_drills_without_keeping_anything(self):
        drills = self.ask("GET", "/api/drills")["drills"]
        self.assertIn("first-call", [d["name"] for d in drills])
        self.ask("GET", "/api/playbook/{symptom}", "/api/playbook/" + drills[0]["symptom"])
        opened = self.ask("POST", "/api/drills/{name}", "/api/drills/first-call", body={"commands": []})
        self.assertTrue("Ticket" in opened["opening"] and not opened["ended"])
        one = self.ask("POST", "/api/drills/{name}", "/api/drills/first-call", body={"commands": ["client " + opened["who"]]})
        again = self.ask("POST", "/api/drills/{name}", "/api/drills/first-call", body={"commands": ["client " + opened["who"]]})
        self.assertEqual(one, again)
        self.assertGreater(len(one["commands"][0]["output"]), 20)
        ended = self.ask("POST", "/api/drills/{name}", "/api/drills/first-call", body={"commands": ["quit"]})
        self.assertTrue(ended["ended"] and not ended["solved"])
        for body in ({"commands": ["a\nb"]}, {"commands": "help"}, {"commands": ["x" * 2000]}, {"commands": ["help"] * 600}):
            self.assertEqual(self.server.post("/api/drills/first-call", body).status, 422)
        self.assertEqual(self.server.post("/api/drills/--list", {"commands": []}).status, 404)
        self.assertEqual(self.server.post("/api/drills/no-such-drill", {"commands": []}).status, 422)

    def test_the_result_of_a_drill_is_kept_where_the_terminal_keeps_its_own(self):
        who = self.server.post("/api/drills/first-call", {"commands": []}).json["who"]
        lines = ["client " + who, f"diagnose outgoing-port-wrong at {who}", "remedy"]
        self.server.post("/api/drills/first-call", {"commands": lines})
        self.server.post("/api/drills/first-call", {"commands": lines[:1], "keep": True})
        self.assertEqual(self.ask("GET", "/api/progress")["played"], [], "not asked to, and not ended")
        self.ask("POST", "/api/drills/{name}", "/api/drills/first-call", body={"commands": lines, "keep": True, "seconds": 61.5})
        (kept,) = self.ask("GET", "/api/progress")["played"]
        self.assertEqual((kept["drill"], kept["score"], kept["correct"], kept["looks"], kept["seconds"]), ("first-call", 100, True, 1, 61))
        said = subprocess.run([MAILSIM, "drill", "--export", "-"], capture_output=True, text=True, cwd=ROOT,
                              env={**os.environ, "XDG_STATE_HOME": self.server.state})
        self.assertIn("first-call,1,100,yes", said.stdout)

    def test_every_mistake_is_told_with_its_place(self):
        cases = [({"from": "ali", "to": "b@c.example"}, "not a mail address"),
                 ({"from": "a@b.example", "to": "c@d.example", "colour": 1}, "did you mean 'client'?|not known"),
                 ({"faults": [{"target": "nobody", "mode": "off"}], "from": "a@gmail.com", "to": "sana@acme.example"}, "nobody"),
                 ({"set": {"/topology/nodes/99/name": 1}, "from": "a@gmail.com", "to": "sana@acme.example"}, "99"),
                 ({"set": {"no-pointer": 1}}, "not a JSON pointer"),
                 ({"from": 5}, "a text is needed"), ({"from": "a\0b", "to": "b@c.example"}, "none of them zero"),
                 ({"from": "a" * 200_000, "to": "b@c.example"}, "at most"), ({"set": {"/topology/name": "a" * 200_000}}, "at most"),
                 ({"set": {f"/topology/{i}": i for i in range(2000)}}, "at most")]
        for body, expected in cases:
            with self.subTest(body):
                found = self.ask("POST", "/api/path", body=body, status=422)["problems"]
                self.assertRegex(" ".join(p["message"] for p in found), expected)
                self.assertNotIn(self.server.folder, json.dumps(found), "the server's folder is nobody's business")
        for text in (b"{", b"[1]", b'{"a":1,"a":2}', b"\xff\xfe"):
            self.assertEqual(self.server.post("/api/path", text).status, 422)

    def test_unknown_addresses_and_methods(self):
        self.assertEqual(self.server.get("/api/nothing").status, 404)
        wrong = self.server.ask("DELETE", "/api/path")
        self.assertEqual((wrong.status, wrong.headers["Allow"]), (405, "POST"))
        # Built without npm there is no page at all, and that is what is said.
        built = self.server.get("/").status != 503
        self.assertEqual(self.server.get("/nothing.js").status, 404 if built else 503)

    def test_a_run_from_the_queue_to_its_results(self):
        job = self.ask("POST", "/api/jobs", body=TINY_RUN, status=202)["id"]
        self.assertEqual(self.server.wait_for(job, "done", "failed")["state"], "done")
        self.assertIn(job, [j["id"] for j in self.ask("GET", "/api/jobs")["jobs"]])
        self.assertEqual(self.ask("GET", "/api/jobs/{id}", "/api/jobs/" + job)["title"], "tiny")
        at = "/api/results/" + job
        summary = self.ask("GET", "/api/results/{id}", at)
        metrics = {m["metric"]: m["nodes"] for m in self.ask("GET", "/api/results/{id}/metrics", at + "/metrics")["metrics"]}
        self.assertIn("server", metrics["utilisation.processor"])
        series = self.ask("GET", "/api/results/{id}/series", at + "/series?metric=utilisation.processor&points=10")
        self.assertTrue(0 < len(series["minutes"]) <= 10 and len(series["nodes"]["server"]["mean"]) == len(series["minutes"]))
        delays = self.ask("GET", "/api/results/{id}/delays", at + "/delays")
        page = self.ask("GET", "/api/results/{id}/messages", at + "/messages?limit=5")
        self.assertEqual(len(page["messages"]), 5)
        after = self.ask("GET", "/api/results/{id}/messages", f"{at}/messages?limit=5&after={page['next']}")
        self.assertGreater(after["messages"][0]["id"], page["messages"][-1]["id"])
        # Every delivered row is in one class of the delays: both count the same messages.
        self.assertEqual(sum(k["n"] for k in delays["kinds"].values()), self.count_rows(at, "delivered"))
        self.assertEqual(sum(sum(k["count"]) for k in delays["kinds"].values()), delays["rows"])
        one = self.ask("GET", "/api/results/{id}/messages/{message}", f"{at}/messages/{page['messages'][0]['id']}")
        self.assertEqual(one["message"]["sender"], page["messages"][0]["sender"])
        self.ask("GET", "/api/results/{id}/events", at + "/events")
        self.assertGreater(summary["ledger"]["delivered"], 0)
        for name in ("summary.json", "recipe.json", "report.html", "results.sqlite", "timing.json"):
            answer = self.ask("GET", "/api/results/{id}/files/{name}", f"{at}/files/{name}")
            self.assertEqual(answer.body, (pathlib.Path(self.server.folder) / job / "results" / name).read_bytes())
        for name in ("job.json", "..%2fjob.json", "scenario.json", "../job.json"):
            self.assertEqual(self.server.get(f"{at}/files/{name}").status, 404)
        self.assertEqual(self.ask("GET", "/api/results/{id}/answer", at + "/answer")["ledger"], summary["ledger"])
        replay = self.ask("POST", "/api/replay", body={"run": job, "message": page["messages"][0]["id"]})
        self.assertEqual(replay["messages"][0]["from"], page["messages"][0]["sender"])
        compared = self.ask("GET", "/api/compare/{first}/{second}", f"/api/compare/{job}/{job}")
        self.assertTrue(all(row["difference"] in (0, None) for row in compared["differences"]))
        self.ask("DELETE", "/api/jobs/{id}", "/api/jobs/" + job)
        self.assertEqual(self.server.get(at).status, 404)

    def test_a_study_from_the_queue_to_its_points(self):
        wanted = {**TINY_RUN, "kind": "study", "title": "more and more", "replications": 2, "metrics": ["delay_mean"],
                  "factors": [{"pointer": "/load/multiplier", "values": [1, 2]}]}
        wanted.pop("keep", None)
        job = self.ask("POST", "/api/jobs", body=wanted, status=202)["id"]
        ended = self.server.wait_for(job, "done", "failed")
        self.assertEqual((ended["state"], ended["error"]), ("done", None))
        study = self.ask("GET", "/api/results/{id}", "/api/results/" + job)
        self.assertEqual([p["parameters"] for p in study["points"]], [{"/load/multiplier": 1}, {"/load/multiplier": 2}])
        self.assertEqual(study["points"][0]["replications"], 2)
        for name in ("report.html", "stress-des.html", "points.csv", "runs.csv"):
            self.ask("GET", "/api/results/{id}/files/{name}", f"/api/results/{job}/files/{name}")
        wrong = {**wanted, "factors": [{"pointer": "/load/multiplyer", "values": [1]}]}
        failed = self.server.wait_for(self.ask("POST", "/api/jobs", body=wrong, status=202)["id"], "done", "failed")
        self.assertEqual(failed["state"], "failed")
        self.assertIn("multiplyer", failed["error"])
        self.assertNotIn(self.server.folder, failed["error"])
        body = {**wanted, "factors": "all"}
        self.assertIn("an array is needed", json.dumps(self.ask("POST", "/api/jobs", body=body, status=422)))

    def count_rows(self, at, outcome):
        total, after = 0, -1
        while after is not None:
            page = self.server.get(f"{at}/messages?outcome={outcome}&limit=200&after={after}").json
            total, after = total + len(page["messages"]), page["next"]
        return total

    def test_z_every_described_address_was_asked(self):
        described = {(m.upper(), path) for path, methods in OPENAPI["paths"].items() for m in methods}
        self.assertEqual(described - self.asked, set())


class OwnFiles(unittest.TestCase):
    def test_serves_the_users_own_estate_and_reads_it_afresh(self):
        with tempfile.TemporaryDirectory() as folder:
            mine = pathlib.Path(folder) / "mine.json"
            tree = json.loads((ROOT / "topologies/single-server.json").read_text())
            tree["zones"] = [str(ROOT / "topologies" / zone) for zone in tree["zones"]]
            mine.write_text(json.dumps(tree))
            server = Server("--topology", str(mine))
            try:
                self.assertEqual(server.get("/api/topologies/mine").json["name"], "mine")
                tree["description"] = "changed since"
                mine.write_text(json.dumps(tree))
                self.assertEqual(server.get("/api/topologies/mine").json["topology"]["description"], "changed since")
                flows = server.post("/api/path", {"topology": "mine", "all": True})
                self.assertEqual((flows.status, flows.json["as_expected"]), (200, True))
            finally:
                self.assertEqual(server.close(), 0)

    def test_a_scenario_of_ones_own_brings_the_estate_beside_it(self):
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder)
            tree = json.loads((ROOT / "topologies/single-server.json").read_text())
            tree["zones"] = [str(ROOT / "topologies" / zone) for zone in tree["zones"]]
            (place / "Höfe & Söhne #1.json").write_text(json.dumps(tree))
            scenario = {"title": "Own", "topology": "Höfe & Söhne #1.json", "duration": "10 min"}
            (place / "mine.json").write_text(json.dumps(scenario))
            server = Server("--scenario", str(place / "mine.json"))
            try:
                self.assertEqual(server.get("/api/about").json["estate"], "Höfe & Söhne #1")
                self.assertEqual(server.get("/api/scenarios").json["scenarios"][0]["topology"], "Höfe & Söhne #1")
                quoted = urllib.parse.quote("Höfe & Söhne #1")
                self.assertEqual(len(server.get("/api/topologies/" + quoted).json["topology"]["nodes"]), 3)
                job = server.post("/api/jobs", {"scenario": "mine"}).json["id"]
                self.assertEqual(server.wait_for(job, "done", "failed")["state"], "done")
            finally:
                self.assertEqual(server.close(), 0)

    def test_wrong_files_and_a_folder_in_use_are_told_at_once(self):
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder)
            (place / "wrong.json").write_text('{"nodes": [{"id": "a", "rule": 1}]}')
            (place / "other").mkdir()
            for file in ("one.json", "other/one.json"):
                (place / file).write_text(json.dumps({"title": "One"}))
            first = Server()
            try:
                for options, expected in ((["--topology", str(place / "wrong.json")], "/nodes/0/rule"),
                                          (["--scenario", str(place / "wrong.json")], "wrong.json"),
                                          (["--scenario", str(place / "one.json"), "--scenario", str(place / "other/one.json")], "same name"),
                                          ([], "another server")):
                    with self.subTest(options):
                        data = str(place / "data") if options else first.folder
                        done = subprocess.run([MAILSIM, "serve", "--port", "0", "--data", data, *options],
                                              capture_output=True, text=True, timeout=60, env={**os.environ, "MAILSIM_HOME": str(ROOT)})
                        self.assertEqual((done.returncode, done.stdout), (2, ""))
                        self.assertIn(expected, done.stderr)
            finally:
                self.assertEqual(first.close(), 0)

    def test_a_job_for_which_there_is_no_room_leaves_nothing(self):
        server = Server()
        try:
            asked = [server.post("/api/jobs", {"scenario": "nayatel-day", "keep": "none", "set": {"/duration": "400 d"}}) for _ in range(60)]
            self.assertIn(503, {a.status for a in asked})
            folders = [one for one in pathlib.Path(server.folder).iterdir() if one.is_dir()]
            self.assertEqual(len(folders), len(server.get("/api/jobs").json["jobs"]))
        finally:
            self.assertEqual(server.close(), 0)

    def test_results_outlive_the_server(self):
        with tempfile.TemporaryDirectory() as folder:
            first = Server(folder=folder)
            job = first.post("/api/jobs", TINY_RUN).json["id"]
            first.wait_for(job, "done")
            first.close()
            second = Server(folder=folder)
            try:
                self.assertEqual(second.get("/api/jobs/" + job).json["state"], "done")
                self.assertEqual(second.get("/api/results/" + job).status, 200)
                self.assertNotEqual(second.key, first.key)
            finally:
                second.close()


if __name__ == "__main__":
    if not MAILSIM.exists():
        print(f"{MAILSIM} is not built")
        sys.exit(77)
    unittest.main()
