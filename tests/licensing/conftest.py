"""A shop that sells, and a wing that has read what it told."""

from tests.licensing.fixtures import a_wing_of_its_own, store

__all__ = ["a_wing_of_its_own", "store"]
