"""Bytes and strings to the clean `str` all offsets count in."""

from __future__ import annotations

import codecs
import re

from cleaner.errors import OptionError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Labels that browsers read as a larger set (WHATWG Encoding Standard, section 4.2).
_WIDER = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
    "windows-31j": "cp932",
}
_SURROGATES = re.compile("[\ud800-\udfff]")
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE)


#: Codecs of Python that write text in other text.
_NO_CHARSETS = frozenset(["idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"])


def check_encoding(name: str) -> str:
    """Return Python's name for an encoding.

    Raises:
        OptionError: Python knows no such text encoding.

    >>> check_encoding("Latin-1")
    'iso8859-1'
    """
    try:
        info = codecs.lookup(name)
        "".encode(name)
        if info.name in _NO_CHARSETS:
            raise LookupError(name)
    except (LookupError, UnicodeError, ValueError, TypeError):
        raise OptionError(f"unknown encoding {name!r}; use a name such as utf-8, cp1252 or gb18030") from None
    return info.name


def decode(data: bytes, encoding: str | None = None) -> str:
    """Decode bytes: the given encoding, a byte-order mark, valid UTF-8, the declared charset, else detection.

    Undecodable bytes become U+FFFD; nothing about the bytes raises.

    >>> decode(b"caf\\xc3\\xa9"), decode(b"<meta charset=latin-1>caf\\xe9")[-4:]
    ('café', 'café')
    """
    if encoding is not None:
        return data.decode(check_encoding(encoding), "replace")
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_guess(data), "replace")


def _guess(data: bytes) -> str:
    """Name the codec of bytes that are no valid UTF-8."""
    declared = _DECLARED.search(data, 0, 4096)
    name = declared.group(1).decode("ascii", "replace").lower() if declared else ""
    if name in ("", "utf-8", "utf8"):
        # Mostly valid UTF-8 with a few broken bytes (a cut-off read, a pasted snippet) is still UTF-8.
        if data.decode("utf-8", "replace").count("\ufffd") * 100 < len(data) and data.count(0) == 0:
            return "utf-8"
        from turbohtml.detect import detect  # takes a while to import, and most pages are UTF-8

        name = (detect(data[:200_000]).encoding or "cp1252").lower()
    name = _WIDER.get(name, name)
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def scrub(text: str) -> str:
    """Replace lone surrogates, which no output encoding can carry, one for one by U+FFFD."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text)
    return text


def looks_binary(data: bytes) -> bool:
    """Tell whether bytes are no text: NUL bytes without a UTF-16 or UTF-32 mark, or many control characters.

    >>> looks_binary(b"\\x89PNG\\r\\n\\x1a\\n\\x00\\x00\\x00"), looks_binary("Größe".encode())
    (True, False)
    """
    head = data[:8192]
    if any(head.startswith(bom) for bom, _ in _BOMS):
        return False
    if head.startswith((b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        return True
    control = sum(head.count(bytes([code])) for code in range(32) if code not in (9, 10, 12, 13, 27))
    return b"\x00" in head or control * 20 > len(head)
