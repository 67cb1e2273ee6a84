"""What requests have to say, to the handsets: dispatchers and leaders on duty, owners, former bodies, and citizens."""

from __future__ import annotations

from datetime import timedelta

from house import MORNING, handling, phone_of

from domain.codes import codes_in
from domain.hotline.commit import RequestRow
from domain.hotline.record import Step
from domain.hotline.request import State
from domain.roles import Role
from store.reports import OldRequest, add_history
from store.tracking import find_caller


async def on_duty(house, person: str, body: str = "CENTRE") -> None:
    """Somebody is on duty until tomorrow."""
    await house.pool.execute(
        "INSERT INTO duty (department, person, from_at, until_at, entered_by) VALUES ($1, $2, $3, $4, 'test')",
        *(body, person, MORNING - timedelta(hours=1), MORNING + timedelta(days=1)),
    )


async def away(house, person: str, stand_in: str | None) -> None:
    """Somebody is away until tomorrow."""
    await house.pool.execute(
        "INSERT INTO absence (person, from_at, until_at, stand_in, entered_by) VALUES ($1, $2, $3, $4, 'test')",
        *(person, MORNING - timedelta(hours=1), MORNING + timedelta(days=1), stand_in),
    )


async def test_a_warning_reaches_the_dispatcher_on_duty_and_the_breach_the_leader_on_duty(house, phone):
    ref = await house.request()
    people = {name: await house.person(name, Role.DISPATCHER, "CENTRE") for name in ("anna", "beth")}
    people |= {name: await house.person(name, Role.LEADER, "CENTRE") for name in ("lena", "lisa")}
    await on_duty(house, "beth")
    await on_duty(house, "lisa")

    await house.after(minutes=10)
    await house.keep(ref, notices=(house.notice(Step.ACCEPT_SOON, due_at=house.now + timedelta(minutes=5)),))
    await house.work()
    assert await house.told(ref) == {"person:beth"}
    await phone(people["beth"]).expects(ref)

    await house.after(minutes=5)
    await house.keep(ref, notices=(house.notice(Step.ACCEPT_OVER),))
    await house.work()
    assert await house.told(ref) == {"person:beth", "person:lisa"}
    await phone(people["lisa"]).expects(ref)


async def test_at_night_nobody_waits_for_the_morning(house, phone):
    ref = await house.request()
    number = await house.person("anna", Role.DISPATCHER, "CENTRE")
    house.now += timedelta(hours=18)

    await house.keep(ref, notices=(house.notice(Step.ACCEPT_SOON),))
    await house.work()

    await phone(number).expects(ref)


async def test_nobody_on_duty_means_all_of_the_role_and_who_is_away_is_replaced(house):  # H35
    ref = await house.request()
    for name in ("anna", "beth", "cleo"):
        await house.person(name, Role.DISPATCHER, "CENTRE", phone=None, mail=f"{name}@example.org")
    await away(house, "anna", None)
    await house.keep(ref, notices=(house.notice(Step.ACCEPT_SOON),))
    await house.work()
    assert {recipient for recipient, *_ in await house.fates(ref, "mail")} == {"person:beth", "person:cleo"}

    await on_duty(house, "anna")
    await house.pool.execute("UPDATE absence SET stand_in = 'cleo'")
    other = await house.request()
    await house.keep(other, notices=(house.notice(Step.ACCEPT_SOON),))
    await house.work()
    assert {recipient for recipient, *_ in await house.fates(other, "mail")} == {"person:cleo"}


async def test_who_is_on_duty_and_leads_the_body_gets_one_message(house, phone):  # H41
    ref = await house.request()
    number = await house.person("wang", Role.HEAD, "V-001")
    await on_duty(house, "wang", "V-001")

    await house.keep(ref, handling(owner="nobody"), notices=(house.notice(Step.ASSIGNED, "work"),))
    await house.after(hours=1)

    await phone(number).expects(ref)


async def test_the_owner_is_told_and_the_former_body_gets_one_taken_away(house, phone):  # H41
    ref = await house.request()
    former, owner = await house.person("li", department="V-001"), await house.person("bao", department="T-01")
    await house.keep(ref, handling(), notices=(house.notice(Step.ASSIGNED, "work"),))
    await house.work()
    await phone(former).expects(ref, "新交办")

    await house.after(minutes=1)
    told = (
        house.notice(Step.TAKEN_AWAY, "former:3", body="V-001", owner="li"),
        house.notice(Step.ASSIGNED, "work", cycle="1:2"),
    )
    await house.keep(ref, handling("bao", "T-01"), silenced=("work",), notices=told)
    await house.work()
    await phone(former).expects(ref, "改派")
    await phone(owner).expects(ref, "新交办")

    await house.keep(ref, handling("bao", "T-01"), notices=(house.notice(Step.SHARE_OVER, "share"),))
    await house.after(hours=2)  # what follows goes to the present owner alone
    await phone(owner).expects(ref, "本级超时")


