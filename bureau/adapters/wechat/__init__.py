"""WeChat: the platform's API and its working twin."""

from bureau.adapters.wechat.client import WeChat
from bureau.adapters.wechat.errors import PlatformRefusedError, PlatformUnreachableError

__all__ = ["PlatformRefusedError", "PlatformUnreachableError", "WeChat"]
