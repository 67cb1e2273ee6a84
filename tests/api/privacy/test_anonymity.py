"""Who reported a demand is learnt at no address by the department complained of, or by anybody but handler and centre."""

import re

import pytest
from banner import DISPATCHER, VILLAGE
from supervising import (
    ACCUSED,
    HANDLER,
    HANDLERS_WORDS,
    MAIL,
    NAME,
    PHONE,
    PROJECT_NAME,
    SUPERVISING,
    WORDS,
    demanded,
    in_hand,
    supervised,
)

from activities.bookkeeping import Bookkeeping
from api.counters import ROUTERS
from domain.roles import Role
from store.people import Person, add_token, save_person
from store.shipped import figures
from system.settings import Settings
from worker import postroom_of

QUERY = "from=2026-01-01&until=2028-01-01&limit=100"
# Who holds it no longer, who oversees, who has nothing to do with it, and above all those complained of.
OTHERS = (f"officer-{ACCUSED}", f"head-{ACCUSED}", "overseer-NRB", "shen", "root", "jian", "officer-HUB", "")
SEERS = (HANDLER, "head-ASB", DISPATCHER, "leader")
# Everybody who may work in the body complained of, and those who see all lists between them.
MORE_OF_THEIRS = tuple(
    Person(f"{role}-{ACCUSED}", "某", role, ACCUSED)
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.DISPATCHER, Role.LEADER, Role.CLERK)
)
OF_THEIRS = (
    f"officer-{ACCUSED}",
    f"head-{ACCUSED}",
    f"grid-{ACCUSED}",
    "overseer-NRB",
    *(p.id for p in MORE_OF_THEIRS),
)
WHOLE = ("shen", "root", "leader")


@pytest.fixture
async def told(office):
    """A report with all that can be said in one, handled, commented on, and told of by messages and papers."""
    banner = await supervised(office)
    project = await office.open("root", applicant="chen", name=PROJECT_NAME)
    ref, code = await in_hand(banner, project=project, item="LR-01")
    await banner.do(HANDLER, ref, "comment", text=HANDLERS_WORDS)
    await banner.counter.post(f"/requests/{ref}/words", {"code": code, "text": WORDS}, "", "another-key-of-a-company")
    waiting, _ = await in_hand(banner, project=project)
    await banner.do(HANDLER, waiting, "return", reason="not_our_duty", proposed="HUB", text=HANDLERS_WORDS)
    await Bookkeeping(office.pool, figures()).catch_up()
    with postroom_of(office.pool, Settings()) as postroom:
        for _ in range(5):
            if not await postroom.work():
                break
    return banner, [ref, waiting], project


def _paths(refs, pattern):
    values = {
        "item": "LR-01",
        "cycle": "1",
        "paper": "assignment",
        "body": SUPERVISING,
        "service": "hotline",
        "person": HANDLER,
    }
    for ref in refs if "{ref}" in pattern else refs[:1]:
        path = re.sub(r"{(\w+)(?::\w+)?}", lambda name: {"ref": ref, **values}.get(name[1], "1"), pattern)  # noqa: B023
        yield f"{path}?{QUERY}&ref={ref}"
        if "inbox" in path or "requests.csv" in path:
            yield f"{path}?body={SUPERVISING}"


async def _seen(banner, who, refs):
    """Every answer to everything that can be read, by address."""
    addresses = list(dict.fromkeys(one for pattern in _patterns() for one in _paths(refs, pattern)))
    headers = banner.counter.bearing(who)
    return {address: await banner.counter.web.get(address, headers=headers) for address in addresses}


def _marks(text, project):
    said = [mark for mark in (NAME, PHONE, MAIL, WORDS, HANDLERS_WORDS) if mark in text]
    said += re.findall(rf"(?<![0-9A-Fa-f]){PHONE[-4:]}(?![0-9A-Fa-f])", text)  # as a masked number ends, and no hash
    return said + [project] * (project in text and PROJECT_NAME not in text)


