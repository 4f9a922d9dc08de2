"""What `make run` prints when the service answers: where it is and what to try first."""

from __future__ import annotations

from textwrap import indent

from basis.packaged import yaml_beside
from bureau.settings import Settings


def text(settings: Settings) -> str:
    """Return the announcement; only a demonstration's own password is ever shown."""
    said = yaml_beside(__file__, "announcement.yml")
    doors = said["demo" if settings.demo else "real"].format(
        local=f"http://127.0.0.1:{settings.port}",
        public=settings.public_url,
        password=settings.portal_admin_password if settings.demo else "",
    )
    return indent(f"\n{said['started']}\n\n{doors}\n{said['stop']}\n", "  ")
