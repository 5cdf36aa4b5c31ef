from abaca.store.notices.actions.versions import text_version


def test_the_version_of_the_words_is_the_same_each_time_and_another_for_each_language_and_letter():
    versions = {
        (template, language): text_version(f"store_notices/{template}", language)
        for template in ("renewal_boxed", "renewal_second", "ending")
        for language in ("en", "fr", "de")
    }
    text_version.cache_clear()

    assert text_version("store_notices/renewal_boxed", "fr") == versions["renewal_boxed", "fr"]
    assert len(set(versions.values())) == len(versions)
    assert {len(version) for version in versions.values()} == {12}


def test_the_version_changes_with_a_part_that_the_letter_is_built_from(settings, tmp_path):
    before = text_version("store_notices/ending", "en")
    shop = tmp_path / "store_notices" / "words"
    shop.mkdir(parents=True)
    (shop / "hello.txt").write_text("Hi!")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    text_version.cache_clear()

    assert text_version("store_notices/ending", "en") != before
    text_version.cache_clear()
