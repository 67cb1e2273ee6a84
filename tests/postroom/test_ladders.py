"""From the case's word to the handset: who is told, when, in which order, and who is told next."""

from __future__ import annotations

from datetime import timedelta

from house import ITEM, MORNING, accepted
from twilio_things import Reporting

from domain.item import State
from domain.record import Step
from domain.roles import Role


async def test_yellow_reaches_department_and_officer(house, phone):  # A3
    officer, office = await house.person("li"), "+8613900000077"
    await house.department("NRB", "139 0000 0077")

    ref = await house.tell(Step.YELLOW)
    await house.after(minutes=2)

    for number in (officer, office):
        text = await phone(number).expects("【库伦旗政务】", ref)
        assert "http" not in text
    assert {state for _, _, state, _ in await house.fates(ref)} <= {"accepted", "sent", "delivered"}


async def test_a_message_waits_for_its_time(house, phone):  # T67
    number = await house.person("li")
    await house.tell(Step.YELLOW, not_before=MORNING + timedelta(hours=1))

    await house.after(minutes=59)
    assert await house.pool.fetchval("SELECT count(*) FROM letter") == 0

    await house.after(minutes=3)
    await phone(number).expects("黄牌")


async def test_who_is_away_is_replaced_by_the_stand_in(house, phone):
    await house.person("li")
    stand_in = await house.person("zhao")
    await house.pool.execute(
        "INSERT INTO absence (person, from_at, until_at, stand_in, entered_by) VALUES ('li', $1, $2, 'zhao', 'wang')",
        *(MORNING - timedelta(days=1), MORNING + timedelta(days=1)),
    )

    ref = await house.tell(Step.YELLOW)
    await house.after(minutes=2)

    await phone(stand_in).expects("黄牌", ref)
    row = await house.pool.fetchrow("SELECT recipient, instead_of, role FROM outbox WHERE role = 'officer'")
    assert tuple(row) == ("person:zhao", "person:li", "officer")


async def test_a_warning_follows_to_the_stand_in_as_soon_as_somebody_is_away(house, phone):
    officer = await house.person("li")
    stand_in = await house.person("zhao")
    ref = await house.tell(Step.RED)
    await house.after(minutes=2)
    await phone(officer).expects("红牌", ref)
    await house.pool.execute(
        "INSERT INTO absence (person, from_at, until_at, stand_in, entered_by) VALUES ('li', $1, $2, 'zhao', 'wang')",
        *(MORNING + timedelta(minutes=30), MORNING + timedelta(days=1)),
    )

    await house.after(minutes=27)
    told_before = await house.pool.fetchval("SELECT count(*) FROM outbox WHERE recipient = 'person:zhao'")
    await house.after(minutes=2)
    await house.after(minutes=2)  # texts that fall due together are spread

    assert told_before == 0
    await phone(stand_in).expects("红牌", ref)
    told = await house.pool.fetch("SELECT recipient, instead_of FROM outbox WHERE role = 'officer' ORDER BY created_at")
    assert {tuple(row) for row in told} == {("person:li", None), ("person:zhao", "person:li")}


async def test_a_warning_goes_back_when_whoever_was_away_returns_early(house, phone):  # T73
    officer, stand_in = await house.person("li"), await house.person("zhao")
    await house.pool.execute(
        "INSERT INTO absence (person, from_at, until_at, stand_in, entered_by) VALUES ('li', $1, $2, 'zhao', 'wang')",
        *(MORNING - timedelta(hours=1), MORNING + timedelta(days=1)),
    )
    ref = await house.tell(Step.RED)
    await house.after(minutes=2)
    await phone(stand_in).expects("红牌", ref)

    await house.pool.execute("UPDATE absence SET until_at = $1", house.now)
    await house.after(minutes=1)
    await house.after(minutes=1)  # texts that fall due together are spread

    await phone(officer).expects("红牌", ref)
    assert await house.pool.fetchval("SELECT returned_at FROM absence") is not None


async def test_without_a_stand_in_a_warning_goes_at_once_to_whoever_is_on_duty(house, phone):  # T73
    officer, head = await house.person("li"), await house.person("wang", Role.HEAD)
    ref = await house.tell(Step.RED)
    await house.after(minutes=2)
    await phone(officer).expects("红牌", ref)

    await house.pool.execute(
        "INSERT INTO absence (person, from_at, until_at, entered_by) VALUES ('li', $1, $2, 'wang')",
        *(house.now, MORNING + timedelta(days=1)),
    )
    await house.after(minutes=1)
    await house.after(minutes=1)

    await phone(head).expects("红牌", ref)


async def test_red_climbs_until_somebody_acknowledges(house, phone):  # H29
    officer = await house.person("li")
    head = await house.person("wang", Role.HEAD)
    supervisor = await house.person("shen", Role.SUPERVISOR, None)

    ref = await house.tell(Step.RED)
    await house.after(minutes=1)
    await phone(officer).expects("红牌", ref)

    await house.after(hours=2, minutes=1)
    await phone(head).expects("红牌", ref)

    await house.after(hours=2, minutes=1)
    await phone(supervisor).expects("红牌", ref)
    assert [why for what, why in await house.trail(ref) if what == "climbed"] == ["rung 1", "rung 2", "rung 3"]


