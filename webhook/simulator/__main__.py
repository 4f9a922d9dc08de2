"""`python -m webhook.simulator chat | talk FILE`: the simulator in a terminal."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import httpx

from basis.packaged import yaml_beside
from bureau.settings import SettingsError, load
from webhook.envelope import envelope_of
from webhook.simulator.phone import Phone
from webhook.simulator.talk import ScriptedTalk, new_openid, play

_COLOURS = {"我": "\033[32m", "嘉": "\033[36m", "✗": "\033[31m", "·": "\033[2m"}


def main() -> int:
    """Run a conversation; return 1 when a script's expectation fails, 2 when nothing can run."""
    parser = argparse.ArgumentParser(prog="python -m webhook.simulator")
    parser.add_argument("what", choices=("chat", "talk"))
    parser.add_argument("file", nargs="?", type=Path, help="the script to play")
    parser.add_argument("--url", help="where the service is, as http://127.0.0.1:8000")
    wish = parser.parse_args()
    if wish.what == "talk" and wish.file is None:
        parser.error("talk needs a FILE; some are in webhook/simulator/scripts")
    try:
        settings = load()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    base = (wish.url or f"http://127.0.0.1:{settings.port}").rstrip("/")
    phone = Phone(new_openid(), envelope_of(settings), f"{base}/wechat")
    talk = ScriptedTalk(phone, base, _show)
    try:
        phone.http.get(f"{base}/simulator/late", params={"who": phone.openid}).raise_for_status()
    except httpx.HTTPError:
        print(
            f"nothing answers at {base}/simulator: is `make run` up with DEMO=1?", file=sys.stderr
        )
        return 2
    return _chat(talk) if wish.what == "chat" else _talk(talk, wish.file)


def _talk(talk: ScriptedTalk, file: Path) -> int:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        print(f"{file} cannot be read: {error}", file=sys.stderr)
        return 2
    problems = play(talk, lines)
    slowest = f"{talk.slowest * 1000:.0f} ms"
    print(f"{file.name}: {'ok' if not problems else f'{len(problems)} wrong'}, slowest {slowest}")
    return 1 if problems else 0


def _chat(talk: ScriptedTalk) -> int:
    print(yaml_beside(__file__, "words.yml")["help"])
    play(talk, ["@follow"])
    while True:
        try:
            line = input("› ")
        except (EOFError, KeyboardInterrupt):
            print()
            return 0
        for words in talk.late():
            _show("嘉", words)
        if line.strip():
            sys.stdout.write("\033[A\033[2K" if sys.stdout.isatty() else "")
            play(talk, [line])


def _show(who: str, words: str) -> None:
    lead = f"{who}  "
    if sys.stdout.isatty():
        lead = f"{_COLOURS.get(who, '')}{who}\033[0m  "
    print(lead + words.replace("\n", "\n    "))


if __name__ == "__main__":
    sys.exit(main())
