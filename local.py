"""Front door 2: everything on this machine with one command, and the demonstration.

python -m local          PostgreSQL, Temporal, worker and web server, until Ctrl-C
python -m local demo     plays one whole project with terms of seconds, and ends
python -m local migrate  brings the database to the present schema and loads the reference data
python -m local person   makes or changes an account, and prints a new token for it once
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import secrets
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from temporalio.envconfig import ClientConnectConfig

from activities.carriers import AccountIncomplete
from activities.mail_paper import NotAnAddress
from api.app import make_app
from api.player import Cast, Player
from domain.catalogue import Catalogue
from domain.catalogue_scale import in_seconds, parse_scale
from domain.chart import second_by_second
from domain.project_items import project_items
from domain.record import Event, Happening
from domain.story import Story, parse_story
from store import shipped
from store.accounts import ROLES, Account, BadAccount, give_account
from store.database import Database, database
from store.pool import Pool, migrate
from store.seed import load_calendar, load_catalogue, load_samples, parse_samples, wants_samples
from system.caller import Caller, CallFailed
from system.logging import configure_logging
from system.process import LOOPBACK, DataInUse, PortTaken, ServerFailed
from system.settings import Settings, temporal_connect_config
from system.steps import Steps
from system.stopping import run_until_stopped
from system.temporal_line import Temporal, temporal
from system.tokens import kept_tokens
from system.web import free_port, listen, serving
from worker import make_worker, open_postroom, postroom_of
from workflows.window import SEARCH_ATTRIBUTES

Program = Callable[[Settings, Steps], Coroutine[Any, Any, None]]

DATA = Path(__file__).parent / "domain" / "data"
_NOT_OURS = "disconnected"
_DEMO_SECONDS = 110  # in which it must be over; it takes about 60


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be started; `outside` is a Temporal server that is not ours, `settle_seconds` another wait for silence."""

    settings: Settings
    catalogue: str
    outside: ClientConnectConfig | None = None
    settle_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Town:
    """Everything that runs. Where the database holds real people nobody is in the cast."""

    settings: Settings
    pool: Pool
    catalogue: Catalogue
    cast: Cast
    ui_url: str

    def player(self, story: Story, say: Callable[[str], None] | None = None) -> Player:
        """Who plays a story here."""
        return Player(story, Caller(self.settings.host, self.settings.port), self.cast, self.catalogue, self.pool, say)


async def run(settings: Settings, steps: Steps) -> None:
    """Start everything, open the example project, print the addresses, and serve until somebody stops it."""
    plan = Plan(settings, shipped.catalogue_file(), temporal_connect_config())
    async with town(plan, steps) as here:
        example = parse_story(_read("example_story.toml"))
        if here.cast.tokens:
            with steps.step("Example project") as note:
                record = await here.player(example).play()
                note.text = f"{example.ref}, {len(record)} events"
            steps.say(_people(here))
        steps.say(_addresses(here, example))
        try:
            await asyncio.Event().wait()
        finally:
            steps.say()  # below the ^C that a terminal shows


async def demo(settings: Settings, steps: Steps) -> None:
    """Play one project of the shipped catalogue from its opening to its end, with terms of seconds, and draw its chart."""
    scale = parse_scale(_read("demo_catalogue.toml"))
    story = parse_story(_read("demo_story.toml"))
    ports = {name: free_port() for name in ("port", "postgres_port", "temporal_port", "temporal_ui_port")}
    with tempfile.TemporaryDirectory(prefix="chengnuo-demo-") as folder:
        site = f"http://{LOOPBACK}:{ports['port']}"
        apart = {"data_dir": Path(folder), "database_url": None, "host": LOOPBACK, "public_base_url": site, **ports}
        catalogue = in_seconds(shipped.catalogue_file(), scale)
        plan = Plan(settings.model_copy(update=apart), catalogue, settle_seconds=scale.settle_seconds)
        async with town(plan, steps) as here:
            steps.say(f"\nWatch it at {site}/projects/{story.ref} and {here.ui_url}\n")
            record = await _in_time(here.player(story, say=steps.say).play())
            steps.say("\n".join(["", *_chart(here, story, record), ""]))