async def test_nobody_but_handler_and_centre_learns_who_reported_it(told):
    banner, refs, project = told
    public = {f"/projects/{project}", f"/api/v1/projects/{project}"}

    leaks = []
    for who in OTHERS:
        for address, answer in (await _seen(banner, who, refs)).items():
            text = answer.text + str(answer.headers)
            of_a_list = f"{project}" in text and refs[0] not in text and refs[1] not in text
            marks = _marks(text, "nothing" if of_a_list or address in public else project)
            leaks += [(who, address, marks)] if marks else []

    assert leaks == []


async def test_the_department_complained_of_cannot_open_it_whoever_asks(told):
    banner, refs, _ = told

    not_theirs, not_there = (403, "not_yours"), (404, "unknown_request")  # the latter to whoever may read all others
    of_theirs = {f"officer-{ACCUSED}": not_theirs, f"head-{ACCUSED}": not_theirs, "overseer-NRB": not_there}
    for who, expected in of_theirs.items():
        for ref in refs:
            for more in ("", "/events", "/custodies", "/papers", "/photos", "/bundle"):
                answer = await banner.counter.get(f"/requests/{ref}{more}", who)
                assert (answer.status_code, answer.json()["code"]) == expected, (who, more)
        listed = await banner.counter.get(f"/requests/inbox?body={ACCUSED}", who)
        assert refs[0] not in listed.text
    for path in ("/", "/open-data"):
        text = (await banner.counter.web.get(path)).text
        assert not any(ref in text for ref in refs)


async def test_those_who_oversee_see_how_it_stands_without_the_words(told):
    banner, (ref, _), project = told

    view = await banner.read(f"/requests/{ref}", "shen")
    assert (view["state"], view["text"], view["demand"], view["withheld"]) == ("handling", "", None, True)
    lines = (await banner.read(f"/requests/{ref}/events", "shen"))["rows"]
    assert len(lines) > 2
    assert {tuple(line["texts"]) for line in lines} == {()}
    for who in SEERS:
        page = await banner.counter.web.get(f"/work/requests/{ref}", headers=banner.counter.bearing(who))
        assert WORDS in page.text, who
        assert project in page.text, who


async def test_who_took_it_in_on_the_spot_is_told_to_handler_and_centre_only(office):  # a grid member has a village
    banner, grid = await supervised(office), f"grid-{VILLAGE}"
    ref, _ = await in_hand(banner, who=grid)

    async def said(who):
        view, lines = await banner.read(f"/requests/{ref}", who), await banner.read(f"/requests/{ref}/events", who)
        (first, *_) = lines["rows"]
        return view["source"], first["kind"], first["actor"], first["role"], first["what"]

    for who in (HANDLER, DISPATCHER):
        assert await said(who) == ("grid", "reported", grid, "grid_member", "grid"), who
    for who in ("shen", "root"):
        assert await said(who) == ("", "reported", "", "visitor", ""), who
        for path in (f"/work/requests/{ref}", f"/papers/{ref}/1/assignment/{SUPERVISING}"):
            page = await office.web.get(path, headers=office.bearing(who))
            assert page.status_code == 200, path
            assert grid not in page.text, path
            assert "网格员" not in page.text, path
    days = "from=2026-01-01&until=2028-01-01"
    for file in ("xes", "ocel.json"):
        log = await office.web.get(f"/api/v1/logs/hotline.{file}?{days}", headers=office.bearing("shen"))
        assert ref in log.text
        assert "grid_member" not in log.text


async def test_no_message_goes_to_the_department_complained_of(told):
    banner, refs, _ = told

    async with banner.counter.pool.acquire() as connection:
        rows = await connection.fetch("SELECT recipient, text FROM outbox WHERE ref = ANY ($1)", refs)
        bodies = await connection.fetch("SELECT body FROM notice WHERE ref = ANY ($1)", refs)
    assert len(rows) > 2
    assert not any(ACCUSED in row["recipient"] for row in rows)
    assert ACCUSED not in {row["body"] for row in bodies}
    assert not any(_marks(row["text"] or "", "nothing") for row in rows if not row["recipient"].startswith("caller:"))
    assert await banner.counter.pool.fetchval("SELECT count(*) FROM public_request WHERE ref = ANY ($1)", refs) == 0


