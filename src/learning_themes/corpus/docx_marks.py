"""Tells what Word's styles hide, and takes tracked deletions of paragraph marks as accepted."""

from collections.abc import Iterator

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def find_hidden_styles(styles: etree._Element) -> dict[str, bool]:
    """Return for each style that says so, itself or by the one it is based on, whether it hides text."""
    by_id = {style.get(f"{_W}styleId", ""): style for style in styles.iter(f"{_W}style")}
    told = {identity: _first_told(_chain(identity, by_id)) for identity in by_id}
    return {identity: hides for identity, hides in told.items() if hides is not None}


def _chain(identity: str, by_id: dict[str, etree._Element]) -> Iterator[etree._Element]:
    """Yield a style and those that it is based on; a circle is gone round once."""
    seen: set[str] = set()
    while identity in by_id and identity not in seen:
        seen.add(identity)
        yield by_id[identity]
        base = by_id[identity].find(f"{_W}basedOn")
        identity = "" if base is None else base.get(f"{_W}val", "")


def _first_told(chain: Iterator[etree._Element]) -> bool | None:
    return next((hides for style in chain if (hides := _vanishes(style)) is not None), None)


def _vanishes(element: etree._Element) -> bool | None:
    """Return what an element's own type says of hiding, or None."""
    mark = element.find(f"{_W}rPr/{_W}vanish")
    return None if mark is None else mark.get(f"{_W}val", "1") not in ("0", "false", "off")


def is_hidden(run: etree._Element, hidden: dict[str, bool]) -> bool:
    """Whether a run is not shown: by its own type, by its style, or by its paragraph's style."""
    own = _vanishes(run)
    if own is not None:
        return own
    paragraph = next(run.iterancestors(f"{_W}p"), None)
    marks = [run.find(f"{_W}rPr/{_W}rStyle")]
    marks += [] if paragraph is None else [paragraph.find(f"{_W}pPr/{_W}pStyle")]
    names = [mark.get(f"{_W}val", "") for mark in marks if mark is not None]
    return next((hidden[name] for name in names if name in hidden), False)


def join_deleted_marks(body: etree._Element) -> int:
    """Join each paragraph whose end is a tracked deletion to the next one; return how many there were."""
    joined = 0
    for paragraph in list(body.iter(f"{_W}p")):
        following = paragraph.getnext()
        mark = paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del")
        if mark is None or following is None or following.tag != f"{_W}p":
            continue
        place = 1 if following.find(f"{_W}pPr") is not None else 0
        following[place:place] = [child for child in paragraph if child.tag != f"{_W}pPr"]
        paragraph.getparent().remove(paragraph)
        joined += 1
    return joined
