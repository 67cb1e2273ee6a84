"""Front door 2: everything on this machine with one command, and the demonstration.

python -m local          PostgreSQL, Temporal, worker and web server, until Ctrl-C
python -m local demo     plays a whole project and six requests with terms of seconds, and ends
python -m local migrate  brings the database to the present schema and loads the reference data
python -m local person   makes or changes an account, and prints an invitation to it once; with --token a token too
python -m local retention  shows what is kept no longer, by table and reason; it erases nothing
python -m local verify   checks an exported case, offline
python -m local code     prints the code with which sample people sign in at this moment, on a machine of one's own
python -m local rights   prints who may do what, as docs/rights.md has it
python -m local words    brings the words of the pages up to date with the code
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

from temporalio.envconfig import ClientConnectConfig

import verify
from activities.carriers import AccountIncomplete
from activities.mail_paper import NotAnAddress
from api.app import make_app
from api.by_hand import NOT_OURS, code_told, migrate_only, opened_database, person_only, prepare, retention_only
from api.cast import Cast, load_cast
from api.gathering import update as words_brought_up_to_date
from api.hotline.player import Played
from api.legal.scheduling import open_samples
from api.past import SHARES, go_on, made_past
from api.playing import together
from api.plays import Plays
from api.rights import rights_page
from api.showing import addresses_of, addresses_shown, chart_shown, people_shown, requests_shown, sign_in_shown
from domain.catalogue_scale import in_seconds, parse_scale
from domain.hotline.scale import hotline_in_seconds, parse_hotline_scale
from domain.legal.scale import legal_in_seconds, parse_legal_scale
from domain.story import parse_story
from store import shipped
from store.accounts import ROLES, Account, BadAccount
from store.first_rules import FirstRules, RuleTexts, shipped_rules
from store.pool import API, Pool, open_pool
from system.caller import Caller, CallFailed
from system.logging import configure_logging
from system.process import LOOPBACK, DataInUse, PortTaken, ServerFailed
from system.settings import Settings, read_settings, temporal_connect_config
from system.steps import Steps
from system.stopping import run_until_stopped
from system.temporal_line import Temporal, temporal
from system.vault import KeyMissing, NotUnlocked
from system.web import free_port, listen, serving
from worker import make_worker, open_house, postroom_of
from workflows.nightly_schedules import look_back
from workflows.window import SEARCH_ATTRIBUTES

Program = Callable[[Settings, Steps], Coroutine[Any, Any, None]]

DATA = Path(__file__).parent / "domain" / "data"
REQUESTS, LEGAL_CASES = "hotline_stories.toml", "legal_stories.toml"
_DEMO_SECONDS = 110  # in which it must be over; it takes about 60


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be started; `outside` is a Temporal server that is not ours, `settle_seconds` another wait for silence, `history` a past."""

    settings: Settings
    rules: RuleTexts
    outside: ClientConnectConfig | None = None
    settle_seconds: int | None = None
    history: str = ""


@dataclass(frozen=True, slots=True)
class Town:
    """Everything that runs. Where the database holds real people nobody is in the cast."""

    settings: Settings
    pool: Pool
    rules: FirstRules
    cast: Cast
    ui_url: str

    @property
    def plays(self) -> Plays:
        """The examples that can be played here."""
        return Plays(Caller(self.settings.host, self.settings.port), self.cast, self.rules, self.pool)


async def run(settings: Settings, steps: Steps, history: str = "") -> None:
    """Start everything, open the examples, print the addresses, and serve until somebody stops it."""
    plan = Plan(settings, shipped_rules(), temporal_connect_config(), history=history)
    async with town(plan, steps) as here:
        ref, requests = await examples(here, steps)
        if here.cast.tokens:
            steps.say("\n".join([*people_shown(here.cast), *sign_in_shown(here.cast, here.settings.public_base_url)]))
        shown = addresses_of(here.settings.public_base_url, here.ui_url, project=ref, some=requests[:1])
        tokens = {"Tokens": str(_tokens_file(settings))} if here.cast.tokens else {}
        steps.say("\n".join(addresses_shown(shown | tokens)))
        try:
            await asyncio.Event().wait()
        finally:
            steps.say()  # below the ^C that a terminal shows


