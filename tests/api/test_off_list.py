"""Demands outside the catalogue are reported, looked into by the body that supervises, and kept from the one complained of."""

import re
from datetime import datetime, timedelta

import pytest
from banner import DISPATCHER, OF_THE_VILLAGE, TOPIC, VILLAGE
from citizens import written
from supervising import ACCUSED, HANDLER, MAIL, NAME, PHONE, SUPERVISING, WORDS, demanded, in_hand, supervised

from domain.hotline.off_list import KIND
from domain.roles import Role
from store.people import Person, add_token, save_person
from store.policies import HOTLINE
from store.shipped import hotline_file

PATH = "/off-list-demands"
KEY = "a-visitor-chose-this-0001"
BODY = {"kind": "material", "department": ACCUSED, "text": WORDS}
ASKED = {"text": "路灯不亮", "district": VILLAGE, "topic": TOPIC, "phone": PHONE}


@pytest.fixture
async def banner(office):
    return await supervised(office)


async def test_it_goes_to_the_body_that_supervises_with_a_clock_of_its_own(banner):
    ref, code = await in_hand(banner)

    view = await banner.read(f"/requests/{ref}", HANDLER)
    assert (view["body"], view["kind"], view["assists"]) == (SUPERVISING, KIND, [])
    term = datetime.fromisoformat(view["goal_at"]) - datetime.fromisoformat(view["reported_at"])
    assert term == timedelta(hours=120)
    assert (view["text"], view["demand"]["accused"], view["withheld"]) == (WORDS, ACCUSED, False)
    track = await banner.counter.get(f"/requests/{ref}/track", **{"Query-Code": code})
    assert track.json()["state"] == "handling"


async def test_whoever_is_signed_in_is_not_written_down_with_it(banner):
    ref, _ = await demanded(banner, "chen")

    row = await banner.counter.pool.fetchrow("SELECT * FROM report WHERE ref = $1", ref)
    assert (row["taken_by"], row["source"]) == (None, "web")
    assert "chen" not in str(await banner.counter.pool.fetch("SELECT * FROM event WHERE ref = $1", ref))
    taken, _ = await demanded(banner, DISPATCHER)
    assert await banner.counter.pool.fetchval("SELECT taken_by FROM report WHERE ref = $1", taken) == DISPATCHER


async def test_the_same_under_a_key_is_one_and_something_else_is_refused(banner):
    async def sent(**more):
        return await banner.counter.post(PATH, BODY | more, "", KEY)

    first, again = await sent(), await sent()
    assert first.status_code == 201, first.text
    assert first.json()["ref"] == again.json()["ref"], first.text
    assert (await sent(department="HUB")).json()["code"] == "key_reused"
    assert await banner.counter.pool.fetchval("SELECT count(*) FROM off_list_demand") == 1


@pytest.mark.parametrize(
    ("fault", "code", "place"),
    [
        ({"department": "V1"}, "unknown_choice", "body.department"),
        ({"department": None}, "invalid_request", "body.department"),
        ({"kind": "money"}, "invalid_request", "body.kind"),
        ({"text": ""}, "invalid_request", "body.text"),
        ({"project": "2611"}, "invalid_request", "body.project"),
        ({"project": "2611-150524-04-01-999999"}, "unknown_choice", "body.project"),
        ({"item": "XX-01"}, "unknown_choice", "body.item"),
        ({"material": "no_such_paper"}, "unknown_choice", "body.material"),
        ({"phone": "12"}, "invalid_request", "body.phone"),
        ({"district": "V1"}, "invalid_request", "body.district"),
    ],
)
async def test_bad_input_is_told_with_its_place_and_keeps_nothing(banner, fault, code, place):
    answer = await banner.counter.post(PATH, BODY | fault, "", KEY)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert place in answer.text
    assert await banner.counter.pool.fetchval("SELECT count(*) FROM report") == 0


async def test_a_visitors_key_must_be_long(banner):
    assert (await banner.counter.post(PATH, BODY, "", "short")).status_code == 422


async def test_rules_from_before_take_none(banner):
    older = re.sub(r"\[\[(kinds|topics)\]\]\nid = \"off_list_demand\"\n(?:.+\n)+", "", hotline_file())
    async with banner.counter.pool.acquire() as connection:
        await HOTLINE.add(connection, older.replace('version = "', 'version = "older-'), by="root")

    answer = await banner.counter.post(PATH, BODY, "", KEY)
    assert (answer.status_code, answer.json()["code"]) == (503, "hotline_missing")


async def test_the_topic_is_not_taken_from_an_ordinary_report(banner):
    body = {"text": "x", "district": VILLAGE, "topic": KIND}
    answer = await banner.counter.post("/requests", body, "", KEY)

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_choice")
    ordinary = await banner.begun()
    assert (await banner.act(DISPATCHER, ordinary, "accept", kind=KIND)).json()["code"] == "not_in_policy"


