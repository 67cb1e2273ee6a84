"""The answers "no" of the counters of accounts, beside those of the law."""

from __future__ import annotations

from api.refusals import Away
from domain.refusals import Refusal


class ForeignOrigin(Refusal):
    """This was not sent by a page of ours; nothing was done."""

    code = "foreign_origin"
    status = 403


class CsrfWrong(Refusal):
    """The form's proof is missing or not that of this session; load the page again."""

    code = "csrf_wrong"
    status = 403


class TooManySignIn(Away):
    """Too many people sign in at this moment; try again."""

    code = "too_many_sign_in"


class UnknownAccount(Refusal):
    """There is no such account."""

    code = "unknown_account"
    status = 404


class UnknownSession(Refusal):
    """You have no such session, or it has ended."""

    code = "unknown_session"
    status = 404


class UnknownToken(Refusal):
    """There is no such token, or it has ended."""

    code = "unknown_token"
    status = 404


class AccountRefused(Refusal):
    """The account cannot be made like this; `reason` says why."""

    code = "account_refused"
    status = 422
