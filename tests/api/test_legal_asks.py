"""People ask the legal circle: kept once as it came, with its clock running, and nobody's words travel."""

import asyncio
import itertools
import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from circle import AID, CLERK, INQUIRY, PLEDGE, VILLAGE, VISIT, Circle
from temporalio.client import Client

from api.app import make_app
from api.gateway import Patience
from api.hotline.unbegun import looking_after
from domain.legal.cases import Aid
from store.legal_matters import Asker, Matter, add_asker, add_matter, new_number
from system.converter import data_converter
from system.settings import Settings
from workflows.messages import AidStart, legal_id

KEY = "a-visitor-chose-this-0001"
NAME, PHONE, WORDS = "咨询人甲乙", "15400008888", "秘密的法律问题"
AS_IT_CAME = "😀👨‍👩‍👧‍👦𠀀 ᠮᠣᠩᠭᠣᠯ᠎ᠠ\u202fᠤᠨ\u180b 🫨 é\r\n  end "
_numbers = itertools.count(1)


@pytest.fixture
async def circle(office):
    return await Circle.staffed(office)


@pytest.fixture
async def idle(counter):
    """A legal circle whose worker is away."""
    return await Circle.staffed(counter)


async def kept(circle, table="legal_matter"):
    rows = await circle.counter.pool.fetch(f"SELECT * FROM {table} ORDER BY ref")  # noqa: S608 (our own)
    return [dict(row) for row in rows]


def since_asked(told):
    return datetime.fromisoformat(told["due_at"]) - datetime.fromisoformat(told["asked_at"])


async def test_a_question_gets_number_code_and_eight_minutes_and_its_case_begins(circle):  # B1
    answer = await circle.ask("inquiries", INQUIRY | {"name": NAME, "phone": "154 0000-8888", "field": "labour"})

    told = answer.json()
    assert answer.status_code == 201
    assert told["ref"].startswith("L")
    assert len(told["code"]) == 6
    assert since_asked(told) == timedelta(minutes=8)
    row = await circle.until(told["ref"], lambda row: row["n"] > 0)
    assert (row["service"], row["state"]) == ("inquiry", "waiting")
    (asker,) = await kept(circle, "asker")
    assert (asker["id"], asker["name"], asker["phone"]) == (f"{told['ref']}-1", NAME, "+8615400008888")


async def test_an_application_with_a_pledge_keeps_it_whole_and_replaces_every_paper_that_it_can(circle):  # B4
    ref, _ = await circle.begun("aid", AID | {"pledge": PLEDGE, "proofs": ["identity"], "limit_on": "2099-01-01"})

    (pledge,) = await kept(circle, "pledge")
    (papers,) = await kept(circle, "aid_papers")
    assert ref.startswith("A")
    assert (pledge["waived"], pledge["may_check"], pledge["means"]) == (["means", "group"], True, PLEDGE["means"])
    assert (papers["proofs"], papers["limit_on"].isoformat()) == (["identity"], "2099-01-01")
    assert await circle.counter.pool.fetchval("SELECT verify_at FROM aid_application WHERE ref = $1", ref)


async def test_a_home_visit_is_due_within_a_day(circle):  # B5
    answer = await circle.ask("visits", VISIT)

    assert answer.status_code == 201, answer.text
    assert answer.json()["ref"].startswith("V")
    assert since_asked(answer.json()) == timedelta(hours=24)


async def test_what_people_write_is_kept_byte_for_byte(idle):  # H58
    answer = await idle.ask("inquiries", {"text": AS_IT_CAME})

    assert answer.status_code == 201, answer.text
    assert (await kept(idle))[0]["text"] == AS_IT_CAME


@pytest.mark.parametrize(
    ("who", "said", "channel", "taken_by"),
    [
        ("", None, "web", None),
        ("", "mini_program", "mini_program", None),
        (CLERK, None, "counter", CLERK),
        (CLERK, "chat", "chat", CLERK),
        ("dispatcher", None, "hotline", "dispatcher"),
        ("grid", None, "chat", "grid"),
        ("chen", None, "web", "chen"),
    ],
)
async def test_by_which_way_they_came_is_known_by_who_hands_it_in(idle, who, said, channel, taken_by):
    answer = await idle.ask("inquiries", INQUIRY | ({"channel": said} if said else {}), who)

    assert answer.status_code == 201, answer.text
    (row,) = await kept(idle)
    assert (row["channel"], row["taken_by"]) == (channel, taken_by)


