"""Citizens who left something in every table and folder that can hold it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bureau.adapters.store.noses import StoredNoses
from bureau.adapters.store.odor import StoredOdor
from bureau.adapters.store.schema import metadata
from bureau.adapters.store.schema.alerts import alerts
from bureau.adapters.store.schema.attachments import case_attachments, case_enclosures
from bureau.adapters.store.schema.cases import case_notices
from bureau.adapters.store.schema.duty import duty_bindings, duty_codes, duty_tries
from bureau.adapters.store.schema.officers import officers
from bureau.cases import Draft, Location, Verb
from bureau.casework.batches import Wish
from bureau.casework.drafts import Begun
from bureau.demo.open_days import load_open_days
from bureau.invitations import InvitationKind
from bureau.messaging import Arrival, InspectedMedia, Option, Outgoing, WindowEvent
from bureau.noses import NoseAnswer
from bureau.odor.events import Plan
from bureau.odor.model import Sighting, summary
from bureau.patrols import PatrolDraft, PatrolKind
from bureau.rewards import Findings
from bureau.rewards.payee import Payee
from bureau.rewards.ports import ClaimForm
from bureau.wiring import Bureau

AT = datetime(2026, 11, 3, 1, 20, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)
OPENID, OTHER = "oWhoWantsToBeForgotten", "oSomebodyElse"
PHONE, NAME, CARD, HOUSE = "13812345678", "王小明", "330402199001011234", "3幢2单元501室"
WORDS = f"很臭，我叫{NAME}，电话{PHONE}，身份证{CARD}，住{HOUSE}"
INTERVIEW = [None, "王店镇", "五年以上", "35", "2", "2", "2", "2", "2", WORDS, "女"]


def photo(bureau: Bureau, who: str, name: str, content: bytes) -> str:
    id_ = bureau.evidence.want(id=name, kind="image", media_id=f"media {name}", by=who, at=AT)
    media = InspectedMedia(content, "image/jpeg")
    bureau.evidence.keep(id_, media, at=AT)
    return id_


def message(bureau: Bureau, who: str, key: str, *, answered: bool = True) -> None:
    body = {"text": f"{key} {WORDS}", "menu_id": None}
    arrival = Arrival(key, who, "text", body, AT, WindowEvent.MESSAGE)
    row = bureau.inbox.accept(arrival, owner="web").row
    if answered:
        said, options = Outgoing.of_text(f"听到：{WORDS}"), [Option(NAME, "/affirm")]
        bureau.inbox.finish(
            row, outgoing=[said, said], options=options, passive=True, at=AT, owner="web"
        )


def desk(bureau: Bureau, number: str) -> None:
    """What officers wrote of a case, were told of it, and how it stood before."""
    bureau.drafts.keep(Begun("li", number, "answer", WORDS, AT))
    bureau.casework.tell(told=[("li", WORDS)], number=number, at=AT)
    wish = Wish(Verb.NOTE, note="已联系")
    bureau.batches.carry_out(numbers=[number], wish=wish, by="li", at=AT)


def rewarded(bureau: Bureau, who: str, number: str, mark: str) -> None:
    """A reward that is claimed by name, and a claim that is being typed."""
    bureau.cases.take(verb="start", number=number, by="li", at=AT)
    found = Findings(decision="d", fine=200_000_00)
    bureau.rewards.confirm(case=number, findings=found, by="li", at=AT)
    [reward] = bureau.rewards.open_of(by=who)
    payee = Payee(NAME, CARD, "6222021234567890128", PHONE)
    bureau.reward_chat._claims.by_name(reward=reward.id, payee=payee, by=who, at=AT)
    form = ClaimForm(who, reward.id, "bank", b"sealed", "m" * 16, "k" * 32, AT)
    bureau.reward_chat._store.keep_form(form)
    bureau.reward_chat._store.hush(f"{mark} message one", at=AT)


def attached(bureau: Bureau, number: str, photo: str) -> None:
    """A blackened copy of the citizen's photo, with an officer's words, sent with a notice."""
    row = {
        "number": number, "serial": 1, "kind": "redacted", "shows": WORDS, "by": "li", "at": AT,
        "key": "k", "sha256": "h", "mime": "image/png", "size": 1, "of_photo": photo,
        "reason": WORDS,
    }  # fmt: skip
    with bureau.database.transaction() as connection:
        mine = select(case_notices.c.id).where(case_notices.c.number == number).limit(1)
        notice = connection.scalar(mine)
        connection.execute(case_attachments.insert().values(**row))
        went = {"notice": notice, "number": number, "serial": 1, "photo": True}
        connection.execute(case_enclosures.insert().values(**went))


def visiting(bureau: Bureau, who: str, mark: str) -> None:
    """A booked visit with a telephone number, news of events, and one that they come to."""
    if not bureau.open_days.upcoming(at=AT):
        load_open_days(bureau, AT)
    day = next(each for each in bureau.open_days.upcoming(at=AT) if each.left >= 4)
    bureau.open_days.book(
        day=day.id, party=2, by=who, at=AT, message_key=f"{mark} booking", phone=PHONE
    )
    bureau.campaigns.subscribe(by=who, at=AT)
    [event, *_] = bureau.campaigns.coming(at=AT)
    bureau.campaigns.join(campaign=event.id, by=who, at=AT)


def live(bureau: Bureau, openid: str, mark: str) -> str:
    """Leave something of a citizen in every table and folder that can hold it; return the key."""
    who = bureau.citizens.meet(openid=openid, at=AT).key
    bureau.citizens.settle(by=who, town="330411105", at=AT)
    message(bureau, who, f"{mark} message one")
    bureau.outbox.notify(to=who, text=WORDS, why="w", at=AT)
    shown = photo(bureau, who, f"{mark} shown", f"{mark} bytes of a case".encode())
    photo(bureau, who, f"{mark} loose", f"{mark} bytes of nothing".encode())
    draft = Draft(
        categories=("odor",), place="330411105", place_text=f"王店镇{HOUSE}",
        location=Location(120.7, 30.6, HOUSE), description=WORDS, photos=(shown,),
        suspected_firm="金石纺织厂",
    )  # fmt: skip
    case = bureau.cases.submit(draft=draft, by=who, at=AT, message_key=f"{mark} message two")
    bureau.cases.supplement(
        number=case.number, by=who, at=AT, text=WORDS, message_key=f"{mark} message three"
    )
    bureau.cases.take(verb="accept", number=case.number, by="li", at=AT, note=f"已联系{PHONE}")
    desk(bureau, case.number)
    rewarded(bureau, who, case.number, mark)
    attached(bureau, case.number, shown)
    visiting(bureau, who, mark)
    bureau.callbacks.leave(text=WORDS, by=who, at=AT, message_key=f"{mark} message four")
    talk, _ = bureau.hotline.ask(by=who, at=AT)
    bureau.hotline.take(number=talk.number, by="li", at=AT)
    bureau.hotline.hear(by=who, text=WORDS, at=AT, message_key=f"{mark} line")
    bureau.consents.give(by=who, template="t", at=AT, message_key=f"{mark} message five")
    for kind in (PatrolKind.ODOR, PatrolKind.WATER):
        key = f"{mark} application {kind}"
        applied = bureau.patrols.apply(kind=kind, town="330411105", by=who, at=AT, message_key=key)
        bureau.patrols.decide(volunteer=applied.id, approved=True, by="li", at=AT)
    walked = PatrolDraft(kind=PatrolKind.ODOR, place_text=HOUSE, seen=WORDS, found=True)
    bureau.patrols.record(draft=walked, by=who, at=AT, message_key=f"{mark} message six")
    role = bureau.patrols.role(by=who)
    assert role is not None
    bureau.patrols.note(volunteer=role.id, motive=WORDS, team=NAME)
    bureau.volunteer_contacts.keep(citizen=who, contact=WORDS, at=AT)
    begins = AT + timedelta(days=1)
    shift = bureau.duty_calendar.publish(
        kind=PatrolKind.ODOR, begins=begins, ends=begins + timedelta(hours=2), town=None,
        meet="东门", seats=2, route=None, by="li", at=AT,
    )  # fmt: skip
    bureau.duty_calendar.sign_up(shift=shift.id, by=who, at=AT)
    bureau.invitations._store.invite(who, wave="2026Q4", kind=InvitationKind.REMINDER, at=AT)
    bureau.invitations.asks_for_notices(by=who, at=AT)
    for number, text in enumerate(INTERVIEW):
        bureau.survey_service.turn(
            by=who, town=None, text=text, at=AT, channel="page", device=mark, address=mark,
            message_key=f"{mark} survey {number}",
        )  # fmt: skip
    with bureau.database.transaction() as connection:
        connection.execute(
            alerts.insert().values(
                citizen=who, kind="air", place="330411", what="AQI", threshold=100, created=AT,
                message_key=f"{mark} message seven", above=False,
            )
        )  # fmt: skip
        officer = f"of {mark}"
        connection.execute(
            officers.insert().values(
                name=officer, full_name="李", password_hash="", active=True, session=1, created=AT
            )
        )
        connection.execute(
            duty_codes.insert().values(officer=officer, digest="d", expires=AT, used_by=who)
        )
        connection.execute(duty_bindings.insert().values(officer=officer, citizen=who, since=AT))
        connection.execute(duty_tries.insert().values(citizen=who, count=1, since=AT))
    asked(bureau, who, mark)
    return who


def asked(bureau: Bureau, who: str, mark: str) -> None:
    """Let a citizen be asked of two odor events, and answer one."""
    store, odor = StoredNoses(bureau.database), StoredOdor(bureau.database)
    for n in range(2):
        told = Sighting(f"patrol:{len(mark)}{n}", AT, 0, 0, town="330411105")
        odor.take_in([told])
        [event] = odor.apply(Plan(fresh=[(told.key,)]), {(told.key,): summary([told])}, at=AT)
        ask = store.ask(event=event, citizen=who, place="330411105", at=AT)
        assert ask is not None
    store.answer(ask.id, NoseAnswer(False, 0), at=AT, key=f"{mark} answer")


def held(bureau: Bureau) -> dict[str, list[str]]:
    """Every value in the store by its table, as whoever stole the database would read them."""
    with bureau.database.reading() as connection:
        return {
            table.name: [str(value) for row in connection.execute(select(table)) for value in row]
            for table in metadata.sorted_tables
        }


def found(bureau: Bureau, *words: str) -> set[tuple[str, str]]:
    """Where one of the words stands: (table, word)."""
    return {
        (table, word)
        for table, values in held(bureau).items()
        for value in values
        for word in words
        if word in value
    }


def finish(bureau: Bureau) -> None:
    for citizen in bureau.citizens.erasing():
        assert bureau.citizens.finish_erasing(citizen, at=LATER)
    bureau.evidence.sweep()
