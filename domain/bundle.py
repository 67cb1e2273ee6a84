"""A case as one file that can be checked anywhere: a line of JSON for each thing, the last with the SHA-256 of each line before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.item import Item
from domain.roots import Leaf, Root, Step

FORMAT = "chengnuo-bundle-1"
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """An event or a document in its chain: its row as it stands now, the line that was hashed when it was written, and the hash."""

    fields: Json
    line: str
    hash: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """Which root stands over a case: its leaf in that night, and the way from it up to the top of the tree."""

    root: Root
    leaf: Leaf
    path: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything that leaves with a case. `rest` are the parts that no hash in the database stands for, each with its name."""

    ref: str
    service: str
    links: Sequence[Link]
    rest: Sequence[tuple[str, Json]] = ()
    sealed: Sealed | None = None
    documents: Sequence[Link] = ()


def written(bundle: Bundle) -> str:
    """The file: the same case gives the same bytes."""
    parts = [_head(bundle), *(_link("event", link) for link in bundle.links)]
    parts += [{"part": part, **said} for part, said in bundle.rest]
    parts += [_link("document", link) for link in bundle.documents]
    parts += [_root(bundle.sealed)] if bundle.sealed else []
    lines = [_line(part) for part in parts]
    sums = [hashlib.sha256(line.encode()).hexdigest() for line in lines]
    return "".join(f"{line}\n" for line in [*lines, _line({"part": "end", "sums": sums})])


def clock_of(item: Item) -> Json:
    """The ledger of an item's clocks: when they began, what stopped them, what they were given, and when they ended."""
    instants = {name: getattr(item, name) for name in ("received_at", "complete_at", "accepted_at", "ended_at")}
    return {
        "item": item.id,
        "round": item.round,
        **{name: _instant(at) for name, at in instants.items()},
        "pauses": [
            {"kind": pause.kind, "since": _instant(pause.since), "until": _instant(pause.until), "by": pause.by}
            for pause in item.pauses
        ],
        "extensions": [{"units": more.amount, "at": _instant(more.at), "by": more.by} for more in item.extensions],
    }


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _head(bundle: Bundle) -> Json:
    events, documents = bundle.links, bundle.documents
    last, last_document = (chain[-1].hash if chain else b"" for chain in (events, documents))
    here = Leaf(bundle.ref, len(events), last, len(documents), last_document)
    return {"part": "case", "format": FORMAT, "ref": bundle.ref, "service": bundle.service, **_ends(here)}


def _link(part: str, link: Link) -> Json:
    return {"part": part, "fields": link.fields, "line": link.line, "hash": link.hash.hex()}


def _ends(leaf: Leaf) -> Json:
    return {
        "links": leaf.links,
        "hash": leaf.hash.hex(),
        "documents": leaf.documents,
        "documents_hash": leaf.documents_hash.hex(),
    }


def _root(sealed: Sealed) -> Json:
    root, leaf = sealed.root, sealed.leaf
    return {
        "part": "root",
        "night": root.night.isoformat(),
        "cases": root.cases,
        "events": root.events,
        "torn": root.torn,
        "before": root.before.hex(),
        "tree": root.tree.hex(),
        "root": root.hash.hex(),
        **_ends(leaf),
        "path": list(_shown(sealed.path)),
    }


def _shown(path: Iterable[Step]) -> Iterable[tuple[str, str]]:
    return (("left" if step.on_left else "right", step.hash.hex()) for step in path)


def _line(part: Json) -> str:
    return json.dumps(part, ensure_ascii=False)
