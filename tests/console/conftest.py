"""A shop in which somebody has bought, and a member of the staff who is logged in."""

import copy
from pathlib import Path

import pytest
from django.test import Client

from abaca.access.actions import appoint
from abaca.access.models import User
from tests.conftest import NOON
from tests.makers.shop import Shop
from tests.makers.staff import logged_in


@pytest.fixture(autouse=True)
def _rehearsed_templates(settings) -> None:
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [Path(__file__).parent / "templates"]
    settings.TEMPLATES = templates


@pytest.fixture
def shop(db: None, letters) -> Shop:
    return Shop()


@pytest.fixture
def sam(db: None) -> User:
    return appoint("sam@musa.example", at=NOON)


@pytest.fixture
def desk(sam: User) -> Client:
    return logged_in(sam)
