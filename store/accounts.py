"""Accounts that are made or changed, at a counter or by hand: checked against the office, and what was changed is written down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg

from domain.accounts.powers import check_powers
from domain.accounts.refusals import ExpiryNotAllowed, PowersTogether, ScopeNotAllowed
from domain.accounts.tokens import check_expiry, check_scope
from domain.organisation import JUSTICE
from domain.roles import Role
from store.invitations import INVITATION_HOLDS, invite
from store.people import Person, find_person, hold_person, id_like, roles_reached_alike, save_person
from store.pool import Connection, missing_migrations
from store.reference import departments
from store.security_record import Done, note
from store.tokens import make_token

ROLES = tuple(role for role in Role if role not in (Role.VISITOR, Role.SYSTEM))
_WITH_DEPARTMENT = (Role.OFFICER, Role.HEAD, Role.GRID_MEMBER, Role.DISPATCHER, Role.LEADER)
_OF_THE_BUREAU = (Role.LAWYER, Role.CLERK, Role.DIRECTOR)  # whose duties and absences the director keeps
BY_HAND = "by hand"  # who does it in the record: whoever is at the machine itself
_DETAILS = ("name", "work_no", "phone", "mail", "language")
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


@dataclass(frozen=True, slots=True)
class ByHand:
    """A token that is made at the machine itself: for some acts, with an end."""

    token: str
    scope: tuple[str, ...]
    expires_at: datetime


async def give_account(
    connection: Connection, wanted: Account, *, invitation: str, token: ByHand | None = None
) -> Person:
    """Make or change the account at the machine itself; by the code of the invitation its owner chooses a password.

    Raises:
        BadAccount: nothing was changed, because of a database without its schema, or as `save_account` says, or the role
            may have no such token.
    """
    if await missing_migrations(connection):
        raise BadAccount("The database has not the present schema; run `python -m local migrate` first.")
    now = datetime.now(UTC)
    try:
        async with connection.transaction():
            person = await save_account(connection, wanted, by=BY_HAND, now=now)
            ends_at = now + INVITATION_HOLDS
            await invite(connection, invitation, person.id, by=BY_HAND, now=now, expires_at=ends_at)
            await note(connection, Done.INVITED, actor=BY_HAND, person=person.id, now=now, about=person.role)
            if token is not None:
                await _give_token(connection, person, token, now)
    except (PowersTogether, ScopeNotAllowed, ExpiryNotAllowed) as refused:
        facts = "; ".join(f"{name}: {value}" for name, value in refused.facts.items())
        raise BadAccount(f"{refused} ({facts})") from refused
    return person


async def fitting_account(connection: Connection, wanted: Account) -> tuple[Person | None, Person]:
    """The account as it is, locked, and as it would be.

    Raises:
        BadAccount: nothing was changed, because of an id that is taken for another one, an unknown role or department, somebody of a department without
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
    if alike := await id_like(connection, wanted.id):
        raise BadAccount(f"{wanted.id!r} would be taken for {alike!r}; choose another id.")
    await hold_person(connection, wanted.id)
    before = await find_person(connection, wanted.id)
    known = before or Person(wanted.id, wanted.id, Role.VISITOR)
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
    return before, person


async def save_account(connection: Connection, wanted: Account, *, by: str, now: datetime) -> Person:
    """Make or change the account, and write down what was changed.

    Raises:
        BadAccount, PowersTogether: nothing was changed, as `fitting_account` says, or because of a work number that somebody else has.
    """
    before, person = await fitting_account(connection, wanted)
    try:
        async with connection.transaction():
            await save_person(connection, person)
    except asyncpg.UniqueViolationError as taken:
        raise BadAccount(f"Somebody else has the work number {person.work_no}.") from taken
    for kind, about in changes(before, person):
        await note(connection, kind, actor=by, person=person.id, now=now, about=about)
    return person


def changes(before: Person | None, after: Person) -> list[tuple[Done, str]]:
    """What the record says of a change: roles and departments as they were and are, of everything else only what it is.

    Of a new account the role stands with its invitation.
    """
    known = before or Person(after.id, after.name, after.role)
    details = [name for name in _DETAILS if before is not None and getattr(known, name) != getattr(after, name)]
    return [
        *([(Done.ROLE_CHANGED, f"{known.role}>{after.role}")] if known.role is not after.role else []),
        *(
            [(Done.DEPARTMENT_CHANGED, f"{known.department or ''}>{after.department or ''}")]
            if known.department != after.department
            else []
        ),
        *([(Done.DETAILS_CHANGED, ",".join(details))] if details else []),
    ]


async def _give_token(connection: Connection, person: Person, made: ByHand, now: datetime) -> None:
    check_scope(person.role, made.scope)
    check_expiry(made.expires_at, now)
    token_id = await make_token(
        connection, made.token, person.id, label=BY_HAND, scope=made.scope, by=BY_HAND, expires_at=made.expires_at
    )
    await note(connection, Done.TOKEN_MADE, actor=BY_HAND, person=person.id, now=now, about=token_id)


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
        of_the_bureau = role in _OF_THE_BUREAU and JUSTICE in await departments(connection)
        return JUSTICE if of_the_bureau else None
    known = await departments(connection)
    department = wanted or present
    listed = ", ".join([*list(known)[:_SHOWN], *([f"and {len(known) - _SHOWN} more"] if len(known) > _SHOWN else [])])
    if department is None:
        raise BadAccount(f"This role ({role}) needs a --department; the departments are: {listed}.")
    if department not in known:
        raise BadAccount(f"{department!r} is not a department; the departments are: {listed}.")
    return department
