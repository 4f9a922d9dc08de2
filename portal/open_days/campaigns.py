"""Events for officers: written, announced to who subscribed, counted, called off."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from basis import days_ahead
from bureau.campaigns import (
    Campaign,
    CampaignError,
    CampaignKind,
    CampaignText,
    questions,
    words,
)
from bureau.officers import Right
from portal.context import bureau, now, officer, say
from portal.guard import Pages
from portal.open_days.forms import FormError, instant_of, local_time
from portal.paging import SIZE, Paging

pages = Pages("campaigns", __name__, template_folder="../templates")
_log = structlog.get_logger()


@pages.get("/campaigns", needs=Right.RUN_CAMPAIGNS)
def listing() -> str:
    """Events to come and past ones, the form of a new one, how the quiz is answered."""
    return _list({})


@pages.post("/campaigns", needs=Right.RUN_CAMPAIGNS, tells=("kind",))
def write() -> AnyResponse | tuple[str, int]:
    """Write a draft; what cannot be is explained, and what was typed stays."""
    try:
        written = bureau().campaigns.write(told=_typed(request.form), at=now())
    except (CampaignError, FormError) as refused:
        flash(_explained(refused), "problem")
        return _list(request.form), 409
    flash(say("campaign_written"), "done")
    return redirect(url_for(".show", campaign=written.id))


@pages.get("/campaigns/<int:campaign>", needs=Right.RUN_CAMPAIGNS)
def show(campaign: int) -> str:
    """An event with how far its announcement came."""
    return _page(_found(campaign))


@pages.post("/campaigns/<int:campaign>", needs=Right.RUN_CAMPAIGNS, tells=("verb",))
def act(campaign: int) -> AnyResponse | tuple[str, int]:
    """Change, announce or call off an event."""
    found, form, events = _found(campaign), request.form, bureau().campaigns
    try:
        match form.get("verb"):
            case "change":
                events.change(campaign=campaign, told=_typed(form), at=now())
                flash(say("campaign_changed"), "done")
            case "announce":
                count = events.announce(campaign=campaign, at=now())
                flash(say("campaign_announced", count=count), "done")
            case "call_off":
                reason = form.get("reason", "")
                count = events.call_off(campaign=campaign, reason=reason, at=now())
                flash(say("campaign_called_off", count=count), "done")
            case _:
                abort(400)
    except (CampaignError, FormError) as refused:
        flash(_explained(refused), "problem")
        return _page(found, form if form.get("verb") == "change" else None), 409
    _log.info("campaign", campaign=campaign, verb=form.get("verb"), officer=officer().name)
    return redirect(url_for(".show", campaign=campaign))


def _typed(form: Mapping[str, str]) -> CampaignText:
    try:
        kind = CampaignKind(form.get("kind", ""))
    except ValueError:
        raise CampaignError("kind") from None
    return CampaignText(
        kind=kind,
        title=form.get("title", "").strip(),
        starts=instant_of(form, "starts"),
        ends=instant_of(form, "ends"),
        place=form.get("place", "").strip(),
        text=form.get("text", "").strip(),
        area=form.get("area", ""),
        link=form.get("link", "").strip(),
    )


def _list(typed: Mapping[str, str]) -> str:
    paging, at, events = Paging.asked(), now(), bureau().campaigns
    ended, total = events.ended(at=at, limit=SIZE, offset=paging.offset)
    paging.check(total)
    tallies = events.tallies()
    return render_template(
        "open_days/campaigns.html",
        coming=[] if paging.number > 1 else events.every(at=at),
        ended=ended,
        total=total,
        paging=paging,
        typed=typed,
        subscribers=events.subscribers(),
        quiz=[(each, *tallies.get(code, (0, 0))) for code, each in questions().items()],
        **_shown(),
    )


def _page(campaign: Campaign, typed: Mapping[str, str] | None = None) -> str:
    told = campaign.told
    kept = {name: str(getattr(told, name)) for name in ("kind", "title", "place", "text", "area")}
    kept |= {
        "link": told.link,
        "starts": local_time(told.starts),
        "ends": local_time(told.ends),
    }
    return render_template(
        "open_days/campaign.html",
        campaign=campaign,
        reach=bureau().campaigns.reach(campaign),
        audience=bureau().campaigns.subscribers(told.area),
        typed=typed or kept,
        **_shown(),
    )


def _shown() -> dict[str, object]:
    return {
        "words": words(), "days_ahead": days_ahead, "at": now(), "places": bureau().places,
    }  # fmt: skip


def _explained(refused: CampaignError | FormError) -> str:
    return refused.explanation if isinstance(refused, CampaignError) else say(refused.code)


def _found(campaign: int) -> Campaign:
    found = bureau().campaigns.find(campaign) if campaign < 2**31 else None
    if found is None:
        abort(404)
    return found
