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


class FactorLocked(Away):
    """Second factors cannot be read at the moment: the key to them is missing or another one; an operator must look at it."""

    code = "factor_locked"


class ProviderAway(Away):
    """The provider cannot be reached at the moment; sign in with your password."""

    code = "provider_away"


class NoProvider(Refusal):
    """Nobody signs in here by a provider."""

    code = "no_provider"
    status = 404


class UnknownLink(Refusal):
    """No provider lets this person in."""

    code = "unknown_link"
    status = 404


class UnknownAccount(Refusal):
    """There is no such account."""

    code = "unknown_account"
    status = 404


class Unreachable(Refusal):
    """Neither a telephone number nor a mail address of this person is known; hand the code over instead."""

    code = "unreachable"
    status = 422


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
