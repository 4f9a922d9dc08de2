"""Every route of the portal, by every role over every area: what one may not see is not there."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import update
from werkzeug.routing import Rule

from bureau.adapters.store.odor import StoredOdor
from bureau.adapters.store.schema.messages import evidence, outbox
from bureau.cases import Draft
from bureau.cases.lifecycle import STEPS, Verb, Who
from bureau.demo.open_days import load_open_days
from bureau.demo.surveys import load_demo_answers
from bureau.messaging import Outcome
from bureau.messaging.media import inspect_photo
from bureau.odor.events import Plan
from bureau.odor.model import Sighting, summary
from bureau.officers import IRREVERSIBLE, Post, Right, right_names, roles
from bureau.patrols import PatrolDraft
from bureau.places import Level, gazetteer
from bureau.rewards import Findings
from bureau.rewards.payee import Payee
from bureau.wiring import Bureau
from portal import register
from portal.faults import UNKNOWN
from portal.guard import right_of
from surveys.waves import wave_at
from tests.portal.conftest import AT, PASSWORD, Officer, bureau_in

# What is asked before anybody is signed in, or by a watch of its own (tests/portal/test_alarm.py).
DOORS = {
    "open_access.access.login",
    "open_access.access.logout",
    "open_access.access.static",
    "open_alarm.alarm.standing",
    "open_reset.reset.asked",
    "open_reset.reset.choose",
}
COUNTY, OTHER = (county.code for county in gazetteer().counties()[:2])
TOWN, NEXT = (town.code for town in gazetteer().towns(COUNTY)[:2])
AWAY = gazetteer().towns(OTHER)[0].code
HERE, BESIDE = f"{TOWN}901", f"{TOWN}902"  # villages of the town, which tests invent
CITIZEN = "c" * 32


@dataclass(frozen=True)
class Matter:
    """What lies at a place under a category, with what was kept there."""

    town: str | None
    category: str
    number: str
    patrol: int
    volunteer: int
    letter: int
    measure: int
    referral: int
    event: int | None
    village: str | None = None

    @property
    def county(self) -> str | None:
        return self.town[:6] if self.town else None

    def lies_within(self, post: Post) -> bool:
        """Say it once more, in other words than the house does."""
        there = post.area is None or (self.town or "").startswith(post.area)
        if of_villages(post):
            there = (self.village or "").startswith(post.villages)
        return there and (not post.categories or self.category in post.categories)


def posts() -> Iterator[Post]:
    """Yield every role with an area as it wants one, and again for one category."""
    area = {Level.CITY: None, Level.COUNTY: COUNTY, Level.TOWN: TOWN, Level.VILLAGE: TOWN}
    for code, role in roles().items():
        villages = (HERE,) if role.level is Level.VILLAGE else ()
        yield Post(code, area[role.level], (), villages)
        if Right.SEE_CASES in role.rights:
            yield Post(code, area[role.level], ("water",), villages)


POSTS = {f"{post.role} {' '.join(post.categories)}".strip(): post for post in posts()}


def of_villages(post: Post) -> bool:
    return roles()[post.role].level is Level.VILLAGE


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    bureau = bureau_in(tmp_path_factory.mktemp("roles"))
    load_demo_answers(bureau, AT, compared=False)
    yield bureau
    bureau.close()


@pytest.fixture(scope="module")
def app(bureau: Bureau) -> Flask:
    app = Flask("webhook", static_folder=None)
    register(app, bureau, clock=lambda: AT)
    return app


@pytest.fixture(scope="module")
def photo(bureau: Bureau) -> str:
    content = io.BytesIO()
    Image.new("RGB", (8, 8)).save(content, "JPEG")
    return bureau.evidence.add(inspect_photo(content.getvalue()), kind="image", by=CITIZEN, at=AT)


def site() -> bytes:
    """Return an officer's photo of the site."""
    content = io.BytesIO()
    Image.new("RGB", (9, 9)).save(content, "PNG")
    return content.getvalue()


def smelt(bureau: Bureau, number: str, town: str | None) -> int:
    """Keep an odor event of one report and return its number."""
    told = Sighting(f"case:{number}", AT, 0, 0, county=town and town[:6], town=town)
    store = StoredOdor(bureau.database)
    store.take_in([told])
    wanted = Plan(fresh=[(told.key,)])
    [event] = store.apply(wanted, {(told.key,): summary([told])}, at=AT)
    return event