async def test_the_topic_of_demands_is_theirs_and_they_have_no_other(banner):
    ordinary, demand = await banner.begun(topic=TOPIC), (await demanded(banner))[0]
    accepted, handled = await banner.accepted(), (await in_hand(banner))[0]

    for ref, act, said in (
        (ordinary, "accept", {"kind": "consultation", "topic": KIND}),
        (accepted, "dispatch", {"topic": KIND}),
        (demand, "accept", {"kind": KIND, "topic": OF_THE_VILLAGE}),
        (handled, "dispatch", {"topic": OF_THE_VILLAGE}),
    ):
        answer = await banner.act(DISPATCHER, ref, act, **said)
        assert (answer.status_code, answer.json()["code"]) == (422, "not_in_policy"), answer.text
        allowed = answer.json()["allowed"].split(", ")
        assert (KIND in allowed, OF_THE_VILLAGE in allowed) == (ref in (demand, handled), ref in (ordinary, accepted))
    await banner.do(DISPATCHER, demand, "accept", kind=KIND, topic=KIND)


@pytest.mark.parametrize("more", [{"body": ACCUSED}, {"assists": [ACCUSED]}, {"owner": f"officer-{ACCUSED}"}])
async def test_it_is_not_dispatched_to_the_body_complained_of(banner, more):
    waiting, _ = await demanded(banner)
    handled, _ = await in_hand(banner)

    for ref, act, said in ((waiting, "accept", {"kind": KIND}), (handled, "dispatch", {})):
        answer = await banner.act(DISPATCHER, ref, act, **said, **more)
        assert (answer.status_code, answer.json()["code"]) == (409, "body_complained_of"), answer.text
    page = await banner.counter.web.post(
        f"/work/requests/{waiting}/accept",
        data={"kind": KIND, "key": "a-key-of-a-page"} | more,
        headers=banner.counter.bearing(DISPATCHER),
    )
    assert "这个单位就是被反映的单位" in page.text
    assert await banner.counter.pool.fetchval("SELECT count(*) FROM custody WHERE body = $1", ACCUSED) == 0


async def test_where_the_body_that_supervises_is_complained_of_the_centre_takes_it(banner):
    ref, _ = await demanded(banner, department=SUPERVISING)
    await banner.do(DISPATCHER, ref, "accept", kind=KIND)

    assert (await banner.read(f"/requests/{ref}"))["body"] == "CENTRE"
    assert (await banner.counter.get(f"/requests/{ref}", HANDLER)).json()["code"] == "not_yours"


async def test_it_is_joined_with_no_other_and_linked_to_no_project(banner):
    ref, _ = await demanded(banner)
    other = await banner.begun(topic=TOPIC)

    for one, into in ((ref, other), (other, ref)):
        assert (await banner.act(DISPATCHER, one, "merge", into=into)).json()["code"] == "kept_anonymous"
    project = await banner.counter.open("root", applicant="chen")
    linked = await banner.counter.post(f"/joint/projects/{project}/complaints", {"request": ref}, "shen")
    assert linked.json()["code"] == "kept_anonymous", linked.text


async def test_to_merge_into_a_number_tells_the_body_complained_of_nothing(banner):
    ref, _ = await demanded(banner)
    other = await banner.begun(topic=TOPIC)
    theirs = Person(f"dispatcher-{ACCUSED}", "某", Role.DISPATCHER, ACCUSED)
    async with banner.counter.pool.acquire() as connection:
        await save_person(connection, theirs)
        await add_token(connection, f"token-of-{theirs.id}", person=theirs.id, label="test")
    banner.counter.tokens[theirs.id] = f"token-of-{theirs.id}"

    into_it, into_none = [await banner.act(theirs.id, other, "merge", into=into) for into in (ref, "H20200101-999999")]

    assert {(one.status_code, one.json()["code"]) for one in (into_it, into_none)} == {(404, "unknown_request")}


async def test_a_telephone_does_not_tell_that_its_owner_has_reported_a_demand(banner):
    await in_hand(banner)
    ordinary = await banner.counter.post("/requests", ASKED, "", "a-visitor-chose-this-0002")
    await written(banner, ordinary.json()["ref"])
    again = await banner.counter.post("/requests", ASKED, f"grid-{ACCUSED}", "a-grid-member-chose-this")

    assert ordinary.json()["similar"]["count"] == 0
    assert again.json()["similar"] == {"count": 1, "refs": [ordinary.json()["ref"]]}


async def test_nobody_learns_by_a_refusal_who_holds_a_request(banner):
    ref, _ = await in_hand(banner)
    other = await banner.accepted()

    for who in (f"officer-{ACCUSED}", f"head-{ACCUSED}", "officer-T1"):
        for act, said in (("sign", {}), ("close", {"text": "x", "document": "x"}), ("comment", {"text": "x"})):
            refused = [await banner.act(who, one, act, **said) for one in (ref, other)]
            assert [answer.status_code for answer in refused] == [403, 403], refused[0].text
            assert _said(refused[0]) == _said(refused[1])
            assert not [body for body in (SUPERVISING, "HUB") if body in refused[0].text]
        read = [await banner.counter.get(f"/requests/{one}", who) for one in (ref, other)]
        assert _said(read[0]) == _said(read[1])