async def test_a_body_that_is_named_without_a_person_does_not_speak_to_the_present_owner(house):
    ref = await house.request()
    await house.person("bao", department="T-01", phone=None, mail="bao@example.org")
    await house.person("wang", Role.HEAD, "V-001", phone=None, mail="wang@example.org")
    await house.keep(ref, handling("bao", "T-01"), notices=(house.notice(Step.TAKEN_AWAY, "former:1", body="V-001"),))

    await house.work()

    assert {recipient for recipient, *_ in await house.fates(ref)} == {"person:wang", "department:V-001"}


async def test_a_message_to_a_former_owner_is_not_cancelled_as_reassigned(house, phone):
    ref = await house.request()
    number = await house.person("li", department="V-001")
    phone(number).once(refuse=20429)
    notice = house.notice(Step.TAKEN_AWAY, "former:1", body="V-001", owner="li")
    await house.keep(ref, handling("bao", "T-01"), notices=(notice,))

    await house.work()
    await house.after(minutes=5)

    await phone(number).expects(ref, "改派")


async def test_the_owner_who_changed_meanwhile_is_not_told(house, phone):
    ref = await house.request()
    number = await house.person("li", department="V-001")
    phone(number).once(refuse=20429)
    await house.keep(ref, handling(), notices=(house.notice(Step.SHARE_OVER, "share"),))
    await house.work()

    await house.keep(ref, handling("bao"))
    await house.after(minutes=5)

    states = await house.pool.fetch("SELECT state, reason FROM outbox WHERE recipient = 'person:li'")
    assert [tuple(row) for row in states] == [("cancelled", "reassigned")]


async def test_a_former_owner_acknowledges_in_vain_and_a_former_body_what_it_was_told(house, phone):  # H52
    ref = await house.request()
    number = await house.person("li", department="V-001")
    told = (house.notice(Step.SHARE_OVER, "share"), house.notice(Step.TAKEN_AWAY, "former:1", body="V-001", owner="li"))
    await house.keep(ref, handling(), notices=told)
    await house.work()
    await phone(number).expects(ref[-6:])

    await house.keep(ref, handling("bao"))
    await house.acknowledge(await house.code(ref))

    states = await house.pool.fetch("SELECT step, state FROM notice ORDER BY step")
    assert [tuple(row) for row in states] == [("share_over", "open"), ("taken_away", "acknowledged")]


async def test_the_citizen_gets_a_confirmation_whose_code_is_a_query_code(house, phone):
    ref = await house.request("nara", "saran")
    only = house.notice(Step.CONFIRMED, "confirmed:1", complainant=f"{ref}-nara")
    await house.keep(ref, complainants=(f"{ref}-nara", f"{ref}-saran"), notices=(only,))

    await house.work()

    text = await phone(phone_of("nara")).expects(ref)
    code = await house.code(ref, f"caller:{ref}-nara")
    assert code in codes_in(text)
    async with house.pool.acquire() as connection:
        assert (await find_caller(connection, ref, code)).id == f"{ref}-nara"
        assert await find_caller(connection, await house.request(), code) is None
    assert "nara" not in text


async def test_all_citizens_of_a_request_are_asked_each_with_a_code_of_their_own(house, phone):
    ref = await house.request("nara", "saran")
    row = RequestRow(State.CLOSED, "consultation", closed_at=house.now)
    await house.keep(ref, row, complainants=(f"{ref}-nara", f"{ref}-saran"), notices=(house.notice(Step.ASK, "ask:4"),))

    await house.work()

    for name in ("nara", "saran"):
        await phone(phone_of(name)).expects(ref, await house.code(ref, f"caller:{ref}-{name}"))
    assert await house.code(ref, f"caller:{ref}-nara") != await house.code(ref, f"caller:{ref}-saran")


async def test_two_words_to_a_citizen_do_not_overtake_each_other(house, phone):
    ref = await house.request("nara")
    told = (house.notice(Step.CONFIRMED, "confirmed:1"), house.notice(Step.ROAD, "road:2"))
    await house.keep(ref, RequestRow(State.ADVISED, road="court"), complainants=(f"{ref}-nara",), notices=told)

    await house.after(minutes=2)

    states = await house.pool.fetch("SELECT step, state FROM outbox WHERE recipient LIKE 'caller:%' ORDER BY step")
    assert [row["step"] for row in states] == ["confirmed", "road"]
    assert {row["state"] for row in states} <= {"accepted", "sent", "delivered"}
    for _ in states:  # each in a letter of its own, with the whole number
        await phone(phone_of("nara")).expects(ref)


