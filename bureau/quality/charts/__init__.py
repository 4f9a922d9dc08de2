"""Pictures of series for the chat: named in the answer, drawn when it is sent."""

from bureau.quality.charts.name import Chart
from bureau.quality.charts.shelf import Charts, NoChartError

__all__ = ["Chart", "Charts", "NoChartError"]