def _said(answer):
    """What an answer says, without the address that was asked."""
    return {name: value for name, value in answer.json().items() if name != "instance"}


async def test_to_whoever_oversees_it_is_not_there_if_it_complains_of_their_own_body(banner):
    ref, _ = await in_hand(banner)
    nothing = f"{ref[:-6]}999999"

    for path in ("", "/events", "/custodies", "/papers", "/photos", "/bundle"):
        answers = [await banner.counter.get(f"/requests/{one}{path}", "overseer-NRB") for one in (ref, nothing)]
        assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "unknown_request")] * 2, (
            path
        )
    for act in ("comment", "accept"):
        refused = [await banner.act("overseer-NRB", one, act, text="x", kind=KIND) for one in (ref, nothing)]
        assert [(one.status_code, one.json()["code"]) for one in refused] == [
            (refused[1].status_code, refused[1].json()["code"])
        ] * 2
    page = await banner.counter.web.get(f"/work/requests/{ref}", headers=banner.counter.bearing("overseer-NRB"))
    assert page.status_code == 404


async def test_supervisors_count_it_by_month_and_department_and_nobody_else_does(banner):
    await demanded(banner)
    await demanded(banner, kind="approval", department="HUB")

    counts = await banner.read(f"{PATH}/counts", "shen")
    assert {(row["accused"], row["reports"], row["materials"], row["approvals"]) for row in counts} == {
        (ACCUSED, 1, 1, 0),
        ("HUB", 1, 0, 1),
    }
    listed = (await banner.read(PATH, "shen"))["rows"]
    assert [row["accused"] for row in listed] == ["HUB", ACCUSED]
    assert [row["accused"] for row in (await banner.read(PATH, "overseer-NRB"))["rows"]] == ["HUB"]
    assert [row["accused"] for row in await banner.read(f"{PATH}/counts", "overseer-NRB")] == ["HUB"]
    for who in ("", "root", "leader", DISPATCHER, HANDLER, f"head-{ACCUSED}"):
        for path in (PATH, f"{PATH}/counts"):
            assert (await banner.counter.get(path, who)).status_code in (401, 403), who
    page = await banner.counter.web.get("/work/off-list-demands", headers=banner.counter.bearing("shen"))
    assert page.status_code == 200
    found = await banner.counter.web.get("/work/supervision", headers=banner.counter.bearing("shen"))
    assert "/work/off-list-demands" in found.text


@pytest.mark.parametrize(("language", "title"), [("zh", "反映清单外索要与体外循环"), ("en", "Report a demand outside")])
async def test_the_page_needs_no_javascript_and_gives_number_and_code(banner, language, title):
    web, project = banner.counter.web, await banner.counter.open("root", applicant="chen")
    asked = {"Accept-Language": language}
    form = await web.get(f"/report/demand?project={project}&item=LR-01", headers=asked)
    assert form.status_code == 200
    assert title in form.text
    assert f'value="{project}"' in form.text
    assert f"/report/demand?project={project}" in (await web.get(f"/projects/{project}")).text

    key = re.search(r'name="key" value="([^"]+)"', form.text)[1]
    typed = BODY | {"key": key, "project": project, "item": "LR-01", "name": NAME, "language": language}

    async def sent(**more):
        return await web.post(
            "/report/demand", files={name: (None, value) for name, value in (typed | more).items()}, headers=asked
        )

    wrong = await sent(department="V1", project="x")
    assert wrong.status_code == 422, wrong.text
    assert WORDS in wrong.text
    done = await sent()
    assert done.status_code == 201, done.text
    ref = re.search(r'id="ref">([^<]+)<', done.text)[1]
    code = re.search(r'id="code">([^<]+)<', done.text)[1]
    shown = await web.post("/r", data={"ref": ref, "code": code}, headers=asked)
    assert ref in shown.text
    await written(banner, ref)
    kept = await banner.read(f"/requests/{ref}")
    assert kept["demand"] == {
        "kind": "material",
        "accused": ACCUSED,
        "project": project,
        "item": "LR-01",
        "material": "",
    }
    assert ref in (await sent()).text


async def test_only_the_centre_sees_how_to_reach_who_reported_it(banner):
    ref, _ = await in_hand(banner)

    (who,) = await banner.read(f"/requests/{ref}/complainants")
    assert (who["name"], who["mail"]) == (NAME, MAIL)
    assert PHONE in who["phone"]
    assert (await banner.counter.get(f"/requests/{ref}/complainants", HANDLER)).status_code == 403
