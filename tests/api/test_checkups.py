"""Companies are checked: ordered alone or as a campaign, found, reported, followed up; and seen by those only whom it concerns."""

import asyncio
import itertools
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from legal_rows import let_in, settle_in, with_numbers_of_its_own

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
SECRETS = ("秘密商贸有限公司", "联系人某某", "15400007777", "想看用工合同")
ADVICE = "未签劳动合同，建议一周内补签。"
_numbers = itertools.count(1)


@pytest.fixture
async def legal(office):
    """A small legal circle with a worker."""
    await settle_in(office.pool)
    await let_in(office.pool, office.tokens)
    await with_numbers_of_its_own(office.pool)
    return office


@pytest.fixture
async def idle(counter):
    """A small legal circle whose worker is away."""
    await settle_in(counter.pool)
    await let_in(counter.pool, counter.tokens)
    await with_numbers_of_its_own(counter.pool)
    return counter


def company(**more):
    return {"company": f"公司{next(_numbers)}", "phone": "15400000001", "district": "V-001"} | more


def wanted(*companies, **more):
    return {"text": "用工与合同。", "person": "lawyer-1", "companies": list(companies) or [company()]} | more


async def ordered(legal, *companies, who="clerk-1", key=None, **more):
    return await legal.post("/legal/checkups", wanted(*companies, **more), who, key)


async def begun(legal, *companies, **more):
    """The numbers of check-ups whose cases have written themselves down."""
    answer = await ordered(legal, *companies, **more)
    assert answer.status_code == 201, answer.text
    refs = [row["ref"] for row in answer.json()]
    for ref in refs:
        with legal.app.state.desk.live.listen(ref) as bell:
            while not await legal.pool.fetchval("SELECT n FROM legal_case WHERE ref = $1", ref):
                assert await bell.heard(within=15), "a worker is there"
    return refs


async def act(legal, who, ref, what, **body):
    return await legal.post(f"/legal/{ref}/{what}", body, who)


async def do(legal, who, ref, what, **body):
    answer = await act(legal, who, ref, what, **body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def find(legal, ref, severity="high", who="lawyer-1", **more):
    return await do(legal, who, ref, "find", **{"severity": severity, "field": "labour", "text": ADVICE} | more)


async def shown(legal, ref, who="clerk-1"):
    answer = await legal.get(f"/legal/checkups/{ref}", who)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_check_up_goes_from_its_order_to_its_last_result(legal):
    (ref,) = await begun(legal)
    assert (await shown(legal, ref))["state"] == "waiting"

    await find(legal, ref)
    await find(legal, ref, "low", follow_up_on=(TODAY + timedelta(days=3)).isoformat())
    await do(legal, "lawyer-1", ref, "report", text="共两项。")
    following = await shown(legal, ref)
    await do(legal, "lawyer-1", ref, "follow", finding=1, result="mended", text="已补签。")
    await do(legal, "lawyer-1", ref, "follow", finding=2, result="partly")
    finished = await shown(legal, ref)

    assert (following["state"], following["findings"], following["open"]) == ("following", 2, 2)
    assert following["next_on"] == (TODAY + timedelta(days=3)).isoformat()
    assert [(row["n"], row["severity"], row["text"], row["result"]) for row in following["rows"]] == [
        (1, "high", ADVICE, ""),
        (2, "low", ADVICE, ""),
    ]
    assert (finished["state"], finished["outcome"], finished["open"], finished["next_on"]) == ("finished", "partly", 0, None)  # fmt: skip
    assert [row["said"] for row in finished["rows"]] == ["已补签。", ""]
    assert finished["ended_at"]
    await legal.client.get_workflow_handle(f"checkup/{ref}").result()
    assert (await act(legal, "clerk-1", ref, "comment", text="迟了。")).json()["code"] == "case_closed"


async def test_a_campaign_is_one_case_for_each_company(legal):
    companies = [company(), company(person="lawyer-2"), company(district="T-02")]
    refs = await begun(legal, *companies, campaign="spring-2026")
    await begun(legal, campaign="autumn-2026")

    rows = (await legal.get("/legal/checkups?campaign=spring-2026", "director-1")).json()["rows"]

    assert sorted(row["ref"] for row in rows) == sorted(refs)
    assert {row["company"]: row["person"] for row in rows} == {
        companies[0]["company"]: "lawyer-1",
        companies[1]["company"]: "lawyer-2",
        companies[2]["company"]: "lawyer-1",
    }
    assert all(row["due_on"] > TODAY.isoformat() for row in rows)


async def test_who_makes_it_is_told_and_the_company_gets_number_and_code(legal):
    (ref,) = await begun(legal)

    told = await legal.pool.fetch("SELECT step, owner FROM notice WHERE ref = $1 ORDER BY step", ref)
    code = await legal.pool.fetchval("SELECT code FROM asker WHERE ref = $1", ref)

    assert [tuple(row) for row in told] == [("checkup_new", "lawyer-1"), ("legal_received", "")]
    assert len(code) == 6


async def test_a_code_is_answered_only_where_the_company_cannot_be_told(legal):
    reachable, not_reachable = (await ordered(legal, company(), company(phone=None))).json()

    assert (reachable["code"], len(not_reachable["code"])) == ("", 6)


async def test_the_same_key_orders_once_and_stands_for_nothing_else(legal):
    order = wanted(company(), company())
    answers = await asyncio.gather(*(legal.post("/legal/checkups", order, "clerk-1", "k1") for _ in range(5)))
    others = [
        await legal.post("/legal/checkups", body, "clerk-1", "k1")
        for body in (
            order | {"text": "别的"},
            order | {"companies": order["companies"][:1]},
            order | {"companies": [*order["companies"], company()]},
        )
    ]

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert {answer.json()["code"] for answer in others} == {"key_reused"}
    assert await legal.pool.fetchval("SELECT count(*) FROM legal_matter") == 2


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"person": "clerk-1"}, "unknown_person", "body.person"),
        ({"person": "nobody"}, "unknown_person", "body.person"),
        ({"companies": [company(person="chen")]}, "unknown_person", "body.companies[0].person"),
        ({"companies": [company(), company(district="nowhere")]}, "unknown_choice", "body.companies[1].district"),
        ({"companies": [company(district="JUB")]}, "unknown_choice", "body.companies[0].district"),
        ({"companies": []}, "invalid_request", None),
        ({"companies": [company(company="甲"), company(company="甲")]}, "invalid_request", None),
        ({"companies": [company() for _ in range(51)]}, "invalid_request", None),
        ({"text": " "}, "invalid_request", None),
        ({"campaign": "春季"}, "invalid_request", None),
        ({"extra": 1}, "invalid_request", None),
    ],
)
async def test_an_order_with_a_fault_is_refused_whole(idle, change, code, where):
    answer = await idle.post("/legal/checkups", wanted() | change, "clerk-1")

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert where is None or answer.json()["place"] == where
    assert await idle.pool.fetchval("SELECT count(*) FROM legal_matter") == 0


