"""Signing in: how often somebody has tried, what an account is checked against, and what came of an attempt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.accounts.throttle import CODES_WINDOW, WINDOW, Tally
from domain.roles import Role
from store.people import hash_of
from store.pool import Connection
from store.sql import load_sql
from system.vault import Vault

SQL = load_sql(__file__)
DEVICE_IS_KNOWN_FOR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody who signs in is checked against.

    `password` is its hash, or None for who signs in otherwise; `secret` is that of the second factor, or None without one.
    """

    person: str
    role: Role
    password: str | None
    must_change: bool
    secret: str | None
    last_step: int


@dataclass(frozen=True, slots=True)
class Tried:
    """Where an attempt came from: the account that was typed, the group of its address, the token of the device."""

    account: str
    address: str
    device: str = ""


async def credentials(connection: Connection, person: str, vault: Vault) -> Credentials | None:
    """What this person is checked against; None without an account, or for who has left. Raises `NotUnlocked`."""
    row = await connection.fetchrow(SQL["credentials"], person)
    if row is None:
        return None
    secret = vault.unlocked(row["secret"], of=person) if row["secret"] else None
    return Credentials(**(dict(row) | {"role": Role(row["role"]), "secret": secret}))


async def signs_in(connection: Connection, person: str) -> bool:
    """Has this person a password, or a link to a provider, so that no system acts under this account?"""
    return bool(await connection.fetchval(SQL["signs_in"], person))


async def tally(connection: Connection, tried: Tried, now: datetime) -> Tally:
    """How often it was tried of late; locked until the transaction ends, so that attempts at once count each other."""
    account, address, device = _hashes(tried)
    await _lock(connection, account)
    is_known = await connection.fetchval(SQL["is_device_known"], device, tried.account, now - DEVICE_IS_KNOWN_FOR)
    row = await connection.fetchrow(SQL["count_attempts"], account, address, device, now - WINDOW)
    assert row is not None, "counts are always answered"
    return Tally(row["of_account"], row["of_address"], row["of_device"] if is_known else None)


async def begin_attempt(connection: Connection, tried: Tried, *, by_known_device: bool, now: datetime) -> int:
    """Write down that somebody tries; it counts as wrong until `settle_attempt`. The nights forget it (store/leftovers.py)."""
    account, address, device = _hashes(tried)
    known = device if by_known_device else None
    return int(await connection.fetchval(SQL["begin_attempt"], account, address, known, now))


async def wrong_codes(connection: Connection, tried: Tried, *, by_known_device: bool, now: datetime) -> int:
    """How many wrong codes came with the right password of late, from strangers or from this device; locked as a `tally` is."""
    account, _, device = _hashes(tried)
    await _lock(connection, account)
    known = device if by_known_device else None
    return int(await connection.fetchval(SQL["count_codes"], account, known, now - CODES_WINDOW))


async def settle_attempt(
    connection: Connection, attempt: int, *, is_right: bool, only_code_wrong: bool = False
) -> None:
    """Write down what came of an attempt: right, wrong, or right but for the code."""
    state = "right" if is_right else "code" if only_code_wrong else "wrong"
    await connection.execute(SQL["settle_attempt"], attempt, state)


async def drop_attempt(connection: Connection, attempt: int) -> None:
    """Take an attempt back that was not made after all."""
    await connection.execute(SQL["drop_attempt"], attempt)


async def know_device(connection: Connection, device: str, person: str, now: datetime, *, before: str) -> None:
    """From now on this device is one on which the person has signed in; the token by which it was known `before` is void."""
    await connection.execute(SQL["rename_device"], hash_of(before), hash_of(device))
    await connection.execute(SQL["know_device"], hash_of(device), person, now)


async def forget_devices(connection: Connection, person: str) -> None:
    """No device is known for this person any more: the password may be in other hands."""
    await connection.execute(SQL["forget_devices"], person)


async def set_password(connection: Connection, person: str, hashed: str, *, must_change: bool, now: datetime) -> None:
    """Give a person a password, which comes hashed; `must_change` when somebody else has chosen it."""
    await connection.execute(SQL["set_password"], person, hashed, must_change, now)
    await connection.execute(SQL["forget_codes"], hash_of(person))


async def _lock(connection: Connection, account: bytes) -> None:
    await connection.execute(SQL["lock_account"], int.from_bytes(account[:8], "big", signed=True))


def _hashes(tried: Tried) -> tuple[bytes, bytes, bytes]:
    return hash_of(tried.account), hash_of(tried.address), hash_of(tried.device)
