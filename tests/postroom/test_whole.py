"""The whole system in the words of those who live with it: a case, its clock, Temporal, Twilio, and the phones that ring."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack, closing
from dataclasses import replace

import pytest
from temporalio.client import Client
from town import HASTY, Town, quick

from activities.carriers import carriers_of
from activities.postroom import Postroom
from api.app import make_app
from domain.catalogue_file import parse
from domain.roles import Act, Role
from store import shipped
from store.people import Person, save_person
from store.reference import add_calendar
from system.converter import data_converter
from system.settings import Settings
from system.web import free_port, listen, serving
from worker import make_worker, open_postroom
from workflows.postroom import postroom_id

WARNED = replace(quick("A", 15), warn=14, red=7)  # seconds: a text must be of use for six
OFFICER, HEAD, SUPERVISOR, OFFICE = "+8613900000001", "+8613900000002", "+8613900000003", "+8613900000004"


@pytest.fixture
async def town(temporal, pool, task_queue, twilio) -> AsyncIterator[Town]:
    """A town whose worker also sends, with a site that hears what Twilio reports."""
    port = free_port()
    twilio.public_base = f"http://127.0.0.1:{port}"
    account = {name.removeprefix("CHENGNUO_").lower(): value for name, value in twilio.settings.items()}
    settings = Settings(public_base_url=twilio.public_base, port=port, task_queue=task_queue, **account)
    async with pool.acquire() as connection:
        await add_calendar(connection, shipped.calendar_files(), by="test")
        await save_person(connection, Person("li", "李某", Role.OFFICER, "DRC", phone=OFFICER))
        await save_person(connection, Person("wang", "王某", Role.HEAD, "DRC", phone=HEAD))
        await save_person(connection, Person("shen", "沈某", Role.SUPERVISOR, phone=SUPERVISOR))
        await connection.execute("UPDATE department SET phone = $1 WHERE id = 'DRC'", OFFICE)
    host = temporal.client.service_client.config.target_host
    client = await Client.connect(host, namespace=temporal.client.namespace, data_converter=data_converter)
    with ExitStack() as stack:
        carriers = stack.enter_context(closing(carriers_of(settings)))
        listener = stack.enter_context(listen("127.0.0.1", port))
        postroom = Postroom(pool, shipped.rulebook(twilio.public_base), carriers)
        async with (
            serving(make_app(pool=pool, client=client, settings=settings), listener),
            make_worker(client, pool, task_queue=task_queue, postroom=postroom),
        ):
            await open_postroom(client, task_queue=task_queue)
            yield Town(temporal, pool, task_queue, parse(shipped.catalogue_file()))
            await client.get_workflow_handle(postroom_id(task_queue)).terminate("the test is over")


async def test_yellow_red_and_silence_reach_the_people_of_the_department(town, phone):  # A3, A4, D3
    project = await town.open(WARNED, office=HASTY)
    await project.receive_and_accept("A")

    for number in (OFFICER, OFFICE):
        text = await phone(number).expects("【库伦旗政务】黄牌", project.ref)
        assert "李" not in text
    for number in (OFFICER, OFFICE):
        await phone(number).expects("红牌", project.ref)
    await phone(SUPERVISOR).expects("超时默许", project.ref)


async def test_a_decision_after_yellow_is_followed_by_silence(town, phone):  # H26
    project = await town.open(WARNED, office=HASTY)
    await project.receive_and_accept("A")
    for number in (OFFICER, OFFICE):
        await phone(number).expects("黄牌", project.ref)

    await project.act(Act.APPROVE, "A")

    assert (await project.states())["A"] == "approved"
    await project.written("completed")  # and no phone rings again, or the test fails
