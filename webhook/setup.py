"""`python -m webhook.setup menu | qr | doctor`: what an account needs before it can serve."""

from __future__ import annotations

import argparse
import html
import io
import sys
from collections.abc import Callable
from pathlib import Path

import qrcode
import qrcode.image.svg

from bureau.adapters.wechat import PlatformRefusedError, PlatformUnreachableError, WeChat
from bureau.settings import Settings, SettingsError, load
from bureau.wiring import Bureau
from webhook.menu import MenuError, difference, for_platform, read_menu

_ADVICE = {
    40013: "WECHAT_APPID is not this account's: copy it from 设置与开发 → 基本配置",
    40125: "WECHAT_SECRET is wrong or was reset: copy the new one",
    40164: "this server's address is not on the IP list: add it under 基本配置 → IP白名单",
    40243: "the AppSecret is frozen: unfreeze it in the console",
    48001: "the account lacks this interface: it must be a verified service account",
    50002: "the account is limited: look at the notices in the console",
    45009: "the day's quota is spent: it returns at midnight",
    89503: "the call waits for an administrator's approval in WeChat",
}


def main() -> int:
    """Run one set-up command; return 0 when all is well, 1 when something is to be done."""
    parser = argparse.ArgumentParser(prog="python -m webhook.setup")
    parser.add_argument("what", choices=("menu", "qr", "doctor"))
    parser.add_argument("--yes", action="store_true", help="publish the menu without asking")
    parser.add_argument("--out", type=Path, help="where the QR sheet goes")
    wish = parser.parse_args()
    try:
        settings = load()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    bureau = Bureau(settings)
    try:
        if wish.what == "menu":
            return _menu(bureau, ask=not wish.yes)
        if wish.what == "qr":
            return _qr(bureau, wish.out or settings.var / "qr-towns.html")
        return doctor(settings, bureau.wechat, print)
    except PlatformRefusedError as refused:
        print(f"the platform refused: {refused}\n  {_ADVICE.get(refused.errcode, '')}")
        return 1
    except PlatformUnreachableError as error:
        print(f"{settings.wechat_api_url} does not answer: {error}")
        if settings.demo:
            print("  in demonstration mode the platform's twin runs inside `make run`: start it")
        return 1
    except MenuError as error:
        print(f"webhook/menu.yml: {error}")
        return 1
    finally:
        bureau.close()


def _menu(bureau: Bureau, *, ask: bool) -> int:
    wanted = for_platform(read_menu(), public_url=bureau.settings.public_url)
    changes = difference(bureau.wechat.menu(), wanted)
    if not changes:
        print("the published menu is the same")
        return 0
    print("\n".join(changes))
    if ask and sys.stdin.isatty() and input("publish? [y/N] ").strip().lower() != "y":
        print("nothing published")
        return 0
    bureau.wechat.publish_menu(wanted)
    print("published; followers see it within 24 hours, at once after following anew")
    return 0


def _qr(bureau: Bureau, out: Path) -> int:
    cards = []
    for county in bureau.places.counties():
        for town in bureau.places.towns(county.code):
            picture = io.BytesIO()
            address = bureau.wechat.qr_address(town.code)
            qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage).save(picture)
            svg = picture.getvalue().decode().split("?>", 1)[-1]
            cards.append(
                f"<figure>{svg}<figcaption><b>{html.escape(town.name)}</b>"
                f"<br>{html.escape(county.name)}</figcaption></figure>"
            )
            print(f"\r{len(cards)} of 72", end="", flush=True)
    sheet = Path(__file__).with_name("qr_sheet.html").read_text(encoding="utf-8")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(sheet.replace("<!-- cards -->", "\n".join(cards)), encoding="utf-8")
    print(f"\n{out}: print it, one code a town")
    return 0


def doctor(settings: Settings, wechat: WeChat, say: Callable[[str], None]) -> int:
    """Ask the platform one thing after the other, and say what to do where it refuses."""
    checks: list[tuple[str, Callable[[], str]]] = [
        ("token and IP list", lambda: f"{len(wechat.server_addresses())} addresses"),
        ("menu", lambda: _same_menu(settings, wechat)),
        ("quota of customer messages", lambda: _quota(wechat)),
    ]
    problems = 0
    say(f"platform {settings.wechat_api_url}")
    for line in _local(settings):
        say(line)
    for name, check in checks:
        try:
            say(f"ok   {name}: {check()}")
        except PlatformRefusedError as refused:
            problems += 1
            say(f"FAIL {name}: {refused}")
            say(f"     {_ADVICE.get(refused.errcode, 'see the code in the platform documents')}")
        except PlatformUnreachableError as error:
            problems += 1
            say(f"FAIL {name}: no answer ({error}); is the network open to the platform?")
    return 1 if problems else 0


def _local(settings: Settings) -> list[str]:
    lines = [f"ok   mode: {settings.wechat_mode}"]
    if settings.wechat_mode == "plain":
        lines = ["WARN mode: plain: anybody who overhears one message can forge others; use safe"]
    if settings.public_url.startswith("https://"):
        lines.append(f"ok   address for the console: {settings.public_url}/wechat")
    else:
        lines.append(f"WARN PUBLIC_URL is {settings.public_url}: citizens' pages need https")
    return lines


def _same_menu(settings: Settings, wechat: WeChat) -> str:
    changes = difference(wechat.menu(), for_platform(read_menu(), public_url=settings.public_url))
    return f"{len(changes)} entries differ: run `make menu`" if changes else "as in menu.yml"


def _quota(wechat: WeChat) -> str:
    quota = wechat.quota("/cgi-bin/message/custom/send")
    return f"{quota.get('remain')} of {quota.get('daily_limit')} left today"


if __name__ == "__main__":
    sys.exit(main())
