import pytest
from django.db import connection

from abaca.operations import embedded_postgres
from abaca.operations.embedded_postgres import CannotStartServer


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("SELECT lower('Ä')", "ä"),
        ("SHOW max_connections", "400"),  # of the tests; a shop has 200
        ("SHOW listen_addresses", ""),
        ("SELECT 'ÄPFEL' ILIKE 'äpf%'", True),
    ],
)
def test_the_server_is_set_up_as_we_want_it(question, answer):
    with connection.cursor() as cursor:
        cursor.execute(question)
        assert cursor.fetchone() == (answer,)


def test_its_folder_and_socket_are_for_nobody_else():
    assert embedded_postgres.is_running()
    assert embedded_postgres.folder().stat().st_mode & 0o777 == 0o700


def test_it_is_adopted_when_it_runs_already():
    before = (embedded_postgres.folder() / "postmaster.pid").read_text()
    embedded_postgres.ensure_running()
    assert (embedded_postgres.folder() / "postmaster.pid").read_text() == before


def test_a_path_that_is_too_long_for_the_socket_is_refused(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path / ("long" * 25)
    with pytest.raises(CannotStartServer, match="too long"):
        embedded_postgres.ensure_running()
    assert not settings.DATA_FOLDER.exists()


def test_a_server_of_ones_own_is_left_alone(monkeypatch, settings, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/abaca")
    settings.DATA_FOLDER = tmp_path / "data"
    embedded_postgres.ensure_running()
    assert not settings.DATA_FOLDER.exists()
