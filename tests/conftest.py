"""Fixtures for all tests: the database, the cast, and clients that come from a browser of our own site."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.test.client import ClientHandler

from tests import ground, handling
from tests.cast import Cast, make_cast


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The database stands already (`tests.ground`); Django makes none of its own."""


@pytest.fixture(scope="session", autouse=True)
def one_chain_for_all() -> Iterator[None]:
    """Browsers share their middleware: making it anew for each takes longer than most requests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", handling.load_once)
        yield


@pytest.fixture
def real_db(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Committed data, for races and crashes. The database is made anew afterwards."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield
        connections.close_all()
    ground.fresh_database()
    cache.clear()


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast of people: staff of every role, customers, a guest."""
    return make_cast()


@pytest.fixture
def client() -> Client:
    """A browser: it checks the token, as real ones do."""
    return Client(enforce_csrf_checks=False, headers={"accept-language": "en"})
