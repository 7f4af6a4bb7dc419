"""A few random inputs for every surface, always the same ones; `make attack` takes more, and others."""

import pytest

from tests.attack.fuzz.surface import Surface
from tests.attack.fuzz.surfaces import SURFACES

FEW = 60


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
def test_no_input_breaks_a_surface(surface: Surface) -> None:
    surface.tried(FEW)
