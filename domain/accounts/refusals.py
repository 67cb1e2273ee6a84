"""The answers "no" about accounts; see `domain.refusals`."""

from __future__ import annotations

from domain.refusals import Refusal


class PowersTogether(Refusal):
    """Nobody may hold two of these together: changing rights, changing data, keeping the record of both."""

    code = "powers_together"


class OwnRights(Refusal):
    """Nobody changes their own rights; somebody else of the security office must."""

    code = "own_rights"
    status = 403


class LoginRefused(Refusal):
    """Name, password or code is wrong."""

    code = "login_refused"
    status = 401


class TooManyAttempts(Refusal):
    """Too many wrong attempts; wait, use a device on which you have signed in before, or give your code with the password."""

    code = "too_many_attempts"
    status = 429


class PasswordWeak(Refusal):
    """This password is too short, too common, or says who you are."""

    code = "password_weak"
    status = 422


class PasswordWrong(Refusal):
    """The present password is wrong."""

    code = "password_wrong"
    status = 403


class PasswordDue(Refusal):
    """The first password was chosen by somebody else; choose your own before anything else."""

    code = "password_due"
    status = 403


class FactorDue(Refusal):
    """Your role needs a second factor; set it up before anything else."""

    code = "factor_due"
    status = 403


class CodeWrong(Refusal):
    """The code is wrong, too old, or was used before."""

    code = "code_wrong"
    status = 403


class SessionNeeded(Refusal):
    """Sign in for this: a token is not enough."""

    code = "session_needed"
    status = 403


class ScopeTooNarrow(Refusal):
    """This token was not made for this."""

    code = "scope_too_narrow"
    status = 403


class ScopeNotAllowed(Refusal):
    """A token may do only what its owner may, and must name something."""

    code = "scope_not_allowed"
    status = 422


class ExpiryNotAllowed(Refusal):
    """A token must end, in the future and within a year."""

    code = "expiry_not_allowed"
    status = 422


class OutsideRefused(Refusal):
    """This sign-in was not begun in this browser, is too old, was used before, or the provider's word does not hold; begin again."""

    code = "outside_refused"
    status = 403


class OutsideUnknown(Refusal):
    """Whom the provider names is linked to nobody here; sign in otherwise and link your account, or ask the security office."""

    code = "outside_unknown"
    status = 403


class LinkTaken(Refusal):
    """Whom the provider names is linked to another account."""

    code = "link_taken"


class InvitationGone(Refusal):
    """This invitation is unknown, used or too old; ask for a new one."""

    code = "invitation_gone"
    status = 404


class WorkOpen(Refusal):
    """This person still has open work, which must move to somebody else first."""

    code = "work_open"
