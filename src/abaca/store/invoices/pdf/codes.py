"""QR codes as drawings: made by segno, with the mask that the standard prefers, drawn as one path.

Which of the eight masks disturbs a reader least is nearly all the work of a code. Two masks differ by the same modules
in every code of one size, so the eight differences are kept, and a code is weighed as one large number instead of
module by module.
"""

from collections.abc import Iterator
from functools import cache, reduce

import segno

MASKS = range(8)
SWISS, CROSS, ACROSS = "46", "7", "19.5"  # mm: the code, its cross, and where the cross begins
EDGE = 4  # light modules around a code, which count when finder-like patterns are looked for


def svg_of(payload: str, *, swiss: bool = False) -> str:
    """Return the code of a text (UTF-8, error correction M) as an SVG without margins.

    A Swiss one has the cross in its middle: 7 mm of 46, which the error correction makes good.
    """
    first = segno.make_qr(payload, error="m", boost_error=False, encoding="utf-8", mask=0)
    size = len(first.matrix)
    plain = _as_number(first.matrix)
    best = min(
        (plain ^ difference for difference in _differences(int(first.version))), key=lambda code: penalty(code, size)
    )
    return _drawn(best, size, _cross(size) if swiss else "")


def penalty(code: int, size: int) -> int:
    """Return how much a code disturbs a reader, by the four rules of ISO/IEC 18004, 7.8.3."""
    inside, light = _inside(size), ~code
    width = size + 2 * EDGE
    along = []
    score = 0
    for step in (1, width):  # along the rows, then along the columns
        same = ~(code ^ code >> step) & inside & inside >> step
        five = reduce(lambda runs, n: runs & same >> n * step, range(1, 4), same)
        score += five.bit_count() + 2 * (five & ~(five << step)).bit_count()
        finder = reduce(lambda found, n: found & (light if n in (1, 5) else code) >> n * step, range(1, 7), code)
        before = reduce(lambda free, n: free & light << n * step, range(2, 5), light << step)
        after = reduce(lambda free, n: free & light >> n * step, range(8, 11), light >> 7 * step)
        score += 40 * (finder & (before | after)).bit_count()
        along.append(same)
    score += 3 * (along[0] & along[0] >> width & along[1]).bit_count()
    total = size * size
    return score + abs(2 * code.bit_count() - total) * 10 // total * 10


@cache
def _differences(version: int) -> list[int]:
    """Return by which modules each mask differs from the first, in codes of one size."""
    codes = [segno.make_qr("0", version=version, error="m", boost_error=False, mask=mask) for mask in MASKS]
    numbers = [_as_number(code.matrix) for code in codes]
    return [numbers[0] ^ number for number in numbers]


@cache
def _inside(size: int) -> int:
    return _as_number([[1] * size] * size)


def _as_number(matrix: tuple[bytearray, ...] | list[list[int]]) -> int:
    """Return all modules as the bits of one number, a light edge around them."""
    width = len(matrix) + 2 * EDGE
    rows = (int("".join("1" if module else "0" for module in reversed(row)), 2) << EDGE for row in matrix)
    return sum(row << (place * width) for place, row in enumerate(rows, start=EDGE))


def _drawn(code: int, size: int, over: str = "") -> str:
    width = size + 2 * EDGE
    rows = (
        format(code >> (place * width + EDGE) & (1 << size) - 1, "b").zfill(size)[::-1]
        for place in range(EDGE, EDGE + size)
    )
    path = "".join(f"M{x} {y}h{long}v1h-{long}z" for y, row in enumerate(rows) for x, long in _runs(row))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{path}"/>{over}</svg>'


def _cross(size: int) -> str:
    """Draw the cross of the Swiss code: a black square with a white edge, and two white bars."""
    place = f'x="{ACROSS}" y="{ACROSS}" width="{CROSS}" height="{CROSS}"'
    inner = f'<svg {place} viewBox="0 0 70 70"><path fill="#fff" d="M0 0h70v70H0z"/>'
    bars = '<path d="M4 4h62v62H4z"/><path fill="#fff" d="M29 15h12v14h14v12H41v14H29V41H15V29h14z"/>'
    return f'<svg viewBox="0 0 {SWISS} {SWISS}" width="{size}" height="{size}">{inner}{bars}</svg></svg>'


def _runs(row: str) -> Iterator[tuple[int, int]]:
    """Yield where a run of dark modules begins, and how long it is."""
    begin = row.find("1")
    while begin >= 0:
        end = row.find("0", begin)
        end = len(row) if end < 0 else end
        yield begin, end - begin
        begin = row.find("1", end)
