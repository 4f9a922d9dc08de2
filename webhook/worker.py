"""The worker process: late turns, delivery, media, alerts, and tidying up once a day."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable

import structlog

from basis.ending import Ending
from basis.heartbeat import Heartbeat, folder_of
from basis.private_files import write_privately
from bureau import logs
from bureau.messaging.ports import StoreAwayError
from bureau.retention import Rule
from bureau.settings import SettingsError, load
from bureau.wiring import Bureau
from webhook.assistant import RasaAssistant
from webhook.delivery import Delivery
from webhook.erasing import Erasing
from webhook.media import Media
from webhook.notices import SubscriptionNotices
from webhook.pictures import Pictures
from webhook.service import now, router_of
from webhook.turn import InboxTurns

OWNER = "worker"
# No part of the work takes as long: its loop hangs.
HUNG = 180.0
_log = structlog.get_logger()


class Worker:
    """Everything that happens behind a citizen's back; each loop by itself."""

    def __init__(self, bureau: Bureau, ending: Ending) -> None:
        settings = bureau.settings
        self._bureau = bureau
        self._ending = ending
        self._stop = threading.Event()
        self._begun: dict[str, float] = {}  # the loops at work, since when
        self._wechat = bureau.wechat
        self._assistant = RasaAssistant(settings.rasa_url)
        self._turns = InboxTurns(
            router=router_of(bureau, self._assistant),
            inbox=bureau.inbox,
            clock=now,
            owner=OWNER,
            threads=8,
        )
        local = f"http://127.0.0.1:{settings.port}"
        self._delivery = Delivery(
            outbox=bureau.outbox,
            citizens=bureau.citizens,
            wechat=self._wechat,
            pictures=Pictures(bureau.evidence, bureau.charts, settings.public_url, local),
            notices=SubscriptionNotices(
                bureau.consents, self._wechat, settings.wechat_alert_template
            ),
            quota=bureau.quota,
            clock=now,
        )
        self._media = Media(bureau.evidence, self._wechat, now)
        self._erasing = Erasing(bureau.citizens, bureau.evidence, self._assistant, now)

    def run(self) -> None:
        """Work until it is time to end; what is at work then is ended first."""
        heartbeat = Heartbeat(
            folder_of(self._bureau.settings.var), OWNER, lambda: self._at_work_for() < HUNG
        ).start()
        self._recover()
        loops = [
            self._loop("late_turns", self.late_turns, 0.5),
            self._loop("delivery", self._delivery.run, 0.3),
            self._loop("media", self._media.run, 0.5),
            self._loop("unsure", self._delivery.settle_unsure, 30),
            self._loop("lapse", lambda: self._bureau.outbox.lapse(at=now()), 60),
            self._loop("cases", lambda: self._bureau.cases.close_expired(at=now()), 60),
            self._loop("alarm", lambda: self._bureau.casework.ring_again(at=now()), 60),
            self._loop("ladder", lambda: self._bureau.supervision.sweep(at=now()), 60),
            self._loop("replies", lambda: self._bureau.cases.run_on(at=now()), 60),
            self._loop("rewards", lambda: self._bureau.rewards.sweep(at=now()), 60),
            self._loop("hush", lambda: self._bureau.rewards.hush(at=now()), 10),
            self._loop("alerts", self.alerts, 30),
            self._loop("referrals", lambda: self._bureau.referrals.settle(at=now()), 60),
            self._loop("odor", self.odor, 30),
            self._loop("tonight", self.tonight, 300),
            self._loop("hotline", lambda: self._bureau.hotline.tidy(at=now()), 30),
            self._loop("open_days", lambda: self._bureau.open_days.keep_up(at=now()), 60),
            self._loop("shifts", lambda: self._bureau.duty_calendar.remind(at=now()), 600),
            self._loop("survey", lambda: self._bureau.invitations.remind(at=now()), 1800),
            self._loop("erasing", self._erasing.run, 2),
            self._loop("diagnoses", lambda: self._bureau.diagnoses.make_due(at=now()), 3600),
            self._loop("tidy", self.tidy, 3600),
            self._loop("reseal", self.reseal, 3600),
        ]
        for loop in loops:
            loop.start()
        _log.info("working")
        self._ending.wait()
        self._stop.set()
        for loop in loops:
            loop.join()
        self._delivery.close()
        self._turns.close()
        self._assistant.close()
        heartbeat.stop()

    def late_turns(self) -> int:
        """Play the turns that are due; they answer through the delivery ledger."""
        rows = self._bureau.inbox.take_due(owner=OWNER, at=now(), most=20)
        for row in rows:
            self._turns.start(row, self._bureau.inbox.standing(row.citizen))
        return len(rows)

    def alerts(self) -> None:
        """Tell citizens what they asked to be told, as soon as there is a new value."""
        told = self._bureau.alerts.send_due(at=now())
        if told:
            _log.info("alerts_told", citizens=told)

    def odor(self) -> None:
        """Take in what was smelt; alarm, ask and tell of the events that it makes."""
        self._bureau.odor.follow(at=now())
        did = self._bureau.noses.sweep(at=now())
        self._bureau.bulletin.sweep(at=now())
        if did.alarms or did.asked or did.told:
            _log.info("odor_told", alarms=did.alarms, asked=did.asked, told=did.told)

    def tonight(self) -> None:
        """Forecast tonight's odor once a day, and tell whoever asked to be told."""
        self._bureau.tonight.make_due(at=now())
        told = self._bureau.noses.tell_tonight(at=now())
        if told:
            _log.info("tonight_told", citizens=told)

    def reseal(self) -> int:
        """After a change of SECRET_KEY, seal some identities anew; return how many were seen."""
        resealing = self._bureau.resealing
        if not self._bureau.settings.secret_key_previous or resealing.done:
            return 0
        seen = resealing.step()
        if resealing.done:
            # From now on the keys before this one are of no more use.
            _log.info("resealed", sealed=resealing.sealed, unreadable=resealing.unreadable)
        return seen

    def tidy(self) -> None:
        """Delete what was kept long enough."""
        others = {Rule.CONVERSATIONS: self._assistant.forget_before}
        self._bureau.retention.keep(at=now(), also=others)

    def _recover(self) -> None:
        """Take up what an earlier worker left, as soon as the store is there."""
        while not self._ending.is_set():
            try:
                self._bureau.recovery.recover(owner=OWNER, at=now())
                self._delivery.settle_unsure(everything=True)
            except StoreAwayError as error:
                _log.error("store_away", error=str(error))
                self._ending.wait(1)
            else:
                return

    def _at_work_for(self) -> float:
        """Return for how many seconds the slowest loop has been in the midst of its work."""
        begun = min(self._begun.copy().values(), default=None)
        return 0.0 if begun is None else time.monotonic() - begun

    def _loop(self, name: str, work: Callable[[], object], pause: float) -> threading.Thread:
        def loop() -> None:
            while not self._stop.is_set():
                self._begun[name] = time.monotonic()
                try:
                    busy = work()
                except Exception:
                    _log.exception("loop_failed", loop=name)
                    busy = None
                self._begun.pop(name)
                if not busy:
                    self._stop.wait(pause)

        return threading.Thread(target=loop, name=name)


def main() -> int:
    """Work until told to stop; return 2 when the settings cannot be used."""
    logs.configure("worker")
    try:
        bureau = Bureau(load()).prove()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    ending = Ending()
    ending.listen()
    Worker(bureau, ending).run()
    bureau.close()
    _log.info("stopped")
    return 0


if __name__ == "__main__":
    write_privately()
    sys.exit(main())
