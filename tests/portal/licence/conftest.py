from tests.api.licensing.conftest import a_wing_of_its_own, store

__all__ = ["a_wing_of_its_own", "store"]
