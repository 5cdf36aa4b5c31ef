import json
from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.notices.calendars import CalendarWrong, Facts, Row, Rule, When, Window, read
from abaca.store.notices.queries import SHIPPED, calendar, calendar_errors

TEXT = SHIPPED.read_text(encoding="utf-8")
BASE = read(TEXT)
ROW = """
[[notice]]
id = "{id}"
says = "{says}"
when = {{ auto_renew = true }}
window = [{first}, {last}]
plan = {plan}
{more}
"""
RULE = """
[[rule]]
id = "{id}"
notice = "{notice}"
when = {{ countries = ["{country}"], buyer = "consumer" }}
{more}
"""


def row(*, id="renewal_half_way", says="renewal_second", first=-190, last=-170, plan=-180, more="") -> str:  # noqa: A002
    return ROW.format(id=id, says=says, first=first, last=last, plan=plan, more=more)


def rule(*, id="own", notice="renewal_boxed", country="BE", more="") -> str:  # noqa: A002
    return RULE.format(id=id, notice=notice, country=country, more=more)


def when(text: str) -> str:
    return f'[[rule]]\nid = "own"\nnotice = "renewal_boxed"\nblocks_charge = true\nwhen = {{ {text} }}'


def test_the_shipped_calendar_is_the_one_of_the_law():
    windows = {each.id: (each.window.first, each.window.last, each.plan) for each in BASE.rows}
    assert windows == {
        "renewal_boxed": (-45, -33, -38),
        "renewal_second": (-14, -8, -12),
        "renewal_short": (-7, -3, -5),
        "ending": (-30, -25, -30),
        "card_expiry_1": (-31, -29, -30),
        "card_expiry_2": (-16, -14, -15),
        "card_expiry_3": (-8, -6, -7),
        "receipt": (0, 1, 0),
        "ended": (0, 1, 0),
    }
    assert all(each.mandatory for each in BASE.rows)
    assert {each.id for each in BASE.rules if each.blocks_charge} == {"fr_consumers", "at_consumers"}
    assert all(each.source for each in BASE.rules)


def test_a_shop_adds_rows_and_rules_of_its_own():
    own = read(row() + rule(more="window = [-40, -36]\nblocks_charge = true"), base=BASE)

    assert [each.id for each in own.rows] == [*(each.id for each in BASE.rows), "renewal_half_way"]
    assert own.rules[-1].window == Window(-40, -36)
    assert own.rules[-1].blocks_charge


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        (row(id="renewal_boxed"), "renewal_boxed", "stands there twice"),
        (row(more="mandatory = false"), "renewal_half_way", "cannot be switched off"),
        (row(plan=-200), "renewal_half_way", "planned outside its window"),
        (row(first=-3, last=2, plan=-1), "renewal_half_way", "after the charge"),
        (row(id="advert"), "advert", "do not belong together"),
        (row(says="card_expiry"), "renewal_half_way", "do not belong together"),
        (row(first=-1, last=-3), "renewal_half_way", "not two whole days"),
        (row(more="colour = 1"), "renewal_half_way", "knows no “colour”"),
        (rule(more="window = [-60, -36]"), "own", "would loosen"),
        (rule(more="window = [-45, -20]"), "own", "would loosen"),
        (rule(more="law = [-30, -20]"), "own", "outside the law"),
        (rule(more="plan = -50"), "own", "planned outside"),
        (rule(notice="renewal_never"), "own", "there is no notice"),
        (rule(notice="receipt", more="blocks_charge = true"), "own", "for what comes after it"),
        (
            rule(more="window = [-45, -43]") + rule(id="other", more="window = [-36, -33]"),
            "other",
            "leaves no day beside “own”",
        ),
        ("[[rule]]\nid = 'own'", "own", "lacks notice"),
        ("hour = 3", "hour", "not known here"),
        ("this is no TOML", "TOML", "Expected"),
        ('[[rule]]\nid = "own"\nnotice = "ending"\nwhen = { buyer = "robot" }', "own", "knows no buyer"),
        (when('countries = "BE"'), "own", "“countries” is not a list"),
        (when('countries = ["be"]'), "own", "“countries” knows no “be”"),
        (when("countries = [32]"), "own", "“countries” knows no “32”"),
        (when("countries = []"), "own", "“countries” names nobody"),
        (when('methods = ["paypal"]'), "own", "“methods” knows no “paypal”"),
        (when('methods = "card"'), "own", "“methods” is not a list"),
        (when('days_from = "90"'), "own", "“days_from” is not a whole number"),
        (when("days_to = true"), "own", "“days_to” is not a whole number"),
        (when("days_from = 90.0"), "own", "“days_from” is not a whole number"),
        (when("days_from = 90, days_to = 30"), "own", "is for no term"),
        (when('auto_renew = "true"'), "own", "“auto_renew” is not true or false"),
        (when("auto_renew = false"), "own", "would never apply: nobody whom it names gets “renewal_boxed”"),
        (when("days_to = 89"), "own", "would never apply"),
        ('[[rule]]\nid = "own"\nnotice = "ending"\nwhen = "BE"', "own", "“when” is not a table in braces"),
        (rule(more='blocks_charge = "false"'), "own", "“blocks_charge” is not true or false"),
        (rule(more="blocks_charge = 0"), "own", "“blocks_charge” is not true or false"),
        (rule(more='plan = "-40"'), "own", "“plan” is not a whole number"),
        (rule(more="plan = -40.0"), "own", "“plan” is not a whole number"),
        (rule(more='window = "-45..-36"'), "own", "“window” is not a list"),
        (rule(more="window = [-45, true]"), "own", "not two whole days"),
        (rule(more="law = [-90]"), "own", "not two whole days"),
        (row(more="late = 1"), "renewal_half_way", "“late” is not true or false"),
        (row(more='told_by = "me"'), "renewal_half_way", "would be sent by nobody"),
        (row(id="receipt_early", says="order_confirmed"), "receipt_early", "cannot be planned"),
        (row(id="renewal_half_way_through_the_year"), "renewal_half_way_through_the_year", "more than 30 characters"),
        ("[[rule]]\nid = 7\nnotice = 'ending'", "7", "“id” is not a text"),
        ('rule = "x"', "rule", "each one begins with [[rule]]"),
        ("notice = [1]", "notice", "each one begins with [[notice]]"),
        ("[rule]\nid = 'own'", "rule", "each one begins with [[rule]]"),
    ],
)
def test_nothing_can_be_taken_out_loosened_or_misunderstood(text, name, reason):
    with pytest.raises(CalendarWrong) as refused:
        read(text, base=BASE)
    assert refused.value.facts["row"] == name
    assert reason in str(refused.value)


