"""Waves: which there are, how far one has come, closing it early, inviting."""

from __future__ import annotations

from itertools import groupby

import structlog
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.invitations import InvitationKind, InvitationWish
from bureau.officers import Right
from bureau.reviews import ActError
from portal.context import bureau, now, say
from portal.four_eyes import Order, act, order
from portal.guard import Pages
from portal.parameters import choice
from portal.waves.found import found
from surveys.modes import SELF, mode_name
from surveys.responses import PlaceFigures
from surveys.statistics.tables import RegionResult
from surveys.wave_admin import SurveyError
from surveys.waves import Phase, bounds, following, title, wave_at

pages = Pages("waves", __name__, template_folder="../templates")
_log = structlog.get_logger()


@pages.get("/waves", needs=Right.SEE_SURVEYS)
def listing() -> str:
    """The coming wave, this quarter's, and those before."""
    waves, at = bureau().survey_service.waves, now()
    current = waves.current(at=at)
    coming = found(following(current.key))
    later = [wave for wave in waves.every() if wave.key > coming.key]
    before = [wave for wave in waves.every() if wave.key < current.key]
    shown = [*later, coming, current, *before]
    figures = {wave.key: waves.responses(wave=wave.key) for wave in shown if waves.kept(wave.key)}
    return render_template(
        "waves/list.html", waves=shown, figures=figures, at=at, title=title, bounds=bounds
    )


@pages.get("/waves/<key>", needs=Right.SEE_SURVEYS)
def show(key: str) -> str:
    """One wave: figures by channel, day and place, invitations, files, who did what."""
    wave, at = found(key), now()
    waves = bureau().survey_service.waves
    figures = None
    if waves.kept(key):
        figures = waves.responses(wave=key)
        mode = choice("mode", dict.fromkeys([SELF, *figures.modes()])) or SELF
        figures = waves.responses(wave=key, mode=mode)
    counts = bureau().invitations.counts(wave=key)
    opens, closes = bounds(key)
    return render_template(
        "waves/wave.html",
        wave=wave,
        title=title(key),
        phase=wave.phase(at),
        opens=opens,
        closes=closes,
        current=key == wave_at(at),
        figures=figures,
        counties=_by_county(figures.counties, figures.towns) if figures else [],
        modes=_beside(key, figures.modes()) if figures and len(figures.modes()) > 1 else {},
        invited={kind: counts.invited.get(kind, 0) for kind in InvitationKind},
        wishes={wish: counts.wishes.get(wish, 0) for wish in InvitationWish},
        link=f"{bureau().settings.public_url}/survey?via=article",
        history=waves.history(wave=key),
        intakes=bureau().survey_files.intakes(wave=key),
        officers={each.name: each.full_name for each in bureau().officers.every()},
        phases=Phase,
        mode_name=mode_name,
    )


@pages.post("/waves/<key>/close", needs=Right.END_WAVES)
def close(key: str) -> AnyResponse:
    """End a wave before its quarter does, once the officer has said that this is meant."""
    wave = found(key)
    if request.form.get("sure") != key:
        flash(say("wave_not_sure"), "problem")
        return redirect(url_for(".show", key=key))
    return order("end_wave", url_for(".show", key=key), facts={"wave": wave.key})


@act("end_wave", Right.END_WAVES)
def _end(asked: Order) -> str:
    key = asked.facts["wave"]
    try:
        bureau().survey_service.waves.close(wave=key, by=asked.by, at=asked.at)
    except SurveyError as refused:
        raise ActError(str(refused)) from refused
    _log.info("wave_closed", wave=key, officer=asked.by)
    return say("wave_closed", wave=title(key))


@pages.post("/waves/<key>/invite", needs=Right.INVITE)
def invite(key: str) -> AnyResponse:
    """Invite those who asked to be told; again, it reaches only who has come in since."""
    wave, at = found(key), now()
    if wave.phase(at) is not Phase.OPEN:
        flash(say("wave_not_open"), "problem")
        return redirect(url_for(".show", key=key))
    return order("invite", url_for(".show", key=key), facts={"wave": key})


@act("invite", Right.INVITE)
def _send(asked: Order) -> str:
    key = asked.facts["wave"]
    if found(key).phase(asked.at) is not Phase.OPEN:
        raise ActError(say("wave_not_open"))
    count = bureau().invitations.send(by=asked.by, at=asked.at)
    _log.info("wave_invited", wave=key, count=count, officer=asked.by)
    return say("wave_invited", count=str(count)) if count else say("wave_nobody")


def _by_county(
    counties: tuple[PlaceFigures, ...], towns: tuple[PlaceFigures, ...]
) -> list[tuple[PlaceFigures, list[PlaceFigures]]]:
    """Pair each county with its towns, those that lack most first."""
    below = {code: list(some) for code, some in groupby(towns, key=lambda town: town.code[:6])}
    return [
        (county, sorted(below.get(county.code, []), key=lambda town: (-town.missing, town.code)))
        for county in counties
    ]


def _beside(key: str, modes: list[str]) -> dict[str, dict[str, RegionResult]]:
    """Return each mode's figures by county: ways of asking are compared, never added."""
    beside: dict[str, dict[str, RegionResult]] = {}
    for mode in modes:
        try:
            ranking = bureau().survey_service.ranking(wave=key, level="county", mode=mode)
        except SurveyError:  # too few to tell anything of
            beside[mode] = {}
            continue
        beside[mode] = {line.region: line for line in ranking.main.regions}
    return beside
