"""Pictures on their way to a citizen: charts, the evidence, or from our own pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx

from bureau.messaging.ports import Evidence, NoEvidenceError
from bureau.quality.charts import Chart, Charts, NoChartError

_TIMEOUT = 10.0


class NoPictureError(LookupError):
    """The picture is not to be had."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Reads pictures; `ours` is the address under which our own pages stand."""

    evidence: Evidence
    charts: Charts
    ours: str
    local: str

    def read(self, source: str) -> tuple[bytes, str]:
        """Return a picture's bytes and type; raises `NoPictureError`.

        `source` is a chart's name, an evidence id or an address of our own: nobody else's is
        fetched.
        """
        if Chart.read(source) is not None:
            try:
                return self.charts.png(source), "image/png"
            except NoChartError as error:
                raise NoPictureError(source) from error
        if re.fullmatch(r"[0-9a-f]{32}", source):
            try:
                return self.evidence.read(source)
            except (NoEvidenceError, OSError) as error:
                raise NoPictureError(source) from error
        for base in (self.ours, self.local):
            if source.startswith(f"{base}/"):
                return self._fetch(self.local + source.removeprefix(base))
        raise NoPictureError(source)

    @staticmethod
    def _fetch(address: str) -> tuple[bytes, str]:
        try:
            response = httpx.get(address, timeout=_TIMEOUT, trust_env=False).raise_for_status()
        except httpx.HTTPError as error:
            raise NoPictureError(type(error).__name__) from error
        mime = response.headers.get("content-type", "").split(";")[0]
        if not mime.startswith("image/"):
            raise NoPictureError(f"{mime} is no picture")
        return response.content, mime