@pytest.mark.parametrize(
    ("what", "body", "place"),
    [
        ("inquiries", {"text": ""}, "body.text"),
        ("inquiries", {"text": "长" * 2001}, "body.text"),
        ("inquiries", {"text": "\u0007"}, "body.text"),
        ("inquiries", INQUIRY | {"phone": "12345"}, "body.phone"),
        ("inquiries", INQUIRY | {"language": "fr"}, "body.language"),
        ("inquiries", INQUIRY | {"kind": "wages"}, "body.kind"),
        ("aid", {"text": "x"}, "body.kind"),
        ("aid", AID | {"groups": []}, "body.groups"),
        ("aid", AID | {"pledge": {"means": "无"}}, "body.pledge.may_check"),
        ("aid", AID | {"pledge": {"means": "无", "may_check": False}}, "body.pledge"),
        ("aid", AID | {"pledge": PLEDGE | {"spoken": True}}, "body.pledge"),
        ("aid", AID | {"limit_on": "tomorrow"}, "body.limit_on"),
        ("visits", {"text": "x", "group": "elderly"}, "body.address"),
    ],
)
async def test_what_is_not_fit_is_refused_with_its_place(idle, what, body, place):
    answer = await idle.ask(what, body)

    assert answer.status_code == 422, answer.text
    assert place in [problem["place"] for problem in answer.json()["problems"]]
    assert await kept(idle) == []


@pytest.mark.parametrize(
    ("what", "body", "place"),
    [
        ("inquiries", INQUIRY | {"field": "astronomy"}, "body.field"),
        ("inquiries", INQUIRY | {"channel": "counter"}, "body.channel"),
        ("inquiries", INQUIRY | {"district": "JUB"}, "body.district"),
        ("aid", AID | {"kind": "divorce"}, "body.kind"),
        ("aid", AID | {"groups": ["minor", "rich"]}, "body.groups"),
        ("aid", AID | {"proofs": ["passport"]}, "body.proofs"),
        ("aid", AID | {"pledge": PLEDGE | {"waived": ["identity"]}}, "body.pledge.waived"),
        ("visits", VISIT | {"group": "young"}, "body.group"),
    ],
)
async def test_what_the_rules_do_not_know_is_refused_with_what_they_know(idle, what, body, place):
    answer = await idle.ask(what, body)

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_choice"), answer.text
    assert answer.json()["place"] == place
    assert await kept(idle) == []


async def test_only_the_desk_says_who_is_on_the_other_side_and_only_of_the_pool(idle):
    by_visitor = await idle.ask("aid", AID | {"bars": ["ann"]})
    unknown = await idle.ask("aid", AID | {"bars": ["nobody"]}, CLERK)
    by_clerk = await idle.ask("aid", AID | {"bars": ["ann"]}, CLERK)

    assert (by_visitor.status_code, by_visitor.json()["code"]) == (403, "not_allowed")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_person")
    assert by_clerk.status_code == 201, by_clerk.text
    assert [row["person"] for row in await kept(idle, "legal_bar")] == ["ann"]


async def test_a_spoken_pledge_is_entered_by_somebody_on_duty_before_a_witness(idle):
    spoken = PLEDGE | {"spoken": True, "witness": "见证人丙"}

    by_visitor = await idle.ask("aid", AID | {"pledge": spoken})
    by_clerk = await idle.ask("aid", AID | {"pledge": spoken}, CLERK)

    assert by_visitor.status_code == 403
    assert by_clerk.status_code == 201, by_clerk.text
    assert [(row["spoken"], row["witness"]) for row in await kept(idle, "pledge")] == [(True, "见证人丙")]


@pytest.mark.parametrize(("days_ago", "code"), [(365, "pledge_barred"), (366, None)])
async def test_after_a_false_pledge_only_papers_do_until_the_day_that_the_refusal_says(idle, days_ago, code):
    who = {"phone": PHONE, "name": "其其格"}
    first = (await idle.ask("aid", AID | who | {"pledge": PLEDGE}, key=KEY)).json()["ref"]
    found_at = datetime.now(UTC) - timedelta(days=days_ago)
    await idle.counter.pool.execute(
        "INSERT INTO event (ref, epoch, n, kind, at, entered_at, actor, role, what)"
        " VALUES ($1, 1, 1, 'verified', $2, $2, 'clerk', 'clerk', 'false')",
        *(first, found_at),
    )

    again = await idle.ask("aid", AID | who | {"pledge": PLEDGE})
    repeated = await idle.ask("aid", AID | who | {"pledge": PLEDGE}, key=KEY)
    papers = await idle.ask("aid", AID | who | {"proofs": ["identity", "means", "group"]})
    other = await idle.ask("aid", AID | {"phone": "15400007777", "pledge": PLEDGE})

    assert again.json().get("code") == code or (code is None and again.status_code == 201)
    if code:
        day = found_at.astimezone(ZoneInfo("Asia/Shanghai")).date()
        assert (again.status_code, again.json()["place"]) == (409, "body.pledge")
        assert (again.json()["found_on"], again.json()["until"]) == (f"{day}", f"{day + timedelta(days=365)}")
        assert PHONE not in again.text
        assert "其其格" not in again.text
    assert repeated.json()["ref"] == first, "the same again under the same key gets the same answer"
    assert papers.status_code == other.status_code == 201, "papers still do, and others may pledge"


async def test_a_paper_is_handed_in_or_replaced_by_a_pledge_and_not_both(idle):
    answer = await idle.ask("aid", AID | {"proofs": ["means"], "pledge": PLEDGE | {"waived": ["means"]}})

    assert (answer.status_code, answer.json()["code"]) == (409, "proof_waived")


