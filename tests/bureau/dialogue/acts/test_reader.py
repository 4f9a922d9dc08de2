"""What a message does is read from its words and from what was asked; danger from its meaning."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau.dialogue.acts import Act, ActReader, Danger, Setting, load_reader
from bureau.dialogue.acts import reader as reading
from bureau.dialogue.acts.corpus import FOLDER, alarms, said
from bureau.dialogue.acts.thresholds import CERTAIN_DANGER, CERTAIN_DESPAIR


@pytest.fixture(scope="module")
def reader() -> ActReader:
    return load_reader()


@pytest.mark.parametrize(
    ("text", "setting", "act"),
    [
        ("算了不举报了", "readback", "cancel"),
        ("我不想报了", "time", "cancel"),
        ("先别交", "readback", "pause"),
        ("等等我再想想", "readback", "pause"),
        ("好的提交吧", "readback", "confirm"),
        ("没错就这样", "readback", "confirm"),
        ("对对对就是这里", "readback", "confirm"),
        ("是的 麻烦快点", "readback", "confirm"),
        ("提交了吗", "readback", "question"),
        ("会保密吗", "readback", "question"),
        ("多久能处理", "readback", "question"),
        ("烦死了", "time", "vent"),
        ("我儿子拍的视频要不要", "time", "question"),
        ("要多久才有结果", "time", "question"),
        ("刚才说的那个是合心村村委会后面那个大棚", "filed", "detail"),
        ("撤销", "filed", "withdraw"),
        ("怎么还没人来啊都几天了", "idle", "progress"),
        ("骗人根本没人来过", "answered", "unsolved"),
        ("又来了", "answered", "unsolved"),
        ("你们去的时候停工了", "answered", "unsolved"),
        ("太敷衍了", "answered", "unsolved"),
        ("味道没了谢谢", "answered", "solved"),
        ("一般吧", "answered", "solved"),
        ("满意满意", "answered", "solved"),
        ("五十多", "survey", "answer"),
        ("六七年了吧", "survey", "answer"),
        ("匿名可以吗", "place", "anonymous"),
        ("转人工", "detail", "person"),
    ],
)
def test_the_same_words_do_what_they_do_where_they_are_said(reader, text, setting, act):
    reading = reader.read(text, Setting(setting))
    assert reading.act is Act(act), reading.ranking[:3]


@pytest.mark.parametrize("setting", list(Setting))
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我妈刚才闻了以后人倒在地上叫不应", Danger.HARMED),
        ("氨气罐子破了 到处是白雾 大家都在逃", Danger.GAS),
        ("整条港里的鱼肚皮全朝上了", Danger.FISH),
        ("河面上全是柴油 一直漂到桥那边", Danger.OIL),
        ("有人把一车桶倒在水厂取水口旁边", Danger.INTAKE),
        ("探伤用的放射源丢了", Danger.RADIATION),
        ("拉盐酸的槽罐车翻在路边 一直在漏", Danger.TANKER),
    ],
)
def test_danger_is_read_wherever_it_is_said(reader, text, kind, setting):
    reading = reader.read(text, setting)
    assert reading.danger_chance >= CERTAIN_DANGER
    assert reading.danger is kind


@pytest.mark.parametrize(
    "text",
    [
        "臭得我要晕过去了", "楼下烧烤的油烟熏死人", "厂里会不会爆炸啊", "去年夏天河里死过几条鱼",
        "打桩声吵得头要炸", "加油站附近味道大", "长期闻这个会不会中毒", "新闻里说外地化工厂炸了",
        "王店那边一股塑料味", "河水发黑发臭", "半夜还在施工", "垃圾没人清", "能去河里游泳吗",
    ],
)  # fmt: skip
def test_what_only_sounds_like_danger_raises_no_alarm(reader, text):
    assert reader.read(text, Setting.IDLE).danger_chance < CERTAIN_DANGER


@pytest.mark.parametrize(
    "text", ["我想自杀", "活着真没意思 一了百了算了", "再不管我就从楼上跳下去"]
)
def test_despair_is_heard(reader, text):
    assert reader.read(text, Setting.TIME).despair >= CERTAIN_DESPAIR


@pytest.mark.parametrize("text", ["臭死了", "烦死了", "吵死人了还让不让人睡", "气死我了", "累死了"])
def test_a_manner_of_speaking_is_no_despair(reader, text):
    assert reader.read(text, Setting.IDLE).despair < CERTAIN_DESPAIR


@given(text=st.text(max_size=400), setting=st.sampled_from(list(Setting)))
def test_whatever_is_written_is_read(text, setting):
    reading = load_reader().read(text, setting)
    assert abs(sum(chance for _, chance in reading.ranking) - 1) < 1e-3
    assert 0 <= reading.danger_chance <= 1
    assert 0 <= reading.despair <= 1


def test_every_act_has_examples_in_both_halves_and_no_sentence_stands_in_both():
    taught, held = said("learn"), said("held")
    for half in (taught, held):
        assert {one.act for one in half} == set(Act)
        assert {one.setting for one in half} == set(Setting)
    assert not {(one.text, one.act) for one in taught} & {(one.text, one.act) for one in held}


@pytest.mark.parametrize("half", ["learn", "held"])
def test_every_kind_of_danger_has_examples(half):
    assert {kind for _, kind in alarms(half, "danger")} == {*Danger, "none"}
    assert {kind for _, kind in alarms(half, "despair")} == {"despair", "none"}


def test_the_corpus_is_as_large_as_it_says():
    texts = {one.text for half in ("learn", "held") for one in said(half)}
    assert len(texts) >= 3000
    assert FOLDER.is_dir()


@pytest.mark.parametrize("part", [0.0, 0.5, 0.999])
def test_what_was_learned_and_is_cut_short_is_learned_again(
    reader: ActReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: float
):
    whole = reading.models_file().read_bytes()
    file = tmp_path / "acts-0.npz"
    file.write_bytes(whole[: int(len(whole) * part)])
    assert reading.kept_models(file) is None
    learned: list[Any] = []

    def learn(command: list[str], **_: Any) -> None:
        assert not file.exists(), "whoever learns looks whether it is there"
        learned.append(command)
        file.write_bytes(whole)

    monkeypatch.setattr(reading, "models_file", lambda: file)
    monkeypatch.setattr(subprocess, "run", learn)
    assert reading.load_reader.__wrapped__().read("你好", Setting.IDLE)
    assert learned


def test_foreign_words_alarm_as_written_and_as_glossed() -> None:
    reader = load_reader()
    danger = reader.read_glossed("我孩子呼吸困难因为废气", "my son can't breathe", Setting.IDLE)
    calm = reader.read_glossed(
        "有人倒垃圾进河里", "people dump garbage into the river", Setting.IDLE
    )
    assert danger.danger_chance >= CERTAIN_DANGER > calm.danger_chance
    assert calm.act is Act.REPORT
