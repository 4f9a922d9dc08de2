"""Words that an officer is writing, saved while they write; and what others do meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from bureau.cases import Event
from bureau.casework.drafts import Begun, may_be_kept
from bureau.officers import Right
from portal.casework.found import full_names, me, own_case, to_case
from portal.context import bureau, now, say
from portal.filters import time_of_day
from portal.guard import Pages

pages = Pages("drafts", __name__, template_folder="../templates")


@pages.post("/cases/<number>/drafts/<verb>", needs=Right.WORK_CASES, by_itself=True)
def keep(number: str, verb: str) -> Response:
    """Keep what is written so far; answers when, and which steps others took since.

    What comes late, after the step that took these words, is done and not kept.
    """
    found = own_case(number)
    begun = Begun(me(), found.number, verb, request.form.get("text", ""), now())
    if not may_be_kept(begun):
        abort(400)
    since = _since(found.number, request.form.get("seen", ""))
    done = any(each.actor == me() and _same(each.note, begun.text) for each in since)
    if not done:
        bureau().drafts.keep(begun)
    return jsonify(
        done=done,
        saved=say("draft_saved", at=time_of_day(begun.at))
        if begun.text.strip() and not done
        else "",
        meanwhile=_others(since),
    )


@pages.post("/cases/<number>/drafts/<verb>/drop", needs=Right.WORK_CASES)
def drop(number: str, verb: str) -> AnyResponse:
    """Throw words away."""
    found = own_case(number)
    bureau().drafts.drop(officer=me(), number=found.number, verb=verb)
    return to_case(found.number, said=say("draft_dropped"))


def meanwhile(number: str, seen: str) -> list[str]:
    """Return what others did on a case since an officer saw so many lines of its history."""
    return _others(_since(number, seen))


def _since(number: str, seen: str) -> Sequence[Event]:
    history = bureau().cases.history(number)
    known = int(seen) if seen.isascii() and seen.isdigit() else len(history)
    return history[known:]


def _others(events: Sequence[Event]) -> list[str]:
    names = full_names()
    return [_told(each, names) for each in events if each.actor != me()]


def _same(note: str, text: str) -> bool:
    """Return whether words are those of a step, however their lines end."""
    return bool(text.split()) and note.split() == text.split()


def _told(event: Event, names: dict[str, str]) -> str:
    who = names.get(event.actor, event.actor) or say(f"who_{event.who}")
    return say("meanwhile", at=time_of_day(event.at), who=who, what=event.label)
