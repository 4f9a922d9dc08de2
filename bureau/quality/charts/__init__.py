"""Pictures of series for the chat: named by whoever answers, drawn by whoever sends."""

from bureau.quality.charts.name import Chart
from bureau.quality.charts.shelf import Charts, NoChartError

__all__ = ["Chart", "Charts", "NoChartError"]
