"""The segmenter is quiet: a newcomer's console shows no warning of another's package."""

import subprocess
import sys

from basis.segmenter import segmenter


def test_loading_says_nothing() -> None:
    code = "from basis.segmenter import segmenter; print(segmenter().lcut('半夜臭气', HMM=False))"
    done = subprocess.run(
        [sys.executable, "-W", "always::UserWarning", "-c", code], capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("['半夜', '臭气']\n", "")


def test_several_threads_that_want_it_first_at_once_all_get_it() -> None:
    code = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from basis.segmenter import segmenter
together = Barrier(8)
def cut(_):
    together.wait()
    return [str(pair) for pair in segmenter().posseg.cut('臭气')]
with ThreadPoolExecutor(8) as pool:
    assert len({tuple(each) for each in pool.map(cut, range(8))}) == 1
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_word_is_of_the_kind_that_the_dictionary_says() -> None:
    own = segmenter().posseg.dt.word_tag_tab
    told = segmenter().posseg.POSTokenizer(segmenter().dt).word_tag_tab
    assert own == told
    assert len(own) > 300_000
