"""The survey's results as JSON: for the download and for programs with a key."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bureau.survey_access.sheets import HandedSheet
from surveys.report.plain import comparison_json
from surveys.results import Results


def results_json(results: Results) -> dict[str, Any]:
    """Everything the page shows; figures that are kept back are null."""
    return {
        **results.ranking.as_json(),
        "marks": list(results.ranking.provenance.marks),
        "changes": [comparison_json(one) for one in results.comparisons],
        "dimensions": [asdict(line) for line in results.dimensions],
        "questions": [asdict(line) for line in results.questions],
        "overall": [asdict(line) for line in results.overall],
        "doubtful": {
            "answers": results.checks.n,
            "flagged": len(results.checks.flags),
            "groups": [asdict(group) for group in results.checks.groups],
            "not_checked": list(results.checks.not_checked),
        },
        "small_areas": None if results.small is None else asdict(results.small),
        "voices": None if results.voices is None else asdict(results.voices),
    }


def sheet_json(sheet: HandedSheet) -> dict[str, Any]:
    """A sheet that was handed out."""
    return {
        "hash": sheet.fingerprint,
        "wave": sheet.wave,
        "level": sheet.level,
        "mode": sheet.mode,
        "questionnaire": sheet.questionnaire,
        "mapping": [float(point) for point in sheet.mapping.split("/")],
        "date": sheet.made_on,
        "form": sheet.form,
        "handed_out_at": sheet.at.isoformat(),
    }
