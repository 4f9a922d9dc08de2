"""What is made ready before the service starts: the open days of a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bureau.settings import load
from bureau.wiring import Bureau
from ops.preparation import prepare, read_open_days

AT = datetime(2026, 11, 24, 6, 20, tzinfo=UTC)
LIST = """
rows:
  - {设施名称: 南湖监测站, 类别: 环境监测, 镇街: 余新镇, 集合点: 大门口,
     日期: 2026-12-06, 开始: '9:00', 结束: '11:00', 位子: 20}
"""


def settings_of(folder: Path, **more: str) -> dict[str, str]:
    return {"DEMO": "1", "VAR_DIR": str(folder), "PORTAL_ADMIN_PASSWORD": "a password", **more}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("days.yml", LIST),
        (
            "days.csv",
            "设施名称,类别,镇街,集合点,日期,开始,结束,位子\n"
            "南湖监测站,环境监测,余新镇,大门口,2026-12-06,9:00,11:00,20\n",
        ),
    ],
)
def test_open_days_of_a_file_are_there_from_the_start_and_only_once(
    tmp_path: Path, name: str, text: str
) -> None:
    file = tmp_path / name
    file.write_text(text)
    bureau = Bureau(load(settings_of(tmp_path)))
    try:
        for _ in range(2):
            read_open_days(bureau, file, at=AT)
        assert [day.facility.name for day in bureau.open_day_desk.coming(at=AT)] == ["南湖监测站"]
    finally:
        bureau.close()


@pytest.mark.parametrize(
    ("text", "event"),
    [(LIST.replace("余新镇", "余姚镇"), "open_days_fault"), ("rows: 3", "open_days_not_read")],
)
def test_a_file_with_faults_is_told_of_and_keeps_nothing_from_starting(
    tmp_path: Path, text: str, event: str
) -> None:
    file = tmp_path / "days.yml"
    file.write_text(text)
    with capture_logs() as logs:
        prepare(load(settings_of(tmp_path, OPEN_DAYS=str(file))))
    assert event in [line["event"] for line in logs]
