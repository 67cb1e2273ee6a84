"""Secrets at rest: locked for one person, with the newest key, and readable with the one before it."""

import pytest
from cryptography.fernet import Fernet

from system.settings import Settings
from system.vault import KeyMissing, NotUnlocked, Vault, vault_of

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
SECRET = "JBCETFGIRLG234GY3TUQFEFG74W6Q4PZ"
STRONG = {"production": True, "public_base_url": "https://office.example"}


def test_what_is_locked_tells_nothing_and_is_unlocked_again():
    kept = Vault(NEW).locked(SECRET, of="li")

    assert SECRET not in kept
    assert kept != Vault(NEW).locked(SECRET, of="li")
    assert Vault(NEW).unlocked(kept, of="li") == SECRET


@pytest.mark.parametrize(
    ("vault", "kept", "whose"),
    [
        (Vault(NEW), Vault(OLD).locked(SECRET, of="li"), "li"),
        (Vault(NEW), Vault(NEW).locked(SECRET, of="wu"), "li"),
        (Vault(NEW), Vault(NEW).locked(SECRET, of="li")[:-2], "li"),
        (Vault(NEW), SECRET, "li"),
        (Vault(), Vault(NEW).locked(SECRET, of="li"), "li"),
    ],
    ids=["another key", "locked for another person", "changed", "put there open", "no key"],
)
def test_what_was_not_locked_so_for_this_person_is_not_unlocked(vault, kept, whose):
    with pytest.raises(NotUnlocked):
        vault.unlocked(kept, of=whose)


def test_with_the_old_key_beside_the_new_one_everything_is_read_and_locked_anew():
    both, old = Vault(NEW, OLD), Vault(OLD).locked(SECRET, of="li")
    assert both.unlocked(old, of="li") == SECRET

    renewed = both.renewed(old, of="li")

    assert Vault(NEW).unlocked(renewed, of="li") == SECRET
    assert both.renewed(renewed, of="li") == renewed


def test_what_was_kept_open_is_locked_as_soon_as_there_is_a_key():
    assert Vault(NEW).unlocked(Vault(NEW).renewed(SECRET, of="li"), of="li") == SECRET


def test_at_home_nothing_is_locked():
    assert Vault().locked(SECRET, of="li") == Vault().unlocked(SECRET, of="li") == SECRET


def test_in_production_there_is_a_key():
    with pytest.raises(KeyMissing, match="CHENGNUO_FACTOR_KEY"):
        vault_of(Settings(**STRONG))

    assert vault_of(Settings(**STRONG, factor_key=NEW)).locked(SECRET, of="li") != SECRET
