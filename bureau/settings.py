"""Settings: one frozen object, read once at each entry point; wrong values fail together."""

from __future__ import annotations

import hmac
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """Settings that cannot be used; the message names every one of them."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("settings:\n" + "\n".join(f"  {problem}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment decides; secrets never appear in its repr."""

    demo: bool
    host: str
    port: int
    public_url: str
    database_url: str = field(repr=False)
    var: Path
    redis_url: str = field(repr=False)
    rasa_url: str
    rasa_host: str
    rasa_port: int
    actions_url: str
    actions_host: str
    actions_port: int
    worker_port: int
    poller_port: int
    wechat_token: str = field(repr=False)
    wechat_appid: str
    wechat_secret: str = field(repr=False)
    wechat_aes_key: str = field(repr=False)
    wechat_aes_key_previous: str | None = field(repr=False)
    wechat_mode: str
    wechat_api_url: str
    wechat_alert_template: str | None
    wechat_survey_template: str | None
    wechat_open_day_template: str | None
    wechat_reward_template: str | None
    turn_budget_seconds: float
    air_url: str
    water_url: str
    source_ca_file: str | None
    qweather_url: str
    qweather_key: str = field(repr=False)
    waqi_url: str
    waqi_token: str = field(repr=False)
    openaq_url: str
    openaq_key: str = field(repr=False)
    bureau_air: str = field(repr=False)
    bureau_water: str = field(repr=False)
    bureau_wind: str = field(repr=False)
    bureau_ions: str = field(repr=False)
    open_meteo_url: str
    metar_url: str
    emitters: str | None
    open_days: str | None
    answers_folder: str | None
    data_source: str
    survey_population: str | None
    survey_town_facts: str | None
    survey_anonymity: int
    secret_key: str = field(repr=False)
    secret_key_previous: tuple[str, ...] = field(repr=False)
    portal_admin_password: str = field(repr=False)
    health_key: str = field(repr=False)
    backup_key: str

    @property
    def signing_keys(self) -> list[str]:
        """The keys under which signatures hold, the one that signs last (as itsdangerous asks)."""
        return [*reversed(self.secret_key_previous), self.secret_key]

    @property
    def rasa_urls(self) -> list[str]:
        """Where the assistant answers: several addresses, of which each may be asked."""
        return [url.strip().rstrip("/") for url in self.rasa_url.split(",") if url.strip()]

    @property
    def run_token(self) -> str:
        """What processes of the same settings know one another by, on whichever machine."""
        return hmac.digest(self.secret_key.encode(), b"run-token", "sha256").hex()[:32]


# Secrets that demonstration mode generates and real operation demands.
SECRETS = (
    "WECHAT_TOKEN",
    "WECHAT_APPID",
    "WECHAT_SECRET",
    "WECHAT_AES_KEY",
    "SECRET_KEY",
    "PORTAL_ADMIN_PASSWORD",
)


# A demonstration that others than this machine may see has to be asked for in this word.
PUBLIC_DEMO = "public"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def environment(root: Path = ROOT) -> dict[str, str]:
    """Return the values of `.env` overlaid by the process environment, empty ones left out."""
    merged = {**dotenv_values(root / ".env"), **os.environ}
    return {name: value.strip() for name, value in merged.items() if value and value.strip()}


