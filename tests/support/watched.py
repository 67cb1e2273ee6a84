"""Records written by hand for detectors to look at, and how well what they find agrees with what was planted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from legal_life import ZONE, moment

from domain.roles import Role
from domain.supervision.detectors import Abuse
from domain.supervision.record import Asked, Closing, Finding, Handed, Lapse, Line, Look, Many, Record, TakenOut
from domain.supervision.watching import OF_MANY, OF_ONE_CASE
from domain.workdays import WorkCalendar
from store.pool import Pool
from store.shipped import detectors

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ROLES = {"": Role.SYSTEM, "p-app": Role.APPLICANT, "helper": Role.HELPER, "caller:c": Role.VISITOR}


def at(text: str) -> datetime:
    """Read 'Mon 2026-03-02 09:00' and refuse a wrong weekday."""
    weekday, _, rest = text.partition(" ")
    found = moment(rest)
    assert WEEKDAYS[found.astimezone(ZONE).weekday()] == weekday, f"{rest} is no {weekday}"
    return found


def record(text: str, *, part: str = "LR-04", asked: Iterable[Asked] = (), handed: Iterable[Handed] = ()) -> Record:
    """The record of a case: a line each, `Mon 2026-03-02 09:00 paused chen due_before=2026-03-20`; `of` another item."""
    lines = [_line(n, row.split(), part) for n, row in enumerate(filter(None, map(str.strip, text.splitlines())), 1)]
    return Record(tuple(lines), tuple(asked), tuple(handed))


def _line(n: int, words: list[str], part: str) -> Line:
    weekday, day, clock, kind, *rest = words
    actor = next((word for word in rest if "=" not in word), "")
    said = dict(word.split("=") for word in rest if "=" in word)
    instant = at(f"{weekday} {day} {clock}")
    return Line(
        ref=said.get("ref", "P"),
        n=n,
        kind=kind,
        part=said.get("of", part),
        at=instant,
        entered_at=at(said["entered"].replace("_", " ")) if "entered" in said else instant,
        acted_at=at(said["acted"].replace("_", " ")) if "acted" in said else None,
        actor=actor or "system",
        role=ROLES.get(actor, Role.OFFICER),
        has_words="words" in said,
        body=said.get("body", "NRB"),
        what=said.get("what", ""),
        due_before=_day(said.get("due_before")),
        document_on=_day(said.get("document_on")),
        first_contact_on=_day(said.get("first_contact_on")),
        has_number={"yes": True, "erased": None}.get(said.get("number", "no"), False),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def demand(when: str, command: str, material: str, refused: str = "", *, by: str = "chen", there: str = "") -> Asked:
    """Something demanded of the item LR-04; `there` is since when it was there."""
    return Asked("LR-04", command, material, refused, at(when), by, "NRB", at(there) if there else None)


def looks(abuse: Abuse, what: Record | Many, calendar: WorkCalendar) -> list[Look]:
    """Every look of one detector, as it ships."""
    find = OF_ONE_CASE.get(abuse) or OF_MANY[abuse]
    return list(find(detectors().detectors[abuse], what, calendar))  # type: ignore[arg-type]


def lapse(when: str, officer: str, applicant: str, ref: str, body: str = "NRB") -> Lapse:
    """An approval by silence of an item of a department; without an officer nobody has ever touched it."""
    words = [*when.split(), "approved_by_silence", f"ref={ref}", f"body={body}"]
    return Lapse(_line(1, words, "LR-04"), officer, applicant)


def closing(when: str, again: str = "", confirmed: str = "", answer: int | None = 4, same: int = 1) -> Closing:
    """A closing with an answer of so many characters, given so many times, and when the same caller came again."""
    line = _line(1, [*when.split(), "closed", "chen"], "")
    then = at(again) if again else None
    return Closing(line, answer, same, at(confirmed) if confirmed else None, "H2" if again else "", then)


def taken_out(when: str, ref: str, body: str = "A", kind: str = "town", subject: str = "follow_up") -> TakenOut:
    """Something that two people took out of the figures."""
    return TakenOut(_line(0, [*when.split(), "excluded", "head", f"ref={ref}", f"body={body}"], ""), subject, kind)


async def found(pool: Pool, ref: str, body: str, abuse: Abuse = Abuse.PAUSE_AT_END, part: str = "LR-01") -> int:
    """A finding about a case of a body, as a night writes it; its number."""
    number: int = await pool.fetchval(
        "INSERT INTO finding (detector, version, ref, part, at, body, evidence, found_at)"
        " VALUES ($1, 'x', $2, $3, now(), $4, $5, now()) RETURNING id",
        *(abuse, ref, part, body, {"due_on": "2026-03-20", "left": 1}),
    )
    return number


class Planted(Protocol):
    """An abuse that a history holds: of which kind, in which part of which case; an empty part is all of it."""

    kind: str
    ref: str
    part: str


@dataclass(frozen=True, slots=True)
class Measured:
    """Of what was found so much was planted (precision), of what was planted so much was found (recall); None of nothing."""

    found: int
    planted: int
    precision: float | None
    recall: float | None


def precision_and_recall(findings: Iterable[Finding], planted: Iterable[Planted]) -> Mapping[str, Measured]:
    """By kind of abuse, how well findings agree with the truth; a finding stands for the cases among its `others` too."""
    kinds: dict[str, tuple[list[Finding], list[Planted]]] = {str(abuse): ([], []) for abuse in Abuse}
    for finding in findings:
        kinds[finding.detector][0].append(finding)
    for truth in planted:
        if truth.kind in kinds:
            kinds[truth.kind][1].append(truth)
    return {kind: _measured(found, true) for kind, (found, true) in kinds.items()}


def table(measured: Mapping[str, Measured], looks: Mapping[str, int]) -> str:
    """The measure as docs/figures.md shows it."""
    rows = ["| detector | looks | planted | found | precision | recall |", "|---|---:|---:|---:|---:|---:|"]
    for kind, one in measured.items():
        precision, recall = ("–" if share is None else f"{share:.2f}" for share in (one.precision, one.recall))
        rows.append(f"| `{kind}` | {looks.get(kind, 0):,} | {one.planted} | {one.found} | {precision} | {recall} |")
    return "\n".join(rows)


def _measured(found: list[Finding], true: list[Planted]) -> Measured:
    right = sum(1 for one in found if any(_agree(one, truth) for truth in true))
    seen = sum(1 for truth in true if any(_agree(one, truth) for one in found))
    return Measured(len(found), len(true), right / len(found) if found else None, seen / len(true) if true else None)


def _agree(finding: Finding, truth: Planted) -> bool:
    others = finding.evidence.get("others", [])
    named = [f"{finding.ref} {finding.part}", *(others if isinstance(others, list) else ())]
    return any(
        ref == truth.ref and truth.part in ("", part) for ref, _, part in (name.partition(" ") for name in named)
    )
