"""What the company did stays done, whatever becomes of the shop."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.store.payments.gateways.desk import NOON, make_card, make_company, pay

ROOT = Path(__file__).parents[4]
SPENDER = """
import sys
from pathlib import Path
from tests.store.payments.gateways.desk import make_company, pay

company = make_company(Path(sys.argv[1]))
for number in range(100_000):
    print(number, flush=True)
    pay(company, sys.argv[2], f"renew:{number}:2:1")
    print("paid", flush=True)
"""


@pytest.mark.parametrize("charges_before", [1, 7, 60])
def test_a_charge_that_was_answered_survives_the_death_of_the_shop(tmp_path, charges_before):
    company = make_company(tmp_path)
    card = make_card(company)
    arguments = [sys.executable, "-c", SPENDER, str(tmp_path), card]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=ROOT) as shop:
        heard = [shop.stdout.readline().strip() for _ in range(2 * charges_before)]
        os.kill(shop.pid, signal.SIGKILL)
        heard += shop.stdout.read().split()

    captures = company.captures_by_key_count()
    assert set(captures.values()) == {1}
    assert len(captures) - heard.count("paid") in {0, 1}
    for number in range(heard.count("paid")):
        assert company.ask(f"renew:{number}:2:1", at=NOON).outcome == "succeeded"


def test_a_child_process_opens_a_door_of_its_own(tmp_path):
    company = make_company(tmp_path)
    card = make_card(company)
    pay(company, card, "of the parent")
    child = os.fork()
    if child == 0:
        code = 1
        try:
            pay(company, card, "of the child")
            code = 0
        finally:
            os._exit(code)

    assert os.waitpid(child, 0) == (child, 0)
    pay(company, card, "of the parent again")
    assert set(company.captures_by_key_count()) == {"of the child", "of the parent", "of the parent again"}


def test_threads_have_doors_of_their_own(tmp_path):
    company = make_company(tmp_path)
    card = make_card(company)
    threads = [threading.Thread(target=pay, args=(company, card, f"buy:{n}")) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(company.captures_by_key_count().values()) == {1}
    assert len(company.charges()) == 4


def test_a_closed_door_opens_again(tmp_path):
    company = make_company(tmp_path)
    company.close()
    card = make_card(company)
    company.close()
    company.close()

    assert pay(company, card).outcome == "succeeded"


def test_nothing_is_made_before_the_first_request(tmp_path):
    make_company(tmp_path / "not yet there")
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_version_is_not_touched(tmp_path):
    foreign = sqlite3.connect(tmp_path / "provider.sqlite3")
    foreign.execute("pragma user_version = 99")
    foreign.close()

    with pytest.raises(RuntimeError, match="another version"):
        make_card(make_company(tmp_path))
