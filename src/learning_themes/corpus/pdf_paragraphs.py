"""Puts the printed lines of a PDF together to paragraphs, bullets and headings."""

import re
from collections import defaultdict
from statistics import median

from learning_themes.corpus.pdf_line import Line
from learning_themes.corpus.sections import is_section_name
from learning_themes.corpus.text import BULLET, breaks_years

COLUMN_STEP = 20  # points: lines whose left edges differ by less stand in one column
FEWEST_LINES = 5  # of a column on a page that tell where it ends
_ENDED = re.compile(r"[.?!:;][”’\"']?\s*$")
_NUMBERED = re.compile(
    r"^((\d{1,2}(\.\d{1,3}){1,4}\.?|\d{1,3}(\.|(?P<bracket>\)))|[A-Z]\.)\s+\S"
    r"|\d{1,3}\.[A-Z][a-z]|R\d{1,2}\.?\s)"
)


def group_lines(lines: list[Line], body: float) -> list[list[Line]]:
    """Return lines put together to paragraphs, bullets and headings, page by page."""
    groups: list[list[Line]] = []
    pitch = _line_pitch(lines, body)
    edges = _right_edges(lines)
    widest = max(edges.values(), default=0.0)
    for line in lines:
        if groups and _continues(groups[-1], line, pitch, (edges[groups[-1][-1]], widest)):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _line_pitch(lines: list[Line], body: float) -> float:
    """Return the usual distance of one line from the next in body text, in points."""
    steps = [
        above.bottom - line.bottom
        for above, line in zip(lines, lines[1:], strict=False)
        if above.page == line.page and 0 < above.bottom - line.bottom < 3 * body
    ]
    return median(steps) if steps else 1.2 * body


def _right_edges(lines: list[Line]) -> dict[Line, float]:
    """Return for each line where full lines of its column end, in points from the left."""
    columns: dict[tuple[int, int], list[float]] = defaultdict(list)
    for line in lines:
        place = int(line.left // COLUMN_STEP)
        for near in (place - 1, place, place + 1):
            columns[line.page, near].append(line.right)
            columns[0, near].append(line.right)
    return {line: _right_edge(columns, line.page, int(line.left // COLUMN_STEP)) for line in lines}


def _right_edge(columns: dict[tuple[int, int], list[float]], page: int, place: int) -> float:
    rights = columns[page, place]
    if len(rights) < FEWEST_LINES:
        rights = columns[0, place]
    return sorted(rights)[int(0.9 * (len(rights) - 1))]


def _continues(group: list[Line], line: Line, pitch: float, edges: tuple[float, float]) -> bool:
    """Whether a line goes on with a group; `edges` are the right edges of its column and of the report."""
    edge, widest = edges
    last = group[-1]
    step = last.end - line.bottom
    if line.row or last.row:
        return False
    if _goes_on_in_next_column(last, line):
        return True
    if line.page != last.page or BULLET.match(line.text) or _opens_number(group, line, edge):
        return False
    begins = _begin(group)
    if line.left < begins.left - 2 and (len(group) > 1 or BULLET.match(begins.text)):
        return False  # back to the margin: a bullet's or an indented paragraph's text is over
    if abs(step) < 0.5 * line.size and line.left >= last.right - 1:
        return True  # the same printed line, in two pieces
    if line.page == 1 and last.right < 0.7 * widest and not line.text[:1].islower():
        return False  # a title page: author, date and partnership stand on lines of their own
    if _parts_at_name(group, line):
        return False
    if abs(line.size - last.size) > 0.6 or not 0 < step <= _reach(group, line, pitch, edge):
        return False
    ended = bool(_ENDED.search(last.text))
    roomy = _had_room(last, line, edge)
    if line.bold != last.bold and line.bold != group[0].bold and (ended or roomy):
        return False
    return not (ended and line.text[:1].isupper() and roomy)


def _parts_at_name(group: list[Line], line: Line) -> bool:
    """Whether the name of a section that stands alone, "Recommendations", parts a line from a group."""
    last = group[-1]
    named = is_section_name(line.text) and bool(_ENDED.search(last.text))
    below = len(group) == 1 and not last.bold and is_section_name(last.text) and not line.text[:1].islower()
    return named or below


def _begin(group: list[Line]) -> Line:
    """Return the first piece of a group's last printed line: the mark of a note may have cut it in pieces."""
    last = group[-1]
    return next(line for line in group if line is last or _is_level(line, last))


def _is_level(line: Line, other: Line) -> bool:
    return line.page == other.page and abs(line.bottom - other.bottom) < 0.5 * other.size


def _opens_number(group: list[Line], line: Line, edge: float) -> bool:
    """Whether a line begins with a paragraph's number, and not with one that a sentence runs into.

    "(85 to / 64) in the number", "2016- / 17. This is".
    """
    match = _NUMBERED.match(line.text)
    last = group[-1]
    if not match or breaks_years(last.text) and line.text[:1].isdigit():
        return False
    if match["bracket"] and last.text.rfind("(") > last.text.rfind(")"):
        return False
    running = line.text[match.end() - 1 :][:1].islower()
    in_list = bool(_NUMBERED.match(group[0].text))
    return not running or in_list or bool(_ENDED.search(last.text)) or _had_room(last, line, edge)


def _goes_on_in_next_column(last: Line, line: Line) -> bool:
    """Whether a sentence that the foot of a column breaks off goes on at the head of the next."""
    return (
        line.page == last.page
        and line.bottom > last.bottom + 3 * line.size
        and line.left > last.left + 8 * line.size
        and abs(line.size - last.size) < 0.3
        and line.bold == last.bold
        and not _ENDED.search(last.text)
        and not (BULLET.match(line.text) or _NUMBERED.match(line.text))
    )


def _had_room(last: Line, line: Line, edge: float) -> bool:
    """Whether the next line's first word would have fitted on the last line: the break was meant."""
    width = (last.right - last.left) / max(1, len(last.text))
    return edge - last.right > 1.2 * width * (len(line.text.split(" ", 1)[0]) + 1)


def _reach(group: list[Line], line: Line, pitch: float, edge: float) -> float:
    """Return how far below, in points, a line may stand and still belong.

    Large type is set wider, but a short line of a title page before a capital is a line of its own.
    """
    if line.size < 0.9 * pitch:
        return max(1.3 * pitch, 1.45 * line.size)
    full = group[-1].right > 0.75 * edge or line.text[:1].islower()
    return (1.6 if full else 1.35) * line.size
