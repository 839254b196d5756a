import json
import os
import stat

import pytest

from factcheck.places import Places, UnsafeFolder, own_folder


def test_two_data_folders_never_share_an_address(tmp_path):
    assert Places(tmp_path / "a").sockets != Places(tmp_path / "b").sockets


def test_a_long_path_still_gives_short_sockets(tmp_path):
    places = Places(tmp_path / ("x" * 200) / ("y" * 200))
    # sys/un.h: 108 bytes on Linux and 104 on macOS, with the final NUL.
    for socket in (places.postgres_socket, places.valkey_socket):
        assert len(os.fsencode(socket)) < 104


def test_a_link_and_its_target_are_one_place(tmp_path, monkeypatch):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    monkeypatch.setenv("FACTCHECK_DATA", str(tmp_path / "link"))
    assert Places.from_environment() == Places(tmp_path / "real")


def test_passwords_are_made_once_and_for_us_alone(tmp_path):
    first, second = Places(tmp_path / "var"), Places(tmp_path / "var")
    assert first.secrets == second.secrets
    assert len(set(first.secrets.values())) == 4
    mode = (tmp_path / "var" / "secrets.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_faster_process_wins(tmp_path):
    """Two commands may need the passwords at the same moment: nobody may replace the first's."""
    slow, fast = Places(tmp_path), Places(tmp_path)
    expected = fast.secrets
    (tmp_path / "secrets.json").rename(tmp_path / "aside")
    os.link(tmp_path / "aside", tmp_path / "secrets.json")
    assert slow.secrets == expected == json.loads((tmp_path / "aside").read_text())


def test_different_folders_have_different_passwords(tmp_path):
    values = {*Places(tmp_path / "a").secrets.values(), *Places(tmp_path / "b").secrets.values()}
    assert len(values) == 8


def test_a_folder_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "sockets").symlink_to("elsewhere")
    with pytest.raises(UnsafeFolder, match="does not belong to you"):
        own_folder(tmp_path / "sockets")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_refused(tmp_path):
    (tmp_path / "sockets").mkdir()
    os.chown(tmp_path / "sockets", 65534, 65534)
    with pytest.raises(UnsafeFolder, match="does not belong to you"):
        own_folder(tmp_path / "sockets")
