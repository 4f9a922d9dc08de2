"""Scripted conversations through the encrypted door, and the same by hand in a terminal.

A script is plain text, one step a line:

    # a remark                        @follow 330411105     follow, perhaps by a town's QR code
    words the citizen writes          @scan 330411105       scan a town's code as a follower
    ?words the answer must hold       @location 120.72 30.62 王店工业区
    !words it must not hold           @photo demo           or the path of a picture
    @menu ask_air                     @tap 2                tap the second option offered
    @who 小林                         @wait                 wait for a message that comes later

An answer that comes later is waited for without being told. Several `?` lines check the same
answer; the words may be alternatives: ?确认|核对.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from basis.packaged import yaml_beside
from bureau.messaging.text import without_links
from webhook.simulator.phone import Exchange, Phone

_OPTION = re.compile(
    r'<a href="weixin://bizmsgmenu\?msgmenucontent=([^"&]*)&msgmenuid=([^"]*)">(.*?)</a>', re.S
)
_WORDS: dict[str, str] = yaml_beside(__file__, "words.yml")
_PATIENCE = 30.0  # seconds for an answer that comes later


class ScriptError(Exception):
    """A line of a script that cannot be read; the message tells which."""


@dataclass
class ScriptedTalk:
    """One citizen's conversation; `said` receives who speaks and what."""

    phone: Phone
    base: str
    said: Callable[[str, str], None]
    heard: str = ""
    slowest: float = 0.0
    _after: int = 0
    _names: dict[str, str] = field(default_factory=dict)

    def step(self, line: str) -> str | None:
        """Play one line of a script; return what was expected but did not come."""
        line = line.strip()
        if not line or line.startswith("#"):
            return None
        if line[0] in "?!":
            return self._check(line[0] == "?", line[1:].strip())
        if line.startswith("@"):
            name, _, rest = line[1:].partition(" ")
            self._do(name, rest.strip())
            return None
        self.write(line)
        return None

    def write(self, words: str) -> None:
        """Write words, and hear the answer."""
        self.said("我", words)
        self._hear(self.phone.text(words))

    def late(self) -> list[str]:
        """Return messages that arrived since, without being asked for."""
        response = self.phone.http.get(
            f"{self.base}/simulator/late", params={"who": self.phone.openid, "after": self._after}
        )
        arrived = []
        for item in response.raise_for_status().json():
            self._after = item["id"]
            arrived.append(_words(item["message"]))
        return arrived

    def _do(self, name: str, rest: str) -> None:
        steps: dict[str, Callable[[str], None]] = {
            "who": self._become,
            "follow": lambda town: self._act(_WORDS["follow"], self.phone.follow(town)),
            "scan": lambda town: self._act(_WORDS["scan"], self.phone.scan(town)),
            "leave": lambda _: self._act(_WORDS["leave"], self.phone.leave()),
            "menu": lambda key: self._act(_WORDS["menu"].format(key=key), self.phone.click(key)),
            "location": self._locate,
            "photo": self._photograph,
            "tap": self._tap,
            "wait": lambda _: self._wait(),
        }
        if name not in steps:
            raise ScriptError(f"there is no step @{name}")
        steps[name](rest)

    def _become(self, name: str) -> None:
        openid = self._names.setdefault(name, new_openid())
        self.phone = Phone(openid, self.phone.envelope, self.phone.address, self.phone.http)
        self._after = 0
        self.said("·", name)

    def _locate(self, rest: str) -> None:
        parts = rest.split(maxsplit=2)
        try:
            longitude, latitude = float(parts[0]), float(parts[1])
        except (IndexError, ValueError):
            raise ScriptError("@location takes a longitude, a latitude and a label") from None
        label = parts[2] if len(parts) > 2 else ""
        self._act(
            _WORDS["location"].format(label=label), self.phone.location(longitude, latitude, label)
        )

    def _photograph(self, source: str) -> None:
        files = None
        if source not in ("", "demo"):
            path = Path(source)
            if not path.is_file():
                raise ScriptError(f"there is no picture {source}")
            files = {"photo": (path.name, path.read_bytes())}
        response = self.phone.http.post(f"{self.base}/simulator/photo", files=files)
        if response.status_code != httpx.codes.OK:
            raise ScriptError(f"the picture was refused: {response.text}")
        self._act(_WORDS["photo"], self.phone.photo(response.json()["media_id"]))

    def _tap(self, number: str) -> None:
        options = _OPTION.findall(self.heard)
        if not number.isdigit() or not 1 <= int(number) <= len(options):
            raise ScriptError(f"there is no option {number} to tap")
        words, menu_id, _ = options[int(number) - 1]
        self.said("我", f"〔点〕{words}")
        self._hear(self.phone.text(words, menu_id=menu_id))

    def _act(self, what: str, exchange: Exchange) -> None:
        self.said("我", f"〔{what}〕")
        self._hear(exchange)

    def _hear(self, exchange: Exchange) -> None:
        self.slowest = max(self.slowest, exchange.seconds)
        self.heard = exchange.text
        if self.heard:
            self.said("嘉", without_links(self.heard))
        elif "unsubscribe" not in exchange.sent:
            self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            if arrived := self.late():
                self.heard = "\n".join(arrived)
                self.said("嘉", without_links(self.heard))
                return
            time.sleep(0.3)

    def _check(self, wanted: bool, words: str) -> str | None:
        heard = without_links(self.heard)
        found = any(choice.strip() in heard for choice in words.split("|"))
        if found == wanted:
            return None
        return _WORDS["not_heard" if wanted else "heard"].format(words=words)


def new_openid() -> str:
    """Return the openid of somebody new."""
    return f"oDemo_{secrets.token_hex(6)}"


def play(talk: ScriptedTalk, lines: Iterable[str]) -> list[str]:
    """Play a script; return what went wrong, each with its line."""
    problems = []
    for number, line in enumerate(lines, start=1):
        try:
            problem = talk.step(line)
        except ScriptError as error:
            problem = str(error)
        if problem:
            talk.said("✗", _WORDS["at_line"].format(problem=problem, number=number))
            problems.append(f"line {number}: {problem}")
    return problems


def _words(message: dict[str, Any]) -> str:
    if message["msgtype"] == "text":
        return str(message["text"]["content"])
    if message["msgtype"] == "news":
        title = message["news"]["articles"][0].get("title", "")
        return _WORDS["article"].format(title=title)
    return _WORDS["picture"]
