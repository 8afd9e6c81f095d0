"""What the security tests stand on."""

import pytest

from tests.cast import Cast
from tests.security.everywhere import House, build


@pytest.fixture
def house(cast: Cast) -> House:
    """A store in which every address leads to something."""
    return build(cast)
