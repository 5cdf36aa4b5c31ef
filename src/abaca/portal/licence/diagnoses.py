"""What is wrong with a product key, as a sentence for a person."""

from django.utils.translation import gettext as _

from abaca.kernel.product_keys import Reading

SENTENCES = {
    "empty": "Please enter the product key from your delivery letter.",
    "one_wrong": "Character {position}, in group {group}: you typed {typed}; did you mean {expected}?",
    "swapped": "Characters {position} and {next}, in group {group}, seem to have changed places.",
    "foreign_character": (
        "Character {position}: {typed} never stands in a product key. Please compare it with your letter."
    ),
    "wrong_length": "A product key has 25 characters; here are {length}.",
    "unreadable": (
        "More than one character differs from a product key. "
        "Please compare it with your letter, or paste it from there."
    ),
}


def sentence(reading: Reading) -> str:
    """Say which character is doubtful, and what was probably meant; the words are those of the part `key_field`."""
    first = reading.characters[0] if reading.characters else None
    return _(SENTENCES[reading.kind]).format(
        position=first.position if first else reading.position,
        typed=first.typed if first else reading.typed,
        next=(reading.position or 0) + 1,
        group=reading.group,
        expected=reading.expected,
        length=reading.length,
    )