def load(env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    `env` replaces the process environment and `.env` (tests pass their own).
    Without `DEMO` the service is a demonstration only when no secret at all is given: one that
    was forgotten is named, and opens nothing. A demonstration is shown beyond this machine only
    with `DEMO=public`.
    In demonstration mode missing secrets come from `var/demo.env`, made once by
    `bureau.demo_secrets`. Raises `SettingsError` naming every wrong or missing value.
    """
    values = dict(environment() if env is None else env)
    reader = _Reader(values)
    asked = values.get("DEMO", "").lower() == PUBLIC_DEMO
    demo = asked or reader.flag("DEMO", default=not any(name in values for name in SECRETS))
    var = Path(values.get("VAR_DIR", str(ROOT / "var"))).resolve()
    if demo:
        from bureau.demo_secrets import demo_secrets

        for name, value in demo_secrets(var).items():
            values.setdefault(name, value)
    for name in SECRETS:
        reader.require(name)
    host = values.get("HOST", "127.0.0.1")
    if demo and not asked and host not in LOOPBACK:
        reader.problems.append(
            f"HOST {host} would show the demonstration to others: set DEMO=public if that is meant"
        )
    port = reader.port("PORT", 8000)
    rasa_port = reader.port("RASA_PORT", 5005)
    actions_port = reader.port("ACTIONS_PORT", 5055)
    local = f"http://127.0.0.1:{port}"
    settings = Settings(
        demo=demo,
        host=host,
        port=port,
        public_url=reader.url("PUBLIC_URL", local),
        database_url=values.get(
            "DATABASE_URL", f"sqlite:///{var / ('demonstration.db' if demo else 'assistant.db')}"
        ),
        var=var,
        redis_url=reader.redis("REDIS_URL"),
        rasa_url=reader.urls("RASA_URL", f"http://127.0.0.1:{rasa_port}"),
        rasa_host=values.get("RASA_HOST", "127.0.0.1"),
        rasa_port=rasa_port,
        actions_url=reader.url("ACTIONS_URL", f"http://127.0.0.1:{actions_port}/webhook"),
        actions_host=values.get("ACTIONS_HOST", "127.0.0.1"),
        actions_port=actions_port,
        worker_port=reader.port("WORKER_PORT", 0),
        poller_port=reader.port("POLLER_PORT", 0),
        wechat_token=reader.matching(
            "WECHAT_TOKEN", r"[A-Za-z0-9]{3,32}", "3 to 32 letters or digits"
        ),
        wechat_appid=reader.matching("WECHAT_APPID", r"[A-Za-z0-9_]{1,64}", "letters and digits"),
        wechat_secret=values.get("WECHAT_SECRET", ""),
        wechat_aes_key=reader.aes_key("WECHAT_AES_KEY") or "",
        wechat_aes_key_previous=reader.aes_key("WECHAT_AES_KEY_PREVIOUS"),
        wechat_mode=reader.choice("WECHAT_MODE", ("safe", "compatible", "plain"), "safe"),
        wechat_api_url=reader.url(
            "WECHAT_API_URL", f"{local}/simulator/platform" if demo else "https://api.weixin.qq.com"
        ),
        wechat_alert_template=values.get("WECHAT_ALERT_TEMPLATE"),
        wechat_survey_template=values.get("WECHAT_SURVEY_TEMPLATE"),
        wechat_open_day_template=reader.template("WECHAT_OPEN_DAY_TEMPLATE"),
        wechat_reward_template=reader.template("WECHAT_REWARD_TEMPLATE"),
        turn_budget_seconds=reader.number("TURN_BUDGET_SECONDS", 4.0, above=0.0, below=5.0),
        air_url=reader.url("AIR_URL", "https://air.cnemc.cn:18007"),
        water_url=reader.url("WATER_URL", "https://szzdjc.cnemc.cn:8070"),
        source_ca_file=reader.file("SOURCE_CA_FILE"),
        qweather_url=reader.url("QWEATHER_URL", "https://devapi.qweather.com"),
        qweather_key=values.get("QWEATHER_KEY", ""),
        waqi_url=reader.url("WAQI_URL", "https://api.waqi.info"),
        waqi_token=values.get("WAQI_TOKEN", ""),
        openaq_url=reader.url("OPENAQ_URL", "https://api.openaq.org"),
        openaq_key=values.get("OPENAQ_KEY", ""),
        bureau_air=reader.folder_or_view("BUREAU_AIR"),
        bureau_water=reader.folder_or_view("BUREAU_WATER"),
        bureau_wind=reader.folder_or_view("BUREAU_WIND"),
        bureau_ions=reader.folder_or_view("BUREAU_IONS"),
        open_meteo_url=reader.url("OPEN_METEO_URL", ""),
        metar_url=reader.url("METAR_URL", ""),
        emitters=reader.file("EMITTERS"),
        open_days=reader.file("OPEN_DAYS"),
        answers_folder=reader.folder("ANSWERS_FOLDER"),
        data_source=reader.choice("DATA_SOURCE", ("live", "demo"), "demo" if demo else "live"),
        survey_population=reader.file("SURVEY_POPULATION"),
        survey_town_facts=reader.file("SURVEY_TOWN_FACTS"),
        survey_anonymity=int(reader.number("SURVEY_ANONYMITY", 5, above=1.9, below=1001)),
        secret_key=reader.long("SECRET_KEY", 16),
        secret_key_previous=reader.all_long("SECRET_KEY_PREVIOUS", 16),
        portal_admin_password=reader.long("PORTAL_ADMIN_PASSWORD", 8),
        health_key=reader.long("HEALTH_KEY", 16),
        backup_key=reader.matching("BACKUP_KEY", r"age1[0-9a-z]{58}", "a public key, age1…"),
    )
    if reader.problems:
        raise SettingsError(reader.problems)
    return settings


class _Reader:
    """Reads single values and collects what is wrong with them."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.problems: list[str] = []

    def _parsed(self, name: str, default: Any, parse: Callable[[str], Any], expected: str) -> Any:
        raw = self.values.get(name)
        if raw is None:
            return default
        try:
            return parse(raw)
        except ValueError:
            self.problems.append(f"{name} must be {expected}")
            return default

    def require(self, name: str) -> None:
        if not self.values.get(name):
            self.problems.append(f"{name} is missing (with DEMO=1 it would be generated)")

    def flag(self, name: str, default: bool) -> bool:
        words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}

        def parse(raw: str) -> bool:
            try:
                return words[raw.lower()]
            except KeyError:
                raise ValueError(raw) from None

        return bool(self._parsed(name, default, parse, "1 or 0"))

    def port(self, name: str, default: int) -> int:
        def parse(raw: str) -> int:
            if not 1 <= int(raw) <= 65535:
                raise ValueError(raw)
            return int(raw)

        return int(self._parsed(name, default, parse, "a port from 1 to 65535"))

    def number(self, name: str, default: float, *, above: float, below: float) -> float:
        def parse(raw: str) -> float:
            if not above < float(raw) < below:
                raise ValueError(raw)
            return float(raw)

        expected = f"a number above {above:g} and below {below:g}"
        return float(self._parsed(name, default, parse, expected))

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        def parse(raw: str) -> str:
            if raw not in choices:
                raise ValueError(raw)
            return raw

        return str(self._parsed(name, default, parse, "one of " + ", ".join(choices)))

    def url(self, name: str, default: str) -> str:
        expected = "an http or https address"
        value = self._matched(name, r"https?://[^\s/]+\S*", expected, default)
        return value.rstrip("/")

    def urls(self, name: str, default: str) -> str:
        one = r"https?://[^\s/,]+[^\s,]*"
        expected = "an http or https address, or several with commas between them"
        return self._matched(name, rf"{one}(\s*,\s*{one})*", expected, default)

    def redis(self, name: str) -> str:
        return self._matched(name, r"(rediss?|unix)://\S+", "an address of Redis", "")

    def matching(self, name: str, pattern: str, expected: str) -> str:
        return self._matched(name, pattern, expected, "")

    def _matched(self, name: str, pattern: str, expected: str, default: str) -> str:
        def parse(raw: str) -> str:
            if not re.fullmatch(pattern, raw):
                raise ValueError(raw)
            return raw

        return str(self._parsed(name, default, parse, expected))

    def template(self, name: str) -> str | None:
        value = self._matched(name, r"[A-Za-z0-9_-]{20,64}", "the id of a template message", "")
        return value or None

    def aes_key(self, name: str) -> str | None:
        value = self._matched(name, r"[A-Za-z0-9+/]{43}", "the platform's 43 characters", "")
        return value or None

    def long(self, name: str, least: int) -> str:
        return self._matched(name, rf"(?s).{{{least},}}", f"at least {least} characters", "")

    def all_long(self, name: str, least: int) -> tuple[str, ...]:
        def parse(raw: str) -> tuple[str, ...]:
            parts = tuple(part.strip() for part in raw.split(",") if part.strip())
            if any(len(part) < least for part in parts):
                raise ValueError(raw)
            return parts

        expected = f"keys of at least {least} characters, with commas between them"
        return tuple(self._parsed(name, (), parse, expected))

    def file(self, name: str) -> str | None:
        def parse(raw: str) -> str:
            if not Path(raw).is_file():
                raise ValueError(raw)
            return raw

        value = self._parsed(name, None, parse, "a file that exists")
        return None if value is None else str(value)

    def folder(self, name: str) -> str | None:
        def parse(raw: str) -> str:
            if not Path(raw).is_dir():
                raise ValueError(raw)
            return raw

        value = self._parsed(name, None, parse, "a folder that exists")
        return None if value is None else str(value)

    def folder_or_view(self, name: str) -> str:
        def parse(raw: str) -> str:
            if not (Path(raw).is_dir() or re.fullmatch(r"[a-z+]+://\S+#[\w.]+", raw)):
                raise ValueError(raw)
            return raw

        return str(self._parsed(name, "", parse, "a folder that exists or database-address#view"))
