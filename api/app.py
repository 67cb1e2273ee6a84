"""The counters put together: `create_app` for uvicorn, `make_app` for whoever has pool and client already."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp
from temporalio.client import Client

from api import (
    acknowledging,
    acts,
    follow,
    health,
    offices,
    outbox,
    outbox_page,
    projects,
    reference,
    rosters,
    site,
    twilio_hooks,
    unreached,
    upkeep,
)
from api.access import admit
from api.desk import Desk
from api.gateway import Gateway, Patience
from api.intake import Intake
from api.library import Library
from api.lines import PostgresLine, TemporalLine
from api.live import Live
from api.manners import Manners
from api.problems import Problem, install
from store.pool import Pool, open_pool
from system.logging import configure_logging
from system.settings import Settings, temporal_connect_config
from system.temporal_line import connect

ROUTERS = (
    projects.router,
    acts.router,
    follow.router,
    offices.router,
    outbox.router,
    unreached.router,
    upkeep.router,
    rosters.router,
    reference.router,
    health.router,
    site.router,
    outbox_page.router,
    acknowledging.router,
    twilio_hooks.router,
)
TAGS = (
    {"name": "projects", "description": "Projects, opened and followed by everybody."},
    {"name": "acts", "description": "What people do to the items of a project."},
    {"name": "offices", "description": "The lists of those who work."},
    {"name": "messages", "description": "What became of every message, and whom a person must still tell."},
    {"name": "rosters", "description": "Who is away, and who is on duty."},
    {"name": "reference", "description": "The catalogue and the calendars."},
    {"name": "health", "description": "For machines that watch over us."},
)


class NotConfigured(RuntimeError):
    """A setting that the API cannot do without is not set."""


class _Site(FastAPI):
    """The application whose every answer has manners, even the one to a fault of its own."""

    def build_middleware_stack(self) -> ASGIApp:
        """Put the manners around everything."""
        return Manners(super().build_middleware_stack())


def make_app(
    *, pool: Pool | None, client: Client | None, settings: Settings, patience: Patience | None = None
) -> FastAPI:
    """The application with a pool and a client that somebody else opened and will close; None is one that is away."""
    return _app(PostgresLine(pool), TemporalLine(client), settings, patience)


def create_app() -> FastAPI:
    """The application for `uvicorn api.app:create_app --factory`, with its resources named by the environment.

    Raises:
        NotConfigured: CHENGNUO_DATABASE_URL or TEMPORAL_ADDRESS is not set.
    """
    settings = Settings()
    configure_logging(level=settings.log_level, as_json=settings.log_json)
    url, config = settings.database_url, temporal_connect_config()
    if url is None or config is None:
        raise NotConfigured("Set CHENGNUO_DATABASE_URL and TEMPORAL_ADDRESS, or start everything with `make run`.")

    return _app(PostgresLine(None, lambda: open_pool(url)), TemporalLine(None, lambda: connect(config)), settings, None)


def _app(postgres: PostgresLine, temporal: TemporalLine, settings: Settings, patience: Patience | None) -> FastAPI:
    gateway = Gateway(temporal, task_queue=settings.task_queue, patience=patience)
    desk = Desk(settings, postgres, temporal, gateway, Library(), Live(postgres))

    app = _Site(
        title="Chengnuo",
        version="1",
        summary="Durable clocks for what a government has promised.",
        description="Bearer tokens belong to a person with a role; whoever has none is a visitor and may read what is public. Problems are answered as RFC 9457 says; `code` is stable.",
        openapi_tags=list(TAGS),
        dependencies=[Depends(admit)],
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        redirect_slashes=False,
        separate_input_output_schemas=False,
    )
    app.state.desk = desk
    for router in ROUTERS:
        app.include_router(router)
    install(app, [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)])
    app.add_middleware(Intake)
    _describe(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    desk: Desk = app.state.desk
    async with desk.postgres.kept(), desk.temporal.kept(), desk.live.running():
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
        return app.openapi_schema or {}

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's own way to change it


def _problem_schemas() -> dict[str, object]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "Problem": schema}
