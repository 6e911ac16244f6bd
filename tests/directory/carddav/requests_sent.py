"""The bodies of requests as Thunderbird, Apple's programs and DAVx⁵ send them."""

from __future__ import annotations

# As in CardDAVUtils.sys.mjs and CardDAVDirectory.sys.mjs
BIRD_FIRST = """<?xml version="1.0" encoding="utf-8"?>
<propfind xmlns="DAV:"><prop>
  <resourcetype/><displayname/><current-user-principal/><current-user-privilege-set/>
</prop></propfind>"""
BIRD_WELL_KNOWN = """<?xml version="1.0" encoding="utf-8"?>
<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>"""
BIRD_HOME = """<?xml version="1.0" encoding="utf-8"?>
<propfind xmlns="DAV:" xmlns:card="urn:ietf:params:xml:ns:carddav">
<prop><card:addressbook-home-set/></prop></propfind>"""
BIRD_BOOKS = """<?xml version="1.0" encoding="utf-8"?>
<propfind xmlns="DAV:"><prop><resourcetype/><displayname/><current-user-privilege-set/></prop></propfind>"""
SPACES = 'xmlns:card="urn:ietf:params:xml:ns:carddav" xmlns:cs="http://calendarserver.org/ns/" xmlns:d="DAV:"'
BIRD_LIST = f"""<propfind xmlns="DAV:" {SPACES}><prop><resourcetype/><getetag/><cs:getctag/></prop></propfind>"""
BIRD_TOKEN = f"""<propfind xmlns="DAV:" {SPACES}><prop><displayname/><cs:getctag/><sync-token/></prop></propfind>"""


def bird_multiget(*hrefs: str) -> str:
    return f"""<?xml version="1.0" encoding="utf-8"?>
    <card:addressbook-multiget {SPACES}><d:prop><d:getetag/><card:address-data/></d:prop>
    {"".join(f"<d:href>{href}</d:href>" for href in hrefs)}</card:addressbook-multiget>"""


def bird_sync(token: str) -> str:
    return f"""<sync-collection xmlns="DAV:" {SPACES}><sync-token>{token}</sync-token><sync-level>1</sync-level>
    <prop><getetag/><card:address-data/></prop></sync-collection>"""


# As macOS and iOS send them
APPLE_PRINCIPAL = """<?xml version="1.0" encoding="UTF-8"?>
<A:propfind xmlns:A="DAV:"><A:prop>
  <A:current-user-principal/><A:principal-URL/><A:resourcetype/>
</A:prop></A:propfind>"""
APPLE_HOME = """<?xml version="1.0" encoding="UTF-8"?>
<A:propfind xmlns:A="DAV:"><A:prop>
  <B:addressbook-home-set xmlns:B="urn:ietf:params:xml:ns:carddav"/>
  <B:directory-gateway xmlns:B="urn:ietf:params:xml:ns:carddav"/>
  <A:displayname/>
  <C:email-address-set xmlns:C="http://calendarserver.org/ns/"/>
  <A:principal-collection-set/><A:principal-URL/><A:resource-id/><A:supported-report-set/>
</A:prop></A:propfind>"""
APPLE_BOOKS = """<?xml version="1.0" encoding="UTF-8"?>
<A:propfind xmlns:A="DAV:"><A:prop>
  <A:add-member/>
  <D:bulk-requests xmlns:D="http://me.com/_namespace/"/>
  <A:current-user-privilege-set/><A:displayname/>
  <B:max-image-size xmlns:B="urn:ietf:params:xml:ns:carddav"/>
  <B:max-resource-size xmlns:B="urn:ietf:params:xml:ns:carddav"/>
  <C:me-card xmlns:C="http://calendarserver.org/ns/"/>
  <A:owner/>
  <C:push-transports xmlns:C="http://calendarserver.org/ns/"/>
  <C:pushkey xmlns:C="http://calendarserver.org/ns/"/>
  <A:quota-available-bytes/><A:quota-used-bytes/><A:resource-id/><A:resourcetype/><A:supported-report-set/>
  <A:sync-token/>
</A:prop></A:propfind>"""
APPLE_CTAG = """<?xml version="1.0" encoding="UTF-8"?>
<A:propfind xmlns:A="DAV:"><A:prop>
  <C:getctag xmlns:C="http://calendarserver.org/ns/"/><A:sync-token/>
</A:prop></A:propfind>"""
APPLE_ETAGS = """<?xml version="1.0" encoding="UTF-8"?>
<A:propfind xmlns:A="DAV:"><A:prop><A:getetag/></A:prop></A:propfind>"""


def apple_multiget(*hrefs: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<B:addressbook-multiget xmlns:B="urn:ietf:params:xml:ns:carddav"><A:prop xmlns:A="DAV:">
<A:getetag/><B:address-data/></A:prop>
{"".join(f'<A:href xmlns:A="DAV:">{href}</A:href>' for href in hrefs)}</B:addressbook-multiget>"""


def apple_sync(token: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<A:sync-collection xmlns:A="DAV:"><A:sync-token>{token}</A:sync-token><A:sync-level>1</A:sync-level>
<A:prop><A:getetag/></A:prop></A:sync-collection>"""


# As dav4jvm writes them
DAVX_BASE = """<?xml version='1.0' encoding='UTF-8' ?>
<propfind xmlns="DAV:" xmlns:CAL="urn:ietf:params:xml:ns:caldav" xmlns:CARD="urn:ietf:params:xml:ns:carddav"><prop>
<resourcetype /><displayname /><CARD:addressbook-description /><CARD:addressbook-home-set />
<current-user-principal /></prop></propfind>"""
DAVX_STATE = """<?xml version='1.0' encoding='UTF-8' ?>
<propfind xmlns="DAV:" xmlns:CARD="urn:ietf:params:xml:ns:carddav" xmlns:CS="http://calendarserver.org/ns/"><prop>
<CARD:max-resource-size /><CARD:supported-address-data /><supported-report-set /><CS:getctag /><sync-token />
</prop></propfind>"""


def davx_sync(token: str) -> str:
    return f"""<?xml version='1.0' encoding='UTF-8' ?>
<sync-collection xmlns="DAV:"><sync-token>{token}</sync-token><sync-level>1</sync-level>
<prop><getetag /></prop></sync-collection>"""


def davx_multiget(*hrefs: str) -> str:
    return f"""<?xml version='1.0' encoding='UTF-8' ?>
<CARD:addressbook-multiget xmlns="DAV:" xmlns:CARD="urn:ietf:params:xml:ns:carddav"><prop><getcontenttype />
<getetag /><CARD:address-data content-type="text/vcard" version="4.0" /></prop>
{"".join(f"<href>{href}</href>" for href in hrefs)}</CARD:addressbook-multiget>"""
