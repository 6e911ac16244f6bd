"""A source as staff have entered it, as the server that is asked."""

from __future__ import annotations

from hashlib import sha256

from django.utils.translation import gettext as _

from clicktocall.pbx.drivers.base import TlsCheck
from directory.ldap.values import Encryption, NoAnswer, Server, addresses_of
from directory.models import LdapSource

_READ_BY = (
    *("layout", "addresses", "encryption", "base_dn", "filter", "mapping", "identity", "shelf", "group_id", "tags"),
    *("region", "name"),
)


def settings_of(source: LdapSource) -> str:
    """The digest of what decides about the entries that are read: a preview with other settings is none."""
    return sha256("\0".join(str(getattr(source, name)) for name in _READ_BY).encode()).hexdigest()


def server_of(source: LdapSource) -> Server:
    """Raises NoAnswer."""
    encryption = Encryption(source.encryption)
    try:
        addresses = addresses_of(source.addresses, encryption)
    except ValueError:
        raise NoAnswer(
            _("The address cannot be read. Write it as dc1.office.example or dc1.office.example:636.")
        ) from None
    return Server(
        addresses=addresses,
        encryption=encryption,
        tls_check=TlsCheck(source.tls_check),
        ca_certificate=source.ca_certificate,
        fingerprint=source.fingerprint,
        bind_dn=source.bind_dn,
        password=source.bind_password,
    )
