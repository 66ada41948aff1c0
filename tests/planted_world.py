"""A small corpus with invented words planted wherever a private one may stand, and the search for them.

`PLANTED` says of each word where it was planted; a word stands nowhere else. Those of `PUBLISHED` may be seen
in a public version, if the disclosure check lists them; all others never.
"""

import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import docx
import pandas as pd
import typst
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from learning_themes.reports.file_texts import read_pieces
from learning_themes.themes.decisions import Decision, append_decision
from tests.tracker_world import Open, run, table

CONTACT = "Worried about a child? Call the front door on 020 7946 0018. In an emergency call 999."
PLANTED: dict[str, str] = {}
PUBLISHED: dict[str, str] = {}
_SOUNDS = "quorbex zavimol trelkin vuxandra plimtock yarvess drozwick femblat gronquil hazvert".split()
SENTENCES = (
    "Information was not shared between the health visitor and the school.",
    "The police did not pass the information on, and nobody asked why.",
    "Practitioners did not ask the father how he lived, and he was not part of any plan.",
    "Supervision did not challenge the plan, and managers signed it off unread.",
    "The home was cold and dirty, and neglect was not named for two years.",
    "The voice of the child was not heard, since nobody saw the child alone.",
    "The school nurse listened to the child and wrote down her words, which was good practice.",
)
ASKED = (
    "The partnership should agree how information is shared before the next review.",
    "The partnership should assure itself that supervision challenges plans.",
)


def plant(where: str, *, number: bool = False, into: dict[str, str] = PLANTED) -> str:
    """Return a word, or a number, that stands nowhere else, and remember where it goes."""
    count = len(PLANTED) + len(PUBLISHED)
    sound = _SOUNDS[count % len(_SOUNDS)]
    word = f"{sound[:4]}{'aeiou'[count // 10 % 5]}{sound[4:]}{'bdfgklmnprst'[count // 50]}".title()
    word = f"07700 9{count:02d} {731 + count}" if number else word
    assert word not in PLANTED | PUBLISHED
    into[word] = where
    return word


def _private_body(where: str) -> list[tuple[str, str]]:
    """Return the paragraphs of a draft: every one names somebody."""
    named = [f"{one[:-1]}, as {plant(f'{where}: findings')} said." for one in SENTENCES]
    asked = [f"{one[:-1]} of {plant(f'{where}: recommendations')}." for one in ASKED]
    number = plant(f"{where}: a number", number=True)
    details = f"Her number was {number}, and Ms {plant(f'{where}: name')} rang."
    return _told([*named, details], asked)


def _open_body(where: str, never: str) -> list[tuple[str, str]]:
    """Return the paragraphs of a published report: one sentence has a name that must never appear."""
    name = plant(f"{where}: a name after a title", into=PUBLISHED)
    seen = f"Mrs {name} did not share what she knew with us."
    return _told([*SENTENCES, seen, f"Nobody told {never} what the school knew of the neglect."], list(ASKED))


def _told(findings: list[str], asked: list[str]) -> list[tuple[str, str]]:
    return [("heading", "Findings"), *(("text", one) for one in findings),
            ("heading", "Recommendations"), *(("bullet", one) for one in asked)]  # fmt: skip


def _pdf(title: str, body: list[tuple[str, str]], where: str, *, own: str) -> bytes:
    marks = {"heading": "= ", "text": "", "bullet": "- "}
    words = "\n\n".join(marks[kind] + text for kind, text in body)
    hidden = plant(f"{where}: white words")
    attached = plant(f"{where}: name of an attachment"), plant(f"{where}: attachment")
    source = (
        f'#set document(title: "{own}", author: "{plant(f"{where}: author")}",'
        f' keywords: ("{plant(f"{where}: keyword")}",))\n#set text(11pt)\n'
        f'#pdf.attach("{attached[0]}.txt", bytes("{attached[1]}"))\n#text(24pt)[{title}]\n\n'
        f"Published: 9 June 2021\n\n#text(white)[The name was {hidden} all along.]\n\n{words}"
    )
    return typst.compile(source.encode())


def _word(title: str, body: list[tuple[str, str]], where: str, *, own: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(title, style="Title")
    document.add_paragraph("Published: 9 June 2022")
    styles = {"heading": "Heading 1", "text": "Normal", "bullet": "List Bullet"}
    last = None
    for kind, text in body:
        last = document.add_paragraph(text, style=styles[kind])
    document.add_comment(last.runs, text=plant(f"{where}: comment"), author=plant(f"{where}: who commented"))
    for xml in (
        f"<w:del w:author='{plant(f'{where}: who deleted')}'><w:r>"
        f"<w:delText>{plant(f'{where}: tracked deletion')} </w:delText></w:r></w:del>",
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{plant(f'{where}: hidden words')}</w:t></w:r>",
    ):
        document.element.body.insert(3, parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))
    core = document.core_properties
    core.title, core.author = own, plant(f"{where}: author")
    core.keywords, core.comments = plant(f"{where}: keyword"), plant(f"{where}: property comments")
    core.last_modified_by = plant(f"{where}: last modified by")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _page(title: str, body: list[tuple[str, str]], where: str, *, own: str) -> bytes:
    marks = {"heading": "<h2>{}</h2>", "text": "<p>{}</p>", "bullet": "<ul><li>{}</li></ul>"}
    words = "".join(marks[kind].format(text) for kind, text in body)
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{own}</title>"
        f"<meta name='author' content='{plant(f'{where}: meta author')}'>"
        f"<meta name='description' content='{plant(f'{where}: meta description')}'></head><body>"
        f"<!-- {plant(f'{where}: comment')} --><main><h1>{title}</h1><p>Published: 9 June 2023</p>{words}"
        f"<p hidden>The mother was {plant(f'{where}: hidden paragraph')}.</p>"
        f"<p style='display:none'>The father was {plant(f'{where}: paragraph not displayed')}.</p>"
        f"<script>var name = '{plant(f'{where}: script')}';</script></main></body></html>"
    ).encode()


