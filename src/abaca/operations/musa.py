"""The fictional vendor of every rehearsal: Musa Software AG, Lugano, and its program Musa Accounting."""

from datetime import date
from typing import Any

from abaca.store.catalogue.actions import Offer, Range
from abaca.store.tax.place_of_supply import CONSUMERS, OSS

# Musa declares the tax of its buyers in the Union through Ireland; in Great Britain it is not registered.
MUSA_OSS: dict[str, Any] = {
    "country": "IE",
    "scheme": OSS,
    "whom": CONSUMERS,
    "number": "EU372012345",
    "begins": date(2024, 1, 1),
}

MUSA_ACCOUNTING = Range(
    code="musa-accounting",
    name="Musa Accounting",
    features={
        "transactions": {
            "en": "Transactions per file",
            "fr": "Écritures par fichier",
            "de": "Buchungen je Datei",
            "it": "Registrazioni per file",
            "es": "Registros por archivo",
            "pt": "Movimentos por ficheiro",
            "nl": "Boekingen per bestand",
        },
        "double-entry": {
            "en": "Double-entry accounting, cash book, income and expenses",
            "fr": "Comptabilité en partie double, livre de caisse, recettes et dépenses",
            "de": "Doppelte Buchhaltung, Kassenbuch, Einnahmen und Ausgaben",
            "it": "Contabilità in partita doppia, libro cassa, entrate e uscite",
            "es": "Contabilidad por partida doble, libro de caja, ingresos y gastos",
            "pt": "Contabilidade por partidas dobradas, livro de caixa, receitas e despesas",
            "nl": "Dubbele boekhouding, kasboek, ontvangsten en uitgaven",
        },
        "vat": {
            "en": "VAT reports and multiple currencies",
            "fr": "Décomptes TVA et plusieurs monnaies",
            "de": "MwSt-Abrechnung und mehrere Währungen",
            "it": "Rendiconti IVA e più valute",
            "es": "Declaraciones de IVA y varias monedas",
            "pt": "Declarações de IVA e várias moedas",
            "nl": "Btw-aangiften en meerdere valuta’s",
        },
        "devices": {
            "en": "Devices per user",
            "fr": "Appareils par utilisateur",
            "de": "Geräte je Person",
            "it": "Dispositivi per persona",
            "es": "Dispositivos por persona",
            "pt": "Dispositivos por pessoa",
            "nl": "Apparaten per persoon",
        },
        "rules": {
            "en": "Rules that complete transactions by themselves",
            "fr": "Règles qui complètent les écritures d'elles-mêmes",
            "de": "Regeln, die Buchungen selbst vervollständigen",
            "it": "Regole che completano da sole le registrazioni",
            "es": "Reglas que completan solas los registros",
            "pt": "Regras que completam os movimentos por si",
            "nl": "Regels die boekingen vanzelf aanvullen",
        },
        "extensions": {
            "en": "Own extensions and automatic reports",
            "fr": "Extensions propres et rapports automatiques",
            "de": "Eigene Erweiterungen und automatische Berichte",
            "it": "Estensioni proprie e rapporti automatici",
            "es": "Extensiones propias e informes automáticos",
            "pt": "Extensões próprias e relatórios automáticos",
            "nl": "Eigen uitbreidingen en automatische rapporten",
        },
        "support": {
            "en": "Answers from our team",
            "fr": "Réponses de notre équipe",
            "de": "Antworten von unserem Team",
            "it": "Risposte dal nostro team",
            "es": "Respuestas de nuestro equipo",
            "pt": "Respostas da nossa equipa",
            "nl": "Antwoorden van ons team",
        },
    },
    offers=[
        Offer(
            code="free",
            name="Free",
            taglines={
                "en": "For trying out and for very small books",
                "fr": "Pour essayer et pour les très petites comptabilités",
                "de": "Zum Ausprobieren und für ganz kleine Bücher",
                "it": "Per provare e per contabilità molto piccole",
                "es": "Para probar y para contabilidades muy pequeñas",
                "pt": "Para experimentar e para contabilidades muito pequenas",
                "nl": "Om uit te proberen en voor heel kleine boekhoudingen",
            },
            prices={},
            features={"transactions": "70", "double-entry": "", "devices": "5"},
        ),
        Offer(
            code="professional",
            name="Professional",
            taglines={
                "en": "For companies, associations and accountants",
                "fr": "Pour les entreprises, les associations et les fiduciaires",
                "de": "Für Unternehmen, Vereine und Treuhänder",
                "it": "Per aziende, associazioni e fiduciari",
                "es": "Para empresas, asociaciones y asesorías",
                "pt": "Para empresas, associações e contabilistas",
                "nl": "Voor bedrijven, verenigingen en accountants",
            },
            prices={"EUR": 7900, "CHF": 7900, "USD": 8900},
            features={"transactions": "∞", "double-entry": "", "vat": "", "devices": "5", "support": ""},
            entitlements=["EXPORT", "VAT"],
            upgrades_to="advanced",
        ),
        Offer(
            code="advanced",
            name="Advanced",
            taglines={
                "en": "For those who book a lot and want it to go by itself",
                "fr": "Pour ceux qui comptabilisent beaucoup et veulent automatiser",
                "de": "Für alle, die viel buchen und es automatisch wollen",
                "it": "Per chi registra molto e vuole che vada da sé",
                "es": "Para quienes registran mucho y quieren que vaya solo",
                "pt": "Para quem regista muito e quer que tudo ande sozinho",
                "nl": "Voor wie veel boekt en wil dat het vanzelf gaat",
            },
            prices={"EUR": 15900, "CHF": 15900, "USD": 17900},
            features={
                "transactions": "∞",
                "double-entry": "",
                "vat": "",
                "devices": "5",
                "rules": "",
                "extensions": "",
                "support": "",
            },
            entitlements=["AUTOMATION", "EXPORT", "EXTENSIONS", "VAT"],
        ),
    ],
)
