import json
import stat
from datetime import timedelta

import pytest

from abaca_client import FileStore, Kept, MemoryStore
from abaca_client.keeping import default_store
from tests.clients.rehearsed_server import Computer, running


@pytest.fixture
def store(tmp_path) -> FileStore:
    return FileStore(tmp_path / "state/licence.json", tmp_path / "elsewhere/seen")


def test_what_is_saved_is_read_again_by_its_owner_alone(store):
    kept = Kept(token="abt_secret", lease="key/…", licence={"ends": None}, mark=1_798_761_600, nonces=["n"])
    store.save(kept)
    assert store.load() == kept
    for path in (store.path, store.second):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_an_open_file_of_before_is_closed_to_others(store):
    store.save(Kept())
    store.path.chmod(0o644)
    store.save(Kept(token="abt_secret"))
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_a_save_that_fails_leaves_the_old_state_whole(store, monkeypatch):
    store.save(Kept(token="first"))
    monkeypatch.setattr("os.fsync", lambda _handle: (_ for _ in ()).throw(OSError("the disk is full")))
    with pytest.raises(OSError, match="full"):
        store.save(Kept(token="second"))
    assert store.load().token == "first"
    assert len(list(store.path.parent.iterdir())) == 1


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "\udcff", '{"mark":true,"token":7,"licence":[],"nonces":{}}'])
def test_what_cannot_be_read_counts_as_not_there(store, text):
    store.save(Kept())
    store.path.write_bytes(text.encode(errors="surrogateescape"))
    assert store.load() == Kept()


@pytest.mark.parametrize(
    ("first", "second", "mark"),
    [(5, "9", 9), (9, "5", 9), (9, None, 9), (None, "9", 9), (5, "later", 5), (5, "9" * 99, 5), (None, None, 0)],
)
def test_the_highest_time_is_kept_in_two_places_and_the_higher_counts(store, first, second, mark):
    store.save(Kept())
    store.path.write_text(json.dumps({"mark": first}) if first else "")
    store.second.parent.mkdir(exist_ok=True)
    if second is not None:
        store.second.write_text(second)
    assert store.load().mark == mark


def test_deleting_one_file_does_not_help_a_clock_that_is_turned_back(store):
    with running() as server:
        server.grants()
        computer = Computer(server, store=store)
        computer.activates()
        computer.later(days=40)
        computer.client.check()
        kept = store.load()
        assert kept.mark == int(server.at.timestamp())
        kept.mark = 0
        store.path.write_text(json.dumps({"lease": kept.lease}))  # an old copy of the state, put back
        lonely = Computer(server, store=store, url="http://127.0.0.1:9")
        lonely.later(days=-39)
        assert lonely.client.check().ask_online


class FullDisk(MemoryStore):
    full = False

    def save(self, kept: Kept) -> None:
        if self.full:
            raise OSError("the disk is full")
        super().save(kept)


def test_a_full_disk_locks_nobody_out():
    with running() as server:
        server.grants()
        computer = Computer(server, store=FullDisk())
        computer.activates()
        computer.store.full = True
        computer.later(days=11)
        assert computer.client.check().until == server.at + timedelta(days=30)
        computer.later(days=19)
        assert computer.client.check().may_run
        assert server.asked == ["activate", "lease", "lease"]


def test_where_the_state_lies(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    store = default_store("musa-accounting")
    assert store.path == tmp_path / "state/musa-accounting/licence.json"
    assert store.second == tmp_path / "config/musa-accounting/licence-seen"


def test_a_computer_without_an_id_gets_one_that_stays(monkeypatch, store):
    monkeypatch.setattr("abaca_client.client.machine_id", lambda: None)
    with running() as server:
        first = Computer(server, store=store, fingerprint=None).client.fingerprint
        assert Computer(server, store=store, fingerprint=None).client.fingerprint == first
        assert len(first) == 64
