"""Text whose lines may flow (RFC 3676): put together again as it was written."""


def unflowed(text: str, *, delsp: bool = False) -> str:
    """Join the lines that were broken only for the journey; lines of quotations keep their depth."""
    lines: list[list[str]] = []
    open_depth = -1  # of the line that wants to go on, or -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        signature = content.rstrip("\r") == "-- "
        goes_on = content.endswith(" ") and not signature
        if goes_on and delsp:
            content = content[:-1]
        if open_depth == depth and not signature:
            lines[-1].append(content)
        else:
            lines.append([">" * depth + (" " if depth else ""), content])
        open_depth = depth if goes_on else -1
    return "\n".join("".join(pieces) for pieces in lines)
