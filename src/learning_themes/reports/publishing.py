"""Publishing: the public files of a run are copied whole or not at all, once a person has signed for them."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path

from learning_themes.errors import InputError, NotPublished
from learning_themes.files import grow_folder, put_back_folder, replace_file
from learning_themes.manifest import MANIFEST, hash_file
from learning_themes.records import load_record
from learning_themes.reports.audience import PUBLIC_FOLDER, add_hidden, add_shown, read_earlier, read_record
from learning_themes.reports.disclosure import (
    CHECK_FILE,
    NAMES_FILE,
    hash_names,
)
from learning_themes.reports.disclosure_groups import MUST_GO
from learning_themes.reports.disclosure_list import LIST_FILE, read_marks
from learning_themes.reports.disclosure_marks import DISCLOSURE_FOLDER, SIGN_OFF
from learning_themes.reports.disclosure_page import CANNOT_FIND
from learning_themes.reports.public_files import is_left_by_computer, list_public_files
from learning_themes.reports.wording import count_words
from learning_themes.spoken import spell_command

EARLIER = "earlier"  # the manifests of earlier versions, in the published folder
NAMED = 5


def publish(run_folder: Path | str, *, by: str, to: Path | str | None = None, day: str = "") -> Path:
    """Copy the public version of a run to the folder `to`, with a manifest; return the folder.

    `by` is the person who signs off; name and day (today unless given) are recorded in `disclosure/` and in
    the manifest. Raises NotPublished, with every reason, where a finding is not marked ok, a file changed
    since the check, or another version was published since the run; nothing is written then.
    """
    run_folder = Path(run_folder)
    public, target = run_folder / PUBLIC_FOLDER, Path(to) if to else find_published(run_folder)
    record = read_record(public)
    if not record:
        raise InputError(f"{run_folder}: holds no public version; run with 'audience: public' and a contact")
    put_back_folder(target)
    earlier = read_earlier(target)
    problems = [*_no_name(by), *list_problems(run_folder), *_published_since(target, record, earlier.digest)]
    problems += _of_earlier_suite(record)
    _refuse_other_folder(target)
    if problems:
        raise NotPublished("\n".join([f"{run_folder}: is not published:", *problems]))
    day = day or date.today().isoformat()
    files = {name: hash_file(public / name) for name in list_public_files(public)}
    signed = _sign_off(run_folder, by=by.strip(), day=day, files=files)
    manifest = {
        "number": _next_number(target), "day": day, "signed_off": signed, "files": files,
        "made_with": version("learning-themes"), "small_up_to": record["small_up_to"],
        "shown": add_shown(earlier.shown, record["shown"]),
        "hidden": add_hidden(earlier.hidden, record["hidden"]),
    }  # fmt: skip
    _copy_whole(public, target, files, _as_json(manifest))
    return target


def find_published(run_folder: Path) -> Path:
    """Return where the run's published versions go: as its parameters say, or `published` beside the run."""
    record = run_folder / "run.json"
    given = {}
    if record.is_file():
        given = load_record(record).get("parameters", {})
    if given.get("published"):
        return Path(given["published"])
    return Path(given["output"]) / "published" if given.get("output") else run_folder.parent / "published"


def list_problems(run_folder: Path) -> list[str]:
    """Return what keeps a run from being published: no check, changed files, and lines without an ok."""
    folder, public = run_folder / DISCLOSURE_FOLDER, run_folder / PUBLIC_FOLDER
    if not (folder / CHECK_FILE).is_file():
        return [f"no disclosure check has been made; run: {spell_command('check-disclosure', run_folder)}"]
    check = load_record(folder / CHECK_FILE)
    now = {name: hash_file(public / name) for name in list_public_files(public)}
    problems = [*_changed(check["files"], now), *_not_ok(check["findings"], folder)]
    if hash_names(Path(check["people"]) if check["people"] else None) != check["names_sha256"]:
        problems.append(f"the list {NAMES_FILE} changed since the check, so check again")
    return problems


