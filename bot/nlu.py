"""Understanding over a pipe: one JSON line in, one JSON line out.

    bot/.venv/bin/python -m bot.nlu [--model FILE]

A line ``{"text": "…"}`` is answered by ``{"text", "intent", "confidence", "categories",
"ranking", "message", "seconds"}``: ``text`` is the plain form the model saw, ``intent`` null
where no words were said, ``message`` what Rasa hands to an action of it (``nlu_fallback`` for
what was not understood), ``seconds`` the time the trained model took. The first line out is
``{"ready": true, "model": name}``. A line that cannot be read is answered by
``{"error": reason}``, so that answers stay in step with questions.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from bot import launcher, logs, training

if TYPE_CHECKING:
    from rasa.core.agent import Agent

FALLBACK = "nlu_fallback"


class Understanding:
    """The trained model, asked for its reading of a text and for nothing else."""

    def __init__(self, agent: Agent) -> None:
        from rasa.core.channels.channel import UserMessage
        from rasa.shared.core.trackers import DialogueStateTracker

        assert agent.processor is not None, "the model was not loaded"
        self._message = UserMessage
        self._processor = agent.processor
        # One conversation without events: the server, too, has its tracker before it reads.
        self._tracker = DialogueStateTracker.from_events("nobody", [])
        self._loop = asyncio.new_event_loop()

    @classmethod
    def load(cls, model: Path) -> Understanding:
        """Load a trained model as the server does; ``launcher.prepare`` must have run."""
        from rasa.core.agent import Agent

        from bot import rasa_patches

        rasa_patches.install()
        return cls(Agent.load(str(model)))

    def read(self, text: str) -> dict[str, Any]:
        """What the model makes of one text, never taken for a payload; empty is nothing said."""
        start = time.perf_counter()
        message = self._message(text.lstrip("/"))
        parsed = self._loop.run_until_complete(
            self._processor.parse_message(message, self._tracker)
        )
        seconds = time.perf_counter() - start
        ranking = [
            (intent["name"], intent["confidence"])
            for intent in parsed.get("intent_ranking", [])
            if intent["name"] != FALLBACK
        ]
        categories = [
            entity["value"] for entity in parsed["entities"] if entity["entity"] == "category"
        ]
        return {
            "text": parsed["text"],
            "intent": ranking[0][0] if ranking else None,
            "confidence": ranking[0][1] if ranking else 0.0,
            "categories": categories,
            "ranking": ranking[:3],
            "message": {
                name: parsed[name] for name in ("text", "intent", "entities", "intent_ranking")
            },
            "seconds": seconds,
        }


def serve(understanding: Understanding, lines: Iterable[str], out: TextIO) -> None:
    """Answer every line; never stops at a bad one."""
    for line in lines:
        try:
            answer = understanding.read(json.loads(line)["text"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer, ensure_ascii=False), file=out, flush=True)


def main() -> int:
    """Serve standard input until it ends."""
    parser = argparse.ArgumentParser(prog="bot.nlu")
    parser.add_argument("--model", type=Path, help="a model file (default: the newest)")
    given = parser.parse_args()
    launcher.prepare()
    logs.configure("ERROR")
    model = given.model or training.newest_model(training.Recipe().models)
    if model is None or not model.exists():
        print("nlu: no model yet; `python -m bot.launcher train` makes it", file=sys.stderr)
        return 1
    understanding = Understanding.load(model)
    understanding.read("您好")
    print(json.dumps({"ready": True, "model": model.name}), flush=True)
    serve(understanding, sys.stdin, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
