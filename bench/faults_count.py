"""What became of every message of the fault test: each answered once, in order, or refused."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from bench.doors.settings import SECRETS
from bench.faults_world import Platform
from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.cases import cases
from bureau.adapters.store.schema.messages import inbox, outbox
from bureau.citizens import IdentityKeys
from bureau.messaging import Outcome, message_key
from webhook.own_sentences import texts


@dataclass(frozen=True)
class Written:
    """A message as its citizen wrote it; `turn` is its place among theirs."""

    openid: str
    turn: int
    text: str
    msg_id: str


@dataclass
class Count:
    """The figures, a line each, and whether every promise was kept."""

    lines: list[str] = field(default_factory=list)
    faults: dict[str, list[str]] = field(default_factory=dict)

    @property
    def right(self) -> bool:
        """Whether nothing was lost, doubled, disordered or left."""
        return not any(self.faults.values())

    @property
    def text(self) -> str:
        """What is printed."""
        told = ", ".join(f"{name} {len(found)}" for name, found in self.faults.items())
        shown = [f"{name}: {found[:10]}" for name, found in self.faults.items() if found]
        return "\n".join([*self.lines, told, *shown])


def waiting(database: Database) -> int:
    """Return how many messages and letters are not settled yet."""
    with database.reading() as connection:
        messages = connection.scalar(select(func.count()).where(inbox.c.state != "done"))
        letters = connection.scalar(
            select(func.count()).where(outbox.c.outcome.in_((Outcome.QUEUED, Outcome.SENDING)))
        )
    return (messages or 0) + (letters or 0)


def count(
    database: Database,
    written: list[Written],
    world: Platform,
    sent: list[dict[str, str]],
    *,
    confirm: str | None,
) -> Count:
    """Count: messages accepted = answers + explained refusals, and confirmations = cases.

    `sent` is what the platform took as customer-service messages: openid and text. An answer
    that was cut in parts counts with its first. `confirm` is the word that files a case.
    """
    keys = IdentityKeys(SECRETS["SECRET_KEY"])
    key_of = {
        message.msg_id: message_key(
            sender=keys.mark(message.openid), msg_id=message.msg_id, created=0, what=""
        )
        for message in written
    }
    with database.reading() as connection:
        rows = {row.key: row for row in connection.execute(select(inbox))}
        letters: dict[str, list[Any]] = defaultdict(list)
        for letter in connection.execute(select(outbox).order_by(outbox.c.id)):
            letters[letter.message_key].append(letter)
        filed = Counter(
            key for key in connection.scalars(select(cases.c.message_key)) if key in rows
        )
        numbers = list(connection.scalars(select(cases.c.number)))
    late: dict[str, list[str]] = defaultdict(list)
    for item in sent:
        late[item["openid"]].append(item["text"])
    result = Count(faults={"unfinished": [str(n) for n in [waiting(database)] if n]})
    accepted = [message for message in written if key_of[message.msg_id] in rows]
    reached = {message.msg_id for message in accepted}
    vanished = [
        message.text
        for message in written
        if message.msg_id not in reached | world.refused | world.unheard
    ]
    lost, doubled, kept, given_up = [], [], 0, 0
    owed: dict[tuple[str, str], int] = Counter()
    for message in accepted:
        key = key_of[message.msg_id]
        mine = letters[key]
        answer = mine[0].body if mine else (rows[key].answer or ["", {}])[1]
        text = answer.get("text", "")
        given_up += texts()["gave_up"] in text
        if mine and mine[0].outcome == Outcome.DEFERRED:
            kept += 1
            continue
        owed[message.openid, text] += 1
    for (openid, text), expected in owed.items():
        read = sum(text in words for words in world.words[openid]) if text else 0
        read += late[openid].count(text)
        lost += [f"{openid}: {text[:40]}"] * max(expected - read, 0)
        doubled += [f"{openid}: {text[:40]}"] * max(read - expected, 0)
    result.faults |= {"lost": lost + vanished, "doubled": doubled}
    result.faults["out of order"] = _disordered(accepted, key_of, rows)
    result.lines += [
        f"written {len(written)}, tries {world.tries}; accepted {len(accepted)}, refused with a "
        f"word {len(world.refused)}, never reached the door {len(world.unheard - reached)}",
        f"answered passively {sum(map(len, world.words.values()))}, late {len(sent)}, kept for "
        f"the next message (window or count spent) {kept}, given up with a word {given_up}; "
        f"told_to_wait first {world.told_to_wait}",
    ]
    if confirm is not None:
        said = [m for m in accepted if m.text == confirm]
        without = [m for m in said if not filed[key_of[m.msg_id]]]
        # A second yes, where the next report was refused, is told the number of the case before.
        answers = {
            m: str(rows[key_of[m.msg_id]].answer or letters[key_of[m.msg_id]])[:400]
            for m in without
        }
        result.faults["cases twice"] = [key for key, times in filed.items() if times > 1]
        result.faults["told of a case that is not there"] = [
            f"{m.openid} {m.turn}"
            for m, answer in answers.items()
            if "编号" in answer and not any(number in answer for number in numbers)
        ]
        result.lines.append(
            f"confirmations accepted {len(said)}, cases {sum(filed.values())}, "
            f"answered otherwise {len(without)}"
        )
    return result


def _disordered(accepted: list[Written], key_of: dict[str, str], rows: dict[str, Any]) -> list[str]:
    """Return messages that were stored or answered before an earlier one of their citizen."""
    found = []
    last: dict[str, Any] = {}
    for message in sorted(accepted, key=lambda m: (m.openid, m.turn)):
        row = rows[key_of[message.msg_id]]
        before = last.get(message.openid)
        both = before is not None and row.finished and before.finished
        if both and (row.seq < before.seq or row.finished < before.finished):
            found.append(f"{message.openid} {message.turn}")
        last[message.openid] = row
    return found
