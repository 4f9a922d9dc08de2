"""The segmenter of Chinese words, loaded once and without a word on the console."""

from __future__ import annotations

import logging
import warnings
from functools import cache
from types import ModuleType


@cache
def segmenter() -> ModuleType:
    """Return jieba with its dictionary: a second the first time, for whoever reads a text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it imports pkg_resources, and that is said at each start
        import jieba
        from jieba import posseg  # noqa: F401  kinds of words, asked for as `.posseg`
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    module: ModuleType = jieba
    return module
