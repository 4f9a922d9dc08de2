"""Scores of understood messages against their labels: a table in text and a picture."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

Rows = list[dict[str, Any]]

# Words of labels in the field's samples, in our terms. An `eco` label stands for complaints of
# pollution in general as well as for damage to nature.
CATEGORY_OF_TYPE = {"fume": {"air"}, "eco": {"ecology", "other"}}


# Labels of messages read with care: what each share taken for a report is called, and its bound.
FIGURES = {
    "report": ("reports found", ">= 98.0%"),
    "other": ("other government's matters taken for a report", "<= 2.0%"),
    "chat": ("small talk and services taken for a report", "<= 0.7%"),
    "question": ("questions taken for a report", "<= 25.0%"),
}
LEADING = ("leading category right", ">= 95.0%")
# Errors of the first half may be looked at; the second only measures.
HALVES = ("first", "second")


def half_of(text: str) -> str:
    """Return which half of the messages a text belongs to, by its hash."""
    return HALVES[hashlib.sha256(text.encode()).digest()[0] % 2]


def five_figures(rows: Rows) -> list[str]:
    """Return the five figures of labels read with care, by half and together.

    In brackets the same without the messages that readers may label otherwise (`sure` false).
    """
    judged = [row for row in rows if row.get("label") in FIGURES and "lead" in row]
    if not judged:
        return []
    head = "".join(name.rjust(26) for name in (*HALVES, "together"))
    lines = ["", "in brackets: only messages all readers agree on".ljust(58) + head]
    parts = [[row for row in judged if half_of(str(row["text"])) == half] for half in HALVES]
    for label, (name, bound) in FIGURES.items():
        cells = [_share([(row["decision"] == "report", row) for row in part
                         if row["label"] == label]) for part in (*parts, judged)]  # fmt: skip
        lines.append(f"{name} (asked {bound})".ljust(58) + "".join(cells))
    cells = [_share([(row["categories"][:1] == [row["lead"]], row) for row in part
                     if row["label"] == "report"]) for part in (*parts, judged)]  # fmt: skip
    return [*lines, "{} (asked {})".format(*LEADING).ljust(58) + "".join(cells)]


def _share(judged: list[tuple[bool, dict[str, Any]]]) -> str:
    sure = [hit for hit, row in judged if row.get("sure")]
    return f"{_of([hit for hit, _ in judged])} [{_of(sure)}]".rjust(26)


def _of(hits: list[bool]) -> str:
    return f"{sum(hits)}/{len(hits)} {sum(hits) / (len(hits) or 1):.1%}"


def table(rows: Rows) -> str:
    """Return decisions by label, the share of reports, categories, and speed."""
    lines = [f"messages: {len(rows)}"]
    lines += _decisions(rows)
    lines += _categories(rows)
    lines += _speed(rows)
    return "\n".join(lines)


def _decisions(rows: Rows) -> list[str]:
    seen = Counter(row["decision"] for row in rows)
    labels = sorted({str(row["label"]) for row in rows if "label" in row})
    columns = labels or ["all"]
    width = max([len(decision) for decision in seen] + [8])
    lines = ["", "decision".ljust(width) + "".join(label.rjust(30) for label in columns)]
    for decision, _ in seen.most_common():
        counts = [
            sum(
                row["decision"] == decision and (not labels or str(row.get("label")) == label)
                for row in rows
            )
            for label in columns
        ]
        lines.append(decision.ljust(width) + "".join(str(count).rjust(30) for count in counts))
    lines.append("")
    for label in labels:
        of_label = [row for row in rows if str(row.get("label")) == label]
        share = sum(row["decision"] == "report" for row in of_label) / len(of_label)
        lines.append(f"taken for a report: {label:<30} {share:7.1%} of {len(of_label)}")
    return lines


def _categories(rows: Rows) -> list[str]:
    typed = [(row, _accepted(row["types"])) for row in rows if _is_typed(row)]
    if not typed:
        return []
    led = sum(bool(row["categories"]) and row["categories"][0] in types for row, types in typed)
    lines = ["", f"leading category among the types given: {led / len(typed):.1%} of {len(typed)}"]
    for category in sorted({name for _, types in typed for name in types}):
        held = [category in row["categories"] for row, _ in typed]
        true = [category in types for _, types in typed]
        both = sum(a and b for a, b in zip(held, true, strict=True))
        precision = both / sum(held) if any(held) else 0.0
        recall = both / sum(true)
        lines.append(
            f"  {category:<10} precision {precision:6.1%}  recall {recall:6.1%}  of {sum(true)}"
        )
    return lines


def _is_typed(row: dict[str, Any]) -> bool:
    types = row.get("types")
    return bool(types) and isinstance(types, list) and all(isinstance(name, str) for name in types)


def _accepted(types: list[str]) -> set[str]:
    return {category for name in types for category in CATEGORY_OF_TYPE.get(name, {name})}


def _speed(rows: Rows) -> list[str]:
    if not rows:
        return []
    seconds = np.array([row["seconds"] for row in rows]) * 1000
    p50, p99 = np.percentile(seconds, [50, 99])
    return ["", f"milliseconds a message: p50 {p50:.2f}, p99 {p99:.2f}, most {seconds.max():.2f}"]


def confusion_picture(rows: Rows, path: Path) -> bool:
    """Draw decisions against labels (shares of each label); False when there are no labels."""
    labelled = [row for row in rows if "label" in row]
    if not labelled:
        return False
    from matplotlib.figure import Figure

    labels = sorted({str(row["label"]) for row in labelled})
    decisions = [name for name, _ in Counter(row["decision"] for row in labelled).most_common()]
    counts = np.zeros((len(labels), len(decisions)), dtype=int)
    for row in labelled:
        counts[labels.index(str(row["label"])), decisions.index(row["decision"])] += 1
    figure = Figure(figsize=(2.5 + 0.75 * len(decisions), 2.2 + 0.6 * len(labels)))
    axes = figure.add_subplot()
    axes.imshow(counts / counts.sum(axis=1, keepdims=True), cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(decisions)), decisions, rotation=45, ha="right")
    axes.set_yticks(range(len(labels)), labels)
    for (at_label, at_decision), count in np.ndenumerate(counts):
        if count:
            dark = count > counts[at_label].sum() / 2
            axes.text(
                at_decision, at_label, str(count), ha="center", va="center",
                color="white" if dark else "black",
            )  # fmt: skip
    axes.set_xlabel("decision")
    axes.set_ylabel("label")
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    return True