async def test_who_was_merged_into_another_request_is_told_under_either(house, phone):
    kept, gone = await house.request("nara"), await house.request("saran")
    await house.keep(kept, complainants=(f"{kept}-nara", f"{gone}-saran"))
    merged = RequestRow(State.MERGED, merged_into=kept, ended_at=house.now)
    await house.keep(gone, merged, complainants=(f"{gone}-saran",), notices=(house.notice(Step.ENDED, "ended:2"),))
    await house.work()
    await phone(phone_of("saran")).expects(gone)

    await house.after(minutes=2)
    joined = house.notice(Step.JOINED, "joined:3", complainant=f"{gone}-saran")
    await house.keep(kept, complainants=(f"{kept}-nara", f"{gone}-saran"), notices=(joined,))
    await house.work()
    await phone(phone_of("saran")).expects(kept)


async def test_a_commit_that_silences_a_thread_takes_its_waiting_messages_back(house, phone, twilio):  # H26
    waits = await house.request()
    number = await house.person("anna", Role.DISPATCHER, "CENTRE")
    for ahead in ({"milliseconds": 1}, {"seconds": 1}, {"minutes": 1}):
        ref = await house.request()
        at = house.now + timedelta(**ahead)
        await house.keep(ref, notices=(house.notice(Step.ACCEPT_SOON, not_before=at),))
        await house.work()
        await house.keep(ref, handling(), silenced=("intake",))

        await house.after(**ahead)

        assert tuple(await house.pool.fetchrow("SELECT state, why FROM notice WHERE ref = $1", ref)) == (
            "ended",
            "case_moved",
        )
        assert await house.fates(ref) == []
    phone(number).once(refuse=20429)
    await house.keep(waits, notices=(house.notice(Step.ACCEPT_SOON),))
    await house.work()
    posts = twilio.posts(number)

    await house.keep(waits, handling(), silenced=("intake",))
    await house.after(minutes=5)

    assert [(state, reason) for _, _, state, reason in await house.fates(waits)] == [("cancelled", "case_moved")]
    assert twilio.posts(number) == posts


async def test_what_ended_says_nothing_more_to_bodies_but_still_speaks_to_the_citizen(house, phone):
    ref = await house.request("nara")
    await house.person("li", department="V-001")
    told = (house.notice(Step.GOAL_OVER, "goal"), house.notice(Step.ENDED, "ended:9"))
    await house.keep(ref, handling(state=State.WITHDRAWN), complainants=(f"{ref}-nara",), notices=told)

    await house.work()

    await phone(phone_of("nara")).expects(ref)
    assert await house.trail(ref) == [("ended", "ended"), ("climbed", "rung 1")]


async def test_what_bodies_get_never_names_a_citizen(house, phone):
    ref = await house.request("nara")
    number = await house.person("li", department="V-001")
    leader = await house.person("lena", Role.LEADER, "CENTRE")
    row = handling(share_at=house.now)
    threads = {Step.ASSIGNED: "work", Step.SHARE_OVER: "share", Step.GOAL_OVER: "goal", Step.PAUSE_ENDED: "pause"}
    told = tuple(house.notice(step, thread) for step, thread in threads.items())
    await house.keep(ref, row, complainants=(f"{ref}-nara",), notices=told)

    await house.work()

    letters = await house.pool.fetch("SELECT l::text AS whole FROM letter AS l")
    assert letters
    for letter in letters:
        for secret in ("nara", phone_of("nara"), "某", "路灯不亮", "村口"):
            assert secret not in letter["whole"]
    await phone(number).expects(ref[-6:])
    await phone(leader).expects(ref[-6:])
    async with house.pool.acquire() as connection:
        assert await find_caller(connection, ref, await house.code(ref)) is None
    recipients = await house.pool.fetch("SELECT DISTINCT recipient FROM outbox")
    assert not [row for row in recipients if row["recipient"].startswith("caller:")]


async def test_a_kind_is_called_by_its_name_and_before_that_a_request(house, phone):
    waiting, handled = await house.request(), await house.request()
    number = await house.person("anna", Role.DISPATCHER, "CENTRE")
    owner = await house.person("li", department="V-001")

    await house.keep(waiting, notices=(house.notice(Step.ACCEPT_SOON),))
    await house.keep(handled, handling(), notices=(house.notice(Step.ASSIGNED, "work"),))
    await house.work()

    await phone(number).expects("群众诉求", waiting)
    await phone(owner).expects("咨询", handled)


