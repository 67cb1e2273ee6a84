"""The answers "no" at the counters of the legal circle, beside those of `api.refusals` and `domain.legal.refusals`."""

from __future__ import annotations

from api.refusals import Away
from domain.refusals import Refusal


class UnknownLegal(Refusal):
    """There is no such case, or it is none of yours: both are answered alike."""

    code = "unknown_case"
    status = 404


class LegalMissing(Away):
    """No rules of the legal circle have been loaded yet."""

    code = "legal_missing"
    retry_after = 60


class LegalExists(Refusal):
    """This version of the legal circle's rules is known with another content; give a new version."""

    code = "legal_exists"
    status = 409


class CodeMissing(Refusal):
    """Say the query code; without it only the desk may enter this."""

    code = "code_missing"
    status = 403


class CountedBefore(Refusal):
    """The same was entered before with another count; take that back first."""

    code = "counted_before"
    status = 409


class UnknownActivity(Refusal):
    """No such activity was entered."""

    code = "unknown_activity"
    status = 404


class UnknownProgramme(Refusal):
    """There is no programme with this id."""

    code = "unknown_programme"
    status = 404


class ProgrammeExists(Refusal):
    """A programme with other data is known under this id; the first data stays."""

    code = "programme_exists"
    status = 409


class UnknownSession(Refusal):
    """The programme has no session then."""

    code = "unknown_session"
    status = 404


class UnknownSubscription(Refusal):
    """Nobody has subscribed to this programme with this code."""

    code = "unknown_subscription"
    status = 404
