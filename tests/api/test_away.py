"""A part of the house is away: what is handed in is refused or durably taken, never half done."""

import asyncio

import asyncpg
from temporalio.client import Client

from api.app import create_app, make_app
from api.gateway import Patience
from store.pool import open_pool
from system.converter import data_converter
from system.settings import Settings

FIRST = "PR-05"


async def test_without_a_worker_an_act_is_kept_and_obeyed_later(counter, project):
    ref = await counter.left(project)

    taken = await counter.act("chen", ref, FIRST, "receive", key="late", remarks="材料齐全")
    waiting = await counter.web.get(taken.headers["location"], headers=counter.bearing("chen"))
    history = await counter.client.get_workflow_handle(f"approval/{ref}").fetch_history()
    async with counter.worker():
        await counter.until(ref, lambda shown: any(item["state"] == "received" for item in shown["items"]))
    done = await counter.web.get(taken.headers["location"], headers=counter.bearing("chen"))
    again = await counter.act("chen", ref, FIRST, "receive", key="late", remarks="材料齐全")

    assert (taken.status_code, taken.json()["status"]) == (202, "pending")
    kept = ("workflow_execution_signaled_event_attributes", "workflow_task_started_event_attributes")
    assert any(map(history.events[-1].HasField, kept)), (
        "kept by the server, not in a memory; it shows no signal while a worker that has gone holds a task"
    )
    assert taken.headers["location"] == f"/api/v1/projects/{ref}/commands/{taken.json()['id']}"
    assert (waiting.json()["status"], done.json()["status"]) == ("pending", "done")
    assert (again.status_code, again.json()["n"]) == (200, done.json()["n"])


async def test_a_refusal_of_a_command_that_was_left_is_told_where_it_was_promised(counter, project):
    ref = await counter.left(project)

    taken = await counter.act("officer-DRC", ref, FIRST, "approve")
    async with counter.worker():
        await counter.until(ref, lambda shown: shown["n"] > 3)
    told = await counter.web.get(taken.headers["location"], headers=counter.bearing("officer-DRC"))

    assert (told.json()["status"], told.json()["code"]) == ("refused", "not_received")


async def test_without_a_worker_an_opening_is_durably_taken(counter, project):
    counter.app.state.desk.gateway.patience = Patience(commit=0.5)
    taken = await counter.post("/projects", project, "chen")
    unseen = await counter.get(f"/projects/{project['ref']}")
    async with counter.worker():
        await counter.until(project["ref"], lambda shown: shown["n"] > 0)
        again = await counter.post("/projects", project, "chen")

    assert (taken.status_code, unseen.status_code, again.status_code) == (202, 404, 201)
    assert taken.json() == again.json()


async def test_while_temporal_is_away_nothing_is_done_and_it_comes_back(
    pool, town, opened, project, client, task_queue, road
):
    far = await Client.connect(f"127.0.0.1:{road.port}", data_converter=data_converter)
    patience = Patience(accept=0.5, commit=5.0, send=0.5)
    app = make_app(pool=pool, client=far, settings=Settings(task_queue=task_queue), patience=patience)

    async with opened(app, pool, client, task_queue, town) as counter, counter.worker():
        ref = await counter.open()
        await road.close()
        opening = await counter.post("/projects", project, "chen")
        act = await counter.act("chen", ref, FIRST, "receive", key="k")
        calendar = await counter.post("/calendars", {"text": "year = 2030"}, "root")
        ready = await counter.web.get("/readyz")
        seen = await counter.get("/projects")
        await road.open()
        async with asyncio.timeout(10):
            while await app.state.desk.temporal.missing():
                await asyncio.sleep(0.1)
        act_again = await counter.act("chen", ref, FIRST, "receive", key="k")
        opening_again = await counter.post("/projects", project, "chen")

    assert [(a.status_code, a.json()["code"]) for a in (opening, act, calendar)] == [(503, "temporal_away")] * 3
    assert all("retry-after" in answer.headers for answer in (opening, act, calendar))
    assert (ready.status_code, ready.json()["missing"]) == (503, ["temporal"])
    assert (seen.status_code, [row["ref"] for row in seen.json()["rows"]]) == (200, [ref])
    assert (act_again.status_code, opening_again.status_code) == (200, 201)


async def test_while_postgres_is_away_everything_is_refused_and_comes_back(office, postgres, database_url, project):
    ref = await office.open()
    name = database_url.rpartition("/")[2].partition("?")[0]
    admin = await asyncpg.connect(postgres.url_of("postgres"))

    await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
    away = [
        await office.get(f"/projects/{ref}"),
        await office.act("chen", ref, FIRST, "receive", key="k"),
        await office.post("/projects", project, "chen"),
        await office.get("/me", "chen"),
    ]
    ready = await office.web.get("/readyz")
    page = await office.web.get(f"/projects/{ref}")
    await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    await admin.close()
    back = await office.act("chen", ref, FIRST, "receive", key="k")
    await asyncio.wait_for(office.app.state.desk.live.is_hearing.wait(), 10)

    assert [(a.status_code, a.json()["code"]) for a in away] == [(503, "postgres_away")] * 4
    assert (ready.status_code, ready.json()["missing"]) == (503, ["postgres"])
    assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert back.status_code == 200


async def test_postgres_lost_after_the_act_was_accepted_leaves_it_durably_taken(
    counter, postgres, database_url, project
):
    """The API's own connections stay; only the worker's pool is cut off from the database."""
    ref = await counter.left(project)
    counter.app.state.desk.gateway.patience = Patience(accept=5.0, commit=0.5)
    holder = await asyncpg.connect(database_url)

    async with open_pool(database_url) as own, holder.transaction():
        await holder.execute("SELECT FROM project WHERE ref = $1 FOR UPDATE", ref)
        worker = type(counter)(counter.app, counter.web, own, counter.client, counter.task_queue).worker()
        async with worker:
            taken = await counter.act("chen", ref, FIRST, "receive")
            await holder.execute("SELECT 1")
            await holder.execute("COMMIT")
            await holder.execute("BEGIN")
            shown = await counter.until(ref, lambda shown: any(item["state"] == "received" for item in shown["items"]))
    await holder.close()

    assert taken.status_code == 202
    assert shown["n"] > 3


async def test_the_api_starts_without_anything_and_recovers(
    monkeypatch, postgres, database_url, client, opened, town, pool
):
    name = database_url.rpartition("/")[2].partition("?")[0]
    admin = await asyncpg.connect(postgres.url_of("postgres"))
    monkeypatch.setenv("CHENGNUO_DATABASE_URL", database_url)
    monkeypatch.setenv("TEMPORAL_ADDRESS", client.service_client.config.target_host)
    await pool.close()
    await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    app = create_app()

    async with app.router.lifespan_context(app):
        line = app.state.desk.postgres
        missing = await line.missing()
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        async with asyncio.timeout(10):
            await app.state.desk.live.is_hearing.wait()
            while await app.state.desk.temporal.missing():
                await asyncio.sleep(0.1)
        there = await line.missing()
    await admin.close()

    assert (missing, there) == (["postgres"], [])