async def migrate_only(settings: Settings, steps: Steps) -> None:
    """Bring the database to the present schema and load the reference data."""
    async with _database(settings, steps) as opened:
        await _prepare(opened, shipped.catalogue_file(), steps)


async def person_only(settings: Settings, steps: Steps, wanted: Account) -> None:
    """Make or change one account, and print its new token, which nobody can read again."""
    token = secrets.token_urlsafe(18)
    async with _database(settings, steps) as opened, opened.pool.acquire() as connection:
        person = await give_account(connection, wanted, token)
        office = f" of {person.department}" if person.department else ""
        steps.say(f"\n  {person.id} is {person.role}{office}; the token, shown only now: {token}\n")


@asynccontextmanager
async def town(plan: Plan, steps: Steps) -> AsyncIterator[Town]:
    """Start everything in its order, and stop it in the opposite one.

    Raises:
        PortTaken, DataInUse, ServerFailed: something cannot be started; what was started before is stopped.
    """
    settings = plan.settings
    async with AsyncExitStack() as stack:
        listener = stack.enter_context(listen(settings.host, settings.port))
        opened = await stack.enter_async_context(_database(settings, steps))
        catalogue = await _prepare(opened, plan.catalogue, steps)
        cast = await _cast(opened.pool, settings, steps)
        line = await stack.enter_async_context(_temporal(plan, steps))
        postroom = stack.enter_context(postroom_of(opened.pool, settings))
        if plan.settle_seconds is not None:  # where days are seconds, so are the minutes of which people get two texts
            postroom.book = replace(postroom.book, policy=replace(postroom.book.policy, most_seconds=1))
        worker = make_worker(line.client, opened.pool, task_queue=settings.task_queue, postroom=postroom)
        await stack.enter_async_context(steps.opened("Worker", worker, lambda _: f"on queue {settings.task_queue}"))
        await open_postroom(line.client, task_queue=settings.task_queue)
        app = make_app(pool=opened.pool, client=line.client, settings=settings)
        if plan.settle_seconds is not None:
            library = app.state.desk.library
            library.office = replace(library.office, settle_seconds=plan.settle_seconds)
        address = f"on {settings.host}:{settings.port}"
        await stack.enter_async_context(steps.opened("Web server", serving(app, listener), lambda _: address))
        yield Town(settings, opened.pool, catalogue, cast, line.ui_url)


def _database(settings: Settings, steps: Steps) -> AbstractAsyncContextManager[Database]:
    ended = "stopped" if settings.database_url is None else _NOT_OURS
    return steps.opened("PostgreSQL", database(settings), lambda opened: opened.about, ended=ended)


def _temporal(plan: Plan, steps: Steps) -> AbstractAsyncContextManager[Temporal]:
    ended = "stopped" if plan.outside is None else _NOT_OURS
    line = temporal(plan.settings, plan.outside, SEARCH_ATTRIBUTES)
    return steps.opened("Temporal", line, lambda opened: opened.about, ended=ended)


async def _prepare(opened: Database, catalogue: str, steps: Steps) -> Catalogue:
    with steps.step("Schema") as note:
        done = await migrate(opened.url)
        note.text = f"{len(done)} migration{'s' if len(done) > 1 else ''} applied" if done else "up to date"
    with steps.step("Reference data") as note:
        async with opened.pool.acquire() as connection:
            loaded = await load_catalogue(connection, catalogue)
            calendar = await load_calendar(connection, shipped.calendar_files())
        years = f"{calendar.years[0].year} to {calendar.years[-1].year}"
        size = f"{len(loaded.items)} items, {len(loaded.departments)} departments"
        note.text = f"catalogue {loaded.version} ({size}), calendar {calendar.rev} ({years})"
    return loaded