async def test_a_citizen_who_left_no_address_goes_on_the_list_without_a_name(house):
    ref = await house.request("nara")
    await house.pool.execute("UPDATE complainant SET phone = NULL")
    await house.keep(ref, complainants=(f"{ref}-nara",), notices=(house.notice(Step.CONFIRMED, "confirmed:1"),))

    await house.work()

    who = f"caller:{ref}-nara"
    assert sorted((channel, state) for recipient, channel, state, _ in await house.fates(ref) if recipient == who) == [
        ("list", "queued"),
        ("mail", "failed"),
        ("sms", "failed"),
    ]


async def test_a_request_that_is_being_written_stays_for_the_next_time(house, phone):
    ref = await house.request()
    number = await house.person("anna", Role.DISPATCHER, "CENTRE")
    await house.keep(ref, notices=(house.notice(Step.ACCEPT_SOON),))
    async with house.pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT FROM request WHERE ref = $1 FOR UPDATE", ref)
        await house.room().work()
        assert await house.fates(ref) == []

    await house.work()

    await phone(number).expects(ref)


async def test_fifty_thousand_old_requests_bring_nothing_into_the_postroom(house):  # H38
    await house.request()
    day = timedelta(days=1)
    rows = [
        OldRequest(
            *("city", f"OLD-{n}", State.ARCHIVED, "旧诉求", "V-001", house.now - 9 * day, house.now - 8 * day),
            phone=f"+86138{n:08}",
        )
        for n in range(50_000)
    ]
    async with house.pool.acquire() as connection:
        assert await add_history(connection, rows) == 50_000

    for _ in range(3):
        await house.after(days=1)

    assert await house.pool.fetchval("SELECT count(*) FROM notice WHERE step <> 'report'") == 0
    assert await house.pool.fetchval("SELECT count(*) FROM outbox") == 0


async def test_nobody_of_the_body_complained_of_is_told_that_a_demand_is_late(house):
    ref = await house.request()
    await house.body("ASB", "department")
    await house.pool.execute("INSERT INTO off_list_demand (ref, kind, accused) VALUES ($1, 'material', 'NRB')", ref)
    for name, role, body in (
        *(("sam", Role.SUPERVISOR, None), ("nora", Role.SUPERVISOR, "NRB"), ("norbu", Role.HEAD, "NRB")),
        *(("hua", Role.HEAD, "ASB"), ("li", Role.OFFICER, "ASB"), ("ned", Role.OFFICER, "NRB")),
    ):
        await house.person(name, role, body)
    await on_duty(house, "ned", "ASB")
    await away(house, "hua", "norbu")

    await house.keep(ref, notices=(house.notice(Step.ACCEPT_UP),))
    await house.work()
    told = {Step.ACCEPT_UP: await house.told(ref)}
    for step in (Step.GOAL_OVER, Step.NEGLECTED):
        await house.keep(ref, handling("li", "ASB"), notices=(house.notice(step, f"{step}"),))
        await house.after(hours=2)
        told[step] = await house.told(ref)

    assert told[Step.ACCEPT_UP] == {"person:sam"}
    assert told[Step.NEGLECTED] == {"person:sam", "person:li"}
    everywhere = await house.pool.fetch("SELECT DISTINCT recipient FROM outbox WHERE ref = $1", ref)
    assert {row["recipient"] for row in everywhere} <= {"person:sam", "person:li", "department:ASB"}


async def test_what_an_owner_was_told_follows_at_once_to_the_stand_in_and_goes_back(house, phone):  # T73
    ref = await house.request()
    owner, stand_in = await house.person("li", department="V-001"), await house.person("bao", department="V-001")
    await house.keep(ref, handling(), notices=(house.notice(Step.WARNED, "share"),))
    await house.work()
    await phone(owner).expects(ref)

    house.now += timedelta(minutes=5)
    await house.pool.execute(
        "INSERT INTO absence (person, from_at, until_at, stand_in, entered_by) VALUES ('li', $1, $2, 'bao', 'test')",
        *(house.now, house.now + timedelta(hours=2)),
    )
    await house.work()
    await phone(stand_in).expects(ref)
    await house.keep(ref, handling(), notices=(house.notice(Step.GOAL_OVER, "goal"),))
    await house.after(minutes=2)
    await phone(stand_in).expects(ref)

    await house.after(hours=2)
    await phone(owner).expects(ref)
    told = await house.pool.fetch(
        "SELECT DISTINCT step, recipient, instead_of FROM outbox WHERE role = 'officer' AND channel = 'sms'"
    )
    assert {tuple(row) for row in told} == {
        ("warned", "person:li", None),
        ("warned", "person:bao", "person:li"),
        ("goal_over", "person:li", None),
        ("goal_over", "person:bao", "person:li"),
    }
