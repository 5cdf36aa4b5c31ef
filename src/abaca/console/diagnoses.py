"""What is wrong with a product key, as a sentence for who reads it from a letter or hears it on the telephone."""

from django.utils.translation import gettext as _

from abaca.kernel.product_keys import Reading


def diagnosis(reading: Reading) -> str:
    """Say which character is wrong; the words are those of the part `key_field`."""
    if reading.kind == "one_wrong":
        said = _("Character {position}, in group {group}: you typed {typed}; did you mean {expected}?")
        return said.format(
            position=reading.position, group=reading.group, typed=reading.typed, expected=reading.expected
        )
    if reading.kind == "swapped" and reading.position:
        said = _("Characters {position} and {next}, in group {group}, seem to have changed places.")
        return said.format(position=reading.position, next=reading.position + 1, group=reading.group)
    if reading.kind == "foreign_character":
        first = reading.characters[0]
        said = _("Character {position}: {typed} never stands in a product key. Please compare it with your letter.")
        return said.format(position=first.position, typed=first.typed)
    if reading.kind == "wrong_length":
        return _("A product key has 25 characters; here are {length}.").format(length=reading.length)
    return _(
        "More than one character differs from a product key. "
        "Please compare it with your letter, or paste it from there."
    )
