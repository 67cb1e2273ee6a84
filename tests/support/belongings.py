"""What belongs to people of each role, so that they may come or not: fixtures of the tests of access."""

from datetime import UTC, datetime, timedelta

import pytest
from banner import Banner
from circle import DIRECTOR, Circle
from post import Post
from sending import MATERIAL, NO_SUCH
from watched import found

from api.commands import HASH_LENGTH
from domain.roles import Role
from store.people import Person, save_person
from store.rosters import add_absence, add_duty

UPLOAD = """
INSERT INTO upload (id, ref, material, name, size, digest, begun_by, begun_at, expires_at, content)
VALUES ($1, $2, $3, 'x.pdf', 9, '', 'chen', now(), now() + interval '1 day', $4)
"""
DOCUMENT = """
INSERT INTO document (id, ref, material, version, name, kind, content, handed_in_by, handed_in_at)
VALUES ($1, $2, $3, 1, 'x.pdf', 'pdf', $4, 'chen', now())
"""


@pytest.fixture
async def ref(counter):
    """A project of chen's, whom bai helps; nobody works, for what the case says does not matter here."""
    await counter.pool.execute("INSERT INTO person (id, name, role) VALUES ('bao', '包帮办', 'helper')")
    await counter.pool.execute(
        "INSERT INTO token (hash, person, label, scope, expires_at)"
        " SELECT sha256('token-of-bao'), 'bao', label, scope, expires_at FROM token WHERE person = 'bai'"
    )
    counter.tokens["bao"] = "token-of-bao"
    async with counter.worker():
        return await counter.open(
            "root",
            applicant="chen",
            helper="bai",
            project_type="ent_approval",
            flags=["land_allocation_or_separate_site"],
        )


@pytest.fixture
async def request_ref(counter):
    """A request that NRB holds."""
    banner = await Banner.staffed(counter)
    ref = await banner.handed_in()
    await counter.pool.execute(
        "INSERT INTO request (ref, state, kind, level, body, owner, n, updated_at)"
        " VALUES ($1, 'handling', 'consultation', 'banner', 'NRB', 'officer-NRB', 2, now())",
        ref,
    )
    await counter.pool.execute(
        "INSERT INTO custody (ref, n, level, body, owner, since) VALUES ($1, 1, 'banner', 'NRB', 'officer-NRB', now())",
        ref,
    )
    return ref


@pytest.fixture
async def legal_ref(counter, request_ref):
    """An application for legal aid that ann has; nobody works."""
    circle = await Circle.staffed(counter)
    ref = (await circle.ask("aid", {"text": "欠薪", "kind": "wages", "groups": ["poor"]})).json()["ref"]
    await counter.pool.execute(
        "INSERT INTO assignment (ref, n, service, person, how, since) VALUES ($1, 1, 'aid', 'ann', 'offer', now())", ref
    )
    await counter.pool.execute(
        "INSERT INTO legal_case (ref, service, state, holder, updated_at) VALUES ($1, 'aid', 'received', 'ann', now())",
        ref,
    )
    return ref


@pytest.fixture
async def things(counter, ref, request_ref, legal_ref):
    """A message that a person must tell, an absence, a duty and a request, all of the department NRB."""
    from_at = datetime.now(UTC)
    until_at = from_at + timedelta(days=1)
    async with counter.pool.acquire() as connection:
        await save_person(connection, Person("leaver", "离任某", Role.OFFICER, "NRB"))  # whose account the office ends
        lawyer, _ = await add_absence(connection, "lee", from_at, until_at, stand_in=None, by="root")
        at_the_bureau, _ = await add_duty(connection, "JUB", "young", from_at, until_at, by="root")
        dispatcher, _ = await add_absence(connection, "dispatcher-2", from_at, until_at, stand_in=None, by="root")
        at_the_centre, _ = await add_duty(connection, "CENTRE", "dispatcher-3", from_at, until_at, by="root")
        absent, _ = await add_absence(connection, "officer-NRB", from_at, until_at, stand_in=None, by="root")
        on_duty, _ = await add_duty(connection, "NRB", "head-NRB", from_at, until_at, by="root")
    message = await Post(counter.pool).listed(ref, "person:officer-NRB")
    content = await counter.pool.fetchval(
        "INSERT INTO content (digest, size, made_at) VALUES ('', 9, now()) RETURNING id"
    )
    finding = await found(counter.pool, ref, "NRB")
    upload, document = "u" * 32, "d" * 20
    await counter.pool.execute(UPLOAD, upload, ref, MATERIAL, content)
    await counter.pool.execute(DOCUMENT, document, ref, MATERIAL, content)
    about = {
        "request_ref": request_ref,
        "legal_ref": legal_ref,
        "to": "visit",
        "activity": "x" * HASH_LENGTH,
        "plan": "00000000-0000-4000-8000-000000000000",
        "number": finding,
        "cycle": 1,
        "paper": "assignment",
        "figure": "red-today",
        "service": "hotline",
        "exclusion": NO_SUCH,
        "company": "chen",
        "entry": "x" * HASH_LENGTH,
        "body": "T1-V01",
        "upload": upload,
        "document": document,
        "session_id": NO_SUCH,
        "token_id": NO_SUCH,
        "person": "leaver",
        "n": 1,
        "kind": "calendar",
        "version": 1,
        "file": datetime.now(UTC).year,
        "entries": "duties",
        "deed": "end-sessions",
    }
    rosters = {DIRECTOR: {"absence": lawyer, "duty": at_the_bureau}}
    rosters |= {"leader": {"absence": dispatcher, "duty": at_the_centre}}
    return {"message": message, "absence": absent, "duty": on_duty, "outcome": "told", "rosters": rosters, **about}
