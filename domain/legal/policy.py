"""The rules of the legal service circle, as far as cases obey them; frozen in each case when it begins. Ids only, no names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta

from domain.term import Term


@dataclass(frozen=True, slots=True)
class Calling:
    """How somebody is sought: without acceptance within `next_after` the next one is called, at most `most` in a round.

    When nobody is left, a new round begins `again` later.
    """

    next_after: Term
    again: Term
    most: int


@dataclass(frozen=True, slots=True)
class InquiryRules:
    """A question: answered, or taken over by a named person, within `promise`; all terms are exact and run round the clock.

    Counted from the question: `leader` is when the duty leader is called, and from the end of the promise it is raised
    again every `up_again`. Counted from when it was taken over: `reply` is when it is raised again because nobody has
    answered, then every `reply_again`. The asker may say within `helped` whether the answer helped.
    """

    promise: Term
    leader: Term
    up_again: Term
    reply: Term
    reply_again: Term
    helped: Term
    calling: Calling


@dataclass(frozen=True, slots=True)
class AidKind:
    """A kind of legal aid; for a `serious` one the lawyer must have practised for `AidRules.serious_years`."""

    id: str
    criminal: bool = False
    serious: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A group of applicants; `means_test` says whether their means are looked at.

    Where they are not, that holds for `kinds` of legal aid, or for all if there are none. `by_notice`: a court, a procuratorate or the
    police must ask for a lawyer, and the statutory term of appointment runs from their notice.
    """

    id: str
    means_test: bool = True
    kinds: tuple[str, ...] = ()
    by_notice: bool = False

    def is_spared(self, kind: str) -> bool:
        """Are their means not looked at in this kind of case?"""
        return not self.means_test and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Proof:
    """A paper that an application may need; a `waivable` one is replaced by a pledge."""

    id: str
    waivable: bool = False


@dataclass(frozen=True, slots=True)
class AidRules:
    """Legal aid: the promise for decision and appointment, with the statutory terms beside it.

    `promise` (working days) counts from receipt, `decide` (natural days) too, `appoint` from the decision, `supply` from
    when missing papers were told, `objection` from the objection, `verify` from the pledge, and `verify_soon` too, when the
    desk is reminded of it (None: never). An objection is heard within `object_within` of a
    refusal or termination, and the applicant may say within `rate_within` of the closing how satisfied they are. `warn_at` is the local time of
    the day of receipt at which the first warning goes out. `urgent_days`: an application within so many days of a
    limitation is urgent. The lists are closed. `most_load` cases are in the hands of one lawyer at most.
    Offers that are not urgent are told from `asked_from` until `asked_until` (local), and last from when they are told; None: at any hour.
    """

    promise: Term
    decide: Term
    appoint: Term
    supply: Term
    objection: Term
    object_within: Term
    rate_within: Term
    verify: Term
    warn_at: time
    urgent_days: int
    serious_years: int
    most_load: int
    offers: Calling
    kinds: tuple[AidKind, ...]
    groups: tuple[Group, ...]
    proofs: tuple[Proof, ...]
    refusals: tuple[str, ...]
    terminations: tuple[str, ...]
    declines: tuple[str, ...]
    urgencies: tuple[str, ...]
    works: tuple[str, ...]
    asked_from: time | None = None
    asked_until: time | None = None
    verify_soon: Term | None = None

    def kind(self, kind: str) -> AidKind | None:
        """The kind with this id."""
        return next((k for k in self.kinds if k.id == kind), None)

    def groups_of(self, ids: Collection[str]) -> tuple[Group, ...]:
        """The groups with these ids."""
        return tuple(group for group in self.groups if group.id in ids)

    def proof(self, proof: str) -> Proof | None:
        """The proof with this id."""
        return next((p for p in self.proofs if p.id == proof), None)


@dataclass(frozen=True, slots=True)
class VisitRules:
    """A home visit: done within `promise` of the request (exact), warned at `warn` percent of it.

    Without anybody who has confirmed at `leader`, the duty leader is told, and from the end of the promise it is raised
    again every `up_again`. `groups` may ask for one, `outcomes` are what a visit comes to; after those in `again` it is
    to be repeated.
    """

    promise: Term
    warn: int
    leader: Term
    up_again: Term
    calling: Calling
    groups: tuple[str, ...]
    outcomes: tuple[str, ...]
    again: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Severity:
    """How grave a finding is; its follow-up is due `follow_up` (natural days) later unless another date is given."""

    id: str
    follow_up: Term


@dataclass(frozen=True, slots=True)
class CheckupRules:
    """A legal check-up: findings within `findings` (working days); whoever follows up is reminded at opening of the day."""

    findings: Term
    severities: tuple[Severity, ...]
    results: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LegalPolicy:
    """All rules under one version. `fields` are those of law, `channels` the ways by which people come.

    For `pledge_barred_days` after the day on which a pledge was found false the same person cannot pledge again.
    """

    version: str
    inquiry: InquiryRules
    aid: AidRules
    visit: VisitRules
    checkup: CheckupRules
    fields: tuple[str, ...]
    channels: tuple[str, ...]
    pledge_barred_days: int

    def pledge_barred_until(self, found_on: date) -> date:
        """The last day on which whoever's pledge was found false on a day cannot pledge."""
        return found_on + timedelta(days=self.pledge_barred_days)
