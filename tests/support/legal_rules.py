"""Rules of the legal circle for tests: the terms of the issue, with short lists."""

from __future__ import annotations

from datetime import time

from domain.legal.policy import (
    AidKind,
    AidRules,
    Calling,
    CheckupRules,
    Group,
    InquiryRules,
    LegalPolicy,
    Proof,
    Severity,
    VisitRules,
)
from domain.term import Term, Unit


def _min(value: int) -> Term:
    return Term(value, Unit.MIN)


def _h(value: int) -> Term:
    return Term(value, Unit.H)


def _d(value: int) -> Term:
    return Term(value, Unit.D)


INQUIRY = InquiryRules(
    promise=_min(8),
    leader=_min(6),
    up_again=_min(10),
    reply=_min(30),
    reply_again=_min(30),
    helped=_h(72),
    calling=Calling(_min(2), _min(4), 4),
)
AID = AidRules(
    promise=Term(1, Unit.WD),
    decide=_d(7),
    appoint=_d(3),
    supply=_d(4),
    objection=_d(5),
    object_within=_d(60),
    rate_within=_d(15),
    verify=_d(30),
    warn_at=time(15),
    urgent_days=7,
    serious_years=3,
    most_load=10,
    offers=Calling(_min(30), _h(2), 5),
    kinds=(AidKind("civil"), AidKind("criminal", criminal=True), AidKind("serious", criminal=True, serious=True)),
    groups=(
        Group("poor"),
        Group("minor", means_test=False),
        Group("worker", means_test=False, kinds=("wages",)),
        Group("mandated", means_test=False, by_notice=True),
    ),
    proofs=(Proof("means", waivable=True), Proof("identity"), Proof("contract")),
    refusals=("no_ground", "false_pledge"),
    terminations=("withdrawn_by_court", "false_pledge"),
    declines=("busy", "conflict"),
    urgencies=("limitation", "evidence", "property"),
    works=("meeting", "hearing", "mediation", "award", "document"),
    asked_from=time(7),
    asked_until=time(21),
    verify_soon=_d(20),
)
VISIT = VisitRules(
    promise=_h(24),
    warn=80,
    leader=_h(4),
    up_again=_h(4),
    calling=Calling(_min(30), _h(2), 5),
    groups=("disabled", "elderly", "left_behind"),
    outcomes=("advised", "aid_applied", "not_met"),
    again=("not_met",),
)
CHECKUP = CheckupRules(
    findings=Term(10, Unit.WD),
    severities=(Severity("high", _d(7)), Severity("medium", _d(30)), Severity("low", _d(90))),
    results=("mended", "partly", "not_mended"),
)
FIELDS, CHANNELS = ("labour", "family", "land"), ("web", "hotline", "counter")
POLICY = LegalPolicy("test", INQUIRY, AID, VISIT, CHECKUP, FIELDS, CHANNELS, pledge_barred_days=365)
