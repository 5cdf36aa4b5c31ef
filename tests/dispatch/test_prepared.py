"""Prepared statements bring what Django would bring, and outlive the connection on which they were prepared."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import OperationalError, ProgrammingError, connection
from django.test.utils import CaptureQueriesContext
from psycopg import connect

from abaca.dispatch.prepared import Prepared

AT = datetime(2026, 3, 2, 11, 30, 15, 250_000, tzinfo=UTC)
NAME = UUID("0d1f6a52-7c0e-4a9b-9a52-3c1f4f0e7b21")
EVERYTHING = Prepared(
    "SELECT %(word)s::text, %(number)s::bigint, %(at)s::timestamptz, %(day)s::date, %(bytes)s::bytea = ANY(%(all)s),"
    " %(name)s::uuid, %(words)s::text[], '{}'::varchar[], NULL::bigint[], NULL::text, %(at)s > %(at)s"
)
FACTS = {
    "word": "Wörter, “Anführung” und \\ {}",
    "number": -7,
    "at": AT,
    "day": date(2026, 3, 2),
    "bytes": b"\x00\\'\xff",
    "all": [b"", b"\x00\\'\xff"],
    "name": NAME,
    "words": ["EXPORT", 'with "quotes", commas and \\', "", "{}", "NULL"],
}


@pytest.mark.django_db
def test_the_server_brings_the_same_as_through_django():
    with CaptureQueriesContext(connection) as captured:
        watched = EVERYTHING.row(FACTS)
    assert len(captured) == 1
    assert EVERYTHING.row(FACTS) == watched
    assert watched == (
        FACTS["word"],
        -7,
        AT,
        date(2026, 3, 2),
        True,
        NAME,
        FACTS["words"],
        [],
        None,
        None,
        False,
    )


@pytest.mark.django_db
def test_a_question_may_have_no_answer_or_many():
    many = Prepared("SELECT n FROM unnest(%(numbers)s::bigint[]) n ORDER BY n")
    assert many.row({"numbers": []}) is None
    assert many.rows({"numbers": [3, 1, 2]}) == [(1,), (2,), (3,)]


@pytest.mark.django_db(transaction=True)
def test_the_plan_is_made_once():
    statement = Prepared("SELECT %(number)s::bigint")
    for number in range(8):
        assert statement.row({"number": number}) == (number,)
    facts = "SELECT name, generic_plans, custom_plans FROM pg_prepared_statements WHERE statement = 'SELECT $1::bigint'"
    with connection.cursor() as cursor:
        cursor.execute(facts)
        assert [row[1:] for row in cursor.fetchall()] == [(8, 0)]


def _hang_up() -> None:
    """End the session behind the test's connection, as a restart of the server would."""
    pid = connection.connection.info.backend_pid
    with connect(connection.connection.info.dsn, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


@pytest.mark.django_db(transaction=True)
def test_a_question_survives_the_end_of_its_connection():
    statement = Prepared("SELECT %(word)s::text")
    statement.row({"word": "before"})
    _hang_up()
    assert statement.row({"word": "after"}) == ("after",)


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_the_server_forgot_is_prepared_again():
    statement = Prepared("SELECT %(word)s::text")
    statement.row({"word": "before"})
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS; DEALLOCATE ALL")
    assert statement.row({"word": "after"}) == ("after",)


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_nothing_is_asked_twice():
    statement = Prepared("SELECT %(word)s::text")
    statement.row({"word": "before"})
    connection.set_autocommit(False)
    connection.in_atomic_block = True
    _hang_up()
    try:
        with pytest.raises(OperationalError):
            statement.row({"word": "after"})
    finally:
        connection.in_atomic_block = False
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_mistake_is_djangos_error():
    with pytest.raises(ProgrammingError):
        Prepared("SELECT no_such_column").row({})
