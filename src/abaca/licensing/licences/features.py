"""How the code of a feature reads."""


def readable(code: str) -> str:
    """Return words for a code: MULTI_CURRENCY is "Multi currency"."""
    return code.replace("_", " ").strip().capitalize() or code
