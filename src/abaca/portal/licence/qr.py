"""A text as a QR code that a camera reads from a screen, in the light and in the dark."""

import segno

QUIET_ZONE = 4  # modules of white around it, as the standard wants


def picture_of(text: str) -> str:
    """Draw the text and return the picture as an address of its own, for an `img`."""
    code = segno.make_qr(text, error="m", boost_error=False)
    return code.svg_data_uri(scale=4, border=QUIET_ZONE, dark="#000", light="#fff", nl=False)