async def test_whoever_works_in_the_body_complained_of_finds_it_in_no_list(told):
    banner, refs, _ = told
    refs += await _in_every_list(banner, refs[0])
    everywhere = [address for pattern in _patterns() if "{ref}" not in pattern for address in _lists(pattern, refs[0])]
    everywhere.sort(key=lambda address: "access-log" in address)  # it has something to tell when the others were read

    named = set()
    for who in WHOLE:
        for address in everywhere:
            if _refs_in(await _text(banner, who, address), refs):
                named.add(address)
    leaks = [
        (who, address)
        for who in OF_THEIRS
        for address in sorted(named)
        if _refs_in(await _text(banner, who, address), refs)
    ]

    assert leaks == []
    for one in ("queue", "inbox", "calls", "decisions", "advised", "overview/open", "recurring/cases", "exclusions"):
        assert any(one in address for address in named), one
    for one in (
        "hotline.xes",
        "hotline.ocel",
        "outbox",
        "access-log",
        "findings",
        "requests/cases",
        "/admin?",
        "figures/alarms",
        "open-work",
    ):
        assert any(one in address for address in named), one


def _patterns():
    """What can be read, but for what goes on for ever."""
    routes = {route.path: route.name for router in ROUTERS for route in router.routes if "GET" in route.methods}
    return sorted(path for path, name in routes.items() if not name.startswith("follow_") and name != "asset")


def _lists(pattern, ref):
    figure = "open-requests" if "overview" in pattern else "requests"
    values = {"service": "hotline", "log": "hotline", "figure": figure, "person": HANDLER}
    path = re.sub(r"{(\w+)(?::\w+)?}", lambda name: values.get(name[1], "1"), pattern)
    yield f"{path}?{QUERY}"
    if "inbox" in path or "requests.csv" in path:
        yield f"{path}?body={SUPERVISING}"
    if path.endswith("/access-log"):
        yield f"{path}?ref={ref}"


async def _text(banner, who, address):
    """What somebody is shown, without the address itself."""
    answer = await banner.counter.web.get(address, headers=banner.counter.bearing(who))
    return re.sub(r"ref=H[\d-]+", "", answer.text)


def _refs_in(text, refs):
    return [ref for ref in refs if ref in text]


async def _in_every_list(banner, ref):
    """People of the body complained of in every role; and more such reports, so that together they stand in all lists."""
    pool = banner.counter.pool
    async with pool.acquire() as connection:
        for person in MORE_OF_THEIRS:
            await save_person(connection, person)
            banner.counter.tokens[person.id] = f"token-of-{person.id}"
            await add_token(connection, f"token-of-{person.id}", person=person.id, label="test")
    closed, _ = await in_hand(banner)
    await banner.do(HANDLER, closed, "close", text="已查明。", document="审批局函〔2026〕3号")
    advised, _ = await demanded(banner)
    await banner.do(DISPATCHER, advised, "advise", road=banner.policy.roads[0])
    await pool.execute(
        "UPDATE request SET review_at = now() - interval '1 day', wakes_at = now() - interval '1 day' WHERE ref = $1",
        ref,
    )
    await pool.execute(
        "INSERT INTO exclusion (subject, ref, part, reason, asked_by, asked_at)"
        " SELECT subject, ref, part, 'entry_error', 'leader', now() FROM fact WHERE ref = $1 LIMIT 1",
        ref,
    )
    await pool.execute(
        "INSERT INTO finding (detector, version, ref, part, at, body, evidence, found_at)"
        " VALUES ('backfilled', '1', $1, '', now(), $2, '{}', now())",
        *(ref, SUPERVISING),
    )
    await pool.execute(
        "INSERT INTO finding (detector, version, ref, part, at, body, evidence, found_at)"
        " VALUES ('exclusion_excess', '1', $1, '', now(), $2, $3, now())",
        *("H20261101-000001", SUPERVISING, {"exclusions": 2, "others": [f"{ref} 1.1", "H20261101-000002 1.1"]}),
    )
    await pool.execute(
        "INSERT INTO figure_alarm (found_at, service, month, figure, dimension, name, kept, recounted)"
        " VALUES (now(), 'hotline', '2026-11', 'facts', 'case', $1, '', '')",
        ref,
    )
    await Bookkeeping(pool, figures()).catch_up()
    return [closed, advised]
