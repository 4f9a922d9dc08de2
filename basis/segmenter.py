"""The segmenter of Chinese words, loaded once and without a word on the console."""

from __future__ import annotations

import io
import logging
import sys
import warnings
from functools import cache
from threading import Lock
from types import ModuleType

_loading = Lock()


def segmenter() -> ModuleType:
    """Return jieba with its dictionary: a second the first time, for whoever reads a text."""
    # One loads it while others wait: `cache` alone lets two threads load at once, and what
    # jieba is told for a moment below would be gone under the second one's hands.
    with _loading:
        return _loaded()


@cache
def _loaded() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it imports pkg_resources, and that is said at each start
        import jieba
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    _load_kinds(jieba)
    module: ModuleType = jieba
    return module


def _load_kinds(jieba: ModuleType) -> None:
    """Load the kinds of words, asked for as `.posseg`, in a third of the memory it would take.

    jieba reads its dictionary a second time, each word and each kind a text of its own: 50 MB.
    Here a word is the one that the segmenter has already, and a kind stands once.
    """
    jieba.dt.get_dict_file = io.BytesIO  # of this, posseg reads nothing when imported
    from jieba import posseg

    del jieba.dt.get_dict_file
    words = {word: word for word in jieba.dt.FREQ}
    kinds = posseg.dt.word_tag_tab
    with jieba.dt.get_dict_file() as lines:
        for line in lines:
            word, _, kind = line.decode("utf-8").strip().split(" ")
            kinds[words[word]] = sys.intern(kind)
