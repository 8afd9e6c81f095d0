"""Password hashes from other shops: recognised, checked and wrapped."""

import hashlib

import pytest
from argon2 import low_level
from django.contrib.auth import hashers as django_hashers
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.accounts import foreign
from clientela.accounts.foreign.hashers import WrappedForeign
from tests.accounts.hashes import PUBLISHED

NAMES = [f"{family} {text[:24]}" for _password, text, family in PUBLISHED]


@pytest.mark.parametrize(("password", "text", "family"), PUBLISHED, ids=NAMES)
def test_published_vectors(password: str, text: str, family: str) -> None:
    """PW-07: each format is told apart and checked as published, bare and wrapped."""
    found = foreign.recognise(text)
    assert found and found.format == family and foreign.recognise(f" {text}\n", family) == found
    assert foreign.verify(text, password) and not foreign.verify(text, f"x{password}")
    wrapped = WrappedForeign().wrap(found)
    assert found.digest not in wrapped and text not in wrapped and len(wrapped) <= 255
    assert django_hashers.check_password(password, wrapped)
    assert not django_hashers.check_password(f"x{password}", wrapped)
    assert django_hashers.identify_hasher(wrapped).must_update(wrapped)


@pytest.mark.parametrize(
    "hasher",
    [
        django_hashers.BCryptSHA256PasswordHasher(),
        django_hashers.Argon2PasswordHasher(),
        django_hashers.PBKDF2PasswordHasher(),
    ],
    ids=lambda hasher: hasher.algorithm,
)
def test_what_django_itself_makes(hasher: django_hashers.BasePasswordHasher) -> None:
    """PW-07: with the figures of today's Django; every letter counts, past the 72nd too."""
    password = "a-long-way-to-tipperary-" * 4
    salt = hasher.salt()
    text = hasher.encode(password, salt)
    assert foreign.verify(text, password) and not foreign.verify(text, password[:-1])
    found = foreign.recognise(text)
    assert found and WrappedForeign().verify(password, WrappedForeign().wrap(found))


def test_magento_chains_apply_one_after_the_other() -> None:
    """PW-07: each step hashes what the one before gave, with the same salt, repeated or cut for Argon2id."""

    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    def sha256(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    def argon2(text: str, salt: bytes) -> str:
        return low_level.hash_secret_raw(text.encode(), salt, 2, 65536, 1, 32, low_level.Type.ID).hex()

    first = md5("saltpassword")
    second = sha256(f"salt{first}")
    assert foreign.verify(f"{second}:salt:0:1", "password")
    assert foreign.verify(f"{argon2(second, b'saltsaltsaltsalt')}:salt:0:1:2", "password")
    long = "0123456789abcdefXYZ"
    assert foreign.verify(f"{argon2(sha256(f'{long}password'), long[:16].encode())}:{long}:1:2", "password")
    assert foreign.verify(f"{first}:salt", "password") and foreign.verify(f"{sha256('salta')}:salt", "a")


def test_wordpress_trims_and_others_do_not() -> None:
    """PW-07: WordPress takes space off both ends of a password, phpBB and bare digests don't."""
    assert foreign.verify("$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", " test12345\n")
    assert not foreign.verify("$H$9aaaaaSXBjgypwqm.JsMssPLiS8YQ00", "test1 ")
    assert not foreign.verify("900150983cd24fb0d6963f7d28e17f72", "abc ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "secret",
        "hunter2hunter2",
        "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L",
        "$P$UIQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0",  # four thousand million rounds
        "$2y$31$607XKVrBjPEqujeOXNwbYuOJ.gPMd2TelMMknmeV70Kap1E81Ovo6",
        "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=99,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "pbkdf2_sha256$99999999$seasalt$8xBlGd3jVgvJ+92hWPxi5ww0uuAuAnKgC45eudxro7c=",
        "67a1e09bb1f83f5007dc119c14d663aa:salt:1",  # the length of another version
        "67a1e09bb1f83f5007dc119c14d663aa:salt:9",
        "ab5ebf8d273b085b6a60336198e0a5a2090fdc3e0606a678315c7274ab06e046:salt:3_32_2_999999999",
        "1f83f5007dc119c14d663aa",
    ],
)
def test_what_is_no_hash_or_costs_too_much_is_not_taken(text: str) -> None:
    """PW-07: an imported hash can't make one sign-in cost minutes, and a plain password is no hash."""
    assert foreign.recognise(text) is None and not foreign.verify(text, "password")


def test_a_named_family_is_the_only_one_tried() -> None:
    """A format given in the file counts, also where the text looks like another one."""
    text = "900150983cd24fb0d6963f7d28e17f72"
    assert foreign.recognise(text, "md5") and not foreign.recognise(text, "phpass")
    assert not foreign.recognise(text, "rot13")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=90).filter(lambda text: text.isprintable()))
def test_any_password_goes_through_any_quick_family(password: str) -> None:
    """PW-02: all of Unicode; what is wrapped is checked exactly as what is bare."""
    bare = foreign.Foreign("bcrypt", "$2y$04$" + "C" * 21 + ".", "")
    for family, figures in (("bcrypt", bare.settings), ("phpass", "$H$5saltsalt"), ("magento", "salt:0:1")):
        digest = foreign.FAMILIES[family].inner(password, figures)
        assert foreign.fits(password, foreign.Foreign(family, figures, digest))
        assert digest != foreign.FAMILIES[family].inner(f"x{password}", figures)
