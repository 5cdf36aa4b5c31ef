"""Every room of the house stands, says what it is for, and none bears a name under which anything may gather."""

import ast
import tomllib

import pytest
from django.apps import apps
from tests.architecture.house import REPOSITORY, SOURCE, modules

LANDFILLS = {"utils", "util", "common", "misc", "helpers", "services", "managers", "exceptions", "core", "tools"}
FLOORS = {
    "": "kernel journal dispatch messaging inbox webhooks access design store licensing support "
    "storefront portal console api rehearsal operations config",
    "store": "journal catalogue customers tax ledger orders payments invoices subscriptions product_keys notices "
    "newsletters correspondence feed workflows",
    "licensing": "journal secrets accounts keyring answers licences product_keys devices feed_import workflows facades",
    "support": "journal tickets",
}
ROOMS = [".".join(filter(None, ("abaca", wing, room))) for wing, rooms in FLOORS.items() for room in rooms.split()]
LABELLED = [room for room in ROOMS if room.split(".")[1] in {"store", "licensing", "support"} and room.count(".") == 2]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_stands_and_says_what_it_is_for(room):
    door = SOURCE.joinpath(*room.split("."), "__init__.py")
    assert ast.get_docstring(ast.parse(door.read_text(encoding="utf-8")))


@pytest.mark.parametrize("room", LABELLED)
def test_a_room_of_a_wing_is_labelled_by_wing_and_room(room):
    _, wing, name = room.split(".")
    assert [config.label for config in apps.get_app_configs() if config.name == room] == [f"{wing}_{name}"]


def test_no_module_bears_the_name_of_a_landfill():
    assert [module.name for module in modules() if set(module.parts) & LANDFILLS] == []


def test_the_contracts_know_every_room():
    contracts = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layered = {name: c["layers"] for c in contracts for name in c.get("containers", []) if c.get("exhaustive")}
    listed = {
        f"{container}.{room.strip()}"
        for container, layers in layered.items()
        for layer in layers
        for room in layer.split("|")
    }
    assert sorted(listed) == sorted(ROOMS)