async def _cast(pool: Pool, settings: Settings, steps: Steps) -> Cast:
    samples = parse_samples(_read("sample_people.toml"))
    with steps.step("Sample people") as note:
        async with pool.acquire() as connection:
            if not await wants_samples(connection, samples):
                note.text = "none, for there are real ones"
                return Cast(samples, {})
            tokens = kept_tokens(_tokens_file(settings), (person.id for person in samples.people))
            await load_samples(connection, samples, tokens)
        note.text = f"{len(tokens)} with tokens in {_tokens_file(settings)}"
    return Cast(samples, tokens)


def _people(here: Town) -> str:
    rows = [("role", "department", "person", "token")]
    rows += [(p.role, p.department or "", p.id, here.cast.tokens[p.id]) for p in here.cast.samples.people]
    return "\n".join(["", *(f"  {role:14} {office:11} {person:14} {token}" for role, office, person, token in rows)])


def _addresses(here: Town, example: Story) -> str:
    lines = {
        "Site": f"{here.settings.public_base_url}/",
        "Example project": f"{here.settings.public_base_url}/projects/{example.ref}" if here.cast.tokens else "",
        "API docs": f"{here.settings.public_base_url}/docs",
        "Temporal UI": here.ui_url,
        "Tokens": str(_tokens_file(here.settings)) if here.cast.tokens else "",
    }
    shown = [f"  {name:16} {where}" for name, where in lines.items() if where]
    return "\n".join(["", "Chengnuo is ready; Ctrl-C stops it.", *shown])


async def _in_time(play: Awaitable[list[Event]]) -> list[Event]:
    try:
        return await asyncio.wait_for(play, _DEMO_SECONDS)
    except TimeoutError:
        raise ServerFailed(
            f"The project was not complete within {_DEMO_SECONDS} s; this machine is too slow."
        ) from None


def _chart(here: Town, story: Story, record: list[Event]) -> list[str]:
    catalogue, profile = here.catalogue, here.catalogue.profiles[story.profile]
    rules = project_items(
        catalogue,
        project_type=profile.project_type,
        land_mode=profile.land_mode,
        flags=[*profile.flags, *story.more_flags],
        rule_set=catalogue.default_rule_set,
        on=datetime.now(ZoneInfo(shipped.office()[1])).date(),
    )
    names = {entry.id: entry.name_zh for entry in (*catalogue.items.values(), *catalogue.stages.values())}
    kinds = Counter(event.kind for event in record)
    decided, silent = kinds[Happening.APPROVED], kinds[Happening.APPROVED_BY_SILENCE]
    summary = f"{len(rules)} items: {decided} approved by officers, {silent} by silence."
    return [*second_by_second(record, rules, names), "", summary]


def _tokens_file(settings: Settings) -> Path:
    return settings.data_dir / "tokens.json"


def _read(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as fault:
        problems = (f"CHENGNUO_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in fault.errors())
        raise SystemExit("\n".join(problems)) from fault


def _program(words: list[str]) -> Program:
    """What the command line asks for; without a word, to run."""
    programs: dict[str | None, Program] = {None: run, "run": run, "demo": demo, "migrate": migrate_only}
    parser = argparse.ArgumentParser(prog="python -m local", description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="program", metavar="{run,demo,migrate,person}")
    for name in filter(None, programs):
        commands.add_parser(name)
    person = commands.add_parser("person", description="Make or change an account, and print a new token for it once.")
    person.add_argument("id")
    person.add_argument("role", help=", ".join(ROLES))
    for option in ("department", "name", "work_no", "phone", "mail", "language"):
        person.add_argument(f"--{option.replace('_', '-')}")
    given = vars(parser.parse_args(words))
    chosen = given.pop("program")
    return partial(person_only, wanted=Account(**given)) if chosen == "person" else programs[chosen]


def main() -> int:
    """Do what the command line says; 1 when something could not be started."""
    program = _program(sys.argv[1:])
    settings = _settings()
    configure_logging(level="warning" if program is demo else settings.log_level, as_json=settings.log_json)
    logging.getLogger("temporalio").setLevel(logging.WARNING)  # that the worker starts and stops is told as a step
    try:
        run_until_stopped(program(settings, Steps(sys.stdout)))
    except (PortTaken, DataInUse, ServerFailed, CallFailed, BadAccount, AccountIncomplete, NotAnAddress) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
