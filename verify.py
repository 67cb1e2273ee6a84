"""Front door 3: checks an exported case, offline and with nothing but Python; this file may be handed on alone.

python verify.py BUNDLE --root HASH    checks events, documents, words, and that the root, which was published, stands over them

It shares no code with what it checks. docs/record.md says the form byte by byte.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

FORMAT = "chengnuo-bundle-1"
NIGHT = ("night", "cases", "events", "torn", "before", "tree")  # of which the root is the hash
CHAINS = {"event": ("links", "hash"), "document": ("documents", "documents_hash")}  # how many, and the hash of the last
ENDS = [name for names in CHAINS.values() for name in names]
KEYS = {"words": ["part", "link", "salt", "text"], "end": ["part", "sums"]}
KEYS |= {"case": ["part", "format", "ref", "service", *ENDS], "root": ["part", *NIGHT, "root", *ENDS, "path"]}
KEYS |= {kind: ["part", "fields", "line", "hash"] for kind in CHAINS}
ORDER = ("case", "event", "words", "version", "clock", "row", "message", "document", "root", "end")
TYPES = {"fields": dict, "sums": list, "path": list} | dict.fromkeys((*ENDS[::2], *NIGHT[1:4], "link"), int)


@dataclass(frozen=True)
class Fault:
    """Something that is not as it should be: in which line of the file, and in which event or document of the case."""

    line: int
    what: str
    link: str = ""

    def __str__(self) -> str:
        return f"line {self.line}{f', {self.link}' if self.link else ''}: {self.what}"


@dataclass
class Report:
    """What a check has found; the root of `night` stands over the first `covered` events, and `later` links came after it."""

    faults: list[Fault] = field(default_factory=list)
    ref: str = ""
    events: int = 0
    void: int = 0
    covered: int = 0
    night: str = ""
    root: str = ""
    documents: list[str] = field(default_factory=list)
    later: int = 0


@dataclass(frozen=True)
class Line:
    """A line of the file; `place` is that of its event or document in the chain, 0 where it holds none."""

    number: int
    text: str
    part: dict[str, Any]
    place: int

    def fault(self, what: str) -> Fault:
        """What is wrong with it."""
        return Fault(self.number, what, f"{self.part['part']} {self.place}" if self.place else "")


def check(data: bytes, published: str = "") -> Report:
    """Check a bundle; `published` is the root that should stand over it, as it was read elsewhere."""
    report = Report()
    lines, report.faults = read(data)
    if report.faults:
        return report  # what cannot be read line by line cannot be trusted in order
    head, root = lines[0], [line for line in lines if line.part["part"] == "root"]
    chains = {kind: [line for line in lines if line.part["part"] == kind] for kind in CHAINS}
    events, papers = chains["event"], [_written(line) for line in chains["document"]]
    refs = [head.part["ref"], *(str(was.get("ref")) for was in [*map(_written, events), *papers])]
    [(report.ref, _)] = Counter(refs).most_common(1)
    report.events, report.void = len(events), void(events)
    report.documents = [f"{was.get('material')} {was.get('version')}: {was.get('sha256')}" for was in papers]
    wrong = {name: right for name, right in (("format", FORMAT), ("ref", report.ref)) if head.part[name] != right}
    report.faults += [head.fault(f"{name} is {head.part[name]}, should be {right}") for name, right in wrong.items()]
    for kind, links in chains.items():
        report.faults += check_chain(links, kind, (head, *root), report.ref)
        report.later += len(links) - (root[0].part[CHAINS[kind][0]] if root else 0)
    report.faults += [fault for line in lines if line.part["part"] == "words" for fault in check_words(line, events)]
    if root:
        report.faults += check_root(root[0], report.ref, published)
        report.night, report.root, report.covered = (root[0].part[name] for name in ("night", "root", "links"))
    elif published:
        report.faults.append(head.fault("no root stands over this case in the file"))
    blamed = {fault.line for fault in report.faults}
    report.faults += [fault for fault in check_sums(lines) if fault.line not in blamed]
    report.faults.sort(key=lambda fault: fault.line)
    return report


def read(data: bytes) -> tuple[list[Line], list[Fault]]:
    """The lines of a bundle, or what cannot be read."""
    *rows, rest = data.split(b"\n")
    faults = [Fault(len(rows) + 1, "the file does not end with the end of a line")] if rest else []
    lines, places = list[Line](), Counter[str]()
    for number, row in enumerate(rows, start=1):
        kind = "document" if b"sha256" in row else "event"  # also when a byte of its name is wrong
        is_link = sum(word in row for word in (f'"{kind}"'.encode(), b'"fields"', b'"line"')) > 1
        places[kind] += is_link
        try:
            lines.append(Line(number, text := row.decode(), _part(text), places[kind] * is_link))
        except (ValueError, RecursionError) as fault:  # also when it is no UTF-8
            faults.append(Fault(number, str(fault), f"{kind} {places[kind]}" * is_link))
    return lines, faults or list(_out_of_order([line.part["part"] for line in lines]))


def _out_of_order(kinds: list[str]) -> Iterator[Fault]:
    order = sorted(kinds, key=ORDER.index)
    wrong = next((number for number, pair in enumerate(zip(kinds, order, strict=True), 1) if len({*pair}) > 1), 1)
    if kinds != order or (kinds.count("case"), kinds.count("end"), kinds.count("root") > 1) != (1, 1, False):
        yield Fault(wrong, "the parts of the file are not in their order, or not all there")


def _part(text: str) -> dict[str, Any]:
    """What a line says. Raises `ValueError` with the byte where it is not as it should be written."""
    try:
        part = json.loads(text)
    except json.JSONDecodeError as fault:
        raise ValueError(f"no JSON from byte {len(text[: fault.pos].encode()) + 1} on") from None
    if (again := json.dumps(part, ensure_ascii=False)) != text:
        raise ValueError(f"not written as it should be at byte {first_difference(text, again)}")
    kind = part.get("part") if isinstance(part, dict) else None
    if not isinstance(kind, str) or kind not in ORDER or (kind in KEYS and list(part) != KEYS[kind]):
        raise ValueError(f"no part of a bundle, or not all of one: {text[:40]}")
    if kind in KEYS and (odd := [key for key in part if not isinstance(part[key], TYPES.get(key, str))]):
        raise ValueError(f"{odd[0]} is nothing of the kind")
    return dict(part)


def check_chain(links: Sequence[Line], kind: str, ends: Sequence[Line], ref: str) -> Iterator[Fault]:
    """Follow a chain to its `ends`: as the case says, and the root. What was found once is not held against later links."""
    (name, last), hashes = CHAINS[kind], ["", *(line.part["hash"] for line in links)]
    for line, least in zip(ends, (len(links), 0), strict=False):
        if not least <= (count := line.part[name]) <= len(links):
            yield line.fault(f"{name}: it stands over {count} {kind}s, and {len(links)} are there")
        elif line.part[last] != hashes[count]:
            yield line.fault(f"{last}: {kind} {count} has another one")
    befores, run, told = [bytes(32)], (0, 0), {line.part[last] for line in ends}
    for line, after in zip_longest(links, links[1:]):
        fields, written, said = line.part["fields"], line.part["line"], line.part["hash"]
        shown, was = json.dumps(fields, ensure_ascii=False), _written(line)
        rights, others = _hashes(befores, written), _hashes(befores, shown)
        if said in rights:
            if shown != written:
                yield line.fault(f"shown is not what was written: {differences(fields, was)}")
        elif said in others:
            place = first_difference(written, shown)
            yield line.fault(f"what was hashed is wrong at byte {place}: {differences(was, fields)}")
            was = fields
        else:
            yield line.fault(_why(line, was, rights, {after.part["hash"]} if after else told, after))
        yield from map(line.fault, _out_of_place(line, ref, was, run))
        run = (_number(was, "epoch"), _number(was, "n"))
        befores = [bytes.fromhex(text) for text in dict.fromkeys([said, rights[0], others[0]]) if _is_hash(text)]


def _why(line: Line, was: dict[str, Any], hashes: list[str], told: set[str], after: Line | None) -> str:
    """Why a link does not fit its hash; `told` are the hashes that say what the right one is."""
    if _number(was, "link") > line.place:
        return f"the {line.part['part']} with link {line.place} should stand here, and there is {was['link']}"
    for right in hashes:
        if told & set(_hashes([bytes.fromhex(right)], after.part["line"]) if after else [right]):
            return f"its hash is wrong at digit {first_difference(line.part['hash'], right)}; it should be {right}"
    changed = differences(line.part["fields"], was)
    return f"changed since it was written, for it does not fit its hash{f'; {changed}' if changed else ''}"


def check_words(line: Line, events: Sequence[Line]) -> Iterator[Fault]:
    """Are these the words that their event stands for? The salt has half as many digits as a hash."""
    link, salt, text = (line.part[name] for name in ("link", "salt", "text"))
    right = _hashes([bytes.fromhex(salt) if _is_hash(salt * 2) else b""], text)[0]
    if [f"\\x{right}"] != [_written(event).get("words") for event in events[max(0, link - 1) : max(0, link)]]:
        yield line.fault(f"link, salt or text: these are not the words of event {link}")


def _out_of_place(line: Line, ref: str, was: dict[str, Any], run: tuple[int, int]) -> Iterator[str]:
    """What a link says of its place that cannot be, whatever its hash."""
    if was.get("ref") != ref:
        yield f"belongs to {was.get('ref')}, not to {ref}"
    if was.get("link") != line.place:
        yield f"has link {was.get('link')}, not {line.place}"
    epoch, n = _number(was, "epoch"), _number(was, "n")
    if line.part["part"] == "event" and (epoch < run[0] or (epoch == run[0] and n != run[1] + 1)):
        yield f"number {n} of run {epoch} cannot follow number {run[1]} of run {run[0]}"


def void(events: Sequence[Line]) -> int:
    """How many events are void, for a run that came later began with an earlier number."""
    places = [(_number(was, "epoch"), _number(was, "n")) for was in map(_written, events)]
    first = dict(reversed(places))
    return sum(any(later > epoch and begun <= n for later, begun in first.items()) for epoch, n in places)


def check_root(line: Line, ref: str, published: str) -> Iterator[Fault]:
    """Does the root stand over what it says, and is it the one that was published?"""
    root, leaf = line.part, ref
    for kind, (name, last) in CHAINS.items():
        leaf += f"\n{root[name]}\n{root[last]}" if root[name] or kind == "event" else ""
    if _top(f"{leaf}\n", root["path"]) != root["tree"]:
        yield line.fault(f"{', '.join(ENDS)}, path or tree: the path does not lead from the case to the tree")
    right = hashlib.sha256("".join(f"{root[name]}\n" for name in NIGHT).encode()).hexdigest()
    if right != root["root"]:
        yield line.fault(f"{', '.join(NIGHT)} or root: the root should be {right}")
    if published and published.lower() != root["root"]:
        yield line.fault(f"root: {published} was published, and here stands {root['root']}")


def _top(leaf: str, path: Sequence[Any]) -> str:
    found = hashlib.sha256(b"\x00" + leaf.encode()).digest()
    for step in path:
        side, text = step if isinstance(step, list) and len(step) == 2 else ("", "")
        if side not in ("left", "right") or not _is_hash(text):
            return ""
        pair = (bytes.fromhex(text), found) if side == "left" else (found, bytes.fromhex(text))
        found = hashlib.sha256(b"\x01" + b"".join(pair)).digest()
    return found.hex()


def check_sums(lines: Sequence[Line]) -> Iterator[Fault]:
    """Are all lines as they left? This finds accidents; whoever changes a line can change its sum."""
    sums = lines[-1].part["sums"]
    if len(sums) != len(lines) - 1:
        yield lines[-1].fault(f"sums: {len(sums)} lines should stand before this one, and {len(lines) - 1} do")
    for line, said in zip(lines, sums, strict=False):
        right = hashlib.sha256(line.text.encode()).hexdigest()
        if said != right:
            yield line.fault(f"its sum should be {right}; the last line says {said}")


def differences(shown: dict[str, Any], was: dict[str, Any]) -> str:
    """Which fields differ, and how."""
    names = [name for name in dict.fromkeys([*shown, *was]) if shown.get(name) != was.get(name)]
    return "; ".join(f"field {name} is {shown.get(name)!r}, should be {was.get(name)!r}" for name in names)


def first_difference(one: str, other: str) -> int:
    """The first byte in which two different texts differ, counted from 1."""
    pairs = zip_longest(one.encode(errors="surrogatepass"), other.encode(errors="surrogatepass"))
    return next(place for place, (left, right) in enumerate(pairs, start=1) if left != right)


def _written(line: Line) -> dict[str, Any]:
    """What was hashed of an event, read; empty where it cannot be read."""
    try:
        found = json.loads(line.part["line"])
    except (ValueError, RecursionError):
        found = line.part["fields"]
    return found if isinstance(found, dict) else {}


def _number(fields: dict[str, Any], name: str) -> int:
    return value if isinstance(value := fields.get(name), int) else 0


def _hashes(befores: Sequence[bytes], line: str) -> list[str]:
    return [hashlib.sha256(before + line.encode(errors="surrogatepass")).hexdigest() for before in befores]


def _is_hash(text: object) -> bool:
    return isinstance(text, str) and len(text) == 64 and not set(text) - set("0123456789abcdef")


def main(words: Sequence[str] | None = None) -> int:
    """Check a bundle; 0: all is proven, 1: something is wrong, 2: there is no bundle, 3: something is not proven."""
    parser = argparse.ArgumentParser(description="Checks an exported case: events, documents, words, and the root.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--root", default="", help="the root that was published, 64 digits; only this proves anything")
    given = parser.parse_args(words)
    try:
        report = check(given.bundle.read_bytes(), given.root.strip())
    except OSError as fault:
        parser.error(str(fault))
    if report.faults:
        print(*report.faults, f"不通过 NOT GOOD: {len(report.faults)}", sep="\n")
        return 1
    chain = f"{report.ref}: {report.events} events, each follows the one before it; {report.void} are void"
    root = f"the root of {report.night or 'no night'} stands over {report.covered} of them: {report.root or 'none yet'}"
    print(chain, *(f"document {said}" for said in report.documents), root, sep="\n")
    is_proven = bool(given.root) and not report.later
    doubts = f"{report.later} came later, and the root that was published is {given.root or 'not given'}"
    print("通过 GOOD" if is_proven else f"未证实 NOT PROVEN: {doubts}")
    return 0 if is_proven else 3


if __name__ == "__main__":
    sys.exit(main())
