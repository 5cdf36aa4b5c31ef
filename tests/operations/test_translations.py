import gettext
import os

from abaca.operations.translations import compile_catalogues

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Good day"
msgstr "Guten Tag"
"""


def test_a_catalogue_is_compiled_once_until_it_changes(settings, tmp_path):
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(CATALOGUE)
    settings.LOCALE_PATHS = [tmp_path]

    assert compile_catalogues() == 1
    assert compile_catalogues() == 0
    assert gettext.translation("django", tmp_path, ["de"]).gettext("Good day") == "Guten Tag"

    os.utime(folder / "django.mo", (0, 0))
    assert compile_catalogues() == 1
