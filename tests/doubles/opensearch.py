"""An OpenSearch node, as far as we speak with it: over real HTTP, written from its documentation and sharing no code with the product.

    with OpenSearchServer() as far:
        …OPENSEARCH_URL=far.url…
        far.documents("shouhou-2")       # id → {field: value} of what searching sees
        far.fail(503)                    # the next request is answered so
        far.lose("shouhou-2", 32)        # a document is gone

Documents of OpenSearch 2.x: Create index, Bulk, Search, Similarity, Delimited term frequency token filter, Search after, external versions.
"""

from __future__ import annotations

import contextlib
import json
import re
import struct
import threading
import time
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

SCRIPT = re.compile(r"return query\.boost \* doc\.freq / (\d+(?:\.\d+)?);")
MOST_CLAUSES, MOST_ROWS = 1024, 10_000


class Refusal(Exception):
    """Answered as {"error": {"type", "reason"}, "status"}."""

    def __init__(self, status: int, kind: str, why: str = "") -> None:
        super().__init__(why)
        self.status, self.kind, self.why = status, kind, why


def single(value: float) -> float:
    """Scores are floats of four bytes."""
    return float(struct.unpack("f", struct.pack("f", value))[0])


def need(holds: object, why: str) -> None:
    if not holds:
        raise Refusal(400, "illegal_argument_exception", why)


