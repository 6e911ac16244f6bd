"""What Windows of each country writes where it does not write Unicode: its "ANSI" code page.

Excel's plain CSV and Outlook's vCards are in it. Source: Microsoft's default code pages of its locales, 2024.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WESTERN = "cp1252"
CENTRAL_EUROPEAN = "cp1250"
_REGIONS = {
    "cp874": "TH",
    "cp932": "JP",
    "gbk": "CN SG",
    "cp949": "KR",
    "cp950": "HK MO TW",
    CENTRAL_EUROPEAN: "AL BA CZ HR HU ME PL RO RS SI SK XK",
    "cp1251": "BG BY KG KZ MK MN RU TJ UA UZ",
    "cp1253": "CY GR",
    "cp1254": "AZ TR",
    "cp1255": "IL",
    "cp1256": "AE BH DZ EG IQ IR JO KW LB LY MA OM PK QA SA SD SY TN YE",
    "cp1257": "EE LT LV",
    "cp1258": "VN",
}
_CODE_PAGES: Mapping[str, str] = MappingProxyType(
    {region: code_page for code_page, regions in _REGIONS.items() for region in regions.split()}
)


def code_page_of(region: str) -> str:
    """The name of the encoding in Python. Western Europe's where no other is known."""
    return _CODE_PAGES.get(region, WESTERN)
