"""The time of day in Jiaxing."""

from datetime import timedelta, timezone

# China keeps one time and has had no summer time since 1991: no table of zones is needed.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
