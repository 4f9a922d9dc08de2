"""What `make run` prints when the service answers: where it is and what to try first."""

from __future__ import annotations

from bureau.settings import Settings


def text(settings: Settings) -> str:
    """Return the announcement; only a demonstration's own password is ever shown."""
    local = f"http://127.0.0.1:{settings.port}"
    lines = ["", "  嘉兴生态环境微信助手已启动 · the assistant is ready", ""]
    if settings.demo:
        lines += [
            f"  手机模拟器 simulator    {local}/simulator",
            "  先发一句 try first      昨晚十一点多王店那边一股塑料味，窗都不敢开",
            f"  工作台 portal           {local}/portal",
            f"  登录 login              admin / {settings.portal_admin_password}",
            "  终端聊天 terminal       make chat",
            "",
            "  演示模式：数据都是演示数据，请勿用于生产 (DEMO=0 for real operation)",
        ]
    else:
        lines += [
            f"  微信接口 WeChat door    {settings.public_url}/wechat",
            f"  工作台 portal           {local}/portal",
            f"  健康检查 health         {local}/healthz",
        ]
    return "\n".join([*lines, "  Ctrl-C 结束 · stop", ""])
