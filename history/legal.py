"""The inquiries and applications of the history: who asks what, when and where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from domain.legal import aid, inquiry
from domain.legal.assignment import PersonFound, PersonQuestion
from domain.legal.cases import Aid, Inquiry
from domain.legal.record import Service
from domain.roles import ANYONE
from history.aid import AidPlot
from history.banner import Banner
from history.chance import code_of, dice, one_of
from history.course import Course, name_of
from history.inquiry import InquiryPlot
from history.laws import LegalLaw
from history.writer import Start
from store import lawyers, legal_matters, shipped
from store.aid_papers import AidPapers, add_aid_papers
from store.legal_matters import Asker, Matter, Pledge
from store.pool import Connection
from store.seed_organisation import add_shifts

_FIELDS = {
    "labour": 24,
    "family": 20,
    "land": 14,
    "debt": 14,
    "injury": 8,
    "contract": 8,
    "housing": 5,
    "inheritance": 4,
    "consumer": 3,
}
_KINDS = {  # of aid: with the field of law, and the groups from which they come
    ("wages", "labour"): 40, ("injury", "injury"): 15, ("support", "family"): 15, ("benefits", "labour"): 8,
    ("violence", "family"): 6, ("civil", "contract"): 10, ("administrative", "administrative"): 4, ("criminal", "criminal"): 6,
}  # fmt: skip
_GROUPS = {"migrant_worker": 30, "poor": 30, "woman": 14, "elderly": 12, "disabled": 8, "minor": 6}
_CHANNELS = {"hotline": 40, "web": 20, "mini_program": 15, "counter": 20, "chat": 5}
_NUMBERS = 60_000_000  # of telephone numbers that nobody else in the history has


@dataclass(frozen=True, slots=True)
class LegalCases:
    """All inquiries and applications between two instants."""

    banner: Banner
    inquiries: int
    aid: int
    since: datetime
    until: datetime

    async def starts(self, connection: Connection) -> list[Start]:
        """When each begins, in order; whoever was on duty in those years stands in the rosters."""
        shifts = shipped.circle().shifts(zone=self.banner.calendar.zone, since=self.since, until=self.until)
        await add_shifts(connection, shifts)
        chance = dice(self.banner.seed, "legal")
        services = [Service.INQUIRY] * self.inquiries + [Service.AID] * self.aid
        wanted = sorted((self._moment(service, chance), place, service) for place, service in enumerate(services))
        return [Start(at, _Opening(self.banner, place, at, service).begin) for at, place, service in wanted]

    async def find(self, connection: Connection, question: PersonQuestion, at: datetime) -> PersonFound:
        """Who is called or offered a case next, as `activities.lawyers` has it."""
        matter = await lawyers.matter_sought(connection, question.ref)
        assert matter is not None, "it was kept before its case began"
        rules = self.banner.legal.policy.aid
        return await lawyers.find_person(connection, question, matter, rules, at, asked_at=at)

    def _moment(self, service: Service, chance: Random) -> datetime:
        hours, calendar = self.banner.hours, self.banner.calendar
        last = self.until - timedelta(days=1)
        day = calendar.local_day(self.since + (last - self.since) * chance.random())
        if service is Service.INQUIRY:
            return max(hours.any_hour(day, chance), self.since)
        return hours.on(hours.workday(day, 0) if day < calendar.local_day(last) else hours.before(day, 1), chance)


@dataclass(frozen=True, slots=True)
class _Opening:
    banner: Banner
    place: int
    at: datetime
    service: Service

    async def begin(self, connection: Connection) -> Course:
        """Keep what was asked and by whom, and begin the case."""
        chance = dice(self.banner.seed, "legal", self.place)
        ref = await legal_matters.new_number(connection, self.service, self.at)
        matter = self._matter(ref, chance)
        await legal_matters.add_matter(connection, matter)
        phone = f"+86154{_NUMBERS + self.place:08d}"
        who = ("某人", phone, None, matter.language, code_of(chance), self.at)
        await legal_matters.add_asker(connection, Asker(f"{ref}-1", ref, *who))
        if self.service is Service.INQUIRY:
            return self._inquiry(matter)
        return await self._aid(connection, matter, chance)

    def _matter(self, ref: str, chance: Random) -> Matter:
        kind, field = "", one_of(chance, _FIELDS)
        if self.service is Service.AID:
            kind, field = one_of(chance, _KINDS)
        return Matter(
            ref=ref,
            print=name_of(ref),
            key=None,
            service=self.service,
            channel=one_of(chance, _CHANNELS),
            text="想了解如何维护自己的合法权益。",
            district=one_of(chance, self.banner.sizes),
            address="",
            lat=None,
            lon=None,
            language="mn" if chance.random() < 0.15 else "zh",
            field=field,
            kind=kind,
            people=one_of(chance, _GROUPS) if kind else "",
            other_side="",
            company="",
            campaign="",
            from_ref="",
            taken_by=None,
            policy_version=self.banner.legal.policy.version,
            asked_at=self.at,
            first_at=self.at,
        )

    def _inquiry(self, matter: Matter) -> Course:
        case = Inquiry(
            ref=matter.ref,
            rules=self.banner.legal.policy.inquiry,
            channel=matter.channel,
            field=matter.field,
            language=matter.language,
            asked_at=self.at,
            askers=(f"{matter.ref}-1",),
        )
        return self._course(inquiry.LAW, case, [InquiryPlot(self.banner, matter.ref, self.at).plot()])

    async def _aid(self, connection: Connection, matter: Matter, chance: Random) -> Course:
        case = Aid(
            ref=matter.ref,
            rules=self.banner.legal.policy.aid,
            office=self.banner.office,
            calendar=self.banner.calendar,
            kind=matter.kind,
            group=matter.people,
            field=matter.field,
            language=matter.language,
            received_at=self.at,
            first_contact_at=self.at,
            askers=(f"{matter.ref}-1",),
        )
        await add_aid_papers(connection, AidPapers(matter.ref, ("application", "identity")))
        plots = [AidPlot(self.banner, matter.ref, self.at).plot()]
        if chance.random() < 0.5:
            waived = tuple(proof.id for proof in case.rules.proofs if proof.waivable)
            await legal_matters.add_pledge(
                connection, Pledge(matter.ref, "家庭人均收入低于标准。", waived, True, False, "", self.at)
            )
            case = replace(case, pledged=True, waived=waived)
            plots.append(AidPlot(self.banner, matter.ref, self.at).verify())
        return self._course(aid.LAW, case, plots)

    def _course(self, law: Any, case: Any, plots: list[Any]) -> Course:
        opening = law.opened(case, by=ANYONE, now=self.at)
        return Course(LegalLaw(law), opening, self.at, plots)
