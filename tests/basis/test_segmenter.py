"""The segmenter is quiet: a newcomer's console shows no warning of another's package."""

import subprocess
import sys


def test_loading_says_nothing() -> None:
    code = "from basis.segmenter import segmenter; print(segmenter().lcut('半夜臭气', HMM=False))"
    done = subprocess.run(
        [sys.executable, "-W", "always::UserWarning", "-c", code], capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("['半夜', '臭气']\n", "")
