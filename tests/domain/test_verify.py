"""A bundle is checked offline: whatever byte of it is changed, the check says in which line, which event and which field."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import local
import verify
from domain.bundle import Bundle, Link, Sealed, written
from domain.roots import NOTHING, Leaf, path_of, root_of

REF = "2611-150524-04-01-000001"
NIGHT = date(2026, 11, 28)  # Saturday
OTHERS = [Leaf(f"2611-150524-04-01-{number:06d}", number, bytes([number]) * 32) for number in range(2, 7)]
FIELDS = {"n": 1, "at": "2026-11-28T01:00:00+00:00", "ref": REF, "kind": "received", "item": "PR-01", "actor": "p-bai"}
REST = (("version", {"catalogue": "2026-11-20"}), ("message", {"step": "yellow", "fates": [{"what": "sent"}]}))
PAPER = {"id": "d", "ref": REF, "kind": "pdf", "material": "soil_plan", "version": 1, "handed_in_by": "chen"}


def signed(before: bytes, fields: dict[str, object]) -> Link:
    line = json.dumps(fields, ensure_ascii=False)
    return Link(fields, line, hashlib.sha256(before + line.encode()).digest())


def link(before: bytes, place: int, **more: object) -> Link:
    return signed(before, FIELDS | {"n": place, "link": place, "epoch": 1} | more)


def chain(*events: dict[str, object]) -> list[Link]:
    links = [link(NOTHING, 1, **events[0])]
    for place, more in enumerate(events[1:], start=2):
        links.append(link(links[-1].hash, place, **more))
    return links


def papers(*digests: bytes) -> list[Link]:
    """Versions of a document with these bytes, handed in one after the other."""
    links: list[Link] = []
    for place, content in enumerate(digests, start=1):
        said = {"link": place, "version": place, "sha256": hashlib.sha256(content).hexdigest()}
        links.append(signed(links[-1].hash if links else NOTHING, PAPER | said))
    return links


def sealed(links: list[Link], covered: int, documents: list[Link] | None = None) -> Sealed:
    """Under the root of a night in which these were there."""
    there = PAPERS if documents is None else documents
    last = links[covered - 1].hash if covered else b""
    leaves = [Leaf(REF, covered, last, len(there), there[-1].hash if there else b""), *OTHERS]
    return Sealed(root_of(NIGHT, leaves, torn=0, before=bytes([7]) * 32), leaves[0], path_of(leaves, 0))


LINKS = chain({}, {"kind": "accepted", "what": '"\\\n\x1f\x7f库伦ᠬᠦ'}, {"kind": "approved"})
PAPERS = papers(b"first", b"second")
BUNDLE = Bundle(REF, "project", LINKS, REST, sealed(LINKS, 2), PAPERS)
LINES = {2: "event 1", 3: "event 2", 4: "event 3", 7: "document 1", 8: "document 2"}
GOOD = written(BUNDLE).encode()
ROOT = BUNDLE.sealed.root.hash.hex()


UNDER = replace(BUNDLE, sealed=sealed(LINKS, 3))  # all of it
WHOLE, WHOLE_ROOT = written(UNDER).encode(), UNDER.sealed.root.hash.hex()
# Words that go with the second event, and are told.
TEXT, SALT = '{"reason": "材料\\"不齐"}', bytes(range(16))
TOLD = {"link": 2, "salt": SALT.hex(), "text": TEXT}
SPOKEN = chain({}, {"words": "\\x" + hashlib.sha256(SALT + TEXT.encode()).hexdigest()}, {})
WORDY = Bundle(REF, "project", SPOKEN, (("words", TOLD),), sealed(SPOKEN, 3), PAPERS)


def found(bundle: Bundle, published: str = "") -> list[str]:
    return [str(fault) for fault in verify.check(written(bundle).encode(), published).faults]


def test_a_whole_bundle_is_good_and_says_what_stands_over_it():
    report = verify.check(GOOD, ROOT)

    first, second = (hashlib.sha256(content).hexdigest() for content in (b"first", b"second"))
    documents = [f"soil_plan 1: {first}", f"soil_plan 2: {second}"]
    assert report == verify.Report([], REF, 3, 0, 2, "2026-11-28", ROOT, documents, later=1)
    assert found(replace(BUNDLE, sealed=None)) == found(Bundle(REF, "project", ())) == []


@pytest.mark.parametrize("mask", [0x01, 0x20])
def test_each_byte_that_is_changed_is_found_and_located(mask):
    number = 1
    for place, byte in enumerate(GOOD):
        faults = verify.check(GOOD[:place] + bytes([byte ^ mask]) + GOOD[place + 1 :]).faults

        assert faults, place
        last = len(GOOD.splitlines())
        told = {fault.line for fault in faults}
        assert number in told or (number == last and told), (place, number, faults)
        assert number == last or told <= {number, 1, 9}, (place, number, faults)
        if number in LINES:
            assert {fault.link for fault in faults if fault.line == number} == {LINES[number]}, (place, faults)
        number += byte == 0x0A


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("part", ["fields", "line"])
@pytest.mark.parametrize("event", [1, 2, 3])
def test_a_changed_event_is_named_with_its_field(event, part, field):
    old = LINKS[event - 1]
    changed = old.fields | {field: 9 if field == "n" else "x"}
    told = json.dumps(changed, ensure_ascii=False)
    new = replace(old, fields=changed) if part == "fields" else replace(old, line=told)

    faults = found(replace(BUNDLE, links=[new if one is old else one for one in LINKS]))

    assert len([fault for fault in faults if f"event {event}: " in fault and f"field {field} is" in fault]) == 1
    assert all(f"event {event}: " in fault for fault in faults)


def test_an_event_that_was_changed_everywhere_but_in_its_hash_is_named():
    changed = LINKS[1].fields | {"actor": "p-other"}
    new = Link(changed, json.dumps(changed, ensure_ascii=False), LINKS[1].hash)

    assert found(replace(BUNDLE, links=[LINKS[0], new, LINKS[2]])) == [
        "line 3, event 2: changed since it was written, for it does not fit its hash"
    ]


@pytest.mark.parametrize("event", [1, 2, 3])
def test_a_changed_hash_is_named_with_the_right_one(event):
    right = LINKS[event - 1].hash
    wrong = [replace(one, hash=right[:-1] + b"\x00") if one.hash == right else one for one in LINKS]

    faults = found(replace(BUNDLE, links=wrong, sealed=sealed(LINKS, 3)))

    assert f"line {event + 1}, event {event}: its hash is wrong at digit 63; it should be {right.hex()}" in faults


def test_an_event_that_was_taken_out_is_missed_where_it_stood():
    for gone in range(3):
        left = [one for place, one in enumerate(LINKS) if place != gone]
        faults = found(replace(BUNDLE, links=left))

        expected = "the event with link" if gone < 2 else "links"  # the root knows of the last one
        assert any(expected in fault for fault in found(replace(BUNDLE, links=left, sealed=sealed(LINKS, 3)))), gone
        assert faults or gone == 2


def test_events_that_were_put_in_another_order_or_written_anew_do_not_pass_under_the_root():
    assert found(replace(BUNDLE, links=[LINKS[1], LINKS[0], LINKS[2]]))
    anew = chain({"actor": "p-other"}, {}, {})

    assert found(replace(BUNDLE, links=anew, sealed=None)) == []
    assert found(replace(BUNDLE, links=anew)) == ["line 9: hash: event 2 has another one"]
    assert found(replace(BUNDLE, links=anew, sealed=sealed(anew, 2)), ROOT)[0].startswith(
        f"line 9: root: {ROOT} was published"
    )


def test_an_end_that_was_cut_off_is_missed_by_the_root():
    assert found(replace(BUNDLE, links=LINKS[:1])) == ["line 7: links: it stands over 2 events, and 1 are there"]
    assert found(replace(BUNDLE, documents=PAPERS[:1])) == [
        "line 8: documents: it stands over 2 documents, and 1 are there"
    ]
    assert found(replace(BUNDLE, documents=()))[0] == "line 7: documents: it stands over 2 documents, and 0 are there"
    assert found(replace(BUNDLE, links=LINKS[:2])) == []  # what came after the root nobody has sealed


def test_documents_that_were_swapped_are_named():
    one, two = PAPERS
    digests = [str(paper.fields["sha256"]) for paper in PAPERS]
    other = signed(NOTHING, one.fields | {"sha256": digests[1]})

    assert found(replace(BUNDLE, documents=[two, one]))[0].startswith(
        "line 7, document 1: the document with link 1 should stand here, and there is 2"
    )
    assert found(replace(BUNDLE, documents=[replace(one, fields=one.fields | {"sha256": digests[1]}), two])) == [
        f"line 7, document 1: shown is not what was written: field sha256 is '{digests[1]}', should be '{digests[0]}'"
    ]
    assert found(replace(BUNDLE, documents=[other, two]))[0].startswith("line 8, document 2: changed since")
    assert found(replace(BUNDLE, documents=papers(b"second", b"first"))) == [
        "line 9: documents_hash: document 2 has another one"
    ]


@pytest.mark.parametrize("mask", [0x01, 0x20])
def test_words_that_are_told_are_those_that_their_event_stands_for_to_the_byte(mask):
    good = written(WORDY).encode()
    lines = good.splitlines(keepends=True)
    before = sum(map(len, lines[:4]))

    assert b'"part": "words"' in lines[4]
    assert verify.check(good, WORDY.sealed.root.hash.hex()).faults == []
    for place in range(before, before + len(lines[4])):
        faults = verify.check(good[:place] + bytes([good[place] ^ mask]) + good[place + 1 :]).faults
        assert {fault.line for fault in faults} & {5, 6}, place


@pytest.mark.parametrize(
    "other", [{"text": "{}"}, {"salt": "00" * 16}, {"salt": ""}, {"salt": "x"}, {"link": 1}, {"link": 0}, {"link": -1}, {"link": 9}]
)  # fmt: skip
def test_other_words_than_those_of_the_event_are_found_though_the_sums_fit(other):
    told = TOLD | other

    assert found(replace(WORDY, rest=(("words", told),))) == [
        f"line 5: link, salt or text: these are not the words of event {told['link']}"
    ]


def test_words_of_an_event_that_says_of_none_are_found():
    assert found(replace(WORDY, links=chain({}, {}, {}), sealed=None)) == [
        "line 5: link, salt or text: these are not the words of event 2"
    ]


def test_a_case_may_have_documents_before_anything_happened_in_it():
    early = Bundle(REF, "hotline", (), (), sealed([], 0), PAPERS)

    assert found(early, early.sealed.root.hash.hex()) == []
    assert found(replace(early, documents=papers(b"other", b"second")))


def test_the_root_of_another_night_does_not_pass_for_the_one_that_was_published():
    later = sealed(LINKS, 3)

    assert found(replace(BUNDLE, sealed=later)) == []
    assert found(replace(BUNDLE, sealed=later), ROOT)[0].startswith(f"line 9: root: {ROOT} was published")
    mixed = replace(later, root=BUNDLE.sealed.root)
    assert any(
        "the path does not lead from the case to the tree" in one for one in found(replace(BUNDLE, sealed=mixed))
    )


def test_events_of_a_run_that_was_abandoned_stay_in_the_chain_and_are_counted_as_void():
    runs = chain({}, {"n": 2}, {"n": 3}, {"n": 2, "epoch": 2}, {"n": 3, "epoch": 2})
    report = verify.check(written(Bundle(REF, "project", runs)).encode())

    assert (report.faults, report.events, report.void) == ([], 5, 2)


@pytest.mark.parametrize("event", [{"n": 3}, {"n": 1}, {"epoch": 0}, {"ref": "H1"}, {"link": 5}, {"epoch": "1"}])
def test_a_chain_that_follows_itself_and_still_cannot_be_is_refused(event):
    assert found(Bundle(REF, "project", chain({}, event)))


def forged(number: int, old: str, new: str) -> bytes:
    """The good bundle with something changed in one line, by somebody who makes the sums fit."""
    lines = GOOD.decode().splitlines()[:-1]
    assert lines[number - 1].count(old) == 1
    lines[number - 1] = lines[number - 1].replace(old, new)
    sums = [hashlib.sha256(line.encode()).hexdigest() for line in lines]
    return "".join(f"{line}\n" for line in [*lines, json.dumps({"part": "end", "sums": sums})]).encode()


@pytest.mark.parametrize(
    ("number", "old", "new", "fault"),
    [
        (1, "bundle-1", "bundle-2", "format is chengnuo-bundle-2, should be chengnuo-bundle-1"),
        (1, '"links": 3', '"links": 4', "links: it stands over 4 events, and 3 are there"),
        (1, '"documents": 2', '"documents": 1', "documents: it stands over 1 documents, and 2 are there"),
        (2, '"part": ', '"part":  ', "not written as it should be at byte 10"),
        (9, '"cases": 6', '"cases": 7', "cases, events, torn, before, tree or root: the root should be"),
        (9, '"links": 2', '"links": 9', "links: it stands over 9 events, and 3 are there"),
        (9, '"links": 2', '"links": -1', "links: it stands over -1 events, and 3 are there"),
        (9, '[["right"', '[["left"', "the path does not lead from the case to the tree"),
        (9, '"torn": 0', '"torn": "0"', "torn is nothing of the kind"),
    ],
)
def test_whoever_makes_the_sums_fit_is_found_as_well(number, old, new, fault):
    faults = [str(one) for one in verify.check(forged(number, old, new)).faults]

    assert any(one.startswith(f"line {number}") and fault in one for one in faults), faults


def test_what_neither_chain_nor_root_stands_for_can_be_changed_with_its_sum():  # docs/record.md says so
    assert verify.check(forged(6, "yellow", "redder")).faults == []


@pytest.mark.parametrize("count", range(1, 10))
def test_every_case_has_a_way_up_to_the_root(count):
    leaves = [Leaf(f"R{place}", 3, LINKS[2].hash) for place in range(count)]
    root = root_of(NIGHT, leaves, torn=0, before=NOTHING)

    for place, leaf in enumerate(leaves):
        links = chain({"ref": leaf.ref}, {"ref": leaf.ref})
        mine = [replace(one, links=2, hash=links[1].hash) if one is leaf else one for one in leaves]
        over = root_of(NIGHT, mine, torn=0, before=NOTHING)
        bundle = Bundle(leaf.ref, "project", links, (), Sealed(over, mine[place], path_of(mine, place)))
        assert found(bundle, over.hash.hex()) == []
        assert found(replace(bundle, sealed=Sealed(root, mine[place], path_of(mine, place))))


def test_a_root_stands_for_everything_that_is_published_with_it():
    root = BUNDLE.sealed.root
    others = {"night": date(2026, 11, 29), "cases": 1, "events": 1, "torn": 1, "before": NOTHING, "tree": NOTHING}

    assert len({root.hash, *(replace(root, **{name: value}).hash for name, value in others.items())}) == 7
    assert root_of(NIGHT, (), torn=0, before=NOTHING).events == 0


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"{}\n",
        b"[]\n",
        b"[" * 100_000 + b"\n",
        GOOD[:-1],
        GOOD + GOOD,
        b'{"part": "case"}\n',
        b"\xff" + GOOD,
    ],
)
def test_what_is_no_bundle_is_refused_with_a_sentence(data):
    assert all(fault.what for fault in verify.check(data).faults)
    assert verify.check(data).faults


def test_the_script_needs_nothing_but_python_and_says_what_it_found(tmp_path):
    script, whole, good, bad = (tmp_path / name for name in ("check.py", "whole", "good", "bad"))
    whole.write_bytes(WHOLE)
    script.write_bytes(Path(verify.__file__).read_bytes())
    good.write_bytes(GOOD)
    bad.write_bytes(GOOD.replace(b"p-bai", b"p-bay", 1))

    def run(*words: object) -> tuple[int, str]:
        command = [sys.executable, "-I", "-S", str(script), *map(str, words)]  # without any package
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
        return done.returncode, done.stdout

    code, said = run(whole, "--root", WHOLE_ROOT)
    assert code == 0
    assert f"{REF}: 3 events" in said
    assert f"the root of 2026-11-28 stands over 3 of them: {WHOLE_ROOT}" in said
    code, said = run(whole)
    assert code == 3  # whoever made the file could have made the root, too
    assert "NOT PROVEN" in said
    code, said = run(good, "--root", ROOT)
    assert code == 3  # what came later anybody could have made up
    assert "NOT PROVEN: 1 came later" in said
    code, said = run(bad)
    assert code == 1
    assert "line 2, event 1: shown is not what was written: field actor is 'p-bay', should be 'p-bai'" in said
    assert run(good, "--root", "0" * 64)[0] == 1
    assert run(tmp_path / "none")[0] == 2


@pytest.mark.parametrize(
    ("data", "more", "code"),
    [(WHOLE, ["--root", WHOLE_ROOT], 0), (WHOLE, [], 3), (GOOD, ["--root", ROOT], 3), (GOOD[:-1], [], 1)],
)
def test_the_front_door_for_one_machine_checks_as_the_script_does(tmp_path, monkeypatch, capsys, data, more, code):
    (tmp_path / "bundle").write_bytes(data)
    monkeypatch.setattr(sys, "argv", ["local", "verify", str(tmp_path / "bundle"), *more])

    assert local.main() == code
    assert ("NOT PROVEN" in capsys.readouterr().out) is (code == 3)