async def examples(here: Town, steps: Steps) -> tuple[str, list[Played]]:
    """Play the example project, requests and legal cases; the project's code and the requests, or nothing where nobody is in the cast."""
    if not here.cast.tokens:
        return "", []
    example = parse_story(_read("example_story.toml"))
    with steps.step("Example project") as note:
        record = await here.plays.project(example).play()
        note.text = f"{example.ref}, {len(record)} events"
    with steps.step("Example requests") as note:
        requests = [played for played in await together(*here.plays.requests(_read(REQUESTS))) if played]
        note.text = f"{len(requests)}, {requests[0].ref} and others" if requests else "none, for the rules are others"
    with steps.step("Example legal cases") as note:
        cases = [played for played in await together(*here.plays.legal_cases(_read(LEGAL_CASES))) if played]
        note.text = f"{len(cases)}, {cases[0].ref} and others" if cases else "none, for the rules are others"
    return example.ref, requests


async def demo(settings: Settings, steps: Steps) -> None:
    """Play a project to its end, six requests, eight cases and a programme of the legal circle, with terms of seconds."""
    story = parse_story(_read("demo_story.toml"))
    with apart(settings) as ours:
        async with town(quick_plan(ours), steps) as here:
            steps.say(f"\nWatch it at {ours.public_base_url}/projects/{story.ref} and {here.ui_url}\n")
            plays = here.plays
            project = plays.project(story, say=steps.say).play()
            others = plays.requests(_read(REQUESTS), steps.say) + plays.legal_cases(_read(LEGAL_CASES), steps.say)
            programme = plays.programme(_read(LEGAL_CASES), steps.say)
            record, *played = await _in_time(together(project, programme, *others))
            steps.say("\n".join(["", *chart_shown(here.rules.catalogue, story, record), ""]))
            refs = [one.ref for one in played if one and one.ref.startswith("H")]
            steps.say("\n".join([*await requests_shown(here.pool, here.rules.hotline, refs), ""]))


@contextmanager
def apart(settings: Settings) -> Iterator[Settings]:
    """The settings with a folder and ports of their own; the folder is removed at the end."""
    ports = {name: free_port() for name in ("port", "postgres_port", "temporal_port", "temporal_ui_port")}
    with tempfile.TemporaryDirectory(prefix="chengnuo-demo-") as folder:
        site = f"http://{LOOPBACK}:{ports['port']}"
        own = {"data_dir": Path(folder), "database_url": None, "host": LOOPBACK, "public_base_url": site, **ports}
        yield settings.model_copy(update=own)


def quick_plan(settings: Settings) -> Plan:
    """Everything with terms of seconds."""
    scale = parse_scale(_read("demo_catalogue.toml"))
    quick = RuleTexts(
        in_seconds(shipped.catalogue_file(), scale),
        hotline_in_seconds(shipped.hotline_file(), parse_hotline_scale(_read("demo_hotline.toml"))),
        legal_in_seconds(shipped.legal_file(), parse_legal_scale(_read("demo_legal.toml"))),
    )
    return Plan(settings, quick, settle_seconds=scale.settle_seconds)


@asynccontextmanager
async def town(plan: Plan, steps: Steps) -> AsyncIterator[Town]:
    """Start everything in its order, and stop it in the opposite one.

    Raises:
        PortTaken, DataInUse, ServerFailed: something cannot be started; what was started before is stopped.
    """
    settings = plan.settings
    async with AsyncExitStack() as stack:
        listener = stack.enter_context(listen(settings.host, settings.port))
        opened = await stack.enter_async_context(opened_database(settings, steps))
        rules = await prepare(opened, plan.rules, settings, steps)
        cast = await _cast(opened.pool, settings, steps)
        left = await made_past(opened.pool, plan.history if cast.tokens else "", steps)
        line = await stack.enter_async_context(_temporal(plan, steps))
        postroom = stack.enter_context(postroom_of(opened.pool, settings))
        if plan.settle_seconds is not None:  # where days are seconds, so are the minutes of which people get two texts
            quick = replace(postroom.book.policy, most_seconds=1, day_opens=time.min, day_closes=time.max)
            postroom.book = replace(postroom.book, policy=quick)
        worker = make_worker(line.client, opened.pool, task_queue=settings.task_queue, postroom=postroom)
        await stack.enter_async_context(steps.opened("Worker", worker, lambda _: f"on queue {settings.task_queue}"))
        await open_house(line.client, task_queue=settings.task_queue)
        await go_on(line.client, settings.task_queue, left)
        if left:
            await look_back(line.client, task_queue=settings.task_queue)
        if cast.tokens:
            with steps.step("Programmes") as note:
                made = await open_samples(
                    opened.pool, line.client, task_queue=settings.task_queue, now=datetime.now(UTC)
                )
                note.text = f"{made} with their Schedules"
        ours = API if settings.database_url is None else ""  # elsewhere whoever signs in has the right role already
        at_counters = await stack.enter_async_context(open_pool(opened.url, role=ours))
        app = make_app(pool=at_counters, client=line.client, settings=settings)
        if plan.settle_seconds is not None:
            app.state.desk.library.office = replace(app.state.desk.library.office, settle_seconds=plan.settle_seconds)
        address = f"on {settings.host}:{settings.port}"
        await stack.enter_async_context(steps.opened("Web server", serving(app, listener), lambda _: address))
        yield Town(settings, opened.pool, rules, cast, line.ui_url)


