import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / ".env.example").read_text()


def names_in_example():
    return re.findall(r"^([A-Z_]+)=", EXAMPLE, flags=re.M)


def test_every_setting_that_the_code_reads_stands_in_the_example():
    code = (ROOT / "bureau/settings.py").read_text()
    read = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)*)"', code)) - {"GCJ"}
    assert read <= set(names_in_example())


def test_every_setting_in_the_example_has_a_sentence():
    for name in names_in_example():
        assert re.search(rf"^# .+\n{name}=", EXAMPLE, flags=re.M), name


def test_the_example_holds_no_secret():
    for name in ("WECHAT_TOKEN", "WECHAT_SECRET", "WECHAT_AES_KEY", "SECRET_KEY"):
        assert re.search(rf"^{name}=$", EXAMPLE, flags=re.M)
