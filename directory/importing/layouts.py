"""Known layouts: which program wrote a table, by its headings, and what it means by them.

Sources: the column lists that Google, Microsoft, Yeastar, Sangoma, Nethesis, 3CX and Mozilla document for import or
write on export. To add one: a row in LAYOUTS, and a file with the contacts that it holds in tests/directory/samples.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from directory.folding import fold
from directory.importing.columns import NOTHING, Column, Field
from directory.importing.words import meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A program's table. All of `signature` must be among its headings; `own` is what it means otherwise than most."""

    name: str
    signature: frozenset[str]
    own: Mapping[str, Column] = field(default_factory=dict)

    def columns(self, headings: tuple[str, ...]) -> tuple[Column, ...]:
        """What the headings mean. Some mean a name, or a number, only where nothing else in the table does."""
        columns = [self.own.get(fold(heading)) or meaning(heading) for heading in headings]
        for field_meant, better, words in _SECOND_BEST:
            places = [place for place, heading in enumerate(headings) if fold(heading) in words]
            if places and not any(column.field in better for column in columns):
                columns[places[0]] = Column(field=field_meant)
        fields = {column.field for column in columns}
        if Field.GIVEN in fields and Field.FAMILY not in fields:
            columns = [
                Column(field=Field.FAMILY) if column.field is Field.NAME and fold(heading) in _OF_A_FAMILY else column
                for heading, column in zip(headings, columns, strict=True)
            ]
        return tuple(columns)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split("|"))


_SECOND_BEST = (
    (
        Field.NAME,
        frozenset({Field.NAME, Field.INVERTED, Field.GIVEN, Field.FAMILY}),
        _set(
            "contact|contact person|kontakt|kontaktperson|ansprechpartner|contatto|referente|persona di contatto"
            "|contacto|persona de contacto|contactpersoon|interlocuteur|teilnehmer|mitarbeiter|employee|person"
        ),
    ),
    (Field.PHONE, frozenset({Field.PHONE}), _set("nummer|numero|nr|no|num|numer|tlf")),
)
"""A field, what does without it, and the headings that mean it otherwise."""
_OF_A_FAMILY = frozenset({"name", "naam"})
"""What the name of the family is called beside a first name."""


def _phones(**labels: str) -> dict[str, Column]:
    """`Work="work number|work number 2"`: headings of numbers, by their label."""
    return {
        heading: Column(field=Field.PHONE, label=label.replace("_", " "))
        for label, headings in labels.items()
        for heading in headings.split("|")
    }


def _emails(**labels: str) -> dict[str, Column]:
    return {
        heading: Column(field=Field.EMAIL, label="" if label == "plain" else label)
        for label, headings in labels.items()
        for heading in headings.split("|")
    }


def _address(group: str, before: str, **parts: str) -> dict[str, Column]:
    """`street="street|address 2"`: the headings of one address, each with `before` in front."""
    return {
        f"{before}{heading}": Column(field=Field(part), group=group)
        for part, headings in parts.items()
        for heading in headings.split("|")
    }


