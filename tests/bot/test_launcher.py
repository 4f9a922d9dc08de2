"""The launcher trains what changed, refuses what cannot work, and counts warnings."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot import training
from tests.bot.conftest import launcher, recipe


@pytest.fixture
def assistant(trained: Path, tmp_path: Path) -> Path:
    """A copy of the trained assistant that a test may change."""
    return Path(shutil.copytree(trained, tmp_path / "assistant"))


def models(assistant: Path) -> list[str]:
    return sorted(path.name for path in (assistant / "models").glob("*.gz"))


def test_nothing_is_trained_twice(assistant: Path) -> None:
    before = models(assistant)
    done = launcher("train", *recipe(assistant))
    assert done.returncode == 0
    assert "nothing changed" in done.stderr
    assert models(assistant) == before


def test_a_changed_sentence_replaces_the_model(assistant: Path) -> None:
    before = models(assistant)
    sentences = assistant / "data" / "all.yml"
    sentences.write_text(sentences.read_text(encoding="utf-8").replace("早上好", "晚上好"))
    done = launcher("train", *recipe(assistant))
    assert done.returncode == 0, done.stderr
    assert len(models(assistant)) == 1
    assert models(assistant) != before


@pytest.mark.parametrize("part", [0.0, 0.5, 0.999])
def test_a_model_that_is_cut_short_is_made_again(assistant: Path, part: float) -> None:
    (name,) = models(assistant)
    model = assistant / "models" / name
    content = model.read_bytes()
    model.write_bytes(content[: int(len(content) * part)])
    assert training.damaged(model.parent)
    assert training.newest_model(model.parent) is None
    done = launcher("train", *recipe(assistant))
    assert done.returncode == 0, done.stderr
    assert "trained in" in done.stderr
    assert models(assistant) == [name]
    assert not training.damaged(model.parent)


def test_a_domain_that_cannot_be_read_fails_and_leaves_the_old_model(assistant: Path) -> None:
    before = models(assistant)
    (assistant / "domain" / "broken.yml").write_text("intents: [greet\n")
    done = launcher("train", *recipe(assistant))
    assert done.returncode == 1
    assert "broken.yml" in done.stderr
    assert models(assistant) == before


@pytest.mark.parametrize("name", ["DIETClassifier", "rasa.core.policies.ted_policy.TEDPolicy"])
def test_a_component_that_needs_tensorflow_is_refused_by_name(assistant: Path, name: str) -> None:
    section = "policies" if "policies" in name else "pipeline"
    (assistant / "config.yml").write_text(f"recipe: default.v1\n{section}: [{{name: {name}}}]\n")
    done = launcher("train", *recipe(assistant))
    assert done.returncode == 1
    assert name in done.stderr
    assert "TensorFlow" in done.stderr


def test_missing_data_is_named(tmp_path: Path) -> None:
    done = launcher("train", *recipe(tmp_path))
    assert done.returncode == 1
    assert str(tmp_path / "config.yml") in done.stderr


def test_a_server_without_a_model_does_not_start(tmp_path: Path) -> None:
    done = launcher("run", f"--model={tmp_path / 'none.tar.gz'}")
    assert done.returncode == 1
    assert "no model" in done.stderr


def test_a_server_whose_model_is_damaged_does_not_start(tmp_path: Path) -> None:
    damaged = tmp_path / "assistant-0.tar.gz"
    damaged.write_bytes(b"not a model")
    done = launcher("run", "--port=0", f"--model={damaged}", VAR_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "could not be loaded" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_validation_passes_without_warnings_and_fails_with_one(tmp_path: Path) -> None:
    for name, content in {
        "config.yml": "recipe: default.v1\nassistant_id: a\nlanguage: zh\n"
        "pipeline: [{name: KeywordIntentClassifier}]\npolicies: [{name: RulePolicy}]\n",
        "domain/all.yml": "version: '3.1'\nintents: [greet]\nresponses: {utter_hi: [{text: 好}]}\n",
        "data/all.yml": "version: '3.1'\nnlu:\n- {intent: greet, examples: '- 你好'}\n"
        "rules:\n- {rule: hi, steps: [{intent: greet}, {action: utter_hi}]}\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    validate = ["data", "validate", *recipe(tmp_path)[:3]]
    clean = launcher(*validate)
    assert clean.returncode == 0, clean.stderr
    with (tmp_path / "data" / "all.yml").open("a", encoding="utf-8") as data:
        data.write("- {rule: other, steps: [{intent: unheard}, {action: utter_hi}]}\n")
    warned = launcher(*validate)
    assert warned.returncode == 1
    assert "'unheard'" in warned.stderr
