"""WeChat: the platform's API and its working twin."""

from bureau.adapters.wechat.client import WeChat

__all__ = ["WeChat"]
