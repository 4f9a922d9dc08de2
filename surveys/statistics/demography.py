"""Age groups and sexes as people write them, brought to one spelling."""

import re

MALE, FEMALE = "男", "女"
SURVEYED_AGES = (18, 70)  # the provincial practice asks residents of 18 to 70
_OLDEST = 150

_SEXES = {
    MALE: ("男", "男性", "m", "male", "1"),
    FEMALE: ("女", "女性", "f", "female", "2"),
}
_SEX_OF = {spelling: sex for sex, spellings in _SEXES.items() for spelling in spellings}
_UNKNOWN = {"", "-", "na", "nan", "null", "none", "未知", "不详", "unknown", "拒答"}

_ONE = re.compile(r"(\d{1,3})(?:\.0+)?$")
_RANGE = re.compile(r"(\d{1,3})(?:-|~|—|–|－|～|至|到|_|to)+(\d{1,3})$")
_FROM = re.compile(r"(?:>=|≥)?(\d{1,3})(?:\+|＋|以上|及以上)$|(?:>=|≥)(\d{1,3})$")
_UNTIL = re.compile(r"(?:<=|≤)(\d{1,3})$|(\d{1,3})及?以下$")
_BELOW = re.compile(r"(?:<|under)(\d{1,3})$")
_ABOVE = re.compile(r"(?:>|over)(\d{1,3})$")


def canonical_sex(text: str) -> str | None:
    """男 or 女 for any usual spelling, the text itself for another label, None for unknown."""
    plain = _plain(text)
    if plain in _UNKNOWN:
        return None
    return _SEX_OF.get(plain, text.strip())


def canonical_age(text: str) -> str | None:
    """`low-high` for an age or an age group, the text itself for another label, None if unknown."""
    plain = _plain(text)
    if plain in _UNKNOWN:
        return None
    span = age_span(text)
    return text.strip() if span is None else f"{span[0]}-{span[1]}"


def age_span(text: str) -> tuple[int, int] | None:
    """First and last year of an age (34) or a group (18-29, 18~29岁, 60+, 70岁以上), else None."""
    plain = _plain(text).replace("周岁", "").replace("岁", "")
    if found := _ONE.match(plain):
        low = high = int(found[1])
    elif found := _RANGE.match(plain):
        low, high = int(found[1]), int(found[2])
    elif found := _FROM.match(plain):
        low, high = int(found[1] or found[2]), _OLDEST
    elif found := _UNTIL.match(plain):
        low, high = 0, int(found[1] or found[2])
    elif found := _BELOW.match(plain):
        low, high = 0, int(found[1]) - 1
    elif found := _ABOVE.match(plain):
        low, high = int(found[1]) + 1, _OLDEST
    else:
        return None
    return (low, high) if 0 <= low <= high <= _OLDEST else None


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text).lower()