async def test_staff_see_no_code_of_somebody_who_can_be_told(idle):
    told = await idle.ask("inquiries", INQUIRY | {"phone": PHONE}, CLERK)
    untold = await idle.ask("inquiries", INQUIRY, CLERK)
    own = await idle.ask("inquiries", INQUIRY | {"phone": PHONE})

    assert told.json()["code"] == ""
    assert len(untold.json()["code"]) == len(own.json()["code"]) == 6


async def test_the_same_under_the_same_key_is_kept_once(idle):
    first, again = [await idle.ask("inquiries", INQUIRY, key=KEY) for _ in range(2)]
    other = await idle.ask("inquiries", INQUIRY | {"text": "另一个问题"}, key=KEY)
    of_another_kind = await idle.ask("visits", VISIT, key=KEY)

    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert of_another_kind.json()["code"] == "key_reused"
    assert len(await kept(idle)) == 1


async def test_twenty_at_once_under_one_key_are_one(idle):
    answers = await asyncio.gather(*(idle.ask("aid", AID | {"pledge": PLEDGE}, key=KEY) for _ in range(20)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["ref"] for answer in answers}) == 1
    assert len(await kept(idle)) == len(await kept(idle, "pledge")) == 1


async def test_a_visitor_needs_a_key_that_nobody_has_by_chance(idle):
    answer = await idle.ask("inquiries", INQUIRY, key="short")

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["place"] == "header.Idempotency-Key"


async def test_words_names_and_numbers_never_reach_the_workflow(circle):  # H65
    body = AID | {"text": WORDS, "name": NAME, "phone": PHONE, "other_side": "对方当事人", "pledge": PLEDGE}
    ref, _ = await circle.begun("aid", body)

    handle = circle.counter.client.get_workflow_handle(legal_id(ref))
    history = (await handle.fetch_history()).to_json()
    description = str((await handle.describe()).raw_description)
    for secret in (WORDS, NAME, PHONE, "对方当事人", PLEDGE["means"]):
        assert secret not in history
        assert json.dumps(secret).strip('"') not in history
        assert secret not in description


async def test_without_temporal_nothing_is_kept_and_the_same_again_is_taken(
    pool, client, task_queue, town, road, opened
):
    patience = Patience(accept=0.5, commit=1.0, send=1.0)
    near = await Client.connect(f"127.0.0.1:{road.port}", namespace=client.namespace, data_converter=data_converter)
    app = make_app(pool=pool, client=near, settings=Settings(task_queue=task_queue), patience=patience)
    async with opened(app, pool, client, task_queue, town) as counter:
        circle = await Circle.staffed(counter)
        await road.close()
        away = await circle.ask("inquiries", INQUIRY, key=KEY)
        was_kept = await kept(circle)
        await road.open()
        while (back := await circle.ask("inquiries", INQUIRY, key=KEY)).status_code == 503:
            pass  # the client needs a moment to come back

    assert (away.status_code, away.json()["code"]) == (503, "temporal_away")
    assert was_kept == []
    assert back.status_code == 201


async def test_what_was_kept_and_never_begun_is_begun_later_from_when_it_was_asked(circle):
    at = datetime.now(UTC) - timedelta(minutes=1)
    async with circle.counter.pool.acquire() as connection:
        version = await connection.fetchval("SELECT version FROM policy WHERE service = 'legal'")
        refs = [await new_number(connection, "inquiry", at) for _ in range(2)]
        for ref, known in zip(refs, ("no such version", version), strict=True):
            place = (None, None, "zh", "", "", "", "", "", "", "", None)
            matter = Matter(ref, "print", ref, "inquiry", "web", "问题", VILLAGE, "", *place, known, at, at)
            await add_matter(connection, matter)
            await add_asker(connection, Asker(f"{ref}-1", ref, "", None, None, "zh", "ABCDEF", at))
    broken, ref = refs

    async with looking_after(circle.counter.app.state.desk, every=0.1):
        await circle.until(ref, lambda row: row["n"] > 0)

    assert await circle.counter.pool.fetchval("SELECT due_at FROM inquiry WHERE ref = $1", ref) == at + timedelta(
        minutes=8
    )
    assert await circle.counter.pool.fetchval("SELECT count(*) FROM legal_case WHERE ref = $1", broken) == 0


async def test_the_start_of_an_application_travels_and_comes_out_the_same(idle):
    pledge = PLEDGE | {"waived": ["group"]}
    await idle.ask(
        "aid",
        AID | {"bars": ["ann"], "limit_on": "2099-01-01", "pledge": pledge, "groups": ["poor", "minor", "poor"]},
        CLERK,
    )
    ref = (await kept(idle))[0]["ref"]

    history = await idle.counter.client.get_workflow_handle(legal_id(ref)).fetch_history()
    payloads = history.events[0].workflow_execution_started_event_attributes.input.payloads
    (start,) = await data_converter.decode(list(payloads), [AidStart])

    case: Aid = start.case
    assert (case.bars, case.pledged, case.waived, case.group, case.more_groups, case.limit_on.isoformat()) == (
        ("ann",),
        True,
        ("group",),
        "poor",
        ("minor",),
        "2099-01-01",
    )
