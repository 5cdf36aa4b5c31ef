import pytest

from abaca.kernel.foreign_keys import hint, normal_form


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("abc", "abc"),
        ("  a \t\n b ", "a b"),
        ("ＡＢＣ　１", "ABC 1"),
        ("\ufb01x", "fix"),
        ("aBc", "aBc"),
        ("", ""),
        (" \u00a0\u2003", ""),
        ("x" * 512, "x" * 512),
        ("x" * 513, ""),
        ("ä" * 257, ""),
        ("a\x00b", ""),
        ("x" * 100_000, ""),
    ],
)
def test_a_foreign_key_has_one_normal_form(text, normal):
    assert normal_form(text) == normal
    assert normal_form(normal) == normal


@pytest.mark.parametrize(
    ("text", "shown"), [("MUSA-2026-000017-XYZ", "…7-XYZ"), ("abcdef", "…ef"), ("ab", "…"), ("", "…")]
)
def test_a_hint_never_tells_more_than_a_third(text, shown):
    assert hint(text) == shown
