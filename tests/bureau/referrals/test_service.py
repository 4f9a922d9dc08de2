"""A case goes to the authority it belongs to; what happens there reaches the citizen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from bureau.adapters.store.referrals import StoredReferrals
from bureau.cases import Case, Draft, Status, StepError
from bureau.casework.triage import ReportReading
from bureau.referrals import Referral, ReferralError, Referrals, ReferralStatus
from bureau.referrals.seal import checks
from bureau.settings import load
from bureau.wiring import Bureau
from tests.bureau.referrals.files import refer_with_a_file

AT = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ME = "c" * 32
TOLD = "楼下烧烤店油烟，我是3幢201的赵子龙，电话13800001111"


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(tmp_path)}))
    yield bureau
    bureau.close()


@pytest.fixture
def referrals(bureau: Bureau) -> Referrals:
    return bureau.referrals


def submit(bureau: Bureau, key: str = "m1") -> Case:
    draft = Draft(categories=("air",), place_text="中山路88号", description=TOLD)
    return bureau.cases.submit(draft=draft, by=ME, at=AT, message_key=key)


def send(bureau: Bureau, key: str = "m1", note: str = "请核实") -> Referral:
    return bureau.referrals.send(
        case=submit(bureau, key).number, authority="city_enforcement", note=note, by="li", at=AT
    )


def token(bureau: Bureau, referral: Referral) -> str:
    return bureau.referrals.address(referral).rpartition("/")[2]


def letters(bureau: Bureau) -> list[str]:
    return [each.content.body["text"] for each in reversed(bureau.outbox.of_citizen(to=ME))]


def status(bureau: Bureau, referral: Referral) -> Status:
    return bureau.referrals.case(referral).status


def refused(code: str) -> pytest.RaisesExc[ReferralError]:
    return pytest.RaisesExc(ReferralError, check=lambda error: error.code == code)


def test_sent_it_has_a_number_and_the_citizen_is_told_just_that(bureau: Bureau) -> None:
    first, second = send(bureau), send(bureau, "m2")
    assert (first.number, second.number) == ("嘉环转〔2026〕1号", "嘉环转〔2026〕2号")
    assert first.status is ReferralStatus.SENT
    assert status(bureau, first) is Status.REFERRED
    assert "嘉环转〔2026〕1号" in letters(bureau)[0]
    assert "综合行政执法局" in letters(bureau)[0]


def test_what_goes_out_is_signed_and_tells_nobody_who_reported(bureau: Bureau) -> None:
    referral = send(bureau)
    content, signature = bureau.referrals.signed(referral)
    public = load_pem_public_key(bureau.referrals.public_key.encode())
    assert checks(content, signature, public)
    told = json.loads(content)
    for secret in ("赵子龙", "13800001111", "201", ME):
        assert secret not in content.decode()
    assert "烧烤店油烟" in told["told"]
    assert (told["place"], told["note"]) == ("中山路88号", "请核实")


def test_what_went_out_stays_as_it_went_whatever_becomes_of_the_case(bureau: Bureau) -> None:
    referral = send(bureau)
    before, _ = bureau.referrals.signed(referral)
    number, later = referral.case, AT + HOUR
    bureau.referrals.recall(referral=referral.id, reason="重新核实", by="li", at=later)
    bureau.cases.supplement(number=number, by=ME, at=later, text="今晚又来了", photo="p1")
    read = replace(ReportReading.of(bureau.referrals.case(referral)), categories=("noise",))
    bureau.triage.correct(number=number, reading=read, reason="看错类型", by="li", at=later)
    case, kept = bureau.referrals.case(referral), bureau.referrals.find(referral.id)
    assert kept is not None
    assert case.draft.categories == ("noise",)
    assert bureau.referrals.signed(kept)[0] == before
    assert bureau.referrals.photos(kept) == ()


def test_received_answered_and_the_citizen_hears_each(bureau: Bureau) -> None:
    referral = send(bureau)
    key = token(bureau, referral)
    for _ in range(2):
        received = bureau.referrals.receive(token=key, theirs=" 执法队  王五 ", at=AT + HOUR)
    assert (received.status, received.theirs) == (ReferralStatus.RECEIVED, "执法队 王五")
    for _ in range(2):
        answered = bureau.referrals.answer(
            token=key, theirs="执法队 王五", text="已责令安装净化器。", at=AT + 2 * HOUR
        )
    assert answered.status is ReferralStatus.ANSWERED
    case = bureau.referrals.case(referral)
    assert (case.status, case.answer) == (Status.ANSWERED, "已责令安装净化器。")
    _, signed_for, answer = letters(bureau)
    assert "已经签收" in signed_for
    assert "已责令安装净化器。" in answer
    assert "综合行政执法局" in answer


def test_returned_we_go_on_and_say_by_when(bureau: Bureau) -> None:
    referral = send(bureau)
    bureau.referrals.return_(
        token=token(bureau, referral), theirs="执法队", text="属工业企业", at=AT + HOUR
    )
    case = bureau.referrals.case(referral)
    assert (case.status, case.authority) == (Status.ACCEPTED, "bureau")
    assert case.due is not None
    assert "退回来了" in letters(bureau)[-1]
    assert [event.audit for event in bureau.cases.history(case.number)][-1] == "returned"


def test_recalled_the_other_authority_can_do_nothing_more(bureau: Bureau) -> None:
    referral = send(bureau)
    with refused("recall_missing"):
        bureau.referrals.recall(referral=referral.id, reason=" ", by="li", at=AT)
    recalled = bureau.referrals.recall(
        referral=referral.id, reason="属我局管辖", by="li", at=AT + HOUR
    )
    assert recalled.status is ReferralStatus.RECALLED
    assert status(bureau, referral) is Status.ACCEPTED
    assert "我们自己办" in letters(bureau)[-1]
    key = token(bureau, referral)
    with refused("ended"):
        bureau.referrals.receive(token=key, theirs="王五", at=AT)
    with refused("ended"):
        bureau.referrals.answer(token=key, theirs="王五", text="好", at=AT)
    with refused("ended"):
        bureau.referrals.recall(referral=referral.id, reason="x", by="li", at=AT)


def test_it_may_go_out_again_after_a_return(bureau: Bureau) -> None:
    referral = send(bureau)
    bureau.referrals.return_(token=token(bureau, referral), theirs="执法队", text="不归", at=AT)
    again = bureau.referrals.send(
        case=referral.case, authority="housing", note="", by="li", at=AT + HOUR
    )
    assert [each.id for each in bureau.referrals.of_case(referral.case)] == [again.id, referral.id]
    assert status(bureau, again) is Status.REFERRED


@pytest.mark.parametrize(
    ("theirs", "text", "code"),
    [
        ("", "好", "theirs_missing"),
        ("王五", " \n", "reply_missing"),
        ("王五", "字" * 2001, "reply_long"),
    ],
)
def test_an_answer_that_says_too_little_or_too_much_is_refused(
    bureau: Bureau, theirs: str, text: str, code: str
) -> None:
    referral = send(bureau)
    with refused(code):
        bureau.referrals.answer(token=token(bureau, referral), theirs=theirs, text=text, at=AT)
    assert status(bureau, referral) is Status.REFERRED


def test_a_case_that_cannot_be_referred_leaves_its_number_in_the_register(bureau: Bureau) -> None:
    case = submit(bureau)
    bureau.cases.reply(verb="withdraw", number=case.number, by=ME, at=AT)
    with pytest.raises(StepError):
        bureau.referrals.send(
            case=case.number, authority="city_enforcement", note="", by="li", at=AT
        )
    (dropped,), total = bureau.referrals.register()
    assert (dropped.status, dropped.sequence, total) == (ReferralStatus.RECALLED, 1, 1)
    assert send(bureau, "m2").sequence == 2


def test_only_an_authority_that_there_is_gets_anything(bureau: Bureau) -> None:
    for code in ("", "bureau", "moon"):
        with pytest.raises(StepError):
            bureau.referrals.send(
                case=submit(bureau).number, authority=code, note="", by="li", at=AT
            )
    assert bureau.referrals.register() == ([], 0)


def test_what_a_process_left_half_done_is_put_in_order(bureau: Bureau) -> None:
    store = bureau.referrals._store
    facts = {"authority": "city_enforcement", "note": "", "by": "li", "year": 2026, "at": AT,
             "enclosed": ()}  # fmt: skip
    gone = store.prepare(case=submit(bureau, "m1").number, **facts)
    went = store.prepare(case=submit(bureau, "m2").number, **facts)
    bureau.cases.refer(
        number=went.case, authority="city_enforcement", referral=went.number, by="li", at=AT
    )
    with refused("unknown"):
        bureau.referrals.receive(token=token(bureau, went), theirs="王五", at=AT)
    assert bureau.referrals.settle(at=AT + timedelta(minutes=1)) == 0
    assert bureau.referrals.settle(at=AT + HOUR) == 2
    kept = {each.id: each.status for each in bureau.referrals.register()[0]}
    assert kept == {gone.id: ReferralStatus.RECALLED, went.id: ReferralStatus.SENT}


def test_an_answer_that_broke_off_after_the_register_is_finished_by_a_second_try(
    bureau: Bureau,
) -> None:
    referral = send(bureau)
    bureau.referrals._store.end(
        referral.id, status=ReferralStatus.ANSWERED, reply="已查处", theirs="王五", at=AT
    )
    assert status(bureau, referral) is Status.REFERRED
    bureau.referrals.answer(token=token(bureau, referral), theirs="王五", text="已查处", at=AT)
    assert status(bureau, referral) is Status.ANSWERED


def with_a_file(bureau: Bureau) -> tuple[Referral, bytes]:
    """Return a referral with one of two files that its case has, and the bytes of that."""
    return refer_with_a_file(bureau, submit(bureau), at=AT)


def test_the_signed_document_lists_what_goes_along_with_its_fingerprint(bureau: Bureau) -> None:
    referral, sent = with_a_file(bureau)
    content, signature = bureau.referrals.signed(referral)
    assert checks(content, signature, load_pem_public_key(bureau.referrals.public_key.encode()))
    assert json.loads(content)["enclosures"] == [
        {
            "place": 1,
            "kind": "文件",
            "shows": "报告2",
            "mime": "application/pdf",
            "size": len(sent),
            "sha256": hashlib.sha256(sent).hexdigest(),
        }
    ]


def test_what_went_along_stays_as_it_went_whatever_is_attached_later(bureau: Bureau) -> None:
    referral, sent = with_a_file(bureau)
    before = bureau.referrals.signed(referral)
    bureau.attachments.add(
        number=referral.case, data=b"%PDF-1.7\nlater\n%%EOF", shows="后来的", by="li", at=AT
    )
    kept = bureau.referrals.find(referral.id)
    assert kept is not None
    assert bureau.referrals.signed(kept) == before
    [file] = kept.enclosed
    assert bureau.outgoing.read(kept.case, file) == sent


def test_one_left_half_done_goes_out_with_the_files_that_were_chosen(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StoredReferrals, "send", lambda *_, **__: None)
    referral, _ = with_a_file(bureau)
    monkeypatch.undo()
    assert bureau.referrals.settle(at=AT + HOUR) == 1
    kept = bureau.referrals.find(referral.id)
    assert kept is not None
    assert [each["shows"] for each in json.loads(kept.document)["enclosures"]] == ["报告2"]


def test_a_document_of_before_keeps_the_photos_that_it_counts(bureau: Bureau) -> None:
    draft = Draft(categories=("air",), description="油烟", photos=("p1", "p2"))
    case = bureau.cases.submit(draft=draft, by=ME, at=AT, message_key="old")
    referral = bureau.referrals.send(
        case=case.number, authority="city_enforcement", note="", by="li", at=AT
    )
    assert bureau.referrals.photos(referral) == ()
    old = replace(referral, document=json.dumps({"format": 1, "photos": 1}))
    assert bureau.referrals.photos(old) == ("p1",)
