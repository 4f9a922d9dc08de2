"""`python -m webhook.setup menu | qr | doctor`: what an account needs before it can serve."""

from __future__ import annotations

import argparse
import html
import io
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import qrcode
import qrcode.image.svg

from basis.packaged import yaml_beside
from basis.private_files import write_privately
from bureau.messaging.ports import Account, PlatformRefusedError, PlatformUnreachableError
from bureau.settings import Settings, SettingsError, load
from bureau.wiring import Bureau
from webhook.menu import REORDERED, MenuError, difference, for_platform, read_menu


@cache
def texts() -> dict[str, Any]:
    """Return what the commands say."""
    return dict(yaml_beside(__file__, "setup.yml"))


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
        print(texts()["refused"].format(why=refused))
        print(texts()["advice"].format(todo=_advice(refused)))
        return 1
    except PlatformUnreachableError as error:
        print(texts()["silent"].format(address=settings.wechat_api_url, why=error))
        print(texts()["advice"].format(todo=_silence(settings)))
        return 1
    except MenuError as error:
        print(texts()["menu_wrong"].format(why=error))
        return 1
    finally:
        bureau.close()


def _menu(bureau: Bureau, *, ask: bool) -> int:
    wanted = for_platform(read_menu(), public_url=bureau.settings.public_url)
    changes = difference(bureau.wechat.menu(), wanted)
    if not changes:
        print(texts()["menu_same"])
        return 0
    print(texts()["menu_order"] if changes == [REORDERED] else "\n".join(changes))
    if ask and sys.stdin.isatty() and input(texts()["menu_ask"]).strip().lower() != "y":
        print(texts()["menu_not"])
        return 0
    bureau.wechat.publish_menu(wanted)
    print(texts()["menu_published"])
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
            if sys.stdout.isatty():
                print(f"\r{len(cards)} / 72", end="", flush=True)
    sheet = Path(__file__).with_name("qr_sheet.html").read_text(encoding="utf-8")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(sheet.replace("<!-- cards -->", "\n".join(cards)), encoding="utf-8")
    print("\r" + texts()["qr_done"].format(count=len(cards), path=out))
    return 0


def doctor(settings: Settings, wechat: Account, say: Callable[[str], None]) -> int:
    """Ask the platform one thing after the other, and say what to do where it refuses."""
    words = texts()
    checks: list[tuple[str, Callable[[], tuple[bool, str]]]] = [
        ("secret", lambda: _secret(wechat)),
        ("list", lambda: _list(wechat)),
        ("menu", lambda: _same_menu(settings, wechat)),
        ("quota", lambda: _quota(wechat)),
    ]
    problems = 0
    say(words["platform"].format(address=settings.wechat_api_url))
    for what, fine, told in _local(settings):
        say(words["fine" if fine else "warn"].format(what=words[what], told=told))
    for name, check in checks:
        try:
            fine, told = check()
            say(words["fine" if fine else "warn"].format(what=words[name], told=told))
        except PlatformRefusedError as refused:
            problems += 1
            say(words["wrong"].format(what=words[name], told=refused))
            say(words["advice"].format(todo=_advice(refused)))
        except PlatformUnreachableError as error:
            problems += 1
            silent = words["silent"].format(address=settings.wechat_api_url, why=error)
            say(words["wrong"].format(what=words[name], told=silent))
            say(words["advice"].format(todo=_silence(settings)))
            break  # the next would be silent as well
    say(words["some_wrong"].format(count=problems) if problems else words["all_fine"])
    return 1 if problems else 0


def _local(settings: Settings) -> list[tuple[str, bool, str]]:
    words, address = texts(), settings.public_url
    safe = settings.wechat_mode == "safe"
    mode = ("mode", safe, words[f"mode_{settings.wechat_mode}"])
    if address.startswith("https://"):
        return [mode, ("address", True, words["address_fine"].format(address=address))]
    return [mode, ("address", False, words["address_http"].format(address=address))]


def _secret(wechat: Account) -> tuple[bool, str]:
    wechat.check_secret()
    return True, texts()["secret_fine"]


def _list(wechat: Account) -> tuple[bool, str]:
    wechat.server_addresses()
    return True, texts()["list_fine"]


def _same_menu(settings: Settings, wechat: Account) -> tuple[bool, str]:
    changes = difference(wechat.menu(), for_platform(read_menu(), public_url=settings.public_url))
    if changes:
        return False, texts()["menu_differs"].format(count=len(changes))
    return True, texts()["menu_as_file"]


def _quota(wechat: Account) -> tuple[bool, str]:
    quota = wechat.quota("/cgi-bin/message/custom/send")
    left, most = quota.get("remain", "?"), quota.get("daily_limit", "?")
    return left != 0, texts()["quota_left"].format(left=left, most=most)


def _advice(refused: PlatformRefusedError) -> str:
    return str(texts()["codes"].get(refused.errcode, texts()["unknown_code"]))


def _silence(settings: Settings) -> str:
    return str(texts()["silent_demo" if settings.demo else "silent_real"])


if __name__ == "__main__":
    write_privately()
    sys.exit(main())
