"""A no and the writing of a letter at the same moment: whichever comes first, no letter leaves after the no."""

import pytest

from abaca.messaging.models import Letter
from abaca.store.newsletters.actions import object_to, start, stop, write_letters
from abaca.store.newsletters.models import Edition, Recipient
from abaca.store.newsletters.queries import standing_of
from abaca.store.newsletters.states import Source
from tests.conftest import NOON
from tests.makers.newsletters import make_edition, says_yes
from tests.makers.orders import make_customer, make_person
from tests.makers.threads import at_once

ROUNDS = 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_no_while_the_letter_is_written_leaves_none_that_could_go(_round):
    people = [make_customer(make_person(), at=NOON) for _one in range(4)]
    for person in people:
        says_yes(person, at=NOON)
    edition = start(make_edition(at=NOON), at=NOON, by="sam")
    ids = list(edition.recipients.values_list("pk", flat=True))

    def no(person):
        return lambda: object_to(person, source=Source.ONE_CLICK, about=edition.ref, at=NOON, by=person.ref)

    def writing():
        return write_letters(ids, at=NOON, by="the house")

    results = at_once([writing, no(people[0]), writing, no(people[3])])
    assert [result for result in results if isinstance(result, Exception)] == []
    assert [standing_of(person).on for person in people] == [False, True, True, False]
    queued = Letter.objects.filter(state="queued").values_list("whose", flat=True)
    assert sorted(queued) == sorted(person.ref for person in people[1:3])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_stop_while_letters_are_written_leaves_none_that_could_go(_round):
    for person in [make_customer(make_person(), at=NOON) for _one in range(3)]:
        says_yes(person, at=NOON)
    edition = start(make_edition(at=NOON), at=NOON, by="sam")
    [one, two, three] = edition.recipients.values_list("pk", flat=True)

    acts = [lambda: write_letters([one, two], at=NOON, by="the house"), lambda: stop(edition, at=NOON, by="sam")]
    results = at_once(acts)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert Edition.objects.get().state == "stopped"
    assert not Letter.objects.filter(state="queued").exists()
    assert Recipient.objects.get(pk=three).state == "waiting"