@pytest.fixture(scope="module")
def matters(bureau: Bureau, photo: str) -> list[Matter]:
    """One of each kind, of water and of odor, in two villages here, in this town without a village,
    in the next town, elsewhere, and nowhere.
    """
    bureau.villages.take_in(
        f"town,name,code\n{TOWN},甲里村,{HERE}\n{TOWN},乙里村,{BESIDE}\n", by="x", at=AT
    )
    made = []
    for spot in (HERE, BESIDE, TOWN, NEXT, AWAY, None):
        for category in ("water", "odor"):
            key = f"{spot} {category}"
            village = spot if spot in (HERE, BESIDE) else None
            place = spot and spot[:9]
            draft = Draft(categories=(category,), place=spot, description="x", photos=(photo,))
            case = bureau.cases.submit(draft=draft, by=CITIZEN, at=AT, message_key=key)
            assert (case.town, case.village) == (place, village)
            assert case.draft.category == category
            bureau.attachments.add(number=case.number, data=site(), shows="xx", by="x", at=AT)
            by = f"{key:-<32}"
            applied = bureau.patrols.apply(kind=category, town=place, by=by, at=AT, message_key=key)
            bureau.patrols.decide(volunteer=applied.id, approved=True, by="x", at=AT)
            seen = PatrolDraft(kind=category, place=place, place_text="x", photos=(photo,))
            patrol = bureau.patrols.record(draft=seen, by=by, at=AT, message_key=key)
            why = f"case:{case.number}:1"
            bureau.outbox.notify(to=CITIZEN, text=case.number, why=why, at=AT)
            letters = {letter.why: letter.id for letter in bureau.outbox.of_citizen(to=CITIZEN)}
            event = smelt(bureau, case.number, place) if category == "odor" else None
            # Its limit has long passed: there is a letter of supervision for it.
            bureau.supervision.sweep(at=AT + timedelta(days=40))
            measures = [each.id for each in bureau.supervision.of_case(case.number) if each.paper]
            # A case of its own, for it is with another authority from now on.
            other = bureau.cases.submit(
                draft=draft, by=CITIZEN, at=AT, message_key=f"{key} sent on"
            )
            sent = bureau.referrals.send(
                case=other.number, authority="police", note="", by="x", at=AT
            )
            made.append(
                Matter(
                    place,
                    category,
                    case.number,
                    patrol.id,
                    applied.id,
                    letters[why],
                    measures[0],
                    sent.id,
                    event,
                    village,
                )
            )
    return made


@pytest.fixture(scope="module", autouse=True)
def _desk(bureau: Bureau, photo: str) -> None:
    """A talk with a photo and a message, both number 1; an officer named somebody."""
    bureau.officers.add(name="somebody", full_name="x", password=PASSWORD, at=AT)
    talk, _ = bureau.hotline.ask(by=CITIZEN, at=AT)
    bureau.hotline.take(number=talk.number, by="x", at=AT)
    bureau.hotline.hear(by=CITIZEN, text="", photo=photo, at=AT, message_key="heard")
    bureau.callbacks.leave(text="x", by=CITIZEN, at=AT, message_key="left")
    rewarded(bureau)
    load_open_days(bureau, AT)
    bureau.diagnoses.make(area=TOWN, month=date(2026, 10, 1), by="x", at=AT)
    keep_again(bureau)


def rewarded(bureau: Bureau) -> None:
    """A reward, number 1, that is approved and waits to be paid."""
    who = bureau.citizens.meet(openid="oRewarded", at=AT).key
    draft = Draft(categories=("water",), place=TOWN, description="x")
    case = bureau.cases.submit(draft=draft, by=who, at=AT, message_key="rewarded")
    for verb in ("accept", "start"):
        bureau.cases.take(verb=verb, number=case.number, by="x", at=AT)
    room, found = bureau.rewards, Findings(decision="d", fine=200_000_00)
    room.confirm(case=case.number, findings=found, by="x", at=AT)
    payee = Payee("王小明", "330402199003074518", "6222021234567890128", "13812345678")
    done = bureau.reward_chat._claims.by_name(reward=1, payee=payee, by=who, at=AT)
    done = room.compute(reward=1, seen=done.version, by="x", at=AT)
    room.approve(reward=1, seen=done.version, by="y", at=AT)