async def test_an_empty_rung_is_passed_at_once_with_the_reason(house, phone):  # H35
    supervisor = await house.person("shen", Role.SUPERVISOR, None)

    ref = await house.tell(Step.RED, officer=None)
    await house.after(minutes=1)  # the department has no number: its rung ends on the list,
    await house.after(minutes=1)  # and the next ones follow without a wait

    await phone(supervisor).expects("红牌", ref)
    assert ("rung_empty", "rung 2: no duty or head") in await house.trail(ref)
    assert ("department:NRB", "list", "queued", "unreached") in await house.fates(ref)


async def test_who_has_acknowledged_is_not_climbed_over_but_asked_again_while_nothing_is_done(
    house, phone, twilio
):  # H32
    officer = await house.person("li")
    await house.person("wang", Role.HEAD)
    ref = await house.tell(Step.RED)
    await house.after(minutes=1)
    await phone(officer).expects("红牌", ref)

    await house.acknowledge(await house.code(ref))
    await house.after(hours=2, minutes=30)
    assert await house.told(ref) == {"person:li"}

    await house.after(hours=1)
    await phone(officer).expects("红牌", ref)
    assert ("raised_again", "not_done") in await house.trail(ref)


async def test_a_closed_case_sends_nothing_whatever_waits(house):  # H26
    await house.person("li")
    early, late = await house.tell(Step.RED), await house.tell(Step.RED)
    waiting = await house.tell(Step.RED)
    await house.write(early, accepted(state=State.APPROVED), silenced=(ITEM,))  # before its ladder is climbed
    await house.room()._climb()
    await house.write(late, accepted(state=State.APPROVED), silenced=(ITEM,))  # when its message waits
    await house.pool.execute("UPDATE item SET state = 'paused' WHERE ref = $1", waiting)  # whatever moved it

    await house.after(minutes=2)

    assert await house.pool.fetchval("SELECT count(*) FROM letter") == 0
    assert await house.fates(early) == []
    assert [f[2:] for f in await house.fates(late, "sms") if f[0] == "person:li"] == [("cancelled", "case_moved")]
    assert [f[2:] for f in await house.fates(waiting, "sms") if f[0] == "person:li"] == [("cancelled", "paused")]


async def test_a_message_whose_case_is_being_written_waits_for_the_outcome(house):  # H26
    await house.person("li")
    ref = await house.tell(Step.RED)
    await house.room()._climb()
    house.now += timedelta(minutes=1)

    async with house.pool.acquire() as writer, writer.transaction():
        await writer.execute("SELECT FROM project WHERE ref = $1 FOR UPDATE", ref)
        await house.work()
        assert await house.state(ref) == "queued"
        await writer.execute("UPDATE item SET state = 'approved' WHERE ref = $1", ref)
    await house.work()

    assert await house.state(ref) == "cancelled"


async def test_a_reassigned_item_warns_the_new_officer_and_no_longer_the_old_one(house, phone):  # H26, H41
    await house.person("li")
    newcomer = await house.person("zhao")
    ref = await house.tell(Step.RED)
    await house.room()._climb()

    await house.tell(Step.RED, ref=ref, officer="zhao")  # the case says it again after the act
    await house.after(minutes=2)

    await phone(newcomer).expects("红牌", ref)
    assert await house.state(ref, "person:li") == "cancelled"


async def test_a_warning_said_again_is_not_told_twice(house, phone):
    number = await house.person("li")
    ref = await house.tell(Step.RED)
    await house.after(minutes=1)
    await phone(number).expects("红牌")

    await house.tell(Step.RED, ref=ref)
    await house.after(minutes=30)

    assert await house.told(ref) == {"person:li"}


async def test_after_a_change_of_the_due_day_only_the_correction_follows(house, phone):  # H26
    number = await house.person("li")
    ref = await house.tell(Step.YELLOW)
    await house.after(minutes=2)
    await phone(number).expects("黄牌", ref)
    other = await house.tell(Step.YELLOW)

    for project in (ref, other):
        moved = accepted(due=MORNING.date() + timedelta(days=5))
        await house.write(project, moved, silenced=(ITEM,))
        due = MORNING.date() + timedelta(days=5)
        await house.pool.execute("UPDATE item SET due_on = $2 WHERE ref = $1", project, due)
    await house.say(ref, Step.REDATED, due_on=MORNING.date() + timedelta(days=5))
    await house.after(hours=3)

    await phone(number).expects("期限更正", ref)
    assert [fate[2] for fate in await house.fates(other, "sms")] in ([], ["cancelled"])


async def test_person_who_is_duty_officer_and_head_gets_one_message(house, phone):  # H41
    number = await house.person("wang", Role.HEAD)
    await house.pool.execute(
        "INSERT INTO duty (department, person, from_at, until_at, entered_by) VALUES ('NRB', 'wang', $1, $2, 'x')",
        *(MORNING - timedelta(days=1), MORNING + timedelta(days=1)),
    )

    ref = await house.tell(Step.RED, officer=None)
    await house.after(minutes=1)
    await house.after(hours=5)

    await phone(number).expects("红牌", ref)


