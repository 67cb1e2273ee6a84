"""A justice bureau with a small pool, at which cases of the legal circle run: words of the workflow tests."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from asking import ask
from legal_rules import AID, CHECKUP, INQUIRY, VISIT
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.common import Priority
from town import Town

from domain.legal.cases import Aid, Checkup, Inquiry, LegalCase, Visit
from domain.legal.commit import LegalCommit
from domain.legal.record import LETTERS, LegalCommand, Service
from domain.roles import ANYONE, Act, Actor, Role
from domain.workdays import WorkCalendar
from store.policies import LEGAL
from store.reference import work_calendar
from store.seed import load_calendar
from store.shipped import calendar_files, legal_file, office
from system.converter import data_converter
from workflows.home_visit import HomeVisit
from workflows.legal_aid import LegalAidApplication
from workflows.legal_checkup import LegalCheckup
from workflows.legal_inquiry import LegalInquiry
from workflows.legal_window import first_attributes_of_legal
from workflows.messages import AidStart, CheckupStart, InquiryStart, VisitStart, legal_id

CLERK, DIRECTOR = Actor("clerk", Role.CLERK, "JUB"), Actor("director", Role.DIRECTOR, "JUB")
POOL = {  # person: languages, fields, roles in the legal circle
    "ann": (("zh",), (), ("licensed_lawyer",)),
    "bo": (("zh", "mn"), (), ("aid_lawyer",)),
    "cy": (("zh",), ("labour",), ("public_lawyer",)),
}
_numbers = itertools.count(1)
WORKFLOWS: dict[Service, Any] = {
    Service.INQUIRY: LegalInquiry,
    Service.AID: LegalAidApplication,
    Service.VISIT: HomeVisit,
    Service.CHECKUP: LegalCheckup,
}


def lawyer(name: str) -> Actor:
    """A person of the pool."""
    return Actor(name, Role.LAWYER, "JUB")


@dataclass
class Bureau:
    """Where cases of the legal circle are taken in."""

    town: Town
    version: str

    @classmethod
    async def opened(cls, town: Town, *, on_duty: tuple[str, ...] = ("ann", "bo", "cy")) -> Bureau:
        """A bureau with a clerk, a director and three lawyers, who are on duty as asked."""
        pool = town.pool
        async with pool.acquire() as connection:
            version = (await LEGAL.add(connection, legal_file(), by="test")).policy.version
            await load_calendar(connection, calendar_files())
        await pool.execute(
            "INSERT INTO department (id, name_zh, name_en) VALUES ('JUB', '司法局', 'Justice') ON CONFLICT DO NOTHING"
        )
        await pool.execute(
            "INSERT INTO legal_place (id, kind, name_zh, name_en, body, lat, lon, hours, languages)"
            " VALUES ('centre', 'centre', '中心', 'Centre', 'JUB', 42.73, 121.77, '08:30-17:30', '{zh,mn}')"
        )
        people = {"clerk": ("clerk", ("zh",)), "director": ("director", ("zh",))}
        people |= {name: ("lawyer", languages) for name, (languages, _, _) in POOL.items()}
        for name, (role, languages) in people.items():
            await pool.execute(
                "INSERT INTO person (id, name, role, department, languages, phone) VALUES ($1, $1, $2, 'JUB', $3, $4)",
                *(name, role, list(languages), f"+861540000{len(name):04}"),
            )
        for name, (_, fields, roles) in POOL.items():
            await pool.execute(
                "INSERT INTO legal_person (person, place, fields, practises_from) VALUES ($1, 'centre', $2, '2010-01-01')",
                *(name, list(fields)),
            )
            await pool.executemany(
                "INSERT INTO legal_role (person, role) VALUES ($1, $2)", [(name, role) for role in roles]
            )
        bureau = cls(town, version)
        await bureau.put_on_duty(*on_duty, "clerk", "director")
        return bureau

    async def put_on_duty(self, *people: str) -> None:
        """From now on these are on duty, and nobody else."""
        await self.town.pool.execute("DELETE FROM duty WHERE department = 'JUB'")
        await self.town.pool.executemany(
            "INSERT INTO duty (department, person, from_at, until_at, entered_by)"
            " VALUES ('JUB', $1, now() - interval '1 year', now() + interval '5 years', 'test')",
            [(person,) for person in people],
        )

    async def inquiry(self, **more: Any) -> Matter:
        """Somebody asks a question."""
        language, field = more.pop("language", "zh"), more.pop("field", "labour")
        rules = more.pop("rules", INQUIRY)

        def case(ref: str, now: datetime, askers: tuple[str, ...]) -> Inquiry:
            return Inquiry(ref, rules, "web", field, language, now, askers=askers)

        return await self._begin(Service.INQUIRY, case, InquiryStart, language=language, field=field, **more)

    async def visit(self, **more: Any) -> Matter:
        """Somebody asks for a visit at home."""

        def case(ref: str, now: datetime, askers: tuple[str, ...]) -> Visit:
            return Visit(ref, VISIT, "disabled", "zh", now, askers=askers)

        return await self._begin(Service.VISIT, case, VisitStart, **more)

    async def application(self, *, renew_after: int = 4000, **more: Any) -> Matter:
        """Somebody applies for legal aid."""
        calendar = await self._calendar()
        bars = more.get("bars", ())

        def case(ref: str, now: datetime, askers: tuple[str, ...]) -> Aid:
            values = {"kind": "civil", "group": "poor", "field": "labour", "language": "zh"} | more
            return Aid(ref, AID, office()[0], calendar, received_at=now, askers=askers, **values)

        return await self._begin(
            Service.AID, case, AidStart, kind=more.get("kind", "civil"), bars=bars, renew_after=renew_after
        )

    async def checkup(self, person: str = "ann", **more: Any) -> Matter:
        """The desk orders a check-up of a company."""
        calendar = await self._calendar()

        def case(ref: str, now: datetime, askers: tuple[str, ...]) -> Checkup:
            return Checkup(ref, CHECKUP, office()[0], calendar, person, now, askers=askers)

        return await self._begin(Service.CHECKUP, case, CheckupStart, **more)

    async def _calendar(self) -> WorkCalendar:
        async with self.town.pool.acquire() as connection:
            calendar = await work_calendar(connection)
        assert calendar is not None, "one is published"
        return calendar

    async def _begin(self, service: Service, case: Any, start: Any, *, renew_after: int = 4000, **kept: Any) -> Matter:
        now, number = datetime.now(UTC), next(_numbers)
        ref = f"{LETTERS[service]}20200101-{number:06d}"  # no counter gives this day, and all tests share one Temporal
        asker = f"{ref}-1"
        await self.town.pool.execute(
            "INSERT INTO legal_matter (ref, print, service, channel, text, language, field, kind, policy_version,"
            " asked_at, first_at) VALUES ($1, 'print', $2, 'web', '欠薪怎么办', $3, $4, $5, $6, $7, $7)",
            *(ref, service.value, kept.get("language", "zh"), kept.get("field", "labour"), kept.get("kind", "")),
            *(self.version, now),
        )
        await self.town.pool.execute(
            "INSERT INTO asker (id, ref, name, phone, code, made_at) VALUES ($1, $2, '某人', '+8615400009999', 'ABCDEF', $3)",
            *(asker, ref, now),
        )
        await self.town.pool.executemany(
            "INSERT INTO legal_bar (ref, person) VALUES ($1, $2)", [(ref, person) for person in kept.get("bars", ())]
        )
        begun = case(ref, now, (asker,))
        with self.town.temporal.with_time_skipping_disabled():
            handle = await self.town.temporal.client.start_workflow(
                WORKFLOWS[service].run,
                start(begun, CLERK, renew_after=renew_after),
                id=legal_id(ref),
                task_queue=self.town.task_queue,
                search_attributes=first_attributes_of_legal(service, begun),
                priority=Priority(priority_key=1),
            )
        return Matter(self, service, ref, handle, begun)


@dataclass
class Matter:
    """One case of the legal circle."""

    bureau: Bureau
    service: Service
    ref: str
    handle: WorkflowHandle[Any, str]
    begun: LegalCase

    @property
    def town(self) -> Town:
        """Where it runs."""
        return self.bureau.town

    async def now(self) -> datetime:
        """The case's own time."""
        info = await self.bureau.town.temporal.get_time_skipping_info(self.handle)
        return info.current_time.ToDatetime(UTC) if info else datetime.now(UTC)

    async def let_pass(self, **length: float) -> None:
        """Let time pass, counted from when it was handed in."""
        start = await self.bureau.town.pool.fetchval("SELECT asked_at FROM legal_matter WHERE ref = $1", self.ref)
        await self.let_pass_until(start + timedelta(**length))

    async def let_pass_until(self, at: datetime) -> None:
        """Let time pass until an instant."""
        temporal = self.bureau.town.temporal
        while (wait := at - await self.now()) > timedelta(0):
            await temporal.fast_forward(self.handle, wait)  # ends early where the run goes on as a new one
            self.handle = temporal.client.get_workflow_handle(self.handle.id)
            if (await self.handle.describe()).status is not WorkflowExecutionStatus.RUNNING:
                return

    async def command(self, act: Act, by: Actor, **more: Any) -> LegalCommand:
        """A command that was received at the case's present time."""
        return LegalCommand(f"r{next(_numbers)}", act, by, await self.now(), **more)

    async def act(self, act: Act, by: Actor = ANYONE, **more: Any) -> int:
        """Somebody acts, and it is written down."""
        return await self.send(await self.command(act, by, **more))

    async def send(self, command: LegalCommand) -> int:
        """Give a command and wait until it is written down, asking again when a worker dies over it."""
        return await ask(self.handle, command)

    async def row(self) -> dict[str, Any]:
        """The case's rows."""
        table = {"inquiry": "inquiry", "aid": "aid_application", "visit": "home_visit", "checkup": "checkup"}[
            self.service
        ]
        found = await self.bureau.town.pool.fetchrow(
            f"SELECT * FROM legal_case JOIN {table} USING (ref) WHERE ref = $1",  # noqa: S608 (our own)
            self.ref,
        )
        assert found is not None, "it is written down"
        return dict(found)

    async def commits(self) -> list[LegalCommit]:
        """What the case has written down, as it stands in its history."""
        scheduled = [
            event.activity_task_scheduled_event_attributes
            for event in (await self.handle.fetch_history()).events
            if event.HasField("activity_task_scheduled_event_attributes")
        ]
        written = [one.input.payloads for one in scheduled if one.activity_type.name == "commit_legal"]
        return [(await data_converter.decode(payloads, [LegalCommit]))[0] for payloads in written]

    async def events(self) -> list[str]:
        """The kinds of event in the record so far."""
        rows = await self.bureau.town.pool.fetch("SELECT kind FROM valid_event WHERE ref = $1 ORDER BY n", self.ref)
        return [row["kind"] for row in rows]

    async def after(self, kind: str) -> list[timedelta]:
        """How long after it was handed in each event of this kind took effect."""
        rows = await self.bureau.town.pool.fetch(
            "SELECT event.at - legal_matter.asked_at AS after FROM valid_event AS event JOIN legal_matter USING (ref)"
            " WHERE ref = $1 AND event.kind = $2 ORDER BY n",
            *(self.ref, kind),
        )
        return [row["after"] for row in rows]

    async def people(self) -> list[tuple[str, str, str]]:
        """Who was called, as (person, how, how it ended)."""
        rows = await self.bureau.town.pool.fetch(
            "SELECT person, how, ended FROM assignment WHERE ref = $1 ORDER BY n", self.ref
        )
        return [tuple(row) for row in rows]

    async def notices(self) -> list[tuple[str, str, str]]:
        """What the case has to say, as (step, owner, state)."""
        rows = await self.bureau.town.pool.fetch(
            "SELECT step, owner, state FROM notice WHERE ref = $1 ORDER BY created_at, step, owner", self.ref
        )
        return [tuple(row) for row in rows]

    async def written(self, kind: str, times: int = 1) -> None:
        """Wait until an event of this kind is in the record so often."""
        moved = asyncio.Event()
        async with self.bureau.town.pool.acquire() as connection:
            await connection.add_listener("case_moved", lambda *_: moved.set())
            while (await self.events()).count(kind) < times:
                await asyncio.wait_for(moved.wait(), 30)
                moved.clear()
            await connection.reset()