@pytest.fixture(scope="module")
def media(bureau: Bureau) -> str:
    key = "1" * 32
    bureau.evidence.want(id=key, kind="image", media_id="m", by=CITIZEN, at=AT)
    return key


def signed_in(app: Flask, bureau: Bureau, name: str, post: Post) -> Officer:
    first = "the first password"
    bureau.officers.add(name=name, full_name=name, password=first, at=AT, post=post)
    bureau.officers.change_password(name=name, old=first, new=PASSWORD, keeps="", at=AT)
    officer = Officer(app.test_client())
    assert officer.sign_in(name).status_code == 302
    return officer


def pages(app: Flask) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/portal") and rule.endpoint not in (*DOORS, UNKNOWN)
    ]


def needed(app: Flask, endpoint: str) -> Right | None:
    with app.app_context():
        return right_of(endpoint)


def test_every_route_of_the_portal_says_what_it_needs(app: Flask) -> None:
    assert len({rule.endpoint: needed(app, rule.endpoint) for rule in pages(app)}) > 40
    with pytest.raises(KeyError):
        needed(app, "open_access.access.login")


def addresses(
    rule: Rule, matters: list[Matter], photo: str, media: str
) -> Iterator[tuple[str, Matter | None]]:
    """Yield the addresses of a route with the matter that each shows."""
    fixed = {
        "key": wave_at(AT),
        "ending": "yml",
        "media": media,
        "name": "somebody",
        "photo_id": photo,
        "number": "1",
        "shift": "1",
        "route": "1",
        "digest": "0" * 64,
        "verb": "note",
        "leave_id": "1",
        "template": "1",
        "batch": "1",
        "review": "1",
        "reward": "1",
        "payout": "1",
        "day": "1",
        "booking": "1",
        "campaign": "1",
        "code": "demo-sewage",
        "area": TOWN,
        "month": "2026-10",
        "entry": "kept-text",
        "serial": "1",
    }
    of_matter = {
        "cases": ("number", "number"),
        "hands": ("number", "number"),
        "triage": ("number", "number"),
        "neighbours": ("number", "number"),
        "drafts": ("number", "number"),
        "attachments": ("number", "number"),
        "patrols": ("patrol_id", "patrol"),
        "volunteers": ("volunteer", "volunteer"),
        "deliveries": ("letter", "letter"),
        "supervision": ("measure", "measure"),
        "referrals": ("number", "referral"),
        "odor": ("event", "event"),
        "rewards": ("number", "number"),
    }
    room = rule.endpoint.split(".")[1]
    argument, fact = of_matter.get(room, ("", ""))
    if argument in rule.arguments:
        for matter in matters:
            if getattr(matter, fact) is None:  # there are no such events of water
                continue
            yield built(rule, {**fixed, argument: str(getattr(matter, fact))}), matter
    else:
        yield built(rule, fixed), None


def built(rule: Rule, facts: dict[str, str]) -> str:
    text = rule.rule
    for _ in rule.arguments:
        before, rest = text.split("<", 1)
        inside, after = rest.split(">", 1)
        text = before + facts[inside.rpartition(":")[2]] + after
    return text


def fail_again(bureau: Bureau) -> None:
    """Let what was sent again have failed once more."""
    with bureau.database.transaction() as connection:
        connection.execute(update(outbox).values(outcome=Outcome.FAILED))
        connection.execute(
            update(evidence).where(evidence.c.media_id != "").values(state="failed", note="")
        )


def keep_again(bureau: Bureau) -> None:
    """Let the library hold the text that somebody before may have withdrawn."""
    entry = b"- {id: kept-text, title: x, issuer: x, text: x.}"
    texts = bureau.library.read(name="x.yml", content=entry, facts={})
    bureau.library.add(texts=texts, by="x", at=AT)


