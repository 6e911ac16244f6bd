"""The headings that address books use, folded, and what they mean. `layouts` has what one program means by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from directory.folding import fold
from directory.importing.columns import NOTHING, Column, Field
from directory.importing.composing import apart, composed, set_of
from directory.importing.labels import label_of

_PLAIN: Mapping[Field, str] = {
    Field.NAME: "name|full name|display name|displayname|fullname|nome completo|nom complet|anzeigename"
    "|vor und zuname|vor und nachname|nombre completo|nombre y apellidos|nome visualizzato|nome e cognome|nominativo"
    "|volledige naam|weergavenaam|naam|contact name|kontaktname|nom affiche|nazwa|jmeno a prijmeni|person name|cn",
    Field.INVERTED: "name vorname|nachname vorname|last first|last name first name|lastname firstname"
    "|surname first name|cognome nome|cognome e nome|nom prenom|nom et prenom|apellidos nombre|apellidos y nombre"
    "|achternaam voornaam",
    Field.GIVEN: "first name|firstname|given name|givenname|fname|first|forename|vorname|vornamen|nome|prenom|prenoms"
    "|nombre|nombres|voornaam|imie|jmeno|fornavn|fornamn",
    Field.MIDDLE: "middle name|additional name|weitere vornamen|secondo nome|deuxieme prenom|segundo nombre"
    "|segundo nome|middelste naam|zweiter vorname",
    Field.FAMILY: "last name|lastname|family name|familyname|surname|lname|sn|last|nachname|familienname|cognome|nom"
    "|nom de famille|apellidos|apellido|sobrenome|achternaam|nazwisko|prijmeni|efternavn|efternamn|etternavn",
    Field.PREFIX: "name prefix|anrede|salutation|titolo|titel|akademischer titel|tratamiento|civilite|aanhef",
    Field.SUFFIX: "name suffix|suffix|suffisso|suffixe|sufijo|sufixo|achtervoegsel|namenszusatz",
    Field.NICKNAME: "nickname|nick name|spitzname|soprannome|surnom|apodo|bijnaam|roepnaam",
    Field.FILE_AS: "file as|screen name|speichern unter",
    Field.PHONETIC: "phonetic name|phonetic first name|phonetic middle name|phonetic last name|given yomi|surname yomi"
    "|family yomi|given name yomi|additional name yomi|family name yomi",
    Field.COMPANY: "company|company name|companyname|organisation|organization|organization name|organisation name"
    "|firma|firmenname|unternehmen|azienda|ditta|organizzazione|societe|entreprise|raison sociale|societa|empresa"
    "|organizacion|compania|razon social|ragione sociale|bedrijf|bedrijfsnaam|organisatie|account name|business name"
    "|empresa organizacion|foretag|virksomhed|org|company account|person organization",
    Field.DEPARTMENT: "department|organization department|abteilung|reparto|dipartimento|service|departamento"
    "|departement|afdeling",
    Field.TITLE: "job title|jobtitle|title|organization title|position|funktion|posizione|qualifica|ruolo|fonction"
    "|puesto|cargo|functie|role|arbeitstitel|berufsbezeichnung",
    Field.STREET: "street|street address|address|strasse|via|indirizzo|rue|calle|strasse nr|strasse und hausnummer",
    Field.POSTCODE: "postcode|postal code|zip|zip code|zipcode|plz|postleitzahl|cap|code postal|codigo postal|c p",
    Field.CITY: "city|town|ort|stadt|citta|ville|ciudad|miasto|mesto",
    Field.PROVINCE: "state|province|region|county|state or province|bundesland|provincia",
    Field.COUNTRY: "country|country region|land|paese|pays|pais",
    Field.WEBSITE: "website|web site|web page|webpage|web|url|homepage|webseite|sito web|web page 1|web page 2|internet"
    "|webseite 1|webseite 2|pagina web|pagina web 1|pagina web 2|page web|page web 1|page web 2|site web|sitio web"
    "|webpagina|pagina da web|internetadresse|personal web page|website url|personliche webseite|labeleduri",
    Field.NOTE: "note|notes|comment|comments|remark|remarks|notiz|notizen|bemerkung|bemerkungen|anmerkung|anmerkungen"
    "|kommentar|appunti|annotazioni|remarques|commentaires|notas|observaciones|comentarios|anotacoes|observacoes"
    "|notities|opmerkingen|description|beschreibung",
    Field.TAGS: "tags",
    Field.CATEGORIES: "categories|category|labels|group membership|kategorien|kategorie|categorie|categoria|categorias"
    "|categorieen|groups|group|groupname|gruppe|gruppen|gruppo|gruppi|groupe|groupes|grupo|grupos|groep",
    Field.UID: "uid",
    Field.EMAIL: "e post|epost|e posta|eposta|e postadress",
    Field.KIND: "kind",
    Field.DEFAULT_PHONE: "default number",
    Field.MORE_PHONES: "more numbers",
    Field.MORE_EMAILS: "more e mails",
    Field.NOTHING: "phonebook|e mail display name|e mail type|birthday",
}
_WORDS = {word: Column(field=field) for field, words in _PLAIN.items() for word in words.split("|")}
_NUMBERED = re.compile(r"(phone|telephone|e mail|email|address|website|organization) (\d+) (\w+(?: \w+)?)")
_OF_NUMBERED: Mapping[tuple[str, str], Field] = MappingProxyType(
    {("phone", word): Field.PHONE for word in ("value", "number")}
    | {("phone", word): Field.PHONE_LABEL for word in ("label", "type")}
    | {("phone", "extension"): Field.PHONE_EXTENSION}
    | {("email", word): Field.EMAIL for word in ("value", "address")}
    | {("email", word): Field.EMAIL_LABEL for word in ("label", "type")}
    | {("address", word): Field.STREET for word in ("street", "extended address", "po box")}
    | {("address", "city"): Field.CITY, ("address", "region"): Field.PROVINCE, ("address", "country"): Field.COUNTRY}
    | {("address", "postal code"): Field.POSTCODE, ("website", "value"): Field.WEBSITE}
    | {("website", "url"): Field.WEBSITE}
    | {("organization", "name"): Field.COMPANY, ("organization", "title"): Field.TITLE}
    | {("organization", "department"): Field.DEPARTMENT}
)
_NUMBER_ANYWHERE = frozenset(
    {"phone", "phones", "telephone", "telefon", "telefono", "tel", "mobile", "mobil", "cell", "cellphone", "handy"}
    | {"fax", "cellulare", "movil", "portable", "mobiltelefon", "telefonnummer", "pager", "rufnummer", "mobilnummer"}
    | {"telefonnr", "mobilnr", "handynr", "handynummer", "workphone", "homephone", "mobilephone"}
)
_NUMBER_IN_FRONT = frozenset(
    {"number", "work", "home", "business", "direct", "central", "switchboard", "internal", "other", "extension"}
    | {"main", "durchwahl", "zentrale", "mobile2", "home2", "business2"}
)
_NO_NUMBER = frozenset(
    {"address", "city", "country", "email", "mail", "label", "page", "postal", "postcode", "region", "state", "street"}
    | {"title", "type", "url", "web", "website", "zip", "zipcode", "code", "pob", "po", "province", "speed", "flags"}
    | {"speeddial", "locale", "box", "name", "anniversary", "parent", "county"}
)
"""Headings such as "Work email" or "Phone 1 - Label" have one of these."""
_NO_EMAIL = set_of(
    "type typ tipo display name names nome nom nombre weergavenaam angezeigter status opt out in label bounced verified"
    " sent opened clicked count date format consent"
)
"""Headings such as "E-mail 2 Display Name" have one of these."""
_SAYS_NOTHING = re.compile(
    r"\b(?:tele)?(?:phone|fon|fono|phones|fone|foon)\b|\bt[eé]l(?:[eé]phone|[eé]fono)?\b|\bn(?:umber|ummer|umero|[or])\b"
    r"|[.:()#]|\s\d+\s*$",
    re.IGNORECASE,
)


def meaning(heading: str) -> Column:
    """What a heading means in most address books; NOTHING if nobody knows."""
    for written in dict.fromkeys((heading, apart(heading))):
        folded = fold(written)
        if numbered := _NUMBERED.fullmatch(folded):
            return _numbered(*numbered.groups()) or composed(folded) or NOTHING
        if known := _WORDS.get(folded) or composed(folded):
            return known
    words = fold(heading.replace("_", " ")).split()
    if ("email" in words or words[:2] == ["e", "mail"]) and not _NO_EMAIL & set(words):
        return Column(field=Field.EMAIL, label=_where(words))
    if words and not _NO_NUMBER & set(words) and (words[0] in _NUMBER_IN_FRONT or _NUMBER_ANYWHERE & set(words)):
        return Column(field=Field.PHONE, label=label_of_heading(heading))
    return NOTHING


def label_of_heading(heading: str) -> str:
    """What a heading says about the numbers below it: "Phone Reception 2" is for the reception, "Tel." says nothing."""
    return label_of(" ".join(_SAYS_NOTHING.sub(" ", apart(heading)).split()).strip("-/, "))


def _where(words: list[str]) -> str:
    return "Home" if {"home", "private", "privat"} & set(words) else "Work" if {"work", "business"} & set(words) else ""


def _numbered(what: str, number: str, part: str) -> Column | None:
    what = {"e mail": "email", "telephone": "phone"}.get(what, what)
    field = _OF_NUMBERED.get((what, part))
    if field is None:
        return None
    if what == "organization" and number != "1":
        return NOTHING
    return Column(field=field, group=f"{what} {number}")