def test_rules_that_never_meet_may_want_different_days():
    one = rule(more="window = [-45, -43]")
    assert read(one + rule(id="other", country="NL", more="window = [-36, -33]"), base=BASE)


ANYTHING = st.sampled_from(
    ["BE", "be", "", True, False, 0, 1, -40, 90, 2.5, [], ["BE"], ["card"], [-45, -36], [1, "x"], {}, {"x": 1}]
)
KEYS = st.sampled_from(sorted({each.name for kind in (Row, Rule, When) for each in fields(kind)} | {"x"}))
TABLES = st.dictionaries(KEYS, ANYTHING, max_size=6)


def as_toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {as_toml(each)}" for key, each in value.items()) + " }"
    return json.dumps(value)


@given(kind=st.sampled_from(["notice", "rule"]), told=TABLES, inner=TABLES, whole=st.booleans())
def test_whatever_stands_in_the_file_is_understood_or_refused_in_words(kind, told, inner, whole):
    sound = {"id": "renewal_x", "says": "renewal_second", "window": [-40, -30], "plan": -35} if kind == "notice" else {}
    sound = sound or {"id": "own", "notice": "renewal_boxed"}
    table = {**(sound if whole else {}), "when": inner, **told}
    text = f"[[{kind}]]\n" + "\n".join(f"{key} = {as_toml(value)}" for key, value in table.items())
    try:
        own = read(text, base=BASE)
    except CalendarWrong:
        return  # anything else fails
    for country, method in (("BE", "card"), ("CH", "transfer")):
        own.ruled(
            Facts(date(2026, 3, 2), date(2027, 3, 2), True, "Europe/Zurich", None, country=country, method=method)
        )


WINDOWS = st.tuples(st.integers(-60, -20), st.integers(0, 20)).map(lambda two: (two[0], two[0] + two[1]))


@given(first=WINDOWS, second=WINDOWS, plan=st.integers(-60, -20))
def test_whatever_rules_a_shop_writes_they_are_refused_or_keep_within_the_notice(first, second, plan):
    text = rule(more=f"window = {list(first)}\nplan = {plan}") + rule(id="other", more=f"window = {list(second)}")
    shipped = BASE.row("renewal_boxed")
    try:
        own = read(text, base=BASE)
    except CalendarWrong:
        return
    for each in own.rules[-2:]:
        assert shipped.window.holds(each.window)
        assert each.plan is None or each.plan in each.window
    assert not own.rules[-1].window.meet(own.rules[-2].window).is_empty


def test_the_file_of_the_settings_is_read_and_its_errors_are_found_before_anybody_meets_them(settings, tmp_path):
    assert calendar_errors() == []
    file = tmp_path / "calendar.toml"
    file.write_text(row())
    settings.NOTICE_CALENDAR = str(file)
    assert calendar().row("renewal_half_way")

    broken = tmp_path / "broken.toml"
    broken.write_text(row(more="mandatory = false"))
    settings.NOTICE_CALENDAR = str(broken)
    [error] = calendar_errors()
    assert "cannot be switched off" in error.msg

    settings.NOTICE_CALENDAR = str(tmp_path / "nowhere.toml")
    [error] = calendar_errors()
    assert "nowhere.toml" in error.msg
