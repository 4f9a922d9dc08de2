"""The shipped dashboard and alert rules ask for what the service really tells."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from prometheus_client import REGISTRY

from bureau.settings import load
from bureau.wiring import Bureau
from webhook.metrics import Shared

ROOT = Path(__file__).parents[2]
DASHBOARD = json.loads((ROOT / "ops/monitoring/dashboard.json").read_text(encoding="utf-8"))
ALERTS = yaml.safe_load((ROOT / "ops/monitoring/alerts.yml").read_text(encoding="utf-8"))
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
WORDS = {
    "absent", "and", "by", "count", "histogram_quantile", "increase", "le", "max", "on", "or",
    "rate", "sum",
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Every metric that is told, with its labels."""
    bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(tmp_path_factory.mktemp("var"))}))
    families = [*REGISTRY.collect(), *Shared(bureau).collect()]
    bureau.close()
    # A family without a sample yet still has its name and kind; labels stand in the source.
    names = {"process_resident_memory_bytes": {"instance"}}
    source = (ROOT / "webhook/metrics.py").read_text() + (ROOT / "bureau/metrics.py").read_text()
    for family in families:
        about = re.search(rf'"{family.name}(?:_total)?",(.*?)\)\n', source, flags=re.S)
        labels = set(re.findall(r'"(\w+)"', about[1].split("[", 1)[-1])) if about else set()
        ends = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum")}
        for end in ends.get(family.type, ("",)):
            names[family.name + end] = labels | {"le"} if end == "_bucket" else labels
    return names


def names_in(expression: str) -> set[str]:
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|\"[^\"]*\"", " ", expression)
    bare = re.sub(r"\b(by|on)\s*\([^)]*\)", " ", bare)
    return set(re.findall(r"[a-z_]{2,}", bare)) - WORDS


def expressions() -> list[str]:
    drawn = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    return drawn + [rule["expr"] for rule in RULES]


@pytest.mark.parametrize("expression", expressions())
def test_every_expression_asks_for_what_is_told_by_labels_that_it_has(
    expression: str, told: dict[str, set[str]]
) -> None:
    names = names_in(expression)
    assert names
    assert names <= set(told)
    labels = {label for name in names for label in told[name]}
    asked = set(re.findall(r"(\w+)\s*=~?\s*\"", expression))
    for grouped in re.findall(r"\b(?:by|on)\s*\(([^)]*)\)", expression):
        asked |= {label.strip() for label in grouped.split(",")}
    assert asked <= labels
    assert expression.count("(") == expression.count(")")


def test_every_alert_says_what_it_means_and_the_runbook_what_to_do() -> None:
    runbook = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
    for rule in RULES:
        assert rule["annotations"]["summary"], rule["alert"]
        assert rule["labels"]["severity"] in ("page", "morning")
        assert f"`{rule['alert']}`" in runbook, rule["alert"]
    assert len({rule["alert"] for rule in RULES}) == len(RULES)


def test_panels_have_numbers_of_their_own_and_lie_beside_each_other() -> None:
    places = [tuple(panel["gridPos"].values())[:2] for panel in DASHBOARD["panels"]]
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(places) == len(set(places))
    assert all(panel["title"] for panel in DASHBOARD["panels"])
