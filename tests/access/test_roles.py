import pytest

from abaca.access.roles import PERMISSIONS, ROLE_NAMES, ROLE_SENTENCES, Role, may, permissions_of, who_may

TABLE = [
    # permission, agent, bookkeeper, manager, administrator
    ("customers.view", True, True, True, True),
    ("customers.merge", False, False, True, True),
    ("desk.answer", True, False, True, True),
    ("desk.act", True, False, True, True),
    ("refunds.make", False, False, True, True),
    ("refunds.pay", False, True, True, True),
    ("books.export", False, True, True, True),
    ("catalogue.change", False, False, True, True),
    ("letters.change", False, False, True, True),
    ("keys.view", True, False, True, True),
    ("settings", False, False, False, True),
    ("staff.manage", False, False, False, True),
    ("audit.view", False, False, False, True),
    ("privacy.export", False, False, True, True),
    ("privacy.erase", False, False, False, True),
]


@pytest.mark.parametrize(("permission", "agent", "bookkeeper", "manager", "administrator"), TABLE)
def test_who_may_do_what(permission, agent, bookkeeper, manager, administrator):
    assert [may(role, permission) for role in Role] == [agent, bookkeeper, manager, administrator]
    assert [role in who_may(permission) for role in Role] == [agent, bookkeeper, manager, administrator]


@pytest.mark.parametrize("word", ["", "director", "ADMINISTRATOR"])
def test_a_word_that_is_no_role_may_do_nothing(word):
    assert permissions_of(word) == frozenset()


def test_an_administrator_may_do_everything():
    assert permissions_of(Role.ADMINISTRATOR) == PERMISSIONS.keys()


def test_a_permission_that_nobody_knows_is_a_mistake_and_no_open_door():
    with pytest.raises(KeyError):
        may(Role.ADMINISTRATOR, "desk.dance")


def test_every_role_has_a_name_and_a_sentence():
    assert set(ROLE_NAMES) == set(ROLE_SENTENCES) == set(Role)
