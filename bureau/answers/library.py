"""The library as it stands: what ships, the bureau's folder, what officers added; and its index."""

from __future__ import annotations

import hashlib
import math
import re
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from basis.packaged import read_yaml
from bureau.answers.index import PassageIndex, ReadyPassage, prepare
from bureau.answers.model import (
    BranchOffice,
    LibraryError,
    LibraryText,
    Origin,
    ReadingProblem,
)
from bureau.answers.offices import read_offices
from bureau.answers.ports import LibraryStore
from bureau.answers.reading import read_file
from bureau.answers.words import word

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "answers"
OFFICES = "offices.yml"
LOOKED_AT_EVERY_S = 5.0
# So many passages take less than a second.
PREPARED_AT_ONCE = 300
# What a file beside another says of its source: 办法.pdf has 办法.pdf.yml.
_BESIDE = ".yml"


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """All texts that are answered from at a moment, by key, with what could not be read.

    `withdrawn`: texts of the folders that an officer took out.
    """

    texts: Mapping[str, LibraryText]
    problems: tuple[ReadingProblem, ...] = ()
    withdrawn: tuple[LibraryText, ...] = ()
    offices: tuple[BranchOffice, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Holdings:
    """A catalogue with its passages ready to be searched."""

    catalogue: Catalogue
    prepared: tuple[ReadyPassage, ...]
    index: PassageIndex

    @property
    def texts(self) -> Mapping[str, LibraryText]:
        """The texts by key."""
        return self.catalogue.texts


class Shelves:
    """Keeps the library and its index in memory and notices when the library changed.

    The store is asked each time, the folders' files every few seconds. A text once prepared is not
    prepared again while it stays as it is. Where many passages are new, the index before them is
    answered from until they are ready.
    """

    def __init__(
        self, store: LibraryStore, *, folder: Path | None = None, shipped: Path = SHIPPED
    ) -> None:
        self._store = store
        self._folders = [(shipped, Origin.SHIPPED)]
        if folder is not None:
            self._folders.append((folder, Origin.FOLDER))
        self._known: dict[LibraryText, list[ReadyPassage]] = {}
        self._stamp: object = None
        self._seen: tuple[tuple[str, int, int], ...] = ()
        self._looked = -math.inf
        self._catalogue: Catalogue | None = None
        self._holdings: Holdings | None = None
        self._catalogue_lock, self._index_lock = threading.Lock(), threading.Lock()
        self._preparing: threading.Thread | None = None

    def catalogue(self) -> Catalogue:
        """Return the texts as they stand."""
        with self._catalogue_lock:
            if time.monotonic() - self._looked > LOOKED_AT_EVERY_S:
                self._seen, self._looked = tuple(self._files()), time.monotonic()
            stamp = (self._store.version(), self._seen)
            if self._catalogue is None or stamp != self._stamp:
                self._catalogue, self._stamp = self._gathered(), stamp
            return self._catalogue

    def now(self) -> Holdings:
        """Return the library as it stands, ready to be searched."""
        catalogue = self.catalogue()
        with self._index_lock:
            held = self._holdings
            if held is not None and held.catalogue is catalogue:
                return held
            fresh = [text for text in catalogue.texts.values() if text not in self._known]
            if held is None or sum(len(text.passages) for text in fresh) <= PREPARED_AT_ONCE:
                return self._prepared(catalogue, [])
            if self._preparing is None or not self._preparing.is_alive():
                self._preparing = threading.Thread(
                    target=self._prepare_behind, args=(catalogue, fresh), daemon=True
                )
                self._preparing.start()
            return held

    def _prepare_behind(self, catalogue: Catalogue, fresh: list[LibraryText]) -> None:
        ready = [(text, prepare(text)) for text in fresh]
        with self._index_lock:
            self._prepared(catalogue, ready)

    def _prepared(
        self, catalogue: Catalogue, ready: list[tuple[LibraryText, list[ReadyPassage]]]
    ) -> Holdings:
        known = {**self._known, **dict(ready)}
        self._known = {text: known.get(text) or prepare(text) for text in catalogue.texts.values()}
        prepared = tuple(each for many in self._known.values() for each in many)
        self._holdings = Holdings(catalogue, prepared, PassageIndex(prepared))
        return self._holdings

    def _files(self) -> Iterator[tuple[str, int, int]]:
        for folder, _ in self._folders:
            for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
                if path.is_file() and not path.name.startswith("."):
                    told = path.stat()
                    yield str(path), told.st_mtime_ns, told.st_size

    def _gathered(self) -> Catalogue:
        problems: list[ReadingProblem] = []
        found: dict[str, LibraryText] = {}
        for folder, origin in self._folders:
            for text in _of_folder(folder, origin, problems):
                if text.key in found and found[text.key].origin is origin:
                    why = word("problems", "key", value=text.key)
                    problems.append(ReadingProblem(text.file, why))
                else:
                    found[text.key] = text
        away = self._store.withdrawn()
        withdrawn = tuple(text for key, text in found.items() if key in away)
        texts = {key: text for key, text in found.items() if key not in away}
        texts |= {text.key: text for text in self._store.texts()}
        offices = _offices([folder for folder, _ in self._folders], problems)
        return Catalogue(texts, tuple(problems), withdrawn, tuple(offices))


def _of_folder(
    folder: Path, origin: Origin, problems: list[ReadingProblem]
) -> Iterator[LibraryText]:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = str(path.relative_to(folder))
        beside = path.with_name(path.name + _BESIDE)
        if not path.is_file() or path.name.startswith(".") or path.name == OFFICES:
            continue
        if path.name.endswith(_BESIDE) and path.with_name(path.name.removesuffix(_BESIDE)).exists():
            continue
        try:
            told = read_yaml(beside) if beside.exists() else {}
            facts = {key: str(value) for key, value in told.items() if value is not None}
            key = f"file-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
            yield from read_file(name, path.read_bytes(), key=key, origin=origin, told=facts)
        except LibraryError as refused:
            problems.append(ReadingProblem(name, refused.explanation))
        except (OSError, AttributeError, ValueError):
            problems.append(ReadingProblem(name, word("problems", "broken")))


def _offices(folders: list[Path], problems: list[ReadingProblem]) -> list[BranchOffice]:
    """Return the offices of the last folder that lists any: the bureau's replace the shipped."""
    for folder in reversed(folders):
        path = folder / OFFICES
        if not path.exists():
            continue
        try:
            return read_offices(read_yaml(path))
        except (LibraryError, OSError, ValueError):
            problems.append(ReadingProblem(OFFICES, word("problems", "entries")))
    return []


def is_key(text: str) -> bool:
    """Return whether a text can be the key of a passage: letters, digits, `_`, `-`, a place."""
    return re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}(?:\.\d{1,5})?", text) is not None
