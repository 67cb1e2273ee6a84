"""A house with people, cases and a postroom whose clock a test sets: the words of the postroom's tests."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from activities.carrier import Carrier
from activities.postroom import Postroom
from domain.commit import Commit
from domain.fate import Channel
from domain.hotline.commit import RequestCommit, RequestRow
from domain.hotline.record import RequestNotice
from domain.hotline.record import Step as RequestStep
from domain.hotline.request import State as RequestState
from domain.item import State
from domain.ladder import Policy
from domain.record import Notice, Step
from domain.roles import Role
from domain.rulebook import Rulebook
from domain.standing import Standing
from store import cases, requests, shipped
from store.acknowledgements import acknowledge
from store.dossiers import Dossier, add_dossier
from store.people import Person, save_person
from store.pool import Pool
from store.reference import add_calendar, newest_catalogue
from store.reports import Complainant, Report, add_complainant, add_report, new_number

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 25, 8, 30, tzinfo=ZONE)  # a Wednesday on which the office opens
DUE = date(2026, 11, 25)
ITEM = "LR-03"  # of the department NRB
_numbers = itertools.count(1)


def phone_of(person: str) -> str:
    """The invented number of a person, always the same."""
    return f"+861390000{crc32(person.encode()) % 10000:04}"


@dataclass
class House:
    """Everything a test needs to tell people something."""

    pool: Pool
    carriers: Mapping[Channel, Carrier]
    book: Rulebook
    now: datetime = MORNING
    seqs: dict[str, int] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def built(cls, pool: Pool, carriers: Mapping[Channel, Carrier]) -> House:
        """A house that knows the shipped calendar and in which nobody lives yet."""
        async with pool.acquire() as connection:
            await add_calendar(connection, shipped.calendar_files(), by="test")
        return cls(pool, carriers, shipped.rulebook("https://hotline.example.org"))

    def room(self) -> Postroom:
        """A postroom by this house's clock."""
        return Postroom(self.pool, self.book, self.carriers, now=lambda: self.now)

    def with_policy(self, **changes: object) -> None:
        """Change what the shipped ladders say."""
        policy: Policy = replace(self.book.policy, **changes)  # type: ignore[arg-type]
        self.book = replace(self.book, policy=policy)

    async def person(
        self, name: str, role: Role = Role.OFFICER, department: str | None = "NRB", phone: str | None = "", **more: str
    ) -> str:
        """Somebody with a number of their own; an empty one is invented, None is none."""
        number = phone_of(name) if phone == "" else phone
        async with self.pool.acquire() as connection:
            await save_person(connection, Person(name, f"{name}某", role, department, phone=number, **more))
        return number or ""

    async def department(self, name: str, phone: str | None) -> None:
        """Give a department a number."""
        await self.pool.execute("UPDATE department SET phone = $2 WHERE id = $1", name, phone)

    async def project(self) -> str:
        """A project whose case has not written anything yet."""
        ref = f"2611-150524-04-01-{next(_numbers):06d}"
        async with self.pool.acquire() as connection:
            newest = await newest_catalogue(connection)
            assert newest is not None
            await save_person(connection, Person("chen", "陈某", Role.APPLICANT))
            kept = (
                ref,
                "print",
                "示范项目",
                "库伦镇",
                "gov",
                "grant",
                [],
                "platform",
                newest.version,
                None,
                None,
                "chen",
            )
            await add_dossier(connection, Dossier(*kept, self.now))
        return ref

    async def body(self, name: str, kind: str, parent: str | None = None) -> None:
        """A body of the hotline's organisation, without a number."""
        await self.pool.execute(
            "INSERT INTO department (id, name_zh, name_en, kind, parent) VALUES ($1, $1, $1, $2, $3) ON CONFLICT DO NOTHING",
            *(name, kind, parent),
        )

    async def request(self, *callers: str, topic: str = "street_light", **more: object) -> str:
        """A report from a village; of each caller a number of their own is kept, and their id is `<number>-<name>`."""
        for body in (("CENTRE", "centre"), ("T-01", "town"), ("V-001", "village", "T-01")):
            await self.body(*body)
        async with self.pool.acquire() as connection:
            ref = await new_number(connection, self.now)
            told = (
                ref,
                "print",
                None,
                "web",
                None,
                topic,
                "路灯不亮",
                "V-001",
                "村口",
                None,
                None,
                "zh",
                None,
                "1",
                None,
            )
            report = Report(*told, self.now)
            await add_report(connection, replace(report, **more))  # type: ignore[arg-type]
            for name in callers:
                who = (
                    f"{ref}-{name}",
                    ref,
                    ref,
                    f"{name}某",
                    phone_of(name),
                    None,
                    "zh",
                    f"CODE{len(name):02}",
                    self.now,
                )
                await add_complainant(connection, Complainant(*who))
        return ref

    async def keep(self, ref: str, row: RequestRow | None = None, **more: object) -> None:
        """Let a request write a commit, as its workflow does; it waits unless the row says otherwise."""
        seq = self.seqs[ref] = self.seqs.get(ref, 0) + 1
        row = row or RequestRow(RequestState.REPORTED, body="CENTRE")
        commit = RequestCommit(ref, self.now, seq, seq, row, **more)  # type: ignore[arg-type]
        await requests.write(self.pool, commit, run_id=f"run-{ref}", asked_at=self.now)

    def notice(self, step: RequestStep, thread: str = "intake", **more: object) -> RequestNotice:
        """What a request has to say now, for a day."""
        until = self.now + timedelta(days=1)
        values = {"cycle": f"1:{step}", "not_before": self.now, "expires_at": until, "due_at": until}
        return RequestNotice(thread, step, **(values | more))  # type: ignore[arg-type]

    async def write(
        self, ref: str, *rows: Standing, notices: tuple[Notice, ...] = (), silenced: tuple[str, ...] = ()
    ) -> None:
        """Let a case write a commit, as its workflow does."""
        seq = self.seqs[ref] = self.seqs.get(ref, 0) + 1
        commit = Commit(ref, self.now, seq, 0, rev=1, rows=rows, notices=notices, silenced=silenced)
        await cases.write(self.pool, commit, run_id=f"run-{ref}", asked_at=self.now)

    async def tell(
        self, step: Step = Step.RED, *, item: str = ITEM, officer: str | None = "li", ref: str = "", **more: object
    ) -> str:
        """A case has something to say about an accepted item that is due today; return the project's code."""
        ref = ref or await self.project()
        state = State.DEEMED if step is Step.DEEMED else State.PAUSED if step is Step.PAUSE_LATE else State.ACCEPTED
        values: dict[str, object] = {
            "cycle": f"1:{step}:{DUE}",
            "not_before": self.now,
            "expires_at": self.now + timedelta(hours=15),
            "due_on": DUE,
        }
        notice = Notice(item, step, to="", **(values | more))  # type: ignore[arg-type]
        await self.write(ref, accepted(item, officer=officer, state=state), notices=(notice,))
        return ref

    async def say(self, ref: str, step: Step, *, item: str = ITEM, **more: object) -> None:
        """A case has something to say, and its item stands as it stood."""
        values: dict[str, object] = {"cycle": f"1:{step}:later", "not_before": self.now}
        values["expires_at"] = self.now + timedelta(hours=15)
        notice = Notice(item, step, to="", **(values | more))  # type: ignore[arg-type]
        await self.write(ref, notices=(notice,))

    async def acknowledge(self, code: str) -> None:
        """Somebody says on the page that they have it."""
        async with self.pool.acquire() as connection:
            await acknowledge(connection, code, channel_on="page", address=None, now=self.now)

    async def work(self) -> None:
        """Let the postroom do everything that is to be done at this moment."""
        room = self.room()
        while await room.work():
            pass

    async def after(self, **time: float) -> None:
        """Let time pass, and the postroom work."""
        self.now += timedelta(**time)
        await self.work()

    async def fates(self, ref: str = "", channel: str = "") -> list[tuple[str, str, str, str]]:
        """The messages as (recipient, channel, state, reason), in the order of their making."""
        rows = await self.pool.fetch(
            "SELECT recipient, channel, state, coalesce(reason, '') FROM outbox"
            " WHERE ($1 = '' OR ref = $1) AND ($2 = '' OR channel = $2) ORDER BY created_at, rung, recipient, due_at, channel DESC",
            ref,
            channel,
        )
        return [tuple(row) for row in rows]

    async def told(self, ref: str) -> set[str]:
        """Who was told of a project by SMS, or is to be told."""
        return {recipient for recipient, _, state, _ in await self.fates(ref, "sms") if state != "failed"}

    async def state(self, ref: str, recipient: str = "person:li", channel: str = "sms") -> str:
        """How a person's message about a project stands."""
        return str(
            await self.pool.fetchval(
                "SELECT state FROM outbox WHERE ref = $1 AND recipient = $2 AND channel = $3 ORDER BY created_at DESC LIMIT 1",
                *(ref, recipient, channel),
            )
        )

    async def trail(self, ref: str) -> list[tuple[str, str]]:
        """What happened to the notices of a project, as (what, why)."""
        rows = await self.pool.fetch(
            "SELECT what, fate.why FROM fate JOIN notice ON notice.id = fate.notice"
            " WHERE ref = $1 AND message IS NULL ORDER BY n",
            ref,
        )
        return [tuple(row) for row in rows]

    async def code(self, ref: str, recipient: str = "person:li") -> str:
        """The code of the newest letter to somebody about a project."""
        return str(
            await self.pool.fetchval(
                "SELECT code FROM letter JOIN outbox ON outbox.letter = letter.id"
                " WHERE outbox.ref = $1 AND outbox.recipient = $2 ORDER BY letter.claimed_at DESC LIMIT 1",
                *(ref, recipient),
            )
        )


def accepted(
    item: str = ITEM, *, officer: str | None = "li", state: State = State.ACCEPTED, due: date = DUE
) -> Standing:
    """An item's row as the case writes it."""
    return Standing(item, state, officer=officer, due_on=due)


def handling(owner: str = "li", body: str = "V-001", **more: object) -> RequestRow:
    """A request's row while a body has it."""
    return replace(RequestRow(RequestState.HANDLING, "consultation", "village", body, owner), **more)  # type: ignore[arg-type]