class Index:
    """One index: `live` is what has been written, `seen` what searching sees since the last refresh."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.fields: dict[str, Any] = body["mappings"]["properties"]
        self.is_strict = body["mappings"].get("dynamic") == "strict"
        analyzers = body["settings"]["analysis"]["analyzer"]
        similarities = body["settings"]["index"]["similarity"]
        self.divisors: dict[str, float] = {}
        for name, field in self.fields.items():
            if field["type"] != "text":
                need(field["type"] in {"byte", "long"}, f"No handler for type [{field['type']}]")
                continue
            analyzer = analyzers[field["analyzer"]]
            need(analyzer == {"type": "custom", "tokenizer": "whitespace", "filter": ["delimited_term_freq"]}, "an analyzer that is not known here")
            need(field["index_options"] == "freqs", "cannot index positions while using custom TermFrequencyAttribute")
            need(field["search_analyzer"] == "whitespace", "a search analyzer that is not known here")
            similarity = similarities[field["similarity"]]
            script = SCRIPT.fullmatch(similarity["script"]["source"])
            need(similarity["type"] == "scripted" and script, "compile error")
            self.divisors[name] = float(script[1])  # type: ignore[index]
        self.live: dict[str, tuple[int, dict[str, Any]]] = {}
        self.gone: dict[str, int] = {}
        self.seen: dict[str, dict[str, Any]] = {}

    def refresh(self) -> None:
        self.seen = {pk: source for pk, (_, source) in self.live.items()}

    def write(self, action: str, meta: dict[str, Any], source: dict[str, Any] | None) -> dict[str, Any]:
        """One line of a bulk; answers its item."""
        pk, version = meta["_id"], meta["version"]
        need(meta["version_type"] == "external", "internal versioning can not be used")
        known = self.live[pk][0] if pk in self.live else self.gone.get(pk, -1)
        if version <= known:
            return {"_id": pk, "status": 409, "error": {"type": "version_conflict_engine_exception", "reason": f"[{pk}]: current version [{known}]"}}
        if action == "delete":
            was = self.live.pop(pk, None)
            self.gone[pk] = version
            return {"_id": pk, "status": 200 if was else 404, "result": "deleted" if was else "not_found"}
        unknown = set(source or {}) - set(self.fields)
        if self.is_strict and unknown:
            return {"_id": pk, "status": 400, "error": {"type": "strict_dynamic_mapping_exception", "reason": f"{unknown}"}}
        kept = dict(source or {})
        for name in self.divisors:
            found: dict[str, int] = {}
            for token in kept[name].split():
                term, _, count = token.rpartition("|")
                if not count.isdigit() or int(count) < 1:
                    return {"_id": pk, "status": 400, "error": {"type": "mapper_parsing_exception", "reason": token}}
                found[term] = found.get(term, 0) + int(count)
            kept[name] = found
        self.live[pk] = (version, kept)
        return {"_id": pk, "status": 201, "result": "created"}

    def score(self, should: list[dict[str, Any]], source: dict[str, Any]) -> float | None:
        """The sum over the clauses that match; None when none does."""
        total, matched = 0.0, False
        for clause in should:
            ((field, given),) = clause["term"].items()
            count = source[field].get(given["value"], 0)
            if count:
                matched = True
                total += single(single(given["boost"]) * count / self.divisors[field])
        return single(total) if matched else None

    def search(self, body: dict[str, Any]) -> dict[str, Any]:
        size = body.get("size", 10)
        need(size <= MOST_ROWS, "Result window is too large")
        if "query" not in body:
            newest = {name: {"value": max((float(one[agg["max"]["field"]]) for one in self.seen.values()), default=None)}
                      for name, agg in body.get("aggs", {}).items()}
            return {"hits": {"total": {"value": len(self.seen), "relation": "eq"}, "hits": []}, "aggregations": newest}
        query = body["query"]["bool"]
        should = query["should"]
        if len(should) > MOST_CLAUSES:
            raise Refusal(400, "too_many_nested_clauses", "maxClauseCount is set to 1024")
        need(body["sort"] == [{"_score": "desc"}, {"id": "desc"}] and query["minimum_should_match"] == 1, "an order that is not known here")
        hits = []
        for pk, source in self.seen.items():
            if all(source[field] in values for one in query["filter"] for field, values in one["terms"].items()):
                score = self.score(should, source)
                if score is not None:
                    hits.append((score, source["id"], pk))
        hits.sort(reverse=True)
        if after := body.get("search_after"):
            hits = [one for one in hits if (one[0], one[1]) < (single(after[0]), after[1])]
        return {"hits": {"hits": [{"_id": pk, "_score": score, "sort": [score, number]} for score, number, pk in hits[:size]]}}


class OpenSearchServer:
    """One node. With `password`, it wants `admin` and this password."""

    def __init__(self, password: str = "") -> None:
        self.password = password
        self.indices: dict[str, Index] = {}
        self.failures: list[tuple[int, bytes]] = []
        self.asked: list[tuple[str, str]] = []
        self.delay = 0.0
        self.lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing is written."""

            def answer(self) -> None:
                raw = self.rfile.read(int(self.headers.get("content-length") or 0))
                time.sleep(outer.delay)
                with outer.lock:
                    status, found = outer.handle(self.command, self.path, dict(self.headers.items()), raw)
                with contextlib.suppress(ConnectionError):
                    self.send_response(status)
                    self.send_header("content-type", "application/json")
                    self.send_header("content-length", str(len(found)))
                    self.end_headers()
                    self.wfile.write(found)

            do_GET = do_PUT = do_POST = do_DELETE = answer

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        who = f"admin:{self.password}@" if self.password else ""
        return f"http://{who}127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()

    def fail(self, status: int, body: bytes = b'{"error": {"type": "es_rejected_execution_exception"}}', times: int = 1) -> None:
        """Answer the next requests so."""
        self.failures += [(status, body)] * times

    def documents(self, index: str) -> dict[int, dict[str, Any]]:
        return {int(pk): source for pk, source in self.indices[index].seen.items()}

    def lose(self, index: str, pk: int) -> None:
        """As after the loss of a disk."""
        del self.indices[index].live[str(pk)]
        self.indices[index].refresh()

    def handle(self, method: str, path: str, headers: dict[str, str], raw: bytes) -> tuple[int, bytes]:
        parts = urlsplit(path)
        self.asked.append((method, parts.path))
        if self.failures:
            return self.failures.pop(0)
        given = {name.lower(): value for name, value in headers.items()}
        if self.password and b64decode(given.get("authorization", "Basic ").split(" ", 1)[1]) != f"admin:{self.password}".encode():
            return 401, b"Unauthorized"
        try:
            return 200, json.dumps(self.found(method, parts.path.strip("/").split("/"), parse_qs(parts.query), given.get("content-type", ""), raw)).encode()
        except Refusal as no:
            return no.status, json.dumps({"error": {"type": no.kind, "reason": no.why}, "status": no.status}).encode()
        except (KeyError, TypeError, ValueError) as error:
            return 400, json.dumps({"error": {"type": "parsing_exception", "reason": repr(error)}, "status": 400}).encode()

    def found(self, method: str, path: list[str], query: dict[str, list[str]], kind: str, raw: bytes) -> dict[str, Any]:
        name, action = path[0], path[1] if len(path) > 1 else ""
        if name == "_cluster":
            return {"status": "green" if path[-1] in self.indices else "red"}
        if method == "PUT" and not action:
            if name in self.indices:
                raise Refusal(400, "resource_already_exists_exception")
            self.indices[name] = Index(json.loads(raw))
            return {"acknowledged": True, "index": name}
        if name not in self.indices:
            raise Refusal(404, "index_not_found_exception", f"no such index [{name}]")
        index = self.indices[name]
        if method == "DELETE" and not action:
            del self.indices[name]
            return {"acknowledged": True}
        if method == "GET" and not action:
            return {name: {"mappings": {"properties": index.fields}}}
        if method == "POST" and action == "_search":
            need(kind == "application/json", "Content-Type header is not supported")
            return {"timed_out": False, "_shards": {"total": 1, "successful": 1, "failed": 0}, **index.search(json.loads(raw))}
        if method == "POST" and action == "_bulk":
            need(kind == "application/x-ndjson" and raw.endswith(b"\n"), "The bulk request must be terminated by a newline [\\n]")
            return self.bulk(index, [json.loads(line) for line in raw.splitlines()], query)
        raise Refusal(405, "method_not_allowed")

    def bulk(self, index: Index, lines: list[dict[str, Any]], query: dict[str, list[str]]) -> dict[str, Any]:
        items = []
        rest = iter(lines)
        for line in rest:
            ((action, meta),) = line.items()
            items.append({action: index.write(action, meta, next(rest) if action == "index" else None)})
        if query.get("refresh") in (["wait_for"], ["true"]):
            index.refresh()
        return {"errors": any("error" in next(iter(item.values())) for item in items), "items": items}
