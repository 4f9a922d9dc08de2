"""The citizens' first page."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal.context import bureau

pages = Blueprint("public", __name__, template_folder="templates")


@pages.get("/")
def home() -> str:
    """Say what this is and where to go."""
    return render_template("portal/home.html", demo=bureau().settings.demo)
