"""Where a vendor may write to customers about similar goods until they object (Directive 2002/58/EC, Article 13(2))."""

from .states import Basis

# country: the law that says so. A country that is missing here asks for consent, as Poland and Hungary do, or was not
# looked at; consent is right everywhere.
EXISTING_CUSTOMERS: dict[str, str] = {
    "AT": "§ 174(4) TKG 2021",
    "BE": "Arrêté royal du 4 avril 2003, art. 1",
    "CH": "Art. 3(1)(o) UWG",
    "CZ": "§ 7(3) zákona č. 480/2004 Sb.",
    "DE": "§ 7(3) UWG",
    "DK": "§ 10(2) markedsføringsloven",
    "ES": "Art. 21(2) LSSI",
    "FI": "§ 200(3) laki sähköisen viestinnän palveluista",
    "FR": "Art. L34-5 CPCE",
    "GB": "PECR 2003, reg. 22(3)",
    "GR": "Νόμος 3471/2006, άρθρο 11(3)",
    "IE": "S.I. 336/2011, reg. 13(11)",
    "IT": "Art. 130(4) Codice privacy",
    "LU": "Loi du 30 mai 2005, art. 11(2)",
    "NL": "Art. 11.7 Telecommunicatiewet",
    "NO": "§ 15(3) markedsføringsloven",
    "PT": "Lei 41/2004, art. 13.º-A(3)",
    "SE": "19 § marknadsföringslagen",
}


def basis_in(country: str, *, customers_too: bool) -> Basis:
    """Return on what a newsletter to a buyer of this country rests.

    `customers_too` is the vendor's choice to write to customers who did not object; without it, it is always consent.
    """
    return Basis.CUSTOMER if customers_too and country in EXISTING_CUSTOMERS else Basis.CONSENT