@pytest.mark.parametrize(("who", "status"), [("", 401), ("chen", 403), ("lawyer-1", 403), ("shen", 403), ("root", 403), ("director-1", 201)])  # fmt: skip
async def test_the_desk_orders_and_nobody_else(idle, who, status):
    assert (await ordered(idle, who=who)).status_code == status


async def test_without_a_worker_an_order_is_kept_and_begins_when_one_is_back(idle):
    answer = await ordered(idle)
    (ref,) = (row["ref"] for row in answer.json())

    found = await act(idle, "lawyer-1", ref, "find", severity="high", field="labour", text=ADVICE)
    async with idle.worker():
        with idle.app.state.desk.live.listen(ref) as bell:
            while await idle.pool.fetchval("SELECT count(*) FROM checkup_finding WHERE ref = $1", ref) == 0:
                assert await bell.heard(within=15)

    assert (answer.status_code, found.status_code) == (201, 202)
    assert (await shown(idle, ref))["rows"][0]["text"] == ADVICE


async def test_a_finding_needs_a_known_severity_field_day_and_words(legal):
    (ref,) = await begun(legal)
    good = {"severity": "high", "field": "labour", "text": ADVICE}
    answers = [
        await act(legal, "lawyer-1", ref, "find", **good | change)
        for change in (
            {"severity": "awful"},
            {"field": "astrology"},
            {"text": " "},
            {"follow_up_on": TODAY.isoformat()},
            {"follow_up_on": "soon"},
            {"follow_up_on": 1764028800},
        )
    ]

    assert [answer.status_code for answer in answers] == [422] * 6
    assert [answer.json()["code"] for answer in answers[:2]] == ["not_in_policy"] * 2
    assert answers[3].json()["code"] == "time_not_allowed"
    assert (await shown(legal, ref))["findings"] == 0