@pytest.mark.parametrize("post", POSTS.values(), ids=POSTS)
def test_what_a_post_allows_is_there_and_everything_else_is_not(
    app: Flask,
    bureau: Bureau,
    matters: list[Matter],
    photo: str,
    media: str,
    post: Post,
) -> None:
    name = f"walker-{post.role.replace('_', '-')}{''.join(post.categories)}"
    officer = signed_in(app, bureau, name, post)
    rights = roles()[post.role].rights
    wrong = []
    token = token_of(officer)
    for rule in pages(app):
        right = needed(app, rule.endpoint)
        for address, matter in addresses(rule, matters, photo, media):
            allowed = (right is None or right in rights) and (
                matter is None or matter.lies_within(post)
            )
            if rule.endpoint.startswith("portal.odor."):  # events know no village
                allowed = allowed and not (matter and of_villages(post))
            if "<media>" in rule.rule:  # nobody knows which matter a missing photo belongs to
                allowed = allowed and not post.categories
            for method in sorted({"GET", "POST"} & (rule.methods or set())):
                if rule.endpoint.startswith("portal.deliveries"):
                    fail_again(bureau)
                elif rule.endpoint.startswith("portal.answers"):
                    keep_again(bureau)
                answer = officer.client.open(
                    address, method=method, data={"csrf_token": token} if method == "POST" else {}
                )
                status = answer.status_code
                fits = status not in (403, 404, 405, 500) if allowed else status == 404
                if not fits:
                    wrong.append((method, address, matter, allowed, status))
    assert wrong == []


@pytest.mark.parametrize("post", POSTS.values(), ids=POSTS)
def test_a_step_is_offered_and_taken_only_with_its_right_over_its_case(
    app: Flask, bureau: Bureau, post: Post, photo: str
) -> None:
    officer = signed_in(
        app, bureau, f"taker-{post.role.replace('_', '-')}{''.join(post.categories)}", post
    )
    rights, token = roles()[post.role].rights, token_of(officer)
    steps = {row.verb: row.right for row in STEPS if row.who is Who.OFFICER}
    assert {steps[Verb.REFER], steps[Verb.ANSWER]} == {Right.REFER_CASES, Right.WORK_CASES}
    for place in (HERE, BESIDE, TOWN, AWAY):
        for verb, right in steps.items():
            key = f"{post} {place} {verb}"
            draft = Draft(categories=("water",), place=place, description="x")
            case = bureau.cases.submit(draft=draft, by=CITIZEN, at=AT, message_key=key)
            address = f"/portal/cases/{case.number}"
            within = post.area is None or place.startswith(post.area)
            if of_villages(post):
                within = place in post.villages
            allowed = within and {right, Right.SEE_CASES, Right.WORK_CASES} <= rights
            form = {"csrf_token": token, "verb": verb, "note": "x", "authority": "12345"}
            shown = officer.get(address).get_data(as_text=True)
            if not allowed:
                assert f'value="{verb}"' not in shown
            answer = officer.client.post(address, data=form)
            assert (answer.status_code != 404) is allowed, key
            kept = bureau.cases.history(case.number)
            assert len(kept) == 1 or allowed, key


def token_of(officer: Officer) -> str:
    text = officer.get("/portal/account").get_data(as_text=True)
    return text.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]


@pytest.mark.parametrize("post", POSTS.values(), ids=POSTS)
def test_no_page_leads_where_its_reader_may_not_go(
    app: Flask, bureau: Bureau, matters: list[Matter], photo: str, media: str, post: Post
) -> None:
    name = f"reader-{post.role.replace('_', '-')}{''.join(post.categories)}"
    officer = signed_in(app, bureau, name, post)
    rights, rules = roles()[post.role].rights, app.url_map.bind("")
    wrong, followed = set(), 0
    for rule in pages(app):
        if "GET" not in (rule.methods or set()):
            continue
        for address, _ in addresses(rule, matters, photo, media):
            answer = officer.get(address)
            if answer.mimetype != "text/html" or answer.status_code != 200:
                continue
            text = answer.get_data(as_text=True)
            for kind, link in re.findall(r'(href|action)="(/portal[^"?#]*)', text):
                endpoint, _ = rules.match(link, method="GET" if kind == "href" else "POST")
                followed += 1
                right = None if endpoint in DOORS else needed(app, endpoint)
                if right is not None and right not in rights:
                    wrong.add((address, link))
    assert wrong == set()
    assert followed > 20


def test_every_right_has_a_name_and_a_role_that_holds_it() -> None:
    assert set(right_names()) == set(Right)
    held = frozenset().union(*(role.rights for role in roles().values()))
    assert held == frozenset(Right)
    assert roles()["administrator"].rights == frozenset(Right)


def test_below_the_city_nobody_does_alone_what_cannot_be_undone_but_refer() -> None:
    below = [role for role in roles().values() if role.level is not Level.CITY]
    assert len(below) == 3
    for role in below:
        assert role.rights & IRREVERSIBLE <= {Right.REFER_CASES}
