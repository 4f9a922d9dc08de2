"""What a container or a unit needs is in the files: commands, settings and ports that exist."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bureau.settings import load
from bureau.wiring import Bureau
from ops.process import GRACE, programs
from ops.web import create_app

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "ops/deployment").glob("*.service"))
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
KNOWN = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.M))
OURS = {name: it for name, it in COMPOSE["services"].items() if "build" in it}
NAMES = {program.name for program in programs(load({}))}


class Twice(dict):  # type: ignore[type-arg]
    """A unit names some keys several times."""

    def __setitem__(self, key: str, value: object) -> None:
        if isinstance(value, list) and key in self:
            self[key].extend(value)
        else:
            super().__setitem__(key, value)


def unit(path: Path) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False, dict_type=Twice)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(path, encoding="utf-8")
    return parser


def settings_of(path: Path) -> dict[str, str]:
    lines = re.findall(r"^Environment=(\w+)=(.*)$", path.read_text(), flags=re.M)
    return dict(lines)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_itself_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for path in (ROOT / "ops/deployment").glob("assistant*"):
        # An interpreter that is here: the units' own is where they are installed.
        there = re.sub(r"/opt/assistant/\.venv/bin/python", sys.executable, path.read_text())
        (tmp_path / path.name).write_text(there)
    units = sorted(str(path) for path in tmp_path.iterdir())
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *units],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_exists_by_settings_that_exist(path: Path) -> None:
    found = unit(path)
    command = found["Service"]["ExecStart"]
    module, name = re.fullmatch(
        r"/opt/assistant/\.venv/bin/python -m (\S+) (\S+)", command
    ).groups()  # type: ignore[union-attr]
    assert (module, name) == ("ops.backup", "make") or (module == "ops.process" and name in NAMES)
    assert (ROOT / f"{module.replace('.', '/')}.py").is_file()
    assert set(settings_of(path)) <= KNOWN
    assert "[Unit]" in path.read_text()
    if module == "ops.process":
        assert float(found["Service"]["TimeoutStopSec"]) > GRACE
        assert f"assistant-{name}" in path.name


def test_every_process_has_a_unit_and_the_target_wants_each() -> None:
    run = {unit(path)["Service"]["ExecStart"].split()[-1] for path in UNITS}
    assert run >= NAMES
    wanted = unit(ROOT / "ops/deployment/assistant.target")["Unit"]["Wants"].split()
    files = {re.sub(r"@\d+\.", "@.", name) for name in wanted}
    assert files == {path.name for path in UNITS} - {"assistant-backup.service"}


def test_the_ports_of_the_target_are_those_that_settings_have_without_a_word() -> None:
    plain = load({})
    wanted = unit(ROOT / "ops/deployment/assistant.target")["Unit"]["Wants"]
    for name, port in (
        ("web", plain.port),
        ("rasa", plain.rasa_port),
        ("actions", plain.actions_port),
    ):
        assert f"assistant-{name}@{port}.service" in wanted


def test_every_process_has_a_container_with_settings_that_exist() -> None:
    assert {it["command"][0] for it in OURS.values()} == NAMES
    for name, it in OURS.items():
        assert set(it["environment"]) <= KNOWN, name
        assert set(it["depends_on"]) <= set(COMPOSE["services"])
        seconds = int(it["stop_grace_period"].rstrip("s"))
        assert seconds > GRACE
        volumes = {volume.split(":")[0] for volume in it["volumes"]}
        assert volumes <= set(COMPOSE["volumes"])


def test_the_containers_settings_can_be_used() -> None:
    secrets = {
        "WECHAT_TOKEN": "token1",
        "WECHAT_APPID": "wx0001",
        "WECHAT_SECRET": "s" * 32,
        "WECHAT_AES_KEY": "a" * 43,
        "SECRET_KEY": "k" * 32,
        "PORTAL_ADMIN_PASSWORD": "very-secret-password",
    }
    for it in OURS.values():
        given = {name: str(value) for name, value in it["environment"].items()}
        settings = load(secrets | given)
        assert settings.database_url.startswith("postgresql://")
        assert settings.redis_url


def test_what_the_health_checks_ask_is_there(tmp_path: Path) -> None:
    bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(tmp_path)}))
    app = create_app(bureau)
    pages = {str(rule) for rule in app.url_map.iter_rules()}
    for name, it in OURS.items():
        asked = " ".join(it["healthcheck"]["test"])
        port, path = re.search(r"127\.0\.0\.1:(\d+)(/[\w/]*)", asked).groups()  # type: ignore[union-attr]
        ports = {str(value) for key, value in it["environment"].items() if key.endswith("PORT")}
        assert port in ports | {"5005", "5055"}, name
        assert path in pages | {"/health", "/webhooks/rest/"}, name
    app.extensions["service"].close()
    bureau.close()


def test_the_image_is_made_of_what_is_there_and_runs_as_nobody_special() -> None:
    assert set(
        re.findall(r"\b([A-Z_]+)=", re.findall(r"^ENV (.*)$", DOCKERFILE, flags=re.M)[0])
    ) <= (KNOWN | {"PYTHONUNBUFFERED"})
    for script in re.findall(r"^RUN sh (\S+)", DOCKERFILE, flags=re.M):
        assert (ROOT / script).is_file()
    assert re.search(r"^USER assistant$", DOCKERFILE, flags=re.M)
    assert re.search(r'^CMD \["(\w+)"\]$', DOCKERFILE, flags=re.M)[1] in NAMES  # type: ignore[index]
    version = re.search(r"UV_VERSION=(\S+)", (ROOT / "ops/setup.sh").read_text())[1]  # type: ignore[index]
    assert f"uv=={version}" in DOCKERFILE
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", "var", ".venv", "bot/.venv"} <= set(ignored)  # no secret and no citizen in it


def test_the_front_asks_the_web_processes_and_shows_nobody_the_figures() -> None:
    front = (ROOT / "ops/deployment/nginx.conf").read_text()
    assert re.search(r"server web:8000\b", front)
    assert re.search(r"location = /metrics \{ return 403; \}", front)
    assert "X-Forwarded-For $remote_addr" in front  # not what a visitor says of themselves
    assert front.count("{") == front.count("}")
    mounted = COMPOSE["services"]["front"]["volumes"][0].split(":")[0]
    assert (ROOT / mounted).is_file()