async def test_a_result_is_of_a_finding_that_there_is(legal):
    (ref,) = await begun(legal)
    await find(legal, ref)

    unknown = await act(legal, "lawyer-1", ref, "follow", finding=2, result="mended")
    word = await act(legal, "lawyer-1", ref, "follow", finding=1, result="so so")
    none = await act(legal, "lawyer-1", ref, "follow", finding=0, result="mended")

    assert [answer.status_code for answer in (unknown, word, none)] == [404, 422, 422]
    assert unknown.json()["code"] == "unknown_finding"


async def test_another_person_gets_it_and_the_first_may_do_nothing_more(legal):
    (ref,) = await begun(legal)
    await do(legal, "clerk-1", ref, "assign", person="lawyer-2")

    mine = await act(legal, "lawyer-1", ref, "report", text="完成。")
    await do(legal, "lawyer-2", ref, "report", text="没有问题。")

    assert (mine.status_code, mine.json()["code"]) == (403, "not_the_holder")
    told = await shown(legal, ref)
    assert (told["person"], told["state"], told["outcome"]) == ("lawyer-2", "finished", "nothing_found")
    had = await legal.pool.fetch("SELECT person, ended FROM assignment WHERE ref = $1 ORDER BY n", ref)
    assert [tuple(row) for row in had] == [("lawyer-1", "changed"), ("lawyer-2", "done")]


@pytest.mark.parametrize(("who", "status"), [("", 401), ("chen", 403), ("lawyer-2", 404), ("lawyer-1", 200), ("clerk-1", 200), ("shen", 200)])  # fmt: skip
async def test_a_check_up_is_seen_by_those_whom_it_concerns(legal, who, status):  # H65
    (ref,) = await begun(legal, company(company=SECRETS[0], name=SECRETS[1], phone=SECRETS[2]), text=SECRETS[3])
    await find(legal, ref)

    answer = await legal.get(f"/legal/checkups/{ref}", who)

    assert answer.status_code == status
    if status != 200:
        assert not any(secret in answer.text for secret in (*SECRETS, ADVICE))
    if who == "lawyer-2":
        nothing = await legal.get("/legal/checkups/C20200101-000001", who)
        assert {**nothing.json(), "instance": ""} == {**answer.json(), "instance": ""}
        for what, body in (("find", {"severity": "high", "field": "labour", "text": "无"}), ("report", {"text": "无"})):
            assert (await act(legal, who, ref, what, **body)).status_code == 404


async def test_a_person_of_the_pool_lists_their_own(legal):
    mine, theirs = await begun(legal, company(), company(person="lawyer-2"))

    async def listed(who, query=""):
        return {row["ref"] for row in (await legal.get(f"/legal/checkups{query}", who)).json()["rows"]}

    assert await listed("lawyer-1") == {mine}
    assert await listed("lawyer-1", "?person=lawyer-2") == {mine}
    assert await listed("clerk-1") == {mine, theirs}
    assert await listed("clerk-1", "?person=lawyer-2") == {theirs}
    assert await listed("clerk-1", "?state=finished") == set()


async def test_a_list_goes_on_where_it_stopped(idle):
    refs = [row["ref"] for _ in range(5) for row in (await ordered(idle)).json()]

    seen, path = [], "/legal/checkups?limit=2"
    while path:
        page = (await idle.get(path, "clerk-1")).json()
        seen += [row["ref"] for row in page["rows"]]
        path = (page["next"] or "").removeprefix("/api/v1")

    assert seen == refs[::-1]
    for query in ("after=x", "after=WyIiLCJ4Il0", "state=lost", "limit=0"):
        assert (await idle.get(f"/legal/checkups?{query}", "clerk-1")).status_code == 422


async def test_nothing_personal_goes_into_the_workflow(legal):
    (ref,) = await begun(legal, company(company=SECRETS[0], name=SECRETS[1], phone=SECRETS[2]), text=SECRETS[3])
    await find(legal, ref)
    await do(legal, "lawyer-1", ref, "report", text=ADVICE)

    history = await legal.client.get_workflow_handle(f"checkup/{ref}").fetch_history()
    kept = history.to_json()

    for secret in (*SECRETS, ADVICE):
        assert secret not in kept
        assert secret.encode().hex() not in kept


async def test_a_reported_check_up_is_in_the_figures(legal):
    (ref,) = await begun(legal)
    period = f"from={date(TODAY.year, 1, 1)}&until={date(TODAY.year + 1, 1, 1)}"

    async def counted():
        rows = (await legal.get(f"/legal/figures?{period}", "clerk-1")).json()["total"]["activities"]
        return next(row["entries"] for row in rows if row["id"] == "checkup")

    assert await counted() == 0
    await do(legal, "lawyer-1", ref, "report", text="没有问题。")
    assert await counted() == 1
