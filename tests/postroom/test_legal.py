"""What cases of the legal circle have to say, to the handsets: who is called, the director on duty, the desk, and whoever asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from house import MORNING, House, phone_of
from legal_rules import INQUIRY

from domain.legal.assignment import PersonFound
from domain.legal.cases import Inquiry, State
from domain.legal.change import LegalChange
from domain.legal.commit import AidRow, LegalCommit
from domain.legal.inquiry import LAW
from domain.legal.record import LegalCommand, LegalNotice, Service, Step
from domain.roles import ANYONE, Act, Actor, Role
from store import legal_cases
from store.legal_matters import Asker, Matter, add_asker, add_matter, find_asker_by_code, new_number

ABROAD, ABROAD_TOO = "+12025550123", "+12025550177"  # a country with replies and calls, for those at home get none


async def handed_in(
    house: House, service: Service = Service.INQUIRY, *, language: str = "zh", phone: str | None = phone_of("asker")
) -> str:
    """Somebody asks; nothing is begun yet."""
    async with house.pool.acquire() as connection:
        ref = await new_number(connection, service, house.now)
        words = ("zh", "labour", "civil", "", "", "", "", "", None, "1", house.now, house.now)
        await add_matter(
            connection, Matter(ref, "print", None, service, "web", "欠薪怎么办", "", "", None, None, *words)
        )
        await add_asker(connection, Asker(f"{ref}-1", ref, "某人", phone, None, language, "ABCDEF", house.now))
    return ref


async def keep(house: House, commit: LegalCommit) -> None:
    await legal_cases.write(house.pool, commit, run_id=f"run-{commit.ref}", asked_at=house.now)


class Case:
    """An inquiry that a test leads by its law, writing each change down."""

    def __init__(self, house: House, ref: str) -> None:
        self.house, self.seq = house, 0
        self.case = Inquiry(ref, INQUIRY, "web", "labour", "zh", house.now, askers=(f"{ref}-1",))

    async def takes(self, change: LegalChange) -> None:
        self.seq += 1
        self.case = change.case
        await keep(self.house, LAW.commit_of(change, seq=self.seq, at=self.house.now, receipts=()))
        await self.house.work()

    async def begins(self) -> None:
        await self.takes(LAW.opened(self.case, by=ANYONE, now=self.house.now))

    async def finds(self, person: str) -> None:
        number = len(self.case.assignments) + 1
        await self.takes(LAW.called(self.case, PersonFound(person), number, self.house.now))

    async def waits(self, **time: float) -> None:
        self.house.now += timedelta(**time)
        await self.takes(LAW.advance(self.case, self.house.now))

    async def acts(self, act: Act, by: str, **more: object) -> None:
        command = LegalCommand("c", act, Actor(by, Role.LAWYER, "JUB"), self.house.now, **more)
        await self.takes(LAW.act(self.case, command, self.house.now))


@pytest.fixture
async def bureau(house: House) -> House:
    """A bureau with people who can be told."""
    await house.body("JUB", "department")
    for name, role in (("ann", Role.LAWYER), ("bo", Role.LAWYER), ("dora", Role.DIRECTOR), ("dirk", Role.DIRECTOR)):
        await house.person(name, role, "JUB")
    await house.pool.execute(
        "INSERT INTO legal_place (id, kind, name_zh, name_en, body, lat, lon, hours, languages)"
        " VALUES ('centre', 'centre', '中心', 'Centre', 'JUB', 42.73, 121.77, '08:30-17:30', '{zh}')"
    )
    await house.pool.execute("INSERT INTO legal_person (person, place) VALUES ('ann', 'centre'), ('bo', 'centre')")
    await on_duty(house, "dora")
    return house


async def on_duty(house: House, person: str) -> None:
    """Somebody has the duty of the bureau for three days."""
    await house.pool.execute(
        "INSERT INTO duty (department, person, from_at, until_at, entered_by) VALUES ('JUB', $1, $2, $3, 'test')",
        *(person, MORNING - timedelta(days=1), MORNING + timedelta(days=2)),
    )


async def test_who_is_called_gets_a_text_and_whoever_asked_number_and_code(bureau, phone):
    case = Case(bureau, await handed_in(bureau))

    await case.begins()
    await case.finds("ann")

    await phone(phone_of("asker")).expects(case.case.ref, "法律服务登记")
    await phone(phone_of("ann")).expects(case.case.ref, "待接办", "法律咨询")


async def test_who_is_called_and_gets_no_text_is_called_up_by_a_machine(bureau, phone, twilio):
    await bureau.person("ann", Role.LAWYER, "JUB", phone=ABROAD)
    phone(ABROAD).once(course=("sent", "undelivered"), code=30003)
    case = Case(bureau, await handed_in(bureau, phone=None))
    await case.begins()
    await case.finds("ann")
    await twilio.settled()

    await bureau.work()

    await phone(ABROAD).hears("待接办", case.case.ref)
    await phone(ABROAD).hangs_up()
    assert await bureau.state(case.case.ref, "person:ann") == "undelivered"


async def test_in_the_night_calls_go_out_at_once_and_the_leader_on_duty_alone_is_told(bureau, phone):
    bureau.now = MORNING + timedelta(hours=18)
    case = Case(bureau, await handed_in(bureau))
    await case.begins()
    await case.finds("ann")
    await case.waits(minutes=6)

    await phone(phone_of("asker")).expects("法律服务登记")
    await phone(phone_of("ann")).expects("待接办")
    await phone(phone_of("dora")).expects(case.case.ref, "无人接办")
    assert "person:dirk" not in await bureau.told(case.case.ref)


async def test_after_eight_minutes_the_director_on_duty_and_the_supervisors_are_told(bureau, phone):
    await bureau.person("shen", Role.SUPERVISOR, None)
    case = Case(bureau, await handed_in(bureau, phone=None))
    await case.begins()
    await case.finds("ann")
    await bureau.after(minutes=3)  # a postroom that looks up only after six minutes would report an outage
    await case.waits(minutes=3)
    await case.waits(minutes=2)

    await phone(phone_of("ann")).expects("待接办")
    await phone(phone_of("dora")).expects("无人接办")
    await phone(phone_of("dora")).expects("超出承诺", case.case.ref)
    await phone(phone_of("shen")).expects("超出承诺", case.case.ref)
    assert "person:dirk" not in await bureau.told(case.case.ref)


async def test_nobody_on_duty_means_every_director_and_without_directors_the_supervisors(bureau, phone):  # H35
    await bureau.person("shen", Role.SUPERVISOR, None)
    await bureau.pool.execute("DELETE FROM duty")
    first = await told_the_leader(bureau)
    assert await bureau.told(first) == {"person:dora", "person:dirk"}

    bureau.now += timedelta(minutes=2)
    await bureau.pool.execute("UPDATE person SET role = 'officer' WHERE role = 'director'")
    second = await told_the_leader(bureau)

    assert await bureau.told(second) == {"person:shen"}
    await phone(phone_of("dora")).expects(first)
    await phone(phone_of("dirk")).expects(first)
    await phone(phone_of("shen")).expects(second)


async def told_the_leader(house: House) -> str:
    """An application for which nobody is found."""
    ref = await handed_in(house, Service.AID, phone=None)
    await keep(house, aid(house, ref, notice(house, Step.LEADER)))
    await house.work()
    return ref


async def test_who_is_called_without_need_is_told_so_and_a_call_that_is_over_never_goes_out(bureau, phone):
    case = Case(bureau, await handed_in(bureau))
    await case.begins()
    await case.finds("ann")
    await case.waits(minutes=2)
    await case.finds("bo")
    await case.acts(Act.LEGAL_TAKE, "bo")

    await phone(phone_of("asker")).expects("法律服务登记")
    for words in ("待接办", "无需办理"):
        await phone(phone_of("ann")).expects(words)
    await phone(phone_of("bo")).expects("待接办")
    waiting = [row for row in await bureau.fates(case.case.ref) if row[2] == "queued"]
    assert waiting == []


async def test_after_a_reset_who_was_not_reached_is_called_and_who_was_called_is_not_called_again(bureau, phone):
    case = Case(bureau, await handed_in(bureau, phone=None))
    await case.begins()
    await case.finds("ann")
    bureau.now += timedelta(minutes=2)
    case.seq += 1
    case.case = LAW.advance(case.case, bureau.now).case
    change = LAW.called(case.case, PersonFound("bo"), 2, bureau.now)
    await keep(bureau, LAW.commit_of(change, seq=case.seq, at=bureau.now, receipts=()))  # the postroom is at rest
    case.case = before = change.case
    bureau.now += timedelta(seconds=10)
    await case.acts(Act.LEGAL_TAKE, "bo")

    bureau.now += timedelta(seconds=10)
    again = LAW.commit_of(LegalChange(before), seq=case.seq, at=bureau.now, receipts=())
    await legal_cases.write(bureau.pool, again, run_id="reset", asked_at=bureau.now)
    await bureau.work()

    for words in ("待接办", "无需办理"):
        await phone(phone_of("ann")).expects(words)
    await phone(phone_of("bo")).expects("待接办")
    told = await bureau.pool.fetch("SELECT recipient FROM letter ORDER BY recipient")
    assert [row["recipient"] for row in told] == ["person:ann", "person:ann", "person:bo"]


async def test_the_answer_is_told_by_day_with_the_way_to_the_page(bureau, phone):
    case = Case(bureau, await handed_in(bureau))
    await case.begins()
    await case.acts(Act.LEGAL_REPLY, "ann", note="")

    await phone(phone_of("asker")).expects("法律服务登记")
    await phone(phone_of("asker")).expects("答复评价", case.case.ref)


async def test_texts_to_askers_name_no_service_no_person_and_no_matter(bureau, phone):
    case = Case(bureau, await handed_in(bureau))
    await case.begins()
    await case.finds("ann")
    await case.acts(Act.LEGAL_REPLY, "ann", note="")

    await phone(phone_of("ann")).expects("待接办")
    for words in ("法律服务登记", "答复评价"):
        await phone(phone_of("asker")).expects(words)
    texts = [row["text"] for row in await bureau.pool.fetch("SELECT text FROM letter WHERE recipient LIKE 'caller:%'")]
    assert len(texts) == 2
    assert not [text for text in texts if any(word in text for word in ("咨询", "援助", "ann", "欠薪", "某人"))]


async def test_a_mongolian_asker_reads_what_the_network_can_carry(bureau, phone):
    case = Case(bureau, await handed_in(bureau, language="mn"))

    await case.begins()

    await phone(phone_of("asker")).expects("法律服务登记")  # the networks at home take no Mongolian script
    assert await bureau.pool.fetchval("SELECT language FROM letter") == "zh"


async def test_each_asker_reads_their_language_with_a_code_that_opens_this_case_alone(bureau, phone):  # H65
    english = Case(bureau, await handed_in(bureau, language="en", phone=ABROAD))
    mongolian = Case(bureau, await handed_in(bureau, language="mn", phone=ABROAD_TOO))
    for case in (english, mongolian):
        await case.begins()

    await phone(ABROAD).expects("we have your legal matter", english.case.ref)
    await phone(ABROAD_TOO).expects("ᠬᠦᠯᠢᠶᠡᠨ ᠠᠪᠤᠯᠠ", mongolian.case.ref)
    codes = {
        case.case.ref: await bureau.code(case.case.ref, f"caller:{case.case.ref}-1") for case in (english, mongolian)
    }
    async with bureau.pool.acquire() as connection:
        for ref, code_of_it in codes.items():
            opened = {code: await find_asker_by_code(connection, ref, code) for code in codes.values()}
            assert {code for code, asker in opened.items() if asker and asker.id == f"{ref}-1"} == {code_of_it}


async def test_an_asker_who_left_no_address_goes_on_the_list_without_a_name(bureau):
    case = Case(bureau, await handed_in(bureau, phone=None))

    await case.begins()

    who = f"caller:{case.case.ref}-1"
    fates = [fate for fate in await bureau.fates(case.case.ref) if fate[0] == who]
    assert sorted(fate[1:3] for fate in fates) == [("list", "queued"), ("mail", "failed"), ("sms", "failed")]


async def test_a_case_that_is_being_written_stays_for_the_next_time(bureau, phone):
    ref = await handed_in(bureau, Service.AID, phone=None)
    await keep(bureau, aid(bureau, ref, notice(bureau, Step.AID_NEW)))
    async with bureau.pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT FROM legal_case WHERE ref = $1 FOR UPDATE", ref)
        await bureau.room().work()
        assert await bureau.fates(ref) == []

    await bureau.work()

    await phone(phone_of("dora")).expects(ref, "新申请")


def aid(house: House, ref: str, *notices: LegalNotice, state: State = State.RECEIVED, seq: int = 1) -> LegalCommit:
    return LegalCommit(ref, Service.AID, house.now, seq, 0, state, aid=AidRow(), notices=notices)


def notice(house: House, step: Step, **more: object) -> LegalNotice:
    until = house.now + timedelta(days=2)
    return LegalNotice(f"{step}", step, "1", house.now, until, **more)


async def test_without_a_clerk_the_director_on_duty_gets_what_is_for_the_desk(bureau, phone):
    ref = await handed_in(bureau, Service.AID)
    await keep(bureau, aid(bureau, ref, notice(bureau, Step.AID_NEW)))
    await bureau.work()

    await phone(phone_of("dora")).expects(ref, "新申请", "法律援助")
    assert await bureau.told(ref) == {"person:dora"}


async def test_the_desk_is_the_clerk_on_duty_and_without_one_every_clerk(bureau, phone):
    for name in ("cara", "cleo"):
        await bureau.person(name, Role.CLERK, "JUB")
    first = await applied(bureau)
    assert await bureau.told(first) == {"person:cara", "person:cleo"}

    bureau.now += timedelta(minutes=2)
    await on_duty(bureau, "cleo")
    second = await applied(bureau)

    assert await bureau.told(second) == {"person:cleo"}
    await phone(phone_of("cara")).expects(first)
    await phone(phone_of("cleo")).expects(first)
    await phone(phone_of("cleo")).expects(second)


async def applied(house: House) -> str:
    """An application that the desk must see to."""
    ref = await handed_in(house, Service.AID, phone=None)
    await keep(house, aid(house, ref, notice(house, Step.AID_NEW)))
    await house.work()
    return ref


async def test_warnings_of_the_promise_go_to_the_desk_and_its_end_to_the_director(bureau, phone):
    await bureau.person("cleo", Role.CLERK, "JUB")
    await on_duty(bureau, "cleo")
    due_at = bureau.now + timedelta(hours=16)
    warned, over = await handed_in(bureau, Service.AID), await handed_in(bureau, Service.AID)
    await keep(bureau, aid(bureau, warned, notice(bureau, Step.AID_WARNED, due_at=due_at)))
    await keep(bureau, aid(bureau, over, notice(bureau, Step.AID_OVER, due_at=bureau.now)))
    await bureau.work()

    await phone(phone_of("cleo")).expects(warned, "临期提醒")
    await phone(phone_of("dora")).expects("超出一日承诺", "临期提醒")
    assert await bureau.told(warned) == {"person:cleo", "person:dora"}
    assert await bureau.told(over) == {"person:dora"}


async def test_at_night_an_urgent_offer_is_told_at_once_and_another_one_in_the_morning(bureau, phone):
    bureau.now = MORNING + timedelta(hours=18)
    urgent, other = [await handed_in(bureau, Service.AID, phone=None) for _ in range(2)]
    due_at = bureau.now + timedelta(minutes=30)
    await keep(bureau, aid(bureau, urgent, notice(bureau, Step.CALL, owner="ann", due_at=due_at)))
    await keep(bureau, aid(bureau, other, notice(bureau, Step.AID_OFFER, owner="bo")))
    await bureau.work()

    await phone(phone_of("ann")).expects(urgent, "待接办", "法律援助")
    assert not phone(phone_of("bo")).unexpected()
    await bureau.after(hours=10)
    await phone(phone_of("bo")).expects(other, "征询承办")


async def test_lawyer_and_applicant_are_both_told_of_an_appointment(bureau, phone):
    ref = await handed_in(bureau, Service.AID)
    await keep(bureau, aid(bureau, ref, notice(bureau, Step.AID_APPOINTED, owner="bo")))
    await bureau.work()

    await phone(phone_of("bo")).expects(ref, "已指派律师")
    await phone(phone_of("asker")).expects(ref, "已指派律师")


async def test_what_is_for_those_who_work_ends_with_the_case_and_what_is_for_the_applicant_does_not(bureau, phone):
    ref = await handed_in(bureau, Service.AID)
    bureau.now = MORNING + timedelta(hours=15)  # in the evening: both wait for the day
    told = (notice(bureau, Step.AID_WARNED), notice(bureau, Step.AID_DECIDED))
    await keep(bureau, aid(bureau, ref, *told))
    await keep(bureau, aid(bureau, ref, state=State.DEEMED_WITHDRAWN, seq=2))

    await bureau.after(hours=11)

    await phone(phone_of("asker")).expects(ref, "决定送达")
    assert await bureau.told(ref) == {f"caller:{ref}-1"}


# ---- somebody is away


async def away(house: House, person: str, stand_in: str | None, **until: float) -> str:
    """Somebody is away from now on; for a day, or as long as is said."""
    entry = await house.pool.fetchval(
        "INSERT INTO absence (person, from_at, until_at, stand_in, entered_by) VALUES ($1, $2, $3, $4, 'test') RETURNING id",
        *(person, house.now, house.now + timedelta(**(until or {"days": 1})), stand_in),
    )
    return str(entry)


async def test_a_call_follows_at_once_to_whoever_stands_in_in_the_middle_of_the_eight_minutes(bureau, phone):  # T73
    case = Case(bureau, await handed_in(bureau, phone=None))
    await case.begins()
    await case.finds("ann")
    await phone(phone_of("ann")).expects("待接办", case.case.ref)

    await bureau.after(seconds=30)
    await away(bureau, "ann", "bo")
    await bureau.work()
    await phone(phone_of("bo")).expects("待接办", case.case.ref)
    bo = Actor("bo", Role.LAWYER, "JUB", ("ann",))
    await case.takes(LAW.act(case.case, LegalCommand("c", Act.LEGAL_TAKE, bo, bureau.now), bureau.now))

    row = await bureau.pool.fetchrow("SELECT actor, person, instead_of FROM event WHERE kind = 'taken'")
    assert tuple(row) == ("bo", "ann", "ann")
    told = await bureau.pool.fetch(
        "SELECT recipient, instead_of FROM outbox WHERE step = 'legal_call' ORDER BY created_at"
    )
    assert [tuple(row) for row in told] == [("person:ann", None), ("person:bo", "person:ann")]


async def test_an_offer_of_the_night_goes_back_to_whoever_returns_before_the_morning(bureau, phone):  # T73
    bureau.now = MORNING + timedelta(hours=18)
    ref = await handed_in(bureau, Service.AID, phone=None)
    await keep(bureau, aid(bureau, ref, notice(bureau, Step.AID_OFFER, owner="ann")))
    entry = await away(bureau, "ann", "bo")
    await bureau.after(minutes=1)

    await bureau.after(hours=1)
    await bureau.pool.execute("UPDATE absence SET until_at = $2 WHERE id = $1", entry, bureau.now)
    await bureau.after(hours=9)

    await phone(phone_of("ann")).expects(ref, "征询承办")
    assert await bureau.told(ref) == {"person:ann"}


async def test_what_the_stand_in_was_told_is_told_to_whoever_is_back(bureau, phone):
    await away(bureau, "ann", "bo", hours=2)
    case = Case(bureau, await handed_in(bureau, phone=None))
    await case.begins()
    await case.acts(Act.LEGAL_TAKE, "ann")
    await case.waits(minutes=30)  # it is not answered
    await phone(phone_of("bo")).expects("待答复", case.case.ref)

    await bureau.after(hours=1, minutes=31)

    await phone(phone_of("ann")).expects("待答复", case.case.ref)
    assert await bureau.pool.fetchval("SELECT returned_at FROM absence") is not None


async def test_a_stand_in_with_a_conflict_is_not_told_and_the_desk_is(bureau, phone):
    await bureau.person("cleo", Role.CLERK, "JUB")
    await on_duty(bureau, "cleo")
    await on_duty(bureau, "bo")
    ref = await handed_in(bureau, Service.AID, phone=None)
    await bureau.pool.execute("INSERT INTO legal_bar (ref, person) VALUES ($1, 'bo')", ref)
    await keep(bureau, aid(bureau, ref, notice(bureau, Step.AID_OFFER, owner="ann")))
    await bureau.work()
    await phone(phone_of("ann")).expects(ref, "征询承办")

    await away(bureau, "ann", "bo")
    await bureau.after(minutes=2)

    await phone(phone_of("cleo")).expects(ref, "征询承办")
    assert await bureau.told(ref) == {"person:ann", "person:cleo"}


async def test_through_a_chain_whoever_is_there_is_told_and_in_a_ring_the_desk(bureau, phone):
    for name, role in (("cy", Role.LAWYER), ("cleo", Role.CLERK)):
        await bureau.person(name, role, "JUB")
    await away(bureau, "ann", "bo")
    await away(bureau, "bo", "cy", minutes=10)
    ref = await handed_in(bureau, Service.AID, phone=None)
    await keep(bureau, aid(bureau, ref, notice(bureau, Step.AID_OFFER, owner="ann")))
    await bureau.work()
    await phone(phone_of("cy")).expects(ref)

    await bureau.after(minutes=11)  # bo is back, and stands in for ann
    await phone(phone_of("bo")).expects(ref)
    await away(bureau, "bo", "ann")
    await bureau.after(minutes=2)

    await phone(phone_of("cleo")).expects(ref)
    assert await bureau.told(ref) == {"person:bo", "person:cy", "person:cleo"}


async def test_a_director_who_is_away_is_replaced_at_once_for_an_objection(bureau, phone):
    await bureau.person("cleo", Role.CLERK, "JUB")
    ref = await handed_in(bureau, Service.AID, phone=None)
    await keep(bureau, aid(bureau, ref, notice(bureau, Step.AID_OBJECTION)))
    await bureau.work()
    await phone(phone_of("dora")).expects(ref)

    await away(bureau, "dora", "cleo")
    await bureau.after(minutes=2)

    await phone(phone_of("cleo")).expects(ref)