def _temporal(plan: Plan, steps: Steps) -> AbstractAsyncContextManager[Temporal]:
    ended = "stopped" if plan.outside is None else NOT_OURS
    line = temporal(plan.settings, plan.outside, SEARCH_ATTRIBUTES)
    return steps.opened("Temporal", line, lambda opened: opened.about, ended=ended)


async def _cast(pool: Pool, settings: Settings, steps: Steps) -> Cast:
    file = _tokens_file(settings)
    with steps.step("Sample people") as note:
        cast = await load_cast(pool, _read("sample_people.toml"), settings, tokens=file)
        note.text = f"{len(cast.tokens)} with tokens in {file}" if cast.tokens else "none, for there are real ones"
    return cast


async def _in_time(play: Awaitable[list[Any]]) -> list[Any]:
    try:
        return await asyncio.wait_for(play, _DEMO_SECONDS)
    except TimeoutError:
        raise ServerFailed(f"It was not complete within {_DEMO_SECONDS} s; this machine is too slow.") from None


def _tokens_file(settings: Settings) -> Path:
    return settings.data_dir / "tokens.json"


def _read(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


def _program(words: list[str]) -> Program:
    """What the command line asks for; without a word, to run."""
    programs: dict[str | None, Program] = {None: run, "run": run, "demo": demo, "migrate": migrate_only}
    programs["retention"] = retention_only
    parser = argparse.ArgumentParser(prog="python -m local", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--history", choices=SHARES, default="", help="begin with two years of history: a part, or all")
    commands = parser.add_subparsers(
        dest="program", metavar="{run,demo,migrate,person,retention,code,rights,words,verify}"
    )
    for name in filter(None, programs):
        commands.add_parser(name)
    person = commands.add_parser("person", description="Make or change an account, and print an invitation to it once.")
    person.add_argument("id")
    person.add_argument("role", help=", ".join(ROLES))
    for option in ("department", "name", "work_no", "phone", "mail", "language"):
        person.add_argument(f"--{option.replace('_', '-')}")
    person.add_argument("--token", metavar="ACTS", default="", help="make a token too, for these acts: a,b,…")
    person.add_argument("--days", type=int, default=90, help="after which it ends")
    given = vars(parser.parse_args(words))
    chosen, history = given.pop("program"), given.pop("history")
    if history and chosen in (None, "run"):
        return partial(run, history=history)
    if chosen != "person":
        return programs[chosen]
    scope, days = tuple(filter(None, given.pop("token").split(","))), given.pop("days")
    return partial(person_only, wanted=Account(**given), scope=scope, days=days)


def main() -> int:
    """Do what the command line says; 1 when something could not be started."""
    if sys.argv[1:2] == ["verify"]:
        return verify.main(sys.argv[2:])
    if sys.argv[1:] == ["words"]:
        sys.stdout.write(f"{words_brought_up_to_date()}\n")
        return 0
    if sys.argv[1:] == ["rights"]:
        sys.stdout.write(f"{rights_page()}\n")
        return 0
    settings = read_settings()
    if sys.argv[1:] == ["code"]:
        return code_told(settings, sys.stdout, sys.stderr)
    program = _program(sys.argv[1:])
    configure_logging(level="warning" if program is demo else settings.log_level, as_json=settings.log_json)
    logging.getLogger("temporalio").setLevel(logging.WARNING)  # that the worker starts and stops is told as a step
    try:
        run_until_stopped(program(settings, Steps(sys.stdout)))
    except (PortTaken, DataInUse, ServerFailed, CallFailed, BadAccount, AccountIncomplete, NotAnAddress) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except (KeyMissing, NotUnlocked) as fault:
        sys.stderr.write(f"CHENGNUO_FACTOR_KEY: {fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