async def test_people_who_cannot_be_reached_go_on_the_list(house):  # T65
    await house.person("li", phone=None)

    ref = await house.tell(Step.YELLOW)
    await house.after(minutes=2)

    assert [fate[1:] for fate in await house.fates(ref) if fate[0] == "person:li"] == [
        ("sms", "failed", "no_address"),
        ("mail", "failed", "no_address"),
        ("list", "queued", "unreached"),
    ]


async def test_a_promise_in_hours_is_told_at_night(house, phone):  # T67
    number = await house.person("li")
    house.now = MORNING - timedelta(hours=6)

    ref = await house.tell(Step.RED, unit="h", due_on=MORNING.date())
    await house.after(minutes=1)
    await phone(number).expects("红牌", ref)

    other = await house.tell(Step.RED)
    await house.after(minutes=1)
    assert await house.fates(other) == []


async def test_what_fails_in_the_evening_goes_on_when_the_office_opens(house, phone, twilio):  # T67
    number = await house.person("li", mail="li@example.org")
    phone(number).always(course=("sent",), reporting=Reporting.NEVER)
    ref = await house.tell(Step.BREACHED, expires_at=MORNING + timedelta(days=2))
    await house.after(minutes=1)
    await phone(number).expects("逾期")
    house.now = MORNING + timedelta(hours=14)  # half past ten in the evening
    (text,) = twilio.of(number)
    text.code = 30003
    await twilio.end(text, "undelivered")
    await house.work()
    assert await house.state(ref, channel="mail") == "queued"

    house.now = MORNING + timedelta(days=1)
    await house.work()

    assert await house.state(ref, channel="mail") == "sent"


async def test_officer_and_department_with_one_telephone_get_one_text(house, phone, twilio):  # H41
    number = await house.person("li")
    await house.department("NRB", number)

    ref = await house.tell(Step.YELLOW)
    await house.after(minutes=2)

    await phone(number).expects("黄牌", ref)
    assert await house.told(ref) == {"person:li"}


async def test_what_will_soon_be_of_no_use_does_not_take_the_rest_with_it(house, phone, twilio):
    number = await house.person("li")
    longer = await house.tell(Step.RED)
    shorter = await house.tell(Step.RED, expires_at=MORNING + timedelta(minutes=5))
    useless = await house.tell(Step.RED, expires_at=MORNING + timedelta(seconds=63))

    await house.after(minutes=1)

    for ref in (longer, shorter):
        await phone(number).expects(ref)
    assert {int(form["ValidityPeriod"]) for _, _, form in twilio.asked} == {36_000, 240}
    assert await house.state(useless) == "expired"


async def test_an_older_warning_in_back_off_does_not_follow_the_newer_one(house, phone, twilio):  # H26
    number = await house.person("li")
    phone(number).once(refuse=20429)
    ref = await house.tell(Step.YELLOW)
    await house.after(minutes=1)
    assert await house.state(ref) == "queued"
    house.now += timedelta(milliseconds=1)
    await house.say(ref, Step.RED, due_on=MORNING.date())
    await house.after(seconds=1)
    await house.pool.execute("UPDATE outbox SET due_at = $1 WHERE step = 'red'", house.now)
    await house.work()
    await phone(number).expects("红牌")

    await house.after(minutes=2)

    states = dict(await house.pool.fetch("SELECT step, state FROM outbox WHERE recipient = 'person:li'"))
    assert states["yellow"] == "superseded"


async def test_two_deadlines_of_one_case_on_one_day_are_both_told_and_so_are_bob_and_jimbob(house, phone):  # H40
    number = await house.person("li")
    for name in ("bob", "jimbob"):
        await house.person(name, phone=None, mail=f"{name}@example.org")
    ref = await house.tell(Step.RED)
    await house.tell(Step.RED, ref=ref, item="LR-04")
    for name in ("bob", "jimbob"):
        await house.tell(Step.YELLOW, officer=name)

    await house.after(minutes=2)

    await phone(number).expects("2个事项", "建设用地规划许可证核发", "国有建设用地使用权供应")
    told = await house.pool.fetch("SELECT address FROM letter WHERE channel = 'mail' ORDER BY address")
    assert [row["address"] for row in told] == ["bob@example.org", "jimbob@example.org"]


async def test_fifty_items_without_an_officer_are_all_told_when_the_postroom_was_away_for_days(
    house, phone, twilio
):  # T58
    number = await house.person("wang", Role.HEAD)
    refs = [await house.tell(Step.BREACHED, officer=None, expires_at=MORNING + timedelta(days=9)) for _ in range(50)]

    await house.after(days=5)  # Monday

    assert {await house.state(ref, "person:wang") for ref in refs} <= {"accepted", "sent", "delivered"}
    await phone(number).expects("50个事项")
    assert twilio.posts(number) == 1
