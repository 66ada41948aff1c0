"""Reads files in worker processes, and takes from the cache those that were read before as they are now."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from learning_themes.cache import Cache, digest_code, make_key
from learning_themes.corpus.programs import find_libreoffice, find_ocr, find_tesseract, identify
from learning_themes.corpus.read import hash_file
from learning_themes.corpus.reading import Job, Reading, not_read, read_one
from learning_themes.corpus.workers import Failed, Limits, run_apart
from learning_themes.tables import pack_rows, table_schema

KIND = "reports"
_LIBRARIES = (
    "pypdfium2", "python-docx", "lxml", "trafilatura", "spacy", "pillow", "numpy", "scipy", "ruamel.yaml",
)  # fmt: skip


def read_files(jobs: Sequence[Job], *, limits: Limits, cache: Cache) -> Iterator[tuple[Reading, pa.Table]]:
    """Yield what each file gives, in order, and its passages as a table; each is read in a process apart."""
    hashes = [hash_file(job.path) for job in jobs]
    keys = [_key(job, sha256) if sha256 else "" for job, sha256 in zip(jobs, hashes, strict=True)]
    kept = [cache.has(KIND, key) for key in keys]
    fresh = _read_apart([job for job, known in zip(jobs, kept, strict=True) if not known], limits)
    for job, key, sha256, known in zip(jobs, keys, hashes, kept, strict=True):
        stored = _take(cache, key) if known else None
        if stored:
            yield stored
            continue
        reading = next(_read_apart([job], limits) if known else fresh)
        passages = pack_rows("passages", reading.passages)
        # A file that changed while it was read, or whose reader failed, is read again the next time.
        if key and reading.sure and reading.row["sha256"] == sha256:
            cache.put(KIND, key, _pack(reading, passages))
        yield reading, passages


def _read_apart(jobs: Sequence[Job], limits: Limits) -> Iterator[Reading]:
    sized = [(job, measure_file(job.path)) for job in jobs]
    for job, read in zip(jobs, run_apart(read_one, sized, limits=limits), strict=True):
        if isinstance(read, Failed):
            yield not_read(job, f"{job.file} {read.reason}; save it again, or as another format", sha256="")
        else:
            yield read


def measure_file(path: Path) -> int:
    """Return the bytes of a file, 0 if it cannot be reached."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _key(job: Job, sha256: str) -> str:
    """Return the key of all that decides what a file gives: its bytes, its name, the reader, the programs."""
    reader = digest_code(Path(__file__).parent, _LIBRARIES)
    programs = [find_ocr(), identify(find_tesseract()), identify(find_libreoffice())]
    return make_key(reader, sha256, job.file, job.review_id, job.typed, job.scans, programs)


def _pack(reading: Reading, passages: pa.Table) -> bytes:
    """Return a reading as the bytes of a Parquet file: its passages, and the other rows beside them."""
    beside = {"row": json.dumps(reading.row), "quality": json.dumps(reading.quality)}
    file = pa.BufferOutputStream()
    pq.write_table(passages.replace_schema_metadata(beside), file, compression="zstd")
    return file.getvalue().to_pybytes()


def _take(cache: Cache, key: str) -> tuple[Reading, pa.Table] | None:
    content = cache.get(KIND, key)
    if content is None:
        return None
    try:
        passages = pq.read_table(pa.BufferReader(content))
        row, quality = (json.loads(passages.schema.metadata[name]) for name in (b"row", b"quality"))
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError):
        cache.forget(KIND, key)
        return None
    return Reading(row, [], quality), passages.replace_schema_metadata(None).cast(table_schema("passages"))
