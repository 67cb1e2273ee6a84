"""The counters put together: `create_app` for uvicorn, `make_app` for whoever has pool and client already."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

import structlog
from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.types import ASGIApp
from temporalio.client import Client

from api.access import admit
from api.counters import ROUTERS
from api.desk import Desk
from api.gateway import Gateway, Patience
from api.hotline.unbegun import looking_after
from api.intake import Intake
from api.language import Languages
from api.library import Library
from api.limits import Pace, TooManyRequests
from api.lines import PostgresLine, TemporalLine
from api.live import Live
from api.manners import Manners
from api.pacing import Limits, count_account
from api.problems import Problem, install, responses
from api.proxies import OnlySecurely, behind
from store.pool import Pool, open_pool
from system.logging import configure_logging
from system.provider import provider_of
from system.settings import UNGUARDED, Settings, read_settings, temporal_connect_config
from system.temporal_line import connect
from system.vault import vault_of

log = structlog.get_logger(__name__)

TAGS = (
    {"name": "projects", "description": "Projects, opened and followed by everybody."},
    {"name": "acts", "description": "What people do to the items of a project."},
    {
        "name": "documents",
        "description": "What a project hands in, once for all departments, and what is demanded of it.",
    },
    {"name": "citizens", "description": "Requests to the hotline, handed in and followed by everybody."},
    {"name": "offices", "description": "The lists of those who work."},
    {"name": "supervision", "description": "What detectors have found, and what people judge of it."},
    {"name": "requests", "description": "Requests of the hotline, as those see them who work on them."},
    {
        "name": "legal",
        "description": "The eight-minute legal service circle: asked by everybody, shown to those whose case it is.",
    },
    {
        "name": "legal figures",
        "description": "What the legal circle did, counted with evidence, and the bureau's own table.",
    },
    {
        "name": "legal places",
        "description": "Where legal help is to be found, how many people give it, and who advises which village.",
    },
    {"name": "programmes", "description": "What the legal circle does again and again, and who is reminded of it."},
    {"name": "messages", "description": "What became of every message, and whom a person must still tell."},
    {"name": "rosters", "description": "Who is away, and who is on duty."},
    {"name": "record", "description": "Cases as files that can be checked elsewhere, and the roots over all of them."},
    {
        "name": "privacy",
        "description": "Who has read whose personal data, how long it is kept, and what is kept of oneself.",
    },
    {"name": "reference", "description": "The catalogue and the calendars."},
    {"name": "accounts", "description": "Signing in, one's own account, and what the security office does."},
    {"name": "health", "description": "For machines that watch over us."},
)


class NotConfigured(RuntimeError):
    """A setting that the API cannot do without is not set."""


class _Site(FastAPI):
    """The application whose every answer has manners and a language, even one to a fault, and which knows its proxies."""

    def build_middleware_stack(self) -> ASGIApp:
        """Put languages and manners around everything, and around them the word of the proxies."""
        settings: Settings = self.state.desk.settings
        is_https = settings.public_base_url.startswith("https://")
        mannered = Manners(Languages(super().build_middleware_stack(), is_https=is_https), is_https=is_https)
        return behind(mannered, settings.proxies)


def make_app(
    *, pool: Pool | None, client: Client | None, settings: Settings, patience: Patience | None = None
) -> FastAPI:
    """The application with a pool and a client that somebody else opened and will close; None is one that is away."""
    return _app(PostgresLine(pool), TemporalLine(client), settings, patience)


def create_app() -> FastAPI:
    """The application for `uvicorn api.app:create_app --factory`, with its resources named by the environment.

    Raises:
        NotConfigured: CHENGNUO_DATABASE_URL or TEMPORAL_ADDRESS is not set, or in production CHENGNUO_TRUSTED_PROXIES.
        KeyMissing: in production, CHENGNUO_FACTOR_KEY is not.
    """
    settings = read_settings()
    configure_logging(level=settings.log_level, as_json=settings.log_json)
    if settings.is_unguarded:
        log.warning("settings.not_in_production", reason=UNGUARDED)
    url, config = settings.database_url, temporal_connect_config()
    if url is None or config is None:
        raise NotConfigured("Set CHENGNUO_DATABASE_URL and TEMPORAL_ADDRESS, or start everything with `make run`.")

    return _app(PostgresLine(None, lambda: open_pool(url)), TemporalLine(None, lambda: connect(config)), settings, None)


def _app(postgres: PostgresLine, temporal: TemporalLine, settings: Settings, patience: Patience | None) -> FastAPI:
    if settings.production and not settings.proxies:
        raise NotConfigured("In production set CHENGNUO_TRUSTED_PROXIES, or all askers have the address of the proxy.")
    gateway = Gateway(temporal, task_queue=settings.task_queue, patience=patience)
    locks = (vault_of(settings), provider_of(settings))
    desk = Desk(settings, postgres, temporal, gateway, Library(), Live(postgres), *locks)

    app = _Site(
        title="Chengnuo",
        version="1",
        summary="Durable clocks for what a government has promised.",
        description="Bearer tokens belong to a person with a role; whoever has none is a visitor and may read what is public. Problems are answered as RFC 9457 says; `code` is stable.",
        openapi_tags=list(TAGS),
        routes=list(_routes()),
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        redirect_slashes=False,
        separate_input_output_schemas=False,
    )
    app.state.desk = desk
    app.state.account_pace = Pace(settings.requests_per_account)
    install(app, [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)])
    app.add_middleware(Intake)
    app.add_middleware(Limits, settings)
    if settings.production:
        app.add_middleware(OnlySecurely)
    _describe(app)
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """All counters with what each asks first; FastAPI takes most of a second to read them, so all applications of a process share them."""
    house = APIRouter(dependencies=[Depends(admit), Depends(count_account)], responses=responses(TooManyRequests))
    for router in ROUTERS:
        house.include_router(router)
    return tuple(house.routes)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    desk: Desk = app.state.desk
    async with desk.postgres.kept(), desk.temporal.kept(), desk.live.running(), looking_after(desk):
        yield


def _describe(app: FastAPI) -> None:
    """Put the problem and the bearer token into the OpenAPI description."""
    plain = app.openapi

    def described() -> dict[str, object]:
        if app.openapi_schema is None:
            schema = plain()
            parts = schema["components"]
            parts["schemas"].update(_problem_schemas())
            parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
            schema["security"] = [{}, {"token": []}]
            _say_local_times(schema)
        return app.openapi_schema or {}

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's own way to change it


def _say_local_times(part: object) -> None:
    """Describe times of day as we write them: they are local, and what OpenAPI calls a `time` has an offset."""
    if isinstance(part, dict):
        if part.get("format") == "time":
            del part["format"]
            part["pattern"] = r"^\d{2}:\d{2}:\d{2}(\.\d+)?$"
        part = list(part.values())
    for inner in part if isinstance(part, list) else ():
        _say_local_times(inner)


def _problem_schemas() -> dict[str, object]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "Problem": schema}
