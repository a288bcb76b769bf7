"""What countries are called, of those that a programme here is likely to name."""

from __future__ import annotations

from collections.abc import Mapping

from server.programme.rulebook import Language

_NAMES: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "AT": "Österrike", "AU": "Australien", "AX": "Åland", "BE": "Belgien", "BG": "Bulgarien", "CA": "Kanada",
        "CH": "Schweiz", "CY": "Cypern", "CZ": "Tjeckien", "DE": "Tyskland", "DK": "Danmark", "EE": "Estland",
        "ES": "Spanien", "FI": "Finland", "FO": "Färöarna", "FR": "Frankrike", "GB": "Storbritannien",
        "GL": "Grönland", "GR": "Grekland", "HR": "Kroatien", "HU": "Ungern", "IE": "Irland", "IS": "Island",
        "IT": "Italien", "JP": "Japan", "LI": "Liechtenstein", "LT": "Litauen", "LU": "Luxemburg", "LV": "Lettland",
        "MT": "Malta", "NL": "Nederländerna", "NO": "Norge", "NZ": "Nya Zeeland", "PL": "Polen", "PT": "Portugal",
        "RO": "Rumänien", "SE": "Sverige", "SI": "Slovenien", "SK": "Slovakien", "US": "USA",
    },
    "en": {
        "AT": "Austria", "AU": "Australia", "AX": "Åland", "BE": "Belgium", "BG": "Bulgaria", "CA": "Canada",
        "CH": "Switzerland", "CY": "Cyprus", "CZ": "Czechia", "DE": "Germany", "DK": "Denmark", "EE": "Estonia",
        "ES": "Spain", "FI": "Finland", "FO": "the Faroe Islands", "FR": "France", "GB": "the United Kingdom",
        "GL": "Greenland", "GR": "Greece", "HR": "Croatia", "HU": "Hungary", "IE": "Ireland", "IS": "Iceland",
        "IT": "Italy", "JP": "Japan", "LI": "Liechtenstein", "LT": "Lithuania", "LU": "Luxembourg", "LV": "Latvia",
        "MT": "Malta", "NL": "the Netherlands", "NO": "Norway", "NZ": "New Zealand", "PL": "Poland", "PT": "Portugal",
        "RO": "Romania", "SE": "Sweden", "SI": "Slovenia", "SK": "Slovakia", "US": "the United States",
    },
}  # fmt: skip


def country(code: str, language: Language) -> str:
    """Its name; of the others their ISO 3166 letters, which are on every passport."""
    return _NAMES[language].get(code, code)
