"""Accounts that an administrator makes by hand: checked against the office, with a new token each time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg

from domain.accounts.powers import check_powers
from domain.accounts.refusals import PowersTogether
from domain.roles import Role
from store.invitations import INVITATION_HOLDS, invite
from store.people import Person, add_token, find_person, roles_reached_alike, save_person
from store.pool import Connection, missing_migrations
from store.reference import departments

ROLES = tuple(role for role in Role if role not in (Role.VISITOR, Role.SYSTEM))
_WITH_DEPARTMENT = (Role.OFFICER, Role.HEAD, Role.GRID_MEMBER, Role.DISPATCHER, Role.LEADER)
_SHOWN = 20
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")
_SAYS_WHO = re.compile(r"@|[0-9]{7}")
_PHONE = re.compile(r"\+?[0-9]{5,15}")
_PUNCTUATION = re.compile(r"[ ()-]")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
_LANGUAGE = re.compile(r"zh|mn|en")


class BadAccount(ValueError):
    """The account cannot be made; the message says why, in words for whoever typed it."""


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody asks for. What is None stays as it is, or empty in a new account, whose name is then its id."""

    id: str
    role: str
    department: str | None = None
    name: str | None = None
    work_no: str | None = None
    phone: str | None = None
    mail: str | None = None
    language: str | None = None


async def give_account(connection: Connection, wanted: Account, token: str, *, invitation: str = "") -> Person:
    """Make or change the account and let its owner in with the token; tokens from before stay valid.

    With the code of an `invitation` the owner may choose a password.

    Raises:
        BadAccount: nothing was changed, because of a database without its schema, or as `save_account` says.
    """
    if await missing_migrations(connection):
        raise BadAccount("The database has not the present schema; run `python -m local migrate` first.")
    try:
        async with connection.transaction():
            person = await save_account(connection, wanted)
            await add_token(connection, token, person=person.id, label="by hand")
            if invitation:
                now = datetime.now(UTC)
                ends_at = now + INVITATION_HOLDS
                await invite(connection, invitation, person.id, by="by hand", now=now, expires_at=ends_at)
    except PowersTogether as refused:
        raise BadAccount(f"{refused} ({refused.facts['powers']})") from refused
    return person


async def save_account(connection: Connection, wanted: Account) -> Person:
    """Make or change the account.

    Raises:
        BadAccount: nothing was changed, because of an unknown role or department, somebody of a department without
            one, anybody else with one, a work number that somebody else has, no telephone number, mail address or
            language.
        PowersTogether: the same telephone or mail address belongs to an account with another of the powers.
    """
    if not _ID.fullmatch(wanted.id):
        raise BadAccount(
            f"{wanted.id!r} is not an id: at most 64 letters, digits and _ . @ -, with a letter or digit first."
        )
    if _SAYS_WHO.search(wanted.id):
        raise BadAccount(
            "An id stands in the record and in addresses for good: no mail address, telephone or ID number."
        )
    known = await find_person(connection, wanted.id) or Person(wanted.id, wanted.id, Role.VISITOR)
    role = _role(wanted.role)
    person = Person(
        wanted.id,
        wanted.name or known.name,
        role,
        await _department(connection, role, wanted.department, known.department),
        wanted.work_no or known.work_no,
        _fitting("telephone number", _PHONE, wanted.phone and _PUNCTUATION.sub("", wanted.phone)) or known.phone,
        _fitting("mail address", _MAIL, wanted.mail) or known.mail,
        _fitting("language (zh, mn or en)", _LANGUAGE, wanted.language) or known.language,
        known.languages,
    )
    check_powers([role, *await roles_reached_alike(connection, person)])
    try:
        async with connection.transaction():
            await save_person(connection, person)
    except asyncpg.UniqueViolationError as taken:
        raise BadAccount(f"Somebody else has the work number {person.work_no}.") from taken
    return person


def _fitting(what: str, form: re.Pattern[str], text: str | None) -> str | None:
    if text and not form.fullmatch(text):
        raise BadAccount(f"{text!r} is not a {what}.")
    return text


def _role(word: str) -> Role:
    if word not in ROLES:
        raise BadAccount(f"{word!r} is not a role; the roles are: {', '.join(ROLES)}.")
    return Role(word)


async def _department(connection: Connection, role: Role, wanted: str | None, present: str | None) -> str | None:
    if role not in _WITH_DEPARTMENT:
        if wanted:
            raise BadAccount(f"Only {', '.join(_WITH_DEPARTMENT)} have a department; the role given is {role}.")
        return None
    known = await departments(connection)
    department = wanted or present
    listed = ", ".join([*list(known)[:_SHOWN], *([f"and {len(known) - _SHOWN} more"] if len(known) > _SHOWN else [])])
    if department is None:
        raise BadAccount(f"This role ({role}) needs a --department; the departments are: {listed}.")
    if department not in known:
        raise BadAccount(f"{department!r} is not a department; the departments are: {listed}.")
    return department
