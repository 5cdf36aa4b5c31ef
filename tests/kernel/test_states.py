from enum import StrEnum

import pytest

from abaca.kernel.states import Machine, WrongMove


class Door(StrEnum):
    OPEN = "open"  # whoever comes may enter
    SHUT = "shut"  # whoever knocks may enter
    WALLED_UP = "walled_up"  # nobody enters any more


DOOR = Machine({Door.SHUT: {Door.OPEN, Door.WALLED_UP}, Door.OPEN: {Door.SHUT}, Door.WALLED_UP: set()})


def test_the_table_says_what_may_follow():
    assert DOOR.allows(Door.OPEN, Door.SHUT)
    assert not DOOR.allows(Door.OPEN, Door.WALLED_UP)
    assert not DOOR.allows(Door.OPEN, Door.OPEN)


def test_a_known_move_passes():
    DOOR.check(Door.SHUT, Door.OPEN)


def test_an_unknown_move_is_refused():
    with pytest.raises(WrongMove) as refused:
        DOOR.check(Door.WALLED_UP, Door.OPEN)

    assert refused.value.status == 409
    assert refused.value.facts == {"now": Door.WALLED_UP, "then": Door.OPEN}
    assert str(refused.value) == "What is “walled_up” cannot become “open”."


def test_an_end_has_no_way_out():
    assert DOOR.ends() == {Door.WALLED_UP}


def test_the_diagram_is_drawn_in_the_order_of_the_table():
    assert DOOR.diagram() == (
        "stateDiagram-v2\n"
        "    [*] --> shut\n"
        "    shut --> open\n"
        "    shut --> walled_up\n"
        "    open --> shut\n"
        "    walled_up --> [*]\n"
    )


@pytest.mark.parametrize(
    "table",
    [{}, {Door.SHUT: {Door.OPEN}}, {Door.OPEN: set(), Door.SHUT: set(), Door.WALLED_UP: {"gone"}}],
    ids=["empty", "a row is missing", "a state that nobody knows"],
)
def test_every_state_needs_its_row(table):
    with pytest.raises(ValueError, match="one row for every state"):
        Machine(table)
