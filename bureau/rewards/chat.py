"""The talk about rewards: what there is, how to claim, the claim itself.

It is led at the door, and never by the assistant: so what is typed into a claim reaches neither
its memory nor a log, and is let go of as soon as the answer has left (`Rewards.hush`).
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bureau.rewards import payee as people
from bureau.rewards.claims import Claims
from bureau.rewards.lifecycle import RewardStatus
from bureau.rewards.model import ClaimKind, Reward, RewardError
from bureau.rewards.money import yuan
from bureau.rewards.payee import FIELDS, Payee
from bureau.rewards.ports import ClaimForm, RewardStore
from bureau.rewards.service import FORM_LIVES, Rewards, day
from bureau.rewards.vault import Vault
from bureau.rewards.words import RewardWords, heard, words

PAYLOAD = "/reward"
READ_BACK = "read_back"
_SHOWN = 5
_LONGEST = 6  # characters without a number: a longer sentence is none of the four answers
# So many digits in a message are an attempt at a number, and no remark about something else.
_DIGITS = re.compile(r"(?:\d\D{0,3}){5}")
_READ = {
    "name": lambda typed: people.name(typed, asks=_asks),
    "id_card": people.id_card,
    "bank": people.bank,
    "phone": people.phone,
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said, and what can be tapped under it (title and payload)."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()


class RewardChat:
    """Hears what is said about rewards; what is about something else it leaves to others."""

    def __init__(self, store: RewardStore, rewards: Rewards, claims: Claims, vault: Vault) -> None:
        self._store = store
        self._rewards = rewards
        self._claims = claims
        self._vault = vault

    def answer(
        self, *, by: str, text: str | None, at: datetime, message_key: str, english: bool = False
    ) -> Spoken | None:
        """Take a message as the answer to what an open claim asks; None where it is none.

        `text` None is a picture or a recording: those are not kept while a claim is typed.
        """
        form = self._store.form(by)
        if form is None:
            return None
        said = words(english=english)
        if form.last_key == message_key:  # played again after a crash
            self._store.hush(message_key, at=at)
            return self._asked(form, said)
        if at - form.updated > FORM_LIVES:
            self._store.drop_form(by)
            return None
        if text is None:
            self._store.hush(message_key, at=at)
            return Spoken(said.say("typed_only"))
        if heard(text) == "cancel":
            self._store.drop_form(by)
            return Spoken(said.say("cancelled"), (self._mine(said),))
        value = None if form.step == READ_BACK else _READ[form.step](text)
        if value is None and not _DIGITS.search(text) and _elsewhere(text):
            return None
        self._store.hush(message_key, at=at)
        if form.step == READ_BACK:
            return self._asked(form, said)
        if value is None:
            return Spoken(said.problem(form.step))
        facts = self._vault.open(form.sealed) | {form.step: value}
        following = [*FIELDS, READ_BACK][FIELDS.index(form.step) + 1]
        moved = replace(
            form, step=following, sealed=self._vault.seal(facts), last_key=message_key, updated=at
        )
        self._store.keep_form(moved)
        return self._asked(moved, said)

    def hear(
        self, *, by: str, text: str, at: datetime, message_key: str, english: bool = False
    ) -> Spoken | None:
        """Answer a message that asks of rewards; None for every other one.

        A code that was typed along is let go of.
        """
        asks = heard(text)
        said = words(english=english)
        if asks == "code":
            self._store.hush(message_key, at=at)
            return Spoken(said.say("code_use"), (self._mine(said),))
        if asks == "how":
            return self._how(said, at)
        if asks in ("mine", "claim"):
            return self._list(by, at, said, claims=asks == "claim")
        return None

    def press(
        self, *, by: str, payload: str, at: datetime, message_key: str, english: bool = False
    ) -> Spoken:
        """Do what a button says, if its question is still open and this person's."""
        said, told = words(english=english), _read(payload)
        does, reward = str(told.get("do") or payload.removeprefix("/reward_")), told.get("reward")
        if does == "mine":
            return self._list(by, at, said)
        if does == "how":
            return self._how(said, at)
        if not isinstance(reward, int):
            return self._stale(by, at, said)
        asked = str(told.get("asked"))
        try:
            return self._pressed(does, reward, asked, by, at, message_key, said)
        except RewardError:
            return self._stale(by, at, said)

    def _pressed(
        self, does: str, reward: int, asked: str, by: str, at: datetime, message_key: str,
        said: RewardWords,
    ) -> Spoken:  # fmt: skip
        if does in ("submit", "again", "no"):
            return self._of_form(does, reward, asked, by, at, message_key, said)
        if does in ("code", "new_code"):
            return self._code(does, reward, asked, by, at, message_key, said)
        renews = does == "renew"
        if renews:
            found = self._claims.renewable(reward=reward, by=by)
        else:
            found = self._claims.claimable(reward=reward, by=by, at=at)
        if found is None or asked != self._mark(found, "kind"):
            return self._stale(by, at, said)
        if does == "named":
            form = ClaimForm(
                by, found.id, FIELDS[0], self._vault.seal({}), secrets.token_hex(8), message_key, at
            )
            self._store.keep_form(form)
            return self._asked(form, said)
        if does not in ("anonymous", "renew"):
            return self._stale(by, at, said)
        mark = self._mark(found, does)
        yes = "new_code" if renews else "code"
        key = "ask_renew" if renews else "ask_anonymous"
        return Spoken(
            said.say(key, number=found.number),
            (
                self._button(said, "yes", yes, found.id, mark),
                self._button(said, "no", "mine", found.id, mark),
            ),
        )

    def _code(
        self, does: str, reward: int, asked: str, by: str, at: datetime, message_key: str,
        said: RewardWords,
    ) -> Spoken:  # fmt: skip
        renews = does == "new_code"
        found = self._store.get(reward)
        again = self._played_again(reward, by, message_key)
        question = "renew" if renews else "anonymous"
        if found is None or not (again or asked == self._mark(found, question)):
            return self._stale(by, at, said)
        self._store.hush(message_key, at=at)
        act = self._claims.renew if renews else self._claims.anonymously
        moved, code = act(reward=reward, by=by, at=at, message_key=message_key)
        return Spoken(said.say("code", code=code, number=moved.number))

    def _played_again(self, reward: int, by: str, message_key: str) -> bool:
        digest = self._vault.digest(self._vault.code(reward, message_key))
        found = self._store.by_digest(digest)
        return found is not None and (found.id, found.citizen) == (reward, by)

    def _of_form(
        self, does: str, reward: int, asked: str, by: str, at: datetime, message_key: str,
        said: RewardWords,
    ) -> Spoken:  # fmt: skip
        form = self._store.form(by)
        if form is None or (form.reward, form.mark) != (reward, asked):
            return self._stale(by, at, said)
        if at - form.updated > FORM_LIVES:
            self._store.drop_form(by)
            return Spoken(said.say("form_gone"), (self._mine(said),))
        if does == "no":
            self._store.drop_form(by)
            return Spoken(said.say("cancelled"), (self._mine(said),))
        if does == "again":
            anew = replace(
                form, step=FIELDS[0], sealed=self._vault.seal({}), mark=secrets.token_hex(8),
                last_key=message_key, updated=at,
            )  # fmt: skip
            self._store.keep_form(anew)
            return self._asked(anew, said)
        if form.step != READ_BACK:
            return self._stale(by, at, said)
        payee = Payee(**self._vault.open(form.sealed))
        try:
            moved = self._claims.by_name(reward=reward, payee=payee, by=by, at=at)
        finally:
            self._store.drop_form(by)
        return Spoken(said.say("named_done", number=moved.number))

    def _asked(self, form: ClaimForm, said: RewardWords) -> Spoken:
        number = self._rewards.get(form.reward).number
        if form.step != READ_BACK:
            return Spoken(said.say(f"ask_{form.step}", number=number))
        facts = self._vault.open(form.sealed)
        hidden = {field: people.masked(field, facts[field]) for field in FIELDS}
        return Spoken(
            said.say("read_back", **hidden),
            tuple(
                self._button(said, does, does, form.reward, form.mark)
                for does in ("submit", "again", "no")
            ),
        )

    def _list(self, by: str, at: datetime, said: RewardWords, *, claims: bool = False) -> Spoken:
        mine = self._claims.of_citizen(by=by, at=at)[:_SHOWN]
        how = (said.button("how"), "/reward_how")
        if not mine:
            return Spoken(said.say("none"), (how,))
        open_ones = [each for each in mine if self._claims.claimable(reward=each.id, by=by, at=at)]
        rows = [said.say("list"), *(self._row(each, said) for each in mine)]
        if claims and len(open_ones) == 1:
            rows = []
        buttons: list[tuple[str, str]] = []
        for each in open_ones:
            if len(open_ones) == 1:
                rows.append(said.say("ask_kind", number=each.number))
            suffix = "" if len(open_ones) == 1 else f" {each.number}"
            buttons += [
                self._button(said, does, does, each.id, self._mark(each, "kind"), suffix)
                for does in ClaimKind
            ]
        for each in mine:
            if self._claims.renewable(reward=each.id, by=by):
                mark = self._mark(each, "kind")
                several = len([x for x in mine if x.kind is ClaimKind.ANONYMOUS]) > 1
                suffix = f" {each.number}" if several else ""
                buttons.append(self._button(said, "renew", "renew", each.id, mark, suffix))
        if len(open_ones) > 1:
            rows.append(said.say("pick"))
        return Spoken("\n".join(rows), (*buttons, how))

    def _row(self, reward: Reward, said: RewardWords) -> str:
        more = ""
        if reward.amount is not None and reward.status in (
            RewardStatus.APPROVED, RewardStatus.PAID,
        ):  # fmt: skip
            more += said.say("more_amount", amount=yuan(reward.amount))
        if reward.open and reward.until:
            more += said.say("more_until", until=day(reward.until))
        return said.say(
            "row", number=reward.number, case=reward.case,
            standing=said.standing(reward.status), more=more,
        )  # fmt: skip

    def _how(self, said: RewardWords, at: datetime) -> Spoken:
        rule, claiming = self._rewards.paying(at), self._rewards.claiming(at)
        if rule is None:
            return Spoken(said.say("pending"))
        return Spoken(
            said.say(
                "how",
                percent=f"{rule.fine_share / 100:g}",
                most=yuan(rule.fine_most),
                **{name: yuan(amount) for name, amount in rule.fixed.items()},
                ownerless=yuan(rule.ownerless_most),
                major=yuan(rule.major_most),
                days=claiming.claim_within.days,
                source=rule.source,
                pending="" if claiming.published else said.say("pending"),
            ),
            (self._mine(said),),
        )

    def _stale(self, by: str, at: datetime, said: RewardWords) -> Spoken:
        """Say that a button is over, and how this person's own rewards stand."""
        listed = self._list(by, at, said)
        return Spoken(f"{said.say('stale')}\n{listed.text}", listed.buttons)

    def _mark(self, reward: Reward, question: str) -> str:
        asked = f"{reward.id}:{reward.version}:{question}"
        return self._vault.mark(reward.citizen, asked)

    def _mine(self, said: RewardWords) -> tuple[str, str]:
        return said.button("mine"), "/reward_mine"

    @staticmethod
    def _button(
        said: RewardWords, title: str, does: str, reward: int, mark: str, suffix: str = ""
    ) -> tuple[str, str]:
        told = {"do": str(does), "reward": reward, "asked": mark}
        return said.button(title) + suffix, PAYLOAD + json.dumps(told)


def _read(payload: str) -> Mapping[str, Any]:
    try:
        told = json.loads(payload.removeprefix(PAYLOAD))
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _elsewhere(text: str) -> bool:
    """Return whether a message is about something else than what the claim asks."""
    return _sentence(text) or heard(text) is not None or _asks(text)


def _sentence(text: str) -> bool:
    plain = re.sub(r"\W+", "", text)
    return len(plain) > _LONGEST and not plain.isascii()  # a name in Latin letters is a name


def _asks(text: str) -> bool:
    """Return whether words are a question or a remark rather than a name."""
    return words().not_a_name.search(text) is not None
