"""The second step of the staff, from the first log-in on; a code counts once, in whatever process it is tried."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from django.test import Client

from abaca.access.actions import appoint, give_second_step, set_password
from abaca.access.models import SharedNote, User
from abaca.access.rehearsed_step import PERIOD, SECRET, codes_at, seconds_left
from abaca.kernel.clock import system_now
from tests.conftest import NOON

PASSWORD = "three quiet words"


@pytest.fixture
def sam(db) -> User:
    user = appoint("sam@musa.example", at=NOON)
    set_password(user.email, PASSWORD)
    return user


@pytest.fixture
def with_telephone(sam) -> User:
    give_second_step(sam.email, SECRET)
    return sam


def code() -> str:
    return codes_at(int(system_now().timestamp()))[0]


def first_step(page: str = "/console/") -> Client:
    client = Client()
    client.post(f"/account/login/?next={page}", {"login": "sam@musa.example", "password": PASSWORD})
    return client


def second_step(client: Client, typed: str):
    return client.post("/account/2fa/authenticate/", {"code": typed})


@pytest.mark.parametrize(("seconds", "left"), [(1_780_000_020, 30), (1_780_000_049, 1), (1_780_000_050, 30)])
def test_the_telephone_shows_what_allauth_takes(seconds, left):
    counter = seconds // PERIOD
    assert codes_at(seconds) == [f"{hotp_value(SECRET, counter + step):06}" for step in (0, 1, -1)]
    assert seconds_left(seconds) == left


def test_both_steps_lead_to_the_page_that_was_wished(with_telephone):
    client = first_step("/console/tax/")
    assert client.get("/console/tax/").status_code == 302  # one step alone opens nothing

    answer = second_step(client, code())
    assert (answer.status_code, answer["Location"]) == (302, "/console/tax/")
    assert client.get("/console/tax/").status_code == 200


def test_a_code_counts_once_also_in_another_process(with_telephone):
    """What was used stands in the database: a process of its own would see it there as we do."""
    typed = code()
    assert second_step(first_step(), typed).status_code == 302
    assert SharedNote.objects.filter(cache_key__contains=typed).exists()

    thief = first_step()
    assert "it was used already" in second_step(thief, typed).content.decode()
    assert thief.get("/console/").status_code == 302


def test_a_code_is_not_good_again_after_its_period(with_telephone):
    """With half a minute's tolerance it would be taken for three periods, and allauth remembers it for one."""
    typed = code()
    second_step(first_step(), typed)
    SharedNote.objects.filter(cache_key__contains="allauth.mfa.totp.used").delete()
    assert "it was used already" in second_step(first_step(), typed).content.decode()


def test_guesses_are_counted_for_all_processes_together(with_telephone):
    client = first_step()
    said = [second_step(client, "000000").content.decode() for _guess in range(7)]
    assert "That was tried too often." in said[-1]
    assert "That was tried too often." in second_step(client, code()).content.decode()


def test_the_telephone_is_set_up_at_the_first_log_in_and_opens_the_console(sam, monkeypatch):
    client = first_step()
    asked = client.get("/console/", follow=True)  # who has a password shows once more that it is him
    assert "The second step" not in asked.content.decode()
    page = client.post(asked.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0].startswith("/account/2fa/totp/activate/")
    [secret] = re.findall(r'<code class="key-inline">(\w+)</code>', page.content.decode())
    monkeypatch.setattr("abaca.access.rehearsed_step.SECRET", secret)  # the telephone has read the picture

    done = client.post("/account/2fa/totp/activate/", {"code": code()}, follow=True)
    assert "Go to the console" in done.content.decode()
    assert Authenticator.objects.filter(user=sam, type="recovery_codes").exists()
    assert client.get("/console/").status_code == 200


def test_a_wrong_code_sets_nothing_up(sam):
    client = first_step()
    client.get("/account/2fa/totp/activate/")
    client.post("/account/2fa/totp/activate/", {"code": "000000"})
    assert not Authenticator.objects.exists()
    assert client.get("/console/").status_code == 302


def test_in_rehearsal_the_code_is_filled_in_for_the_demos_staff_and_never_in_earnest(with_telephone, settings):
    said = first_step().get("/account/2fa/authenticate/").content.decode()
    assert any(f'value="{each}"' in said for each in codes_at(int(system_now().timestamp())))

    settings.REHEARSAL = False
    said = first_step().get("/account/2fa/authenticate/").content.decode()
    assert [each for each in codes_at(int(system_now().timestamp())) if each in said] == []


def test_in_rehearsal_the_next_code_is_filled_in_when_this_one_is_used(with_telephone):
    for _twice in range(2):
        client = first_step()
        said = client.get("/account/2fa/authenticate/").content.decode()
        [filled] = re.findall(r'name="code" value="(\d{6})"', said)
        assert second_step(client, filled).status_code == 302


def test_real_staff_see_no_code_in_a_rehearsal(sam):
    give_second_step(sam.email, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    said = first_step().get("/account/2fa/authenticate/").content.decode()
    assert 'name="code" value' not in said
    assert "no phone here" not in said