_IN_OUTLOOK = {"street": "street|street 2|street 3", "city": "city", "province": "state", "postcode": "postal code"}
_IN_THUNDERBIRD = {
    "street": "address|address 2", "city": "city", "province": "state", "postcode": "zipcode", "country": "country",
}  # fmt: skip
_IN_NETHVOICE = {
    "street": "street|pob", "city": "city", "province": "province", "postcode": "postalcode", "country": "country",
}  # fmt: skip
_OUTLOOK = (
    _phones(
        Work="business phone|business phone 2",
        Main="company main phone",
        Home="home phone|home phone 2",
        Mobile="mobile phone",
        Other="other phone",
        Primary="primary phone",
        Callback="callback",
        Car="car phone",
        Pager="pager",
        Radio="radio phone",
        Assistant="assistant s phone|assistants phone",
        ISDN="isdn",
        Work_fax="business fax",
        Home_fax="home fax",
        Other_fax="other fax",
    )
    | _emails(plain="e mail address|e mail 2 address|e mail 3 address")
    | _address("business", "business ", **_IN_OUTLOOK, country="country region|country")
    | _address("home", "home ", **_IN_OUTLOOK, country="country region|country")
    | _address("other", "other ", **_IN_OUTLOOK, country="country region|country")
    | {"title": Column(field=Field.PREFIX), "suffix": Column(field=Field.SUFFIX)}
    | dict.fromkeys(("business address", "home address", "other address"), NOTHING)
)
"""Whole addresses, which Google writes among Outlook's columns, stand in their parts once more."""
_OUTLOOK_IN_GERMAN = _phones(Main="telefon firma", Callback="ruckmeldung", ISDN="isdn") | {"ort": NOTHING}
_OUTLOOK_IN_ITALIAN = _phones(
    Work="ufficio|ufficio 2", Home="abitazione|abitazione 2", Callback="richiamata", ISDN="isdn"
)
_OUTLOOK_IN_FRENCH = _phones(
    Main="telephone societe", Callback="rappel", ISDN="rnis", Pager="recepteur de radiomessagerie"
) | {"titre": Column(field=Field.PREFIX), "titre1": Column(field=Field.TITLE)}
_OUTLOOK_IN_SPANISH = _phones(Home="particular|particular 2", Callback="devolucion de llamada", ISDN="rdsi")
_OUTLOOK_IN_DUTCH = _phones(Callback="terugbellen", ISDN="isdn")
_OUTLOOK_IN_PORTUGUESE = _phones(Callback="retorno de chamada", ISDN="rdsi") | {"titulo": Column(field=Field.PREFIX)}
"""What is not understood by its words alone; see `composing`."""
_YEASTAR = _phones(
    Work="work number|work number 2|business number|business number 2",
    Work_fax="work fax|business fax",
    Mobile="mobile|mobile 2|mobile number|mobile number 2",
    Home="home|home 2|home number|home number 2",
    Home_fax="home fax",
    Other="other|other number",
)
_YEASTAR_API = _phones(
    Work="businessnum|businessnum2",
    Work_fax="businessfax",
    Mobile="mobile|mobile2|mobilenum|mobilenum2",
    Home="homenum|homenum2",
    Home_fax="homefax",
    Other="othernum",
)
"""As the PBX names them itself. Source: Yeastar S-Series API 2.0.0, companycontacts/query."""
_IN_LDAP = (
    _address("work", "", street="street", postcode="postalcode", city="l|locality", province="st", country="c|co")
    | _address(
        "home",
        "mozillahome",
        street="street|street2",
        city="localityname",
        province="state",
        postcode="postalcode",
        country="countryname",
    )
    | {heading: Column(field=Field.WEBSITE) for heading in ("mozillaworkurl", "mozillahomeurl", "workurl", "homeurl")}
    | {heading: Column(field=Field.NICKNAME) for heading in ("mozillanickname", "xmozillanickname")}
    | {"o": Column(field=Field.COMPANY), "ou": Column(field=Field.DEPARTMENT)}
    | _emails(plain="mozillasecondemail|xmozillasecondemail")
)
"""Sources: RFC 4519; the attributes that Thunderbird adds."""
_ZERO_TO_TWENTY = [str(number) for number in range(21)]

