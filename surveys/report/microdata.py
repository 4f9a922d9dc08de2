"""Anonymised answers for statisticians: SPSS `.sav` and parquet, with their method inside."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from surveys.report.columns import provenance_lines
from surveys.statistics.anonymous import Anonymous
from surveys.statistics.method import texts
from surveys.statistics.ranking import Provenance

_NOTE_BYTES = 80


def write_parquet(made: Anonymous, provenance: Provenance, labels: Mapping[str, str]) -> bytes:
    """The answers as parquet; provenance and what was done stand in the schema's metadata.

    `labels` are the questions' texts by column name.
    """
    lines = [
        *provenance_lines(provenance),
        *((texts()["anonymous"]["label"], said) for said in made.said),
    ]
    notes = {
        "provenance": "\n".join(f"{label}：{text}" for label, text in lines),
        "hash": provenance.fingerprint,
        "wave": provenance.wave,
        "questionnaire": provenance.questionnaire,
        "mapping": "/".join(f"{point:g}" for point in provenance.mapping),
        "mode": provenance.mode,
        "date": provenance.date,
        "k": str(made.k),
    }
    fields = [
        field.with_metadata({"label": _label(field.name, labels)}) for field in made.table.schema
    ]
    schema = pa.schema(fields, metadata=notes)
    sink = pa.BufferOutputStream()
    parquet.write_table(made.table.cast(schema), sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def write_sav(
    made: Anonymous,
    provenance: Provenance,
    labels: Mapping[str, str],
    answers: Mapping[str, Mapping[int | float, str]],
) -> bytes:
    """The answers as SPSS, with the questions' texts (`labels`) and the titles of `answers`."""
    import pyreadstat

    names = made.table.column_names
    lines = [
        *provenance_lines(provenance),
        *((texts()["anonymous"]["label"], said) for said in made.said),
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sav"
        pyreadstat.write_sav(
            made.table.to_pandas(),
            str(path),
            file_label=f"{provenance.wave} {provenance.fingerprint}"[:60],
            column_labels={name: _label(name, labels) for name in names},
            variable_value_labels={name: dict(answers[name]) for name in names if name in answers},
            variable_measure={name: "ordinal" if name in answers else "nominal" for name in names},
            note=[part for label, text in lines for part in _short(f"{label}：{text}")],
        )
        return path.read_bytes()


def _short(text: str) -> list[str]:
    """A text in pieces that a note of SPSS can hold."""
    pieces = [""]
    for character in text:
        if len((pieces[-1] + character).encode()) > _NOTE_BYTES:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _label(name: str, labels: Mapping[str, str]) -> str:
    return labels.get(name) or str(texts()["microdata"].get(name, name))
