"""Where something broke, for the log."""

from traceback import extract_tb

MOST_STEPS = 15  # the last ones


def trace_of(error: BaseException) -> str:
    """Return the kinds of an error and of what led to it, and the last lines of the program on the way.

    The words of an error are left out, since they may quote a letter: a name, an address, a code, a link that opens
    something.
    """
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and cause not in chain:
        chain.append(cause)
    return " < ".join(f"{type(each).__name__} ({_way(each)})" for each in chain)


def _way(error: BaseException) -> str:
    steps = extract_tb(error.__traceback__, limit=-MOST_STEPS)
    return " > ".join(f"{_short(step.filename)}:{step.lineno}" for step in steps)


def _short(path: str) -> str:
    return "/".join(path.rsplit("/", 3)[-3:])
