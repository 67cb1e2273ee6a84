"""A body that supervises, beside the banner of the tests, and a company's report of what a department has demanded."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from banner import DISPATCHER, OTHER, Banner
from citizens import with_numbers_of_its_own, written

from domain.hotline.off_list import KIND
from domain.roles import Role
from store.people import Person, add_token, save_person
from store.rosters import add_duty

SUPERVISING, ACCUSED, HANDLER = "ASB", OTHER, "officer-ASB"
PEOPLE = (
    Person(HANDLER, "承办人ASB", Role.OFFICER, SUPERVISING),
    Person("head-ASB", "负责人ASB", Role.HEAD, SUPERVISING),
    Person("overseer-NRB", "监督员NRB", Role.SUPERVISOR, ACCUSED),
)
NAME, PHONE, MAIL, WORDS, HANDLERS_WORDS = (
    "冷链公司王某",
    "15400007654",
    "wang@cold.example",
    "邻居同意书须另交",
    "已约谈该公司",
)
PROJECT_NAME = "冷链仓储暗记项目"
_keys = itertools.count(1)


async def supervised(office: Any) -> Banner:
    """A banner in which a body supervises, and the department complained of has a supervisor of its own."""
    banner = await with_numbers_of_its_own(await Banner.staffed(office))
    now = datetime.now(UTC)
    async with office.pool.acquire() as connection:
        await connection.execute(
            "INSERT INTO department (id, name_zh, name_en, kind) VALUES ($1, '行政审批局', 'ASB', 'department')",
            SUPERVISING,
        )
        for person in PEOPLE:
            await save_person(connection, person)
            office.tokens[person.id] = f"token-of-{person.id}"
            await add_token(connection, office.tokens[person.id], person=person.id, label="test")
        end = now + timedelta(days=30)
        await add_duty(connection, SUPERVISING, HANDLER, now - timedelta(days=1), end, by="root")
    return banner


async def demanded(banner: Banner, who: str = "chen", **more: Any) -> tuple[str, str]:
    """Number and code of a report that a company has made, whose case has written itself down."""
    body = {"kind": "material", "department": ACCUSED, "text": WORDS, "name": NAME, "phone": PHONE, "mail": MAIL} | more
    answer = await banner.counter.post("/off-list-demands", body, who, f"a-key-of-a-company-{next(_keys)}")
    assert answer.status_code == 201, answer.text
    await written(banner, answer.json()["ref"])
    return answer.json()["ref"], answer.json()["code"]


async def in_hand(banner: Banner, **more: Any) -> tuple[str, str]:
    """A report that the body that supervises handles."""
    ref, code = await demanded(banner, **more)
    await banner.do(DISPATCHER, ref, "accept", kind=KIND)
    return ref, code
