"""What stays out of the log."""

import logging
import re

CALLED_BY_KEY = re.compile(r"(/v1/(?:accounts/[^/]+/)?licenses/).*", re.DOTALL)
# what stands behind these is a permission
DOORS = "order|pay|method|cancel|received|confirm|wish|newsletter|withdraw|email|data/copy"
SIGNED = re.compile(rf"(/(?:{DOORS})/)(?!(?:confirm|sent|received)/)[^/\s]{{20,}}")


class KeysStayOut(logging.Filter):
    """Shorten addresses that hold a product key (the Keygen protocol), or the token of a link in a letter."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            record.msg = _shortened(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_shortened(each) if isinstance(each, str) else each for each in record.args)
        return True


def _shortened(text: str) -> str:
    return SIGNED.sub(r"\1…", CALLED_BY_KEY.sub(r"\1…", text))
