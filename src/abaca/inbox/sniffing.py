"""What a file is by its first bytes, whatever its sender calls it."""

BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-elf"),
    (b"\xca\xfe\xba\xbe", "application/x-mach-binary"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"#!", "text/x-script"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"{\\rtf", "application/rtf"),
    (b"%!PS", "application/postscript"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
)
OFFICE = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
LOOKED_AT = 4096
SIGNS_OF_HTML = (b"<!doctype html", b"<html", b"<script", b"<body", b"<head", b"<svg", b"<iframe")
UNKNOWN = "application/octet-stream"
# what of the sender's word may stand where the bytes only say that they are text
TEXTS = {
    "text/plain",
    "text/csv",
    "text/calendar",
    "text/vcard",
    "message/rfc822",
    "application/json",
    "message/delivery-status",
}


def media_type_of(content: bytes, said: str = "") -> str:
    """Return the media type; the sender's word counts only among kinds of plain text."""
    start = content[:LOOKED_AT]
    known = next((media_type for beginning, media_type in BEGINNINGS if start.startswith(beginning)), "")
    if known == "application/zip":
        return _inside_zip(start)
    return known or _boxed(start) or _text(start, said)


def _boxed(start: bytes) -> str:
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    if start[4:8] == b"ftyp":
        return "image/heic" if start[8:12] in {b"heic", b"heix", b"mif1"} else "video/mp4"
    return ""


def _text(start: bytes, said: str) -> str:
    lowered = start.lower()
    if any(sign in lowered for sign in SIGNS_OF_HTML):
        return "text/html"
    if not start or not _is_text(start):
        return UNKNOWN
    if lowered.lstrip().startswith(b"<?xml"):
        return "application/xml"
    return said if said in TEXTS else "text/plain"


def _inside_zip(start: bytes) -> str:
    for inside, media_type in OFFICE.items():
        if inside in start:
            return media_type
    return "application/zip"


def _is_text(start: bytes) -> bool:
    return not any(byte < 32 and byte not in {9, 10, 12, 13, 27} for byte in start)
