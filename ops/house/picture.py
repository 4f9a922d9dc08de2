"""The picture in docs/architecture.md, drawn from the imports."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ops.house.imports import House, Module, reached_from

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/architecture.md"
BEGIN = "<!-- drawn by `make docs`: begin -->"
END = "<!-- drawn by `make docs`: end -->"
_OPENED = ("bureau", "surveys")  # houses of their own: drawn by their rooms


def picture(house: House) -> str:
    """Return the house as a Mermaid chart.

    An arrow is an import while loading; one that follows from the others is left out.
    """
    graph = {
        part: targets - set(_OPENED)
        for part, targets in house.between(_part).items()
        if part not in _OPENED  # the package itself holds nothing
    }
    below = reached_from(graph)
    out = ["```mermaid", "flowchart TB"]
    for package in house.packages:
        parts = sorted(part for part in graph if part.split(".")[0] == package)
        if package in _OPENED:
            out.append(f"  subgraph {package}")
            out += [f'    {_id(part)}["{part.partition(".")[2]}"]' for part in parts]
            out.append("  end")
        else:
            out.append(f"  {_id(package)}")
    for part, targets in sorted(graph.items()):
        for target in sorted(targets):
            between = [each for each in targets - {target} if part not in below.get(each, ())]
            if not any(target in below.get(each, ()) for each in between):
                out.append(f"  {_id(part)} --> {_id(target)}")
    return "\n".join([*out, "```"])


def drawn(page: str, house: House) -> str:
    """Return a page with the picture between its two markers. Raises `ValueError` without them."""
    above, begin, rest = page.partition(BEGIN)
    _, end, under = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"no {BEGIN} … {END}")
    return f"{above}{BEGIN}\n\n{picture(house)}\n\n{END}{under}"


def main() -> int:
    """Write the picture into the page, or with `--check` return 1 where it is another."""
    parser = argparse.ArgumentParser(prog="python -m ops.house")
    parser.add_argument("--check", action="store_true", help="compare only")
    page = PAGE.read_text(encoding="utf-8")
    wanted = drawn(page, House(ROOT))
    if parser.parse_args().check:
        if page != wanted:
            print("docs/architecture.md draws another house: make docs", file=sys.stderr)
        return int(page != wanted)
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


def _part(module: Module) -> str:
    """Return the part that a module is drawn in: its package, in an opened one its room."""
    package, *inner = module.name.split(".")
    return f"{package}.{inner[0]}" if inner and package in _OPENED else package


def _id(part: str) -> str:
    return part.replace(".", "_").replace("__main__", "command")