def _changed(checked: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    names = sorted(name for name in {*checked, *now} if checked.get(name) != now.get(name))
    if not names:
        return []
    return [f"changed since the check, so check again: {_name_some(names)}"]


def _not_ok(findings: Mapping[str, str], folder: Path) -> list[str]:
    marks = read_marks(folder)
    open_ones = [key for key in findings if not marks.get(key, ("",))[0]]
    remove = [key for key in findings if marks.get(key, ("",))[0] == "remove"]
    must_go = sorted({kind for kind in findings.values() if kind in MUST_GO})
    problems = [f"{kind}: this cannot be marked ok; put it right, and check again" for kind in must_go]
    if open_ones:
        problems.append(f"{len(open_ones)} of {len(findings)} lines of {folder / LIST_FILE} have no verdict")
    if remove:
        problems.append(
            f"{len(remove)} lines are marked remove; change what they come from, run again and check again:"
            f" {_name_some(remove)}"
        )
    return problems


def _no_name(by: str) -> list[str]:
    return [] if by.strip() else ["nobody signs for it; give the name of the person with --by"]


def say_difference(run_folder: Path | str) -> str:
    """Return how many figures of earlier published versions the run's does not show; nothing where none."""
    run_folder = Path(run_folder)
    earlier = read_earlier(find_published(run_folder)).shown
    shown = read_record(run_folder / PUBLIC_FOLDER).get("shown", {})
    if earlier is None:
        return ""
    gone, new = len({*earlier} - {*shown}), len({*shown} - {*earlier})
    return (
        f"Against the versions published before: {count_words(gone, 'figure')} of theirs not shown now (small"
        " numbers could be told from the difference, or nothing is unpublished any more);"
        f" {new or 'none'} shown for the first time."
    )


def say_version(target: Path) -> str:
    """Return which version now stands in the published folder, and where the manifests before it are."""
    number = load_record(target / MANIFEST)["number"]
    kept = f", in place of version {number - 1}, whose manifest is kept in {EARLIER}" if number > 1 else ""
    return f"It is version {number}{kept}. Keep {MANIFEST}: the next version is compared with it."


def _published_since(target: Path, record: Mapping[str, object], digest: str) -> list[str]:
    """Return a problem if the numbers were not compared with the version that is published now."""
    if digest == record["earlier_sha256"]:
        return []
    return [
        f"the version in {target} is not the one that this run allowed for; give it as 'published' in the"
        " parameters, run again and check again"
    ]


def _of_earlier_suite(record: Mapping[str, object]) -> list[str]:
    """Return a problem if the run does not say what it hides: the next version could not hide it then."""
    if "hidden" in record:
        return []
    return [
        "the public version was made by an earlier version of the suite, which did not note what it hides;"
        " run again and check again"
    ]


def _refuse_other_folder(target: Path) -> None:
    held = (
        [path for path in target.iterdir() if not is_left_by_computer(path.name)] if target.is_dir() else []
    )
    if target.is_file() or (held and not (target / MANIFEST).is_file()):
        raise InputError(
            f"{target}: is something else, so nothing is published over it; give a new folder with --to,"
            " or one that holds a published version"
        )


def _sign_off(run_folder: Path, *, by: str, day: str, files: Mapping[str, str]) -> dict[str, object]:
    """Record who signed off the list and when, and return it."""
    folder = run_folder / DISCLOSURE_FOLDER
    marks = read_marks(folder)
    signed: dict[str, object] = {
        "by": by,
        "day": day,
        "lines_marked_ok": sum(verdict == "ok" for verdict, _ in marks.values()),
        "list_sha256": hash_file(folder / LIST_FILE),
        "files_sha256": hashlib.sha256(_as_json(dict(files))).hexdigest(),
        "not_looked_for": list(CANNOT_FIND),
    }
    replace_file(folder / SIGN_OFF, _as_json(signed))
    return signed


def _next_number(target: Path) -> int:
    path = target / MANIFEST
    return load_record(path)["number"] + 1 if path.is_file() else 1


def _copy_whole(public: Path, target: Path, files: Mapping[str, str], manifest: bytes) -> None:
    """Put the files and the manifest in the target's place at once; an earlier manifest is kept in it."""
    try:
        with grow_folder(target, doing="publishing there") as workspace:
            for name, digest in files.items():
                copied = workspace / name
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(public / name, copied)
                if hash_file(copied) != digest:
                    raise NotPublished(f"{public / name}: changed while it was copied; check again")
            _keep_manifests(target, workspace)
            (workspace / MANIFEST).write_bytes(manifest)
    except OSError as error:
        raise NotPublished(
            f"{target}: could not be written ({error.strerror}); nothing was published"
        ) from error


def _keep_manifests(target: Path, workspace: Path) -> None:
    if not (target / MANIFEST).is_file():
        return
    if (target / EARLIER).is_dir():
        shutil.copytree(target / EARLIER, workspace / EARLIER)
    number = _next_number(target) - 1
    (workspace / EARLIER).mkdir(exist_ok=True)
    shutil.copyfile(target / MANIFEST, workspace / EARLIER / f"manifest-{number:04d}.json")


def _name_some(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def _as_json(record: dict) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
