"""Sentences of letters in the vendor's own words."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from abaca.messaging.models import Wording


@transaction.atomic
def reword(
    place: tuple[str, str], sentence: str, *, texts: Mapping[int, tuple[str, str]], at: datetime, by: str
) -> int:
    """Say a sentence in the vendor's own words from now on, in a letter and language; return how many forms changed.

    `texts` are the text and what it replaces, by form. Whether a text may stand there was asked before
    (`wording.flaws`). A form that says already what it shall say stays as it is.
    """
    template, language = place
    standing = {
        row.form: row
        for row in Wording.objects.select_for_update().filter(
            template=template, language=language, sentence=sentence, ended_at=None
        )
    }
    changed = {form: told for form, told in texts.items() if form not in standing or standing[form].text != told[0]}
    _end([standing[form] for form in changed if form in standing], at=at, by=by)
    Wording.objects.bulk_create(
        Wording(
            template=template,
            language=language,
            sentence=sentence,
            form=form,
            text=text,
            shipped=shipped,
            by=by,
            at=at,
        )
        for form, (text, shipped) in changed.items()
    )
    return len(changed)


@transaction.atomic
def say_as_shipped(place: tuple[str, str], sentence: str, *, at: datetime, by: str) -> int:
    """Go back to the shipped sentence; return how many forms of it the vendor had worded."""
    template, language = place
    rows = Wording.objects.select_for_update().filter(
        template=template, language=language, sentence=sentence, ended_at=None
    )
    return _end(list(rows), at=at, by=by)


def _end(rows: Sequence[Wording], *, at: datetime, by: str) -> int:
    return Wording.objects.filter(pk__in=[row.pk for row in rows]).update(ended_at=at, ended_by=by) if rows else 0
