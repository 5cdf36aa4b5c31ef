"""Every reason for which there is no product key has its words."""

import re

import pytest

from abaca.console.failures import FAILURES, UNLIMITED, failure_words, unlimited_words
from tests.architecture.house import SOURCE

ROOM = SOURCE / "abaca" / "store" / "product_keys"


def names_in_the_room() -> set[str]:
    text = "".join(path.read_text(encoding="utf-8") for path in ROOM.rglob("*.py"))
    named = set(re.findall(r'Failure\("(\w+)"', text)) | set(re.findall(r'\("(ERC_\w+)"', text))
    return named | {"no_exit_of_the_protocol", "list_empty"}


def test_every_failure_has_its_words_and_no_other():
    assert set(FAILURES) == names_in_the_room()


def test_everything_that_may_stay_unlimited_has_its_words():
    text = (ROOM / "gateways" / "launcher.py").read_text(encoding="utf-8")
    words = set(re.findall(r'refused\.add\("(\w+)"', text)) | set(re.findall(r'"(\w+)": \(resource', text)) - {"core"}
    assert set(UNLIMITED) == words


@pytest.mark.parametrize(
    ("name", "said", "words"),
    [
        ("time_out", "", "The generator did not answer in time."),
        ("time_out", "42", "The generator did not answer in time. It said: “42”"),
        ("unheard of", "", "unheard of"),
    ],
)
def test_what_the_generator_said_is_told_as_well(name, said, words):
    assert failure_words(name, said) == words
    assert unlimited_words(("unheard of",)) == ["unheard of"]
