"""The columns of a ranking table, in the order and wording every file shares."""

from surveys.statistics.ranking import Provenance, RegionResult

HEADINGS: tuple[tuple[str, str], ...] = (
    ("rank", "名次"),
    ("name", "地区"),
    ("region", "代码"),
    ("n", "样本数"),
    ("score", "得分"),
    ("ci_low", "得分下限"),
    ("ci_high", "得分上限"),
    ("rank_low", "最好名次"),
    ("rank_high", "最差名次"),
    ("rank_low_marginal", "最好名次(单个)"),
    ("rank_high_marginal", "最差名次(单个)"),
    ("band", "分不出高低的组"),
    ("top_three", "前三的可能"),
    ("bottom_three", "后三的可能"),
    ("satisfied", "满意率"),
    ("satisfied_low", "满意率下限"),
    ("satisfied_high", "满意率上限"),
    ("se", "标准误"),
    ("deff", "设计效应"),
    ("weighting", "加权"),
    ("note", "说明"),
)
SHARES = {"satisfied", "satisfied_low", "satisfied_high", "top_three", "bottom_three"}
DECIMALS = {"score", "ci_low", "ci_high", "se", "deff"}
_WEIGHTING = {
    "unweighted": "不加权",
    "design": "自带权重",
    "poststratified": "事后分层",
    "raked": "边际迭代",
}


def cell(line: RegionResult, key: str) -> str | float | int | None:
    """One value as shown: groups as `1、2`, the weighting by its Chinese name."""
    value = getattr(line, key)
    if key == "band":
        return "、".join(map(str, value)) or None
    if key == "weighting":
        return _WEIGHTING[value]
    shown: str | float | int | None = value
    return shown


def provenance_lines(made: Provenance) -> list[tuple[str, str]]:
    """What traces a printed sheet, as label and text."""
    return [
        ("期次", made.wave),
        ("问卷版本", made.questionnaire or "未注明"),
        ("分值（答1至5）", "/".join(f"{point:g}" for point in made.mapping)),
        ("答卷方式", made.mode),
        ("排名层级", {"county": "县（市、区）", "town": "镇（街道）"}[made.level]),
        ("制表日期", made.date),
        ("数据指纹", made.fingerprint),
    ]
