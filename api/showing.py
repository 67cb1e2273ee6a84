"""What `make run` and `make demo` show at a terminal: addresses, a few of the accounts, the chart of a project, a table of requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from api.cast import Cast
from api.hotline.player import Played
from domain.catalogue import Catalogue
from domain.chart import second_by_second
from domain.hotline.book import HotlineBook
from domain.hotline.timeline import Sheet, table
from domain.organisation import CENTRE, JUSTICE
from domain.privacy.readings import EXAMPLES
from domain.project_items import project_items
from domain.record import Event, Happening
from domain.roles import Role
from domain.story import Story
from store import request_lists
from store import request_readers as readers
from store.papers import papers_of
from store.people import Person
from store.pool import Connection, Pool
from store.sample_logins import PASSWORD, SECRET
from store.shipped import office

_STAFF = (
    (Role.GRID_MEMBER, "T1-V01"),
    (Role.OFFICER, "T1"),
    (Role.OFFICER, "CAB"),
    (Role.DIRECTOR, JUSTICE),
    (Role.CLERK, JUSTICE),
    (Role.LAWYER, JUSTICE),
)


def people_shown(cast: Cast) -> list[str]:
    """A line for each sample person of the approval chain, and for some of the hotline's."""
    some = [person for person in cast.samples.staff if person.department == CENTRE]
    some += [cast.samples.who(role, body) for role, body in _STAFF]
    rows = [
        ("role", "department", "person", "token"),
        *(_person(person, cast) for person in (*cast.samples.people, *some)),
    ]
    more = len(cast.samples.everyone) - len(cast.samples.people) - len(some)
    lines = [f"  {role:14} {body:11} {person:21} {token}" for role, body, person, token in rows]
    return ["", *lines, f"  … and {more} more of the sample organisation: their tokens are in the file of tokens."]


def sign_in_shown(cast: Cast, site: str) -> list[str]:
    """How each of them signs in on the pages, where they can."""
    if not cast.sign_in:
        return []
    return [
        "",
        f"  On the pages ({site}/login) each of them signs in with the password {PASSWORD}; whoever decides, oversees",
        f"  or administers also with the code that `make code` prints, or an authenticator with the secret {SECRET}.",
    ]


def addresses_of(site: str, ui_url: str, *, project: str, some: Sequence[Played]) -> dict[str, str]:
    """What is to be seen where, empty where it is not; `some` is the request that was played, if any, with its example project."""
    request = some[0] if some else None
    query = quote("CaseKind='hotline'")
    return {
        "Site": f"{site}/",
        "Example project": f"{site}/projects/{project}" if project else "",
        "Citizens' page": f"{site}/r" + (f" (number {request.ref}, code {request.code})" if request else ""),
        "Queue": f"{site}/api/v1/queue (with a dispatcher's token)",
        "Example request": f"{site}/api/v1/requests/{request.ref} (likewise)" if request else "",
        "API docs": f"{site}/docs",
        "Temporal UI": ui_url,
        "  its requests": f"{ui_url}/namespaces/default/workflows?query={query}" if ui_url else "",
    }


def addresses_shown(lines: Mapping[str, str]) -> list[str]:
    """A line for each address that there is."""
    shown = [f"  {name:16} {where}" for name, where in lines.items() if where]
    return ["", "Chengnuo is ready; Ctrl-C stops it.", *shown]


def chart_shown(catalogue: Catalogue, story: Story, record: Sequence[Event]) -> list[str]:
    """The chart of a project that was played with terms of seconds, and how its items were decided."""
    profile = catalogue.profiles[story.profile]
    rules = project_items(
        catalogue,
        project_type=profile.project_type,
        land_mode=profile.land_mode,
        flags=[*profile.flags, *story.more_flags],
        rule_set=catalogue.default_rule_set,
        on=datetime.now(ZoneInfo(office()[1])).date(),
    )
    names = {entry.id: entry.name_zh for entry in (*catalogue.items.values(), *catalogue.stages.values())}
    kinds = Counter(event.kind for event in record)
    decided, silent = kinds[Happening.APPROVED], kinds[Happening.APPROVED_BY_SILENCE]
    summary = f"{len(rules)} items: {decided} approved by officers, {silent} by silence."
    return [*second_by_second(record, rules, names), "", summary]


async def requests_shown(pool: Pool, book: HotlineBook, refs: Iterable[str]) -> list[str]:
    """A table of requests as they stand now."""
    async with pool.acquire() as connection:
        return table([await _sheet(connection, book, ref) for ref in refs])


async def _sheet(connection: Connection, book: HotlineBook, ref: str) -> Sheet:
    row = await request_lists.whole(connection, EXAMPLES, ref)
    assert row is not None, "it was just played"
    held = await readers.custodies_measured(connection, ref, datetime.now(UTC))
    issued = await papers_of(connection, ref)
    said = book.names[f"outcome.{row.outcome}"] if row.outcome else book.names[f"state.{row.state}"]
    return Sheet(
        ref,
        kind=book.names[f"kind.{row.kind}"]["zh"] if row.kind else "–",
        levels=tuple(dict.fromkeys(custody.level for custody in held)),
        reported_at=row.reported_at,
        accepted_at=row.accepted_at,
        closed_at=row.closed_at,
        results=tuple(await readers.results(connection, ref)),
        outcome=said["zh"],
        papers=tuple(f"{book.names[f'paper.{paper.paper}']['zh']}{paper.number}" for paper in issued),
    )


def _person(person: Person, cast: Cast) -> tuple[str, str, str, str]:
    return person.role, person.department or "", person.id, cast.tokens[person.id]
