"""The library that questions are answered from: its texts, and what it could not answer."""

from __future__ import annotations

from typing import Any

import structlog
from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from basis.clock import SHANGHAI
from bureau.answers import LibraryError, LibraryText, Origin
from bureau.officers import Right
from portal.context import bureau, now, officer, say
from portal.guard import Pages
from portal.paging import Paging

pages = Pages("answers", __name__, template_folder="templates")
_log = structlog.get_logger()

# What an officer says of a text's source, in the order of the form.
FACTS = ("title", "issuer", "number", "in_force", "until", "link", "checked")
ENTRY_FACTS = ("title", "issuer", "article", "in_force", "until", "link")
# Groups on one page; the rest come when these are done.
MOST_GROUPS = 40


@pages.get("/library", needs=Right.KEEP_ANSWERS)
def listing() -> str:
    """All texts, what could not be read, what was withdrawn; a form for another."""
    return _page()


@pages.post("/library", needs=Right.KEEP_ANSWERS, tells=("verb",))
def add() -> AnyResponse | str | tuple[str, int]:
    """Look at a file as it would be cut, or answer from it; what is wrong is explained."""
    file = request.files.get("file")
    typed = {name: request.form.get(name, "").strip() for name in FACTS}
    if file is None or not file.filename:
        flash(say("answers_no_file"), "problem")
        return _page(typed), 422
    library = bureau().library
    try:
        texts = library.read(name=file.filename, content=file.read(), facts=typed)
        if request.form.get("verb") == "look":
            return render_template("answers/text.html", texts=texts, kept=False, **_shared())
        library.add(texts=texts, by=officer().name, at=now())
    except LibraryError as refused:
        flash(refused.explanation, "problem")
        return _page(typed), 422
    _log.info("library_added", texts=len(texts), officer=officer().name)
    passages = sum(len(text.passages) for text in texts)
    flash(say("answers_added", texts=len(texts), passages=passages), "done")
    return redirect(url_for(".text", entry=texts[0].key) if len(texts) == 1 else _home())


@pages.get("/library/<entry>", needs=Right.KEEP_ANSWERS)
def text(entry: str) -> str:
    """A text as it was cut into passages."""
    return render_template("answers/text.html", texts=[_found(entry)], kept=True, **_shared())


@pages.post("/library/<entry>/withdraw", needs=Right.KEEP_ANSWERS)
def withdraw(entry: str) -> AnyResponse:
    """Answer from a text no more."""
    _found(entry)
    bureau().library.withdraw(key=entry, by=officer().name, at=now())
    flash(say("answers_withdrawn"), "done")
    return redirect(_home())


@pages.get("/library/try", needs=Right.KEEP_ANSWERS)
def ask() -> str:
    """What the library would answer to a question, and where its texts contradict each other."""
    library, question = bureau().library, request.args.get("q", "").strip()[:200]
    return render_template(
        "answers/try.html",
        question=question,
        reply=library.answer(question=question, at=now()) if question else None,
        contradictions=library.contradictions(at=now()),
    )


@pages.get("/library/unanswered", needs=Right.KEEP_ANSWERS)
def unanswered() -> str:
    """What was asked and not known, what asks alike together, the most asked first."""
    return _waiting()


@pages.post("/library/unanswered", needs=Right.KEEP_ANSWERS, tells=("verb",))
def settle() -> AnyResponse | tuple[str, int]:
    """Write the answer once, or let the questions go."""
    verb = request.form.get("verb")
    if verb not in ("write", "let_go"):
        abort(400)
    questions = request.form.getlist("question", type=int)
    who: dict[str, Any] = {"questions": questions, "by": officer().name, "at": now()}
    typed = {name: request.form.get(name, "").strip() for name in ENTRY_FACTS}
    words = request.form.get("text", "")
    try:
        if verb == "write":
            bureau().library.write(words=words, facts=typed, **who)
        else:
            bureau().library.let_go(**who)
    except LibraryError as refused:
        flash(refused.explanation, "problem")
        return _waiting({**typed, "text": words, "question": questions}), 409
    _log.info("unanswered_settled", verb=verb, questions=len(questions), officer=officer().name)
    flash(say("answers_written" if verb == "write" else "answers_let_go"), "done")
    return redirect(url_for(".unanswered"))


def _page(typed: dict[str, str] | None = None) -> str:
    held = bureau().library.catalogue()
    on, wanted = now().astimezone(SHANGHAI).date(), request.args.get("q", "").strip()[:60]
    texts = [text for text in held.texts.values() if not wanted or _holds(text, wanted)]
    # What officers added is what they look for; what has expired is what they should see.
    texts.sort(key=lambda each: (each.force(on) == "in_force", each.origin is Origin.SHIPPED))
    paging = Paging.asked()
    paging.check(len(texts))
    return render_template(
        "answers/list.html",
        texts=texts[paging.offset : paging.offset + paging.size],
        paging=paging,
        found=len(texts),
        total=len(held.texts),
        wanted=wanted,
        problems=held.problems,
        withdrawn=held.withdrawn,
        typed=typed or {},
        **_shared(),
    )


def _holds(text: LibraryText, wanted: str) -> bool:
    said = (text.title, text.issuer, text.number, text.article, text.file, text.key)
    return any(wanted in each for each in said) or any(
        wanted in passage.text for passage in text.passages
    )


def _waiting(typed: dict[str, Any] | None = None) -> str:
    groups = bureau().library.unanswered()
    return render_template(
        "answers/unanswered.html",
        groups=groups[:MOST_GROUPS],
        total=len(groups),
        asked=sum(group.count for group in groups),
        typed=typed or {},
    )


def _found(key: str) -> LibraryText:
    kept = bureau().library.catalogue().texts.get(key)
    return kept if kept is not None else abort(404)


def _shared() -> dict[str, Any]:
    return {"today": now().astimezone(SHANGHAI).date()}


def _home() -> str:
    return url_for(".listing")