def _text(title: str, body: list[tuple[str, str]], where: str, *, own: str) -> bytes:
    marks = {"heading": "{}\n--------------------", "text": "{}", "bullet": "- {}"}
    return "\n\n".join([title, "Published: 9 June 2024", *(marks[k].format(t) for k, t in body)]).encode()


_MAKERS = {"pdf": _pdf, "docx": _word, "html": _page, "txt": _text}


def make_corpus(folder: Path) -> Path:
    """Return a corpus of four published reports and four drafts, with what people typed beside them."""
    PLANTED.clear()
    PUBLISHED.clear()
    corpus = folder / f"{plant('the name of the folder')} family" / "corpus"
    people = corpus / "_people"
    people.mkdir(parents=True)
    never = [plant("names.txt, and a sentence of each published report") for _ in range(2)]
    lines = ["file,column,value,note"]
    for place, (suffix, make) in enumerate(_MAKERS.items()):
        name = f"SCR Child {'ABCD'[place]} published.{suffix}"
        title = f"Serious Case Review: Child {'ABCD'[place]}"
        body = _open_body(f"published {suffix}", never[place % 2])
        (corpus / name).write_bytes(make(title, body, f"published {suffix}", own=title))
        lines.append(f"{name},status,published,{plant('corrections: a note')}")
        child = plant(f"draft {suffix}: file name")
        draft, title = f"RR {child} panel.{suffix}", f"Rapid Review: Child {plant(f'draft {suffix}: title')}"
        own = "" if suffix == "txt" else plant(f"draft {suffix}: title in its properties")
        body = _private_body(f"draft {suffix}")
        (corpus / draft).write_bytes(make(title, body, f"draft {suffix}", own=own))
        lines.append(f"{draft},author,{plant('corrections: author of a draft')},")
    lines.append(f"{draft},title,Rapid Review: {plant('corrections: title of a draft')},")
    (people / "register-corrections.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    names = "\n".join([*never, plant("names.txt alone")])
    (people / "names.txt").write_text(f"{names}\n", encoding="utf-8")
    note, heading = plant("headings.yaml: a comment"), plant("headings.yaml: a heading")
    typed = f'# {note}\n"What {heading} lived": narrative\n'
    (people / "headings.yaml").write_text(typed, encoding="utf-8")
    _type_decision(people)
    _type_tracker(people)
    return corpus


def _type_decision(people: Path) -> None:
    by, note = plant("decisions: by"), plant("decisions: note")
    words = f"The words {plant('decisions: words of a passage')} that were looked at."
    said = ("rr", "neglect", "accepted", "shortfall", by, "2026-01-01")
    append_decision(people, Decision("one", "rr.0", words, *said, note=note))


def _type_tracker(people: Path) -> None:
    run(people, table(1, 2))
    with Open(people) as tracker:
        for heading in ("Owner", "Why", "Evidence of impact", "Notes", "Action"):
            cell = tracker.sheet.cell(tracker.sheet.max_row, tracker.place(heading))
            cell.value = plant(f"tracker: {heading}")


def write_parameters(path: Path, corpus: Path) -> Path:
    """Write the parameters of a run for the public."""
    words = {
        "partnership": "Example Partnership", "corpus": str(corpus), "audience": "public",
        "as_of": "2026-01-31", "scans": "list", "identity": {"contact": CONTACT},
        "output": str(path.parent / "reports"),
    }  # fmt: skip
    path.write_text(f"# {plant('parameters: a comment')}\n{json.dumps(words)}\n", encoding="utf-8")
    return path


def find_planted(path: Path, words: dict[str, str]) -> list[str]:
    """Return those of the words that stand in a file's name or anywhere in the file, however it is packed."""
    told = " ".join(_all_texts(path))
    plain = _plain(told)
    return [f"{word} ({where})" for word, where in words.items() if _plain(word) in plain]


def _plain(text: str) -> str:
    return re.sub(r"[\s\u00ad\u200b\ufffe\x02\\-]", "", unicodedata.normalize("NFKC", text)).casefold()


def _all_texts(path: Path) -> Iterator[str]:
    yield path.name
    content = path.read_bytes()
    if path.suffix == ".parquet":
        yield pd.read_parquet(path).to_csv()
        return
    yield from _unpack(content)
    if path.suffix in (".html", ".pdf", ".docx", ".pptx", ".xlsx", ".svg", ".png"):
        yield from (piece.text for piece in read_pieces(path))


def _unpack(content: bytes) -> Iterator[str]:
    """Yield the bytes as text in the encodings that programs use, and what is packed in them."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        yield content.decode(encoding, "ignore")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                yield name
                yield from _unpack(parts.read(name))
    for packed in re.finditer(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        if packed[1].startswith(b"x"):
            yield zlib.decompressobj().decompress(packed[1], 50_000_000).decode("latin-1")
