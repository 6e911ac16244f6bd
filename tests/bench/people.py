"""Made-up people, the same in every run: common names and rare ones, shared companies, two numbers each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate, product
from typing import NamedTuple

_GIVEN = (
    "Anna Ben Clara Marco Sofia Luca Julia Paul Marie Thomas Elena Giulia Peter Sabine Andrea Laura Stefan"
    " Martina Jan Emma Louis Camille Hugo Chloé Léa Jules Pierre Michel Nathalie Olivier James Oliver Emily"
    " George Charlotte Harry Amelia Jack Sophie William José María Carmen Javier Lucía Pablo Álvaro Inés Jürgen"
    " Björn Zoë Łukasz Małgorzata Piotr Agnieszka Katarzyna Tomasz Søren Freja Åsa Günther Käthe Alexander"
    " Dominik Katharina Christian Alessandro Francesca Federico Chiara Matteo Benedetta Bernhard Friederike"
    " Wolfgang Hildegard Maximilian Johanna Christopher"
)
_FAMILY = (
    "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Rossi Russo Ferrari Esposito"
    " Bianchi Romano Colombo Ricci Marino Greco Martin Bernard Dubois Robert Richard Petit Durand Leroy Moreau"
    " Simon Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright García Fernández González"
    " Rodríguez López Martínez Sánchez Pérez Gómez Kowalski Nowak Wiśniewski Wójcik Kowalczyk Kamiński"
    " Lewandowski Zieliński Jensen Nielsen Hansen Pedersen Andersen Lindström Bergström Zimmermann Hartmann"
    " Krüger Lange Schwarz Köhler Braun Krause Lehmann Großmann Kaiser Fuchs Vogel Friedrich Keller Günther"
    " Berger Winkler Lorenz Baumann Schuster Böhm Winter Kraus Conti Costa Giordano Mancini Rizzo Lombardi"
    " Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara Galli"
)
_TRADES = (
    "Druckerei Verlag Logistik Technik Elektro Bau Metall Holz Medien Consulting Software Handel Transporte"
    " Pharma Energie Immobilien Versicherung Textil Möbel Optik Dental Catering Reisen Motoren Systems"
    " Engineering Trading"
)
GIVEN, FAMILY, TRADES = _GIVEN.split(), _FAMILY.split(), _TRADES.split()
FORMS = ("GmbH", "AG", "SpA", "Srl", "SARL", "Ltd", "KG", "GmbH", "GmbH & Co. KG")
STARTS = (
    "Kra",
    "Bel",
    "Tor",
    "Vin",
    "Sal",
    "Mor",
    "Dru",
    "Fel",
    "Gan",
    "Hol",
    "Jas",
    "Lum",
    "Nev",
    "Pra",
    "Quo",
    "Ros",
)
MIDDLES = ("ba", "de", "li", "mo", "nu", "ra", "se", "ti", "vo", "zi", "ko", "pe", "shi", "tru", "gla", "we")
ENDS = ("nik", "ler", "son", "witz", "etti", "ard", "mann", "ova", "sen", "ier", "ucci", "berg", "stein", "ez", "ton")
RARE = [a + b + c for a, b, c in product(STARTS, MIDDLES, ENDS)] + [
    a + b + d + c for a, b, d, c in product(STARTS, MIDDLES, MIDDLES, ENDS)
]
AREAS = ("4930", "4989", "4940", "49221", "3902", "3906", "331", "4420", "3491", "4822", "431", "1212", "4580")
MOBILES = ("49171", "49160", "49176", "39347", "39333", "336", "447", "346", "4860", "43664")


class Person(NamedTuple):
    name: str
    company: str
    numbers: tuple[str, str]
    """In international form; nothing that is made up here is ever dialled."""


def people(count: int, *, seed: int = 20) -> Iterator[Person]:
    """Common names are common: the tenth has a tenth of the first's share. Every sixth family name is a rare one."""
    chance = random.Random(seed)  # noqa: S311 -- made-up data
    given, family = _weights(GIVEN), _weights(FAMILY)
    companies = [_company(chance) for _ in range(max(20, count // 12))]
    for _ in range(count):
        first = chance.choices(GIVEN, cum_weights=given)[0]
        last = chance.choice(RARE) if chance.random() < 0.16 else chance.choices(FAMILY, cum_weights=family)[0]
        middle = f" {chance.choice(GIVEN)}" if chance.random() < 0.08 else ""
        company = chance.choice(companies) if chance.random() < 0.8 else ""
        yield Person(f"{first}{middle} {last}", company, (_number(chance, AREAS), _number(chance, MOBILES)))


def _weights(names: list[str]) -> list[float]:
    return list(accumulate(1 / (place + 4) for place in range(len(names))))


def _company(chance: random.Random) -> str:
    who = chance.choice(RARE) if chance.random() < 0.6 else chance.choice(FAMILY)
    return f"{who} {chance.choice(TRADES)} {chance.choice(FORMS)}"


def _number(chance: random.Random, beginnings: tuple[str, ...]) -> str:
    beginning = chance.choice(beginnings)
    return f"+{beginning}{chance.randrange(10 ** (11 - len(beginning)), 10 ** (12 - len(beginning)))}"
