"""The answers "no": a request that is understood and may not be done.

A refusal is an answer, not a failure. Its docstring is the sentence for people, its code is for machines and never
changes, its status is the HTTP status that the counters give it, and its facts say what, where and what is allowed.
"""

from __future__ import annotations


class Refusal(Exception):
    """The request is understood and may not be done."""

    code = "refused"
    status = 409

    def __init__(self, **facts: str) -> None:
        super().__init__((self.__doc__ or self.code).partition("\n")[0])
        self.facts = facts


class NotAllowed(Refusal):
    """This role may not do this."""

    code = "not_allowed"
    status = 403


class NotYours(Refusal):
    """This belongs to another department or another applicant."""

    code = "not_yours"
    status = 403


class UnknownItem(Refusal):
    """The catalogue of this project has no such item, or it does not apply to the project."""

    code = "unknown_item"
    status = 404


class PrerequisiteOpen(Refusal):
    """Another item must be approved first."""

    code = "prerequisite_open"


class WrongState(Refusal):
    """The item is not in a state in which this can be done."""

    code = "wrong_state"


class NotReceived(Refusal):
    """The application for this item has not been handed in yet."""

    code = "not_received"


class AlreadyReceived(Refusal):
    """The application for this item was handed in before."""

    code = "already_received"


class AlreadyDecided(Refusal):
    """The item was decided before."""

    code = "already_decided"


class AlreadyDeemed(Refusal):
    """The term ran out, so the item counts as approved by silence; the act went to the review list."""

    code = "already_deemed"


class CorrectionOpen(Refusal):
    """The applicant has been asked for corrections, and it is the applicant's turn."""

    code = "correction_open"


class CorrectionsToldOnce(Refusal):
    """All that is missing is told once; this round was already corrected."""

    code = "corrections_told_once"


class PauseKindNotAllowed(Refusal):
    """The catalogue does not list this kind of pause for this item."""

    code = "pause_kind_not_allowed"
    status = 422


class PauseTooLong(Refusal):
    """The planned end lies beyond the ceiling for this kind of pause, or before the pause."""

    code = "pause_end_not_allowed"
    status = 422


class PauseTooLate(Refusal):
    """The day of a pause counts, so on its last day a term can no longer be stopped."""

    code = "pause_too_late"


class ExtensionNotAllowed(Refusal):
    """The catalogue allows no extension for this item, or not of this length."""

    code = "extension_not_allowed"
    status = 422


class ExtendedBefore(Refusal):
    """A term is extended once."""

    code = "already_extended"


class TermOver(Refusal):
    """The term is over; an extension must be granted before that."""

    code = "term_over"


class NoteMissing(Refusal):
    """A required text is missing."""

    code = "note_missing"
    status = 422


class TimeNotAllowed(Refusal):
    """The time of an act lies in the future or before the act that it follows."""

    code = "time_not_allowed"
    status = 422


class PeriodNotAllowed(Refusal):
    """The period ends before it begins, or is over already."""

    code = "period_not_allowed"
    status = 422


class StandInNotAllowed(Refusal):
    """A stand-in is somebody else of the same department who may do what the absent may."""

    code = "stand_in_not_allowed"
    status = 422


class RosterOverlap(Refusal):
    """This person has another entry within this period; end it first."""

    code = "roster_overlap"


class CaseClosed(Refusal):
    """The case is closed."""

    code = "case_closed"


class CalendarMissing(Refusal):
    """No calendar covers the days that must be counted."""

    code = "calendar_missing"
    status = 503


class KeyReused(Refusal):
    """This idempotency key was used for another request."""

    code = "key_reused"
    status = 422


class AlreadyAccepted(Refusal):
    """Somebody has accepted this request already."""

    code = "already_accepted"


class RequestEnded(Refusal):
    """This request is over; nothing can be done to it any more."""

    code = "request_ended"


class NotClassified(Refusal):
    """A request is accepted only with a kind, a body and a named person."""

    code = "not_classified"
    status = 422


class NotInPolicy(Refusal):
    """The rules of this request know no such thing."""

    code = "not_in_policy"
    status = 422


class EvidenceMissing(Refusal):
    """A closing of this kind must show more."""

    code = "evidence_missing"
    status = 422


class ReturnTooLate(Refusal):
    """A request can be sent back only shortly after it came."""

    code = "return_too_late"


class ReturnNotAllowed(Refusal):
    """The centre has decided who has the duty; this request cannot be sent back any more."""

    code = "return_not_allowed"


class BodyComplainedOf(Refusal):
    """This report complains of that body, so it may neither get it nor help with it; choose another one."""

    code = "body_complained_of"


class KeptAnonymous(Refusal):
    """Who made this report stays hidden, so it is neither merged with another request nor linked to a project."""

    code = "kept_anonymous"


class NothingAsked(Refusal):
    """Nobody has asked for this, so it cannot be granted or denied."""

    code = "nothing_asked"


class AnsweredBefore(Refusal):
    """This question was answered already; each closing is asked about once."""

    code = "answered_before"


class CalledTooSoon(Refusal):
    """Nobody was reached a short while ago; the next attempt belongs to another hour."""

    code = "called_too_soon"


class NotAsked(Refusal):
    """Nothing is asked at the moment: the request is not closed, or the asking is over."""

    code = "not_asked"


class NoLevelAbove(Refusal):
    """There is no level above this one."""

    code = "no_level_above"


class SameRequest(Refusal):
    """A request cannot be merged with itself, nor into one that was merged away."""

    code = "same_request"


class UnknownComplainant(Refusal):
    """Nobody with this code has reported this request."""

    code = "unknown_complainant"
    status = 404
