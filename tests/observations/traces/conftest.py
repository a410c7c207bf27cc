"""An approved source, and a released fragment of it."""
import pytest

from tests.observations import make


@pytest.fixture
def source(claire, ines):
    return make.trace_source(claire, ines)


@pytest.fixture
def fragment(ines, source):
    return make.trace(ines, source, make.TEXT)
