"""The standard rates of value-added tax, dated; in hundredths of a per cent.

Each row says from which day a rate holds and who says so. The rates in force in autumn 2026 were compared with the
Commission's Taxes in Europe Database (TEDB), by way of eu-vat-rates-data 2026.9.29; the days of the changes stand in
the national laws that the rows name. The table goes back far enough for every invoice that may still be corrected; a
day before it has no rate, which is an error and never a zero.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Rate:
    """A rate of a place and the day from which it holds; `rate` is in hundredths of a per cent."""

    place: str  # a country, or one of its regions such as PT-30
    begins: date
    rate: int
    source: str


class RateUnknown(LookupError):
    """No rate of this place is known for this day: the table must be mended before anything is sold there."""


def _rate(place: str, begins: str, rate: int, source: str) -> Rate:
    return Rate(place, date.fromisoformat(begins), rate, source)


# the regions that have a standard rate of their own (billing.md, X6); names after ISO 3166-2
JUNGHOLZ_AND_MITTELBERG, MADEIRA, AZORES = "AT-JM", "PT-30", "PT-20"

RATES = (
    # --- the European Union --------------------------------------------------------------------------------------
    _rate("AT", "1984-01-01", 2000, "UStG 1972, amended by BGBl. 587/1983; UStG 1994, section 10(1)"),
    _rate("BE", "1996-01-01", 2100, "Royal decree no. 20, article 1"),
    _rate("BG", "1999-01-01", 2000, "VAT act, article 66(1)"),
    _rate("CY", "2014-01-13", 1900, "VAT law 95(I)/2000, section 17, schedule of 2012"),
    _rate("CZ", "2013-01-01", 2100, "Act 235/2004, section 47, amended by act 500/2012"),
    _rate("DE", "2007-01-01", 1900, "UStG, section 12(1)"),
    _rate("DE", "2020-07-01", 1600, "UStG, section 28(1), second coronavirus tax relief act"),
    _rate("DE", "2021-01-01", 1900, "UStG, section 12(1)"),
    _rate("DK", "1992-01-01", 2500, "Momsloven, section 33"),
    _rate("EE", "2009-07-01", 2000, "KMS, section 15(1)"),
    _rate("EE", "2024-01-01", 2200, "KMS, section 15(1), RT I, 01.07.2023, 2"),
    _rate("EE", "2025-07-01", 2400, "KMS, section 15(1), security tax act of December 2024"),
    _rate("ES", "2012-09-01", 2100, "Ley 37/1992, article 90, amended by Real Decreto-ley 20/2012"),
    _rate("FI", "2013-01-01", 2400, "Arvonlisäverolaki, section 84"),
    _rate("FI", "2024-09-01", 2550, "Arvonlisäverolaki, section 84, act 2024"),
    _rate("FR", "2014-01-01", 2000, "CGI, article 278"),
    _rate("GR", "2016-06-01", 2400, "Law 4389/2016"),
    _rate("HR", "2012-03-01", 2500, "Zakon o PDV, article 38"),
    _rate("HU", "2012-01-01", 2700, "Act CXXVII of 2007, section 82"),
    _rate("IE", "2012-01-01", 2300, "VAT Consolidation Act 2010, section 46"),
    _rate("IE", "2020-09-01", 2100, "Financial Provisions (Covid-19) (No. 2) Act 2020"),
    _rate("IE", "2021-03-01", 2300, "VAT Consolidation Act 2010, section 46"),
    _rate("IT", "2013-10-01", 2200, "DPR 633/1972, article 16, DL 98/2011"),
    _rate("LT", "2009-09-01", 2100, "PVM įstatymas, article 19"),
    _rate("LU", "2015-01-01", 1700, "Loi TVA, article 39"),
    _rate("LU", "2023-01-01", 1600, "Loi du 26 octobre 2022, for the year 2023"),
    _rate("LU", "2024-01-01", 1700, "Loi TVA, article 39"),
    _rate("LV", "2012-07-01", 2100, "PVN likums, section 41"),
    _rate("MT", "2004-01-01", 1800, "VAT act, chapter 406, article 19"),
    _rate("NL", "2012-10-01", 2100, "Wet OB 1968, article 9"),
    _rate("PL", "2011-01-01", 2300, "Ustawa o VAT, articles 41 and 146"),
    _rate("PT", "2011-01-01", 2300, "CIVA, article 18"),
    _rate("RO", "2017-01-01", 1900, "Codul fiscal, article 291"),
    _rate("RO", "2025-08-01", 2100, "Codul fiscal, article 291, Legea 141/2025"),
    _rate("SE", "1992-01-01", 2500, "Mervärdesskattelagen, chapter 9"),
    _rate("SI", "2013-07-01", 2200, "ZDDV-1, article 41"),
    _rate("SK", "2011-01-01", 2000, "Act 222/2004, section 27"),
    _rate("SK", "2025-01-01", 2300, "Act 222/2004, section 27, act 278/2024"),
    # --- regions inside the European Union with a rate of their own ----------------------------------------------
    _rate(JUNGHOLZ_AND_MITTELBERG, "1995-01-01", 1900, "UStG 1994, section 10(4)"),
    _rate(MADEIRA, "2012-04-01", 2200, "CIVA, article 18(3), Lei 14-A/2012"),
    _rate(AZORES, "2015-07-01", 1800, "Decreto Legislativo Regional 2/99/A, amended in 2015"),
    _rate(AZORES, "2021-07-01", 1600, "Decreto Legislativo Regional 2/99/A, amended by 15-A/2021/A"),
    # --- Switzerland; Liechtenstein has the same law by treaty ----------------------------------------------------
    _rate("CH", "2011-01-01", 800, "MWSTG, article 25; AS 2010 2055"),
    _rate("CH", "2018-01-01", 770, "MWSTG, article 25; AS 2017 6305"),
    _rate("CH", "2024-01-01", 810, "MWSTG, article 25; AS 2022 863"),
    _rate("LI", "2011-01-01", 800, "MWSTG (LI), article 25"),
    _rate("LI", "2018-01-01", 770, "MWSTG (LI), article 25"),
    _rate("LI", "2024-01-01", 810, "MWSTG (LI), article 25"),
    # --- other countries ------------------------------------------------------------------------------------------
    _rate("GB", "2011-01-04", 2000, "VAT Act 1994, section 2(1)"),
    _rate("NO", "2005-01-01", 2500, "Stortinget's annual decision on value-added tax, section 2"),
)


def standard_rate(place: str, *, on: date) -> int:
    """Return the standard rate of a country or region on a day; 810 is 8.1 %."""
    return rate_row(place, on=on).rate


def rate_row(place: str, *, on: date) -> Rate:
    """Return the row that holds for a place on a day, with its source; raise `RateUnknown` if there is none."""
    rows = [row for row in RATES if row.place == place and row.begins <= on]
    if not rows:
        raise RateUnknown(f"no standard rate of {place} is known for {on}")
    return max(rows, key=lambda row: row.begins)


def has_rate(place: str, *, on: date) -> bool:
    """Tell whether the table knows a rate of this place for this day."""
    return any(row.place == place and row.begins <= on for row in RATES)
