"""Headings of several words, in the languages of the programs: "Telefon (privat 2)", "Fax (uff.)", "Rue (bureau)".

Such a heading is understood where each of its words is: what stands below it, where it is, and words that say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from directory.importing.columns import Column, Field


def set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _by_word(**words: str) -> Mapping[str, str]:
    return MappingProxyType({word: meant for meant, several in words.items() for word in several.split()})


_KINDS = _by_word(
    phone="phone phones telephone tel telefon telefono telefone telefoon telefonnummer telefonnr telefoonnummer fon"
    " fono telephonenumber phonenumber rufnummer festnetz festnetznummer fixe fisso fijo landline",
    mobile="mobile mobil mob cell cellular cellphone handy handynummer handynr cellulare movil celular portable"
    " mobiltelefon mobilnummer mobilnr mobiel mobiele mobilfunk natel gsm mobilephone komorkowy",
    fax="fax telefax faxnummer faxnr telefaxnummer telecopie telecopieur facsimile",
    pager="pager cercapersone localizador semafoon radiomessagerie",
    car="car auto voiture automovil carro",
    callback="callback ruckmeldung richiamata rappel ruckruf devolucion terugbellen",
    assistant="assistant assistants assistent assistente asistente asst ayudante lassistant",
    isdn="isdn rnis rdsi",
    radio="radio",
    primary="primary principal principale primares",
    main="switchboard zentrale telefonzentrale centralino centralita hauptnummer firmenhauptnummer",
    internal="durchwahl nebenstelle nebenstellennummer extension ext interno ipphone",
    email="email emails mail courriel messagerie elettronica correo mailadres mailadresse emailadres emailadresse"
    " emailaddress",
    postcode="plz postleitzahl cap cp postcode zip zipcode cep",
    country="country land paese nazione pays pais",
    city="city town ort wohnort stadt citta localita comune ville localite ciudad localidad poblacion plaats woonplaats"
    " cidade",
    province="state province region bundesland kanton canton county provincia prov provincie regio regione regiao"
    " estado dep departement",
    street="street strasse via viale rue calle straat rua",
    address="address adress adresse ladresse indirizzo direccion anschrift endereco adres",
)  # fmt: skip
_COMPOUNDS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "haupttelefon": ("phone", "primary"), "hoofdtelefoon": ("phone", "primary"), "autotelefon": ("phone", "car"),
    "autotelefoon": ("phone", "car"), "radiotelefon": ("phone", "radio"), "radiotelefono": ("phone", "radio"),
    "radiotelefoon": ("phone", "radio"), "werkadres": ("Work", "address"), "huisadres": ("Home", "address"),
    "privatadresse": ("Home", "address"), "firmenadresse": ("Work", "address"), "diensttelefon": ("Work", "phone"),
    "burotelefon": ("Work", "phone"), "geschaftstelefon": ("Work", "phone"), "firmentelefon": ("Work", "phone"),
    "privattelefon": ("Home", "phone"), "privatnummer": ("Home", "phone"), "workphone": ("Work", "phone"),
    "homephone": ("Home", "phone"), "businessphone": ("Work", "phone"), "officephone": ("Work", "phone"),
})  # fmt: skip
_WHERE = _by_word(
    Work="work business professional office arbeit geschaftlich dienstlich geschaft gesch buro uff ufficio lavoro"
    " bureau professionnel pro sluzbowy travail trabajo laboral oficina comercial werk zakelijk kantoor arbejde arbete",
    Home="home private privat privato ab abitazione casa domicile domicilio particular residencia residencial thuis"
    " prive personal perso personnel personale privates hem domowy",
    Other="other weitere weiteres weiterer andere altro altra autre otro otra outro outra sonstige sonstiges anderes",
)
_COMPANY = set_of("company firma societa azienda societe empresa organizacion compania bedrijf entreprise ditta")
_NUMBER = set_of("number nummer numero no nr num")
_SAYS_NOTHING = set_of(
    "e de del della do da du des dell la le l el of the or o und y et ou fur per pour para for in im am op te llamada r"
    " s postal post code codigo posta electronico mailing value line person primare sekundare primaria secondaria"
    " secundaria primaire secondaire secundaire secondary alternate alternative"
)
_NUMBERS: Mapping[str, str] = MappingProxyType({
    "mobile": "Mobile", "pager": "Pager", "main": "Main", "internal": "Internal", "fax": "Fax", "phone": "",
    "car": "Car", "callback": "Callback", "assistant": "Assistant", "isdn": "ISDN", "radio": "Radio",
    "primary": "Primary",
})  # fmt: skip
_NUMBERS_BY_THEMSELVES = frozenset({"phone", "mobile", "pager", "main", "internal", "fax"})
"""What else may be a number is one where a word for telephone stands beside it."""
_INSIDE = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_]{3})(?=\d)")


def apart(heading: str) -> str:
    """A heading that is written like a name in a program, in words: mobilePhone, telephone_number, Telefon2."""
    return _INSIDE.sub(" ", heading).replace("_", " ")


@lru_cache(maxsize=2048)
def composed(folded: str) -> Column | None:
    """What a folded heading means of which each word is known, else None."""
    words = {word for word in folded.split() if not word.isdigit()}
    kinds: set[str] = set()
    for word in words:
        kinds |= set(_kinds(word))
        if not _kinds(word) and word not in _SAYS_NOTHING and word not in _NUMBER:
            return None
    wheres = sorted(kinds & {"Work", "Home", "Other"})
    kinds -= {*wheres, "company"}
    where = wheres[0] if wheres else "Work" if words & _COMPANY else ""
    if "email" in kinds:
        return Column(field=Field.EMAIL, label=where)
    if kinds & _NUMBERS_BY_THEMSELVES:
        label = _label(kinds, where, is_of_a_company=bool(words & _COMPANY))
        return None if label is None else Column(field=Field.PHONE, label=label)
    if not kinds and wheres and words & _NUMBER and "personal" not in words:
        return Column(field=Field.PHONE, label=where)
    place = _place(kinds, words)
    return Column(field=Field(place), group=where.lower()) if place else None


def _kinds(word: str) -> tuple[str, ...]:
    """What a word stands for: things, and where they are."""
    if word in _COMPOUNDS:
        return _COMPOUNDS[word]
    if word in _COMPANY:
        return ("company",)
    found = _KINDS.get(word) or _WHERE.get(word)
    return (found,) if found else ()


def _label(kinds: set[str], where: str, *, is_of_a_company: bool) -> str | None:
    """What numbers of one kind are for; None for those of several, which are called as the heading says."""
    special = kinds - {"phone"}
    if len(special) > 1 or special - set(_NUMBERS):
        return None
    if not special:
        return where
    [kind] = special
    if kind == "fax":
        return f"{where} fax" if where else "Fax"
    if is_of_a_company and kind == "primary":
        return "Main"
    return None if where and not is_of_a_company else _NUMBERS[kind]


def _place(kinds: set[str], words: set[str]) -> str:
    """The part of an address; where several stand together, the one with room for all. Empty without any."""
    parts = kinds - {"address", "primary"}
    if not parts and words & {"code", "codigo"} and words & {"postal", "post"}:
        return "postcode"
    if not parts:
        return "street" if "address" in kinds else ""
    if parts == {"country", "province"}:
        return "country"
    if parts - {"street", "postcode", "city", "province", "country"}:
        return ""
    return next((part for part in ("street", "city", "province", "country", "postcode") if part in parts), "")