LAYOUTS: tuple[Layout, ...] = (
    Layout(name="Click to Call", signature=_set("uid|kind|name|given name|family name|phone 1 value|tags")),
    Layout(name="Google Contacts", signature=_set("first name|last name|phone 1 label|phone 1 value")),
    Layout(name="Google Contacts", signature=_set("first name|last name|organization name|labels|e mail 1 value")),
    Layout(
        name="Google Contacts (old)",
        signature=_set("name|given name|family name|group membership"),
        own={"initials": NOTHING, "short name": NOTHING, "maiden name": NOTHING, "subject": NOTHING},
    ),
    Layout(
        name="Outlook", signature=_set("first name|last name|business phone|mobile phone|e mail address"), own=_OUTLOOK
    ),
    *(
        Layout(name="Outlook", signature=_set(signature), own=own)
        for signature, own in (
            ("vorname|nachname|telefon geschaftlich|ort geschaftlich", _OUTLOOK_IN_GERMAN),
            ("nome|cognome|ufficio|abitazione|cellulare", _OUTLOOK_IN_ITALIAN),
            ("prenom|nom|telephone bureau|telephone domicile", _OUTLOOK_IN_FRENCH),
            ("nombre|apellidos|telefono del trabajo|particular", _OUTLOOK_IN_SPANISH),
            ("voornaam|achternaam|telefoon op werk|telefoon thuis", _OUTLOOK_IN_DUTCH),
            ("nome|sobrenome|telefone comercial|telefone residencial", _OUTLOOK_IN_PORTUGUESE),
        )
    ),
    Layout(
        name="FreePBX Contact Manager",
        signature=_set("displayname|fname|lname|phone 1 number"),
        own={"grouptype": NOTHING, "title": Column(field=Field.TITLE), "userman username": NOTHING}
        | {f"email {number}": Column(field=Field.EMAIL) for number in _ZERO_TO_TWENTY}
        | {f"website {number}": Column(field=Field.WEBSITE) for number in _ZERO_TO_TWENTY},
    ),
    Layout(name="LDAP", signature=_set("cn|sn"), own=_IN_LDAP),
    Layout(name="LDAP", signature=_set("dn|cn"), own=_IN_LDAP),
    Layout(
        name="NethVoice",
        signature=_set("homephone|workphone|cellphone"),
        own=_phones(Home="homephone", Work="workphone", Mobile="cellphone", Fax="fax", Internal="extension")
        | _emails(Home="homeemail", Work="workemail")
        | _address("work", "work", **_IN_NETHVOICE)
        | _address("home", "home", **_IN_NETHVOICE)
        | {"owner id": NOTHING, "type": NOTHING, "speeddial num": NOTHING},
    ),
    Layout(
        name="3CX users",
        signature=_set("firstname|lastname|emailaddress|mobilenumber|number"),
        own=_phones(Internal="number", Mobile="mobilenumber") | _emails(Work="emailaddress") | {"role": NOTHING},
    ),
    Layout(
        name="3CX phonebook",
        signature=_set("firstname|lastname|company|mobile|business"),
        own=_phones(
            Mobile="mobile|mobile2|mobile 2",
            Home="home|home2|home 2",
            Work="business|business2|business 2",
            Other="other",
            Work_fax="businessfax|business fax",
            Home_fax="homefax|home fax",
            Pager="pager",
        ),
    ),
    Layout(name="Yeastar S-Series", signature=_set("first name|last name|work number|mobile|home fax"), own=_YEASTAR),
    Layout(
        name="Yeastar P-Series", signature=_set("first name|last name|business number|mobile|home fax"), own=_YEASTAR
    ),
    Layout(
        name="Yeastar S-Series (API)",
        signature=_set("firstname|lastname|businessnum"),
        own=_YEASTAR_API | {"id": NOTHING},
    ),
    Layout(
        name="Thunderbird",
        signature=_set("first name|last name|display name|primary email|work phone|mobile number"),
        own=_phones(
            Work="work phone", Home="home phone", Fax="fax number", Pager="pager number", Mobile="mobile number"
        )
        | _emails(plain="primary email|secondary email")
        | _address("work", "work ", **_IN_THUNDERBIRD)
        | _address("home", "home ", **_IN_THUNDERBIRD)
        | {f"custom {number}": NOTHING for number in _ZERO_TO_TWENTY}
        | {"screen name": NOTHING},
    ),
)


def recognised(headings: tuple[str, ...]) -> Layout | None:
    """The layout whose headings these are."""
    folded = {fold(heading) for heading in headings}
    return next((layout for layout in LAYOUTS if layout.signature <= folded), None)


EVERYBODY: Layout = Layout(name="", signature=frozenset(), own=MappingProxyType({}))
"""What most programs mean by their headings."""
