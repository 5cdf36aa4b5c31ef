"""What bytes of a mail mean as text, whatever charset their sender names."""

import codecs

# Charsets by the names of their codecs. A list, since Python also knows codecs that are none (zlib, punycode, idna).
KNOWN_WORDS = """
ascii utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-7 utf-32 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256
cp1257 cp1258 cp437 cp850 cp852 cp858 cp866 cp874 cp932 cp949 cp950 iso8859-1 iso8859-2 iso8859-3 iso8859-4
iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10 iso8859-11 iso8859-13 iso8859-14 iso8859-15
iso8859-16 koi8-r koi8-u mac-roman mac-cyrillic gb18030 gb2312 gbk hz big5 big5hkscs shift_jis shift_jisx0213
euc_jp euc_kr johab iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_3 iso2022_jp_ext iso2022_kr tis-620
ptcp154
"""
KNOWN = frozenset(KNOWN_WORDS.split())
# What mail programs say, and what they mean: the newer and larger charset of the same family.
MEANT = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "cp950",
}
ALIASES = {
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "windows-31j": "cp932",
    "ansi": "cp1252",
    "x-ansi": "cp1252",
    "cp-850": "cp850",
}
ONE_BYTE_WEST = {"cp1252", "iso8859-15", "mac-roman", "cp850", "cp437", "cp858"}
LONGEST_NAME = 40


def decoded(content: bytes, charset: str = "") -> str:
    """Return the text; what cannot be understood becomes a replacement mark, and nothing is ever refused.

    Text that is valid UTF-8 beyond ASCII counts as UTF-8 even where another western charset is named: by chance that
    hardly happens, by a wrong label it does every day.
    """
    if content.isascii() and not _shifts(charset):
        return storable(content.decode("ascii"))
    codec = codec_of(charset)
    if codec in {"", "ascii", "utf-8", "utf-8-sig"} or codec in ONE_BYTE_WEST:
        return storable(_utf8_or(content, codec if codec in ONE_BYTE_WEST else "cp1252", said=codec))
    return storable(content.decode(codec, errors="replace"))


def codec_of(charset: str) -> str:
    """Return the codec that a charset's name means, or nothing for a name that means none."""
    name = charset.strip(" \t\r\n\"'").lower()
    if not name or len(name) > LONGEST_NAME or not name.isascii():
        return ""
    try:
        codec = codecs.lookup(ALIASES.get(name, name)).name
    except (LookupError, ValueError):
        return ""
    return MEANT.get(codec, codec) if codec in KNOWN else ""


def storable(text: str) -> str:
    """Return the text without what the database keeps in no text: zeros and halves of characters."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _shifts(charset: str) -> bool:
    """Tell whether the charset writes other letters with ASCII bytes alone."""
    return codec_of(charset).startswith(("iso2022", "utf-7", "utf-16", "utf-32", "hz"))


def _utf8_or(content: bytes, codec: str, *, said: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if said in {"utf-8", "utf-8-sig"}:
        lenient = content.decode("utf-8-sig", errors="replace")
        marks = lenient.count("\ufffd")
        if sum(not character.isascii() for character in lenient) - marks >= marks:
            return lenient  # UTF-8 with a scratch
    return content.decode(codec, errors="replace")
