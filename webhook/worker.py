"""The worker process: late turns, delivery, media, alerts, and tidying up once a day."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable

import structlog

from basis.ending import Ending
from basis.heartbeat import Heartbeat, folder_of
from basis.pace import Pace
from basis.private_files import write_privately
from basis.side_door import SideDoor
from bureau import logs, metrics
from bureau.messaging.ports import StoreAwayError
from bureau.retention import Rule
from bureau.settings import SettingsError, load
from bureau.side_door import open_side_door
from bureau.wiring import Bureau
from webhook.assistant import assistant_of
from webhook.delivery import Delivery
from webhook.erasing import Erasing
from webhook.media import Media
from webhook.notices import SubscriptionNotices
from webhook.pictures import Pictures
from webhook.service import router_of
from webhook.turn import InboxTurns

KIND = "worker"
# No part of the work takes as long: its loop hangs.
HUNG = 180.0
# Where the worker that leads hangs, another takes its queues up within so many seconds.
STANDBY = 3.0
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
        self._assistant = assistant_of(settings.rasa_urls)
        self._now = now = bureau.clock
        self._member = bureau.member(KIND)
        # Of several workers one does what comes once in a while, and all of them the rest.
        self._lead = bureau.lead("chores")
        self._turns = InboxTurns(
            router=router_of(bureau, self._assistant),
            inbox=bureau.inbox,
            clock=now,
            owner=self._member.name,
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
        bureau, now = self._bureau, self._now
        heartbeat = Heartbeat(
            folder_of(bureau.settings.var), KIND, lambda: self._at_work_for() < HUNG
        ).start()
        door = self._side_door()
        self._recover()
        loops = [
            self._queue("late_turns", self.late_turns, 0.5),
            self._queue("delivery", self._delivery.run, 0.3),
            self._queue("media", self._media.run, 0.5),
            self._loop("relieve", self.relieve, 3),
            self._chore("unsure", self._delivery.settle_unsure, 30),
            self._chore("lapse", lambda: bureau.outbox.lapse(at=now()), 60),
            self._chore("cases", lambda: bureau.cases.close_expired(at=now()), 60),
            self._chore("alarm", lambda: bureau.casework.ring_again(at=now()), 60),
            self._chore("ladder", lambda: bureau.supervision.sweep(at=now()), 60),
            self._chore("replies", lambda: bureau.cases.run_on(at=now()), 60),
            self._chore("rewards", lambda: bureau.rewards.sweep(at=now()), 60),
            self._chore("hush", lambda: bureau.rewards.hush(at=now()), 10),
            self._chore("alerts", self.alerts, 30),
            self._chore("referrals", lambda: bureau.referrals.settle(at=now()), 60),
            self._chore("odor", self.odor, 30),
            self._chore("tonight", self.tonight, 300),
            self._chore("hotline", lambda: bureau.hotline.tidy(at=now()), 30),
            self._chore("open_days", lambda: bureau.open_days.keep_up(at=now()), 60),
            self._chore("shifts", lambda: bureau.duty_calendar.remind(at=now()), 600),
            self._chore("survey", lambda: bureau.invitations.remind(at=now()), 1800),
            self._chore("erasing", self._erasing.run, 2),
            self._chore("diagnoses", lambda: bureau.diagnoses.make_due(at=now()), 3600),
            self._chore("tidy", self.tidy, 3600),
            self._chore("reseal", self.reseal, 3600),
        ]
        for loop in loops:
            loop.start()
        _log.info("working", name=self._member.name)
        self._ending.wait()
        self._stop.set()
        for loop in loops:
            loop.join()
        self._delivery.close()
        self._turns.close()
        self._assistant.close()
        self._lead.close()
        self._member.leave()
        heartbeat.stop()
        if door is not None:
            door.close()

    def _side_door(self) -> SideDoor | None:
        """Serve how this process does, where a port was set for it."""
        settings = self._bureau.settings
        if not settings.worker_port:
            return None
        return open_side_door(
            settings.host,
            settings.worker_port,
            lives=lambda: self._at_work_for() < HUNG,
            ready=self._bureau.database.check,
        )

    def late_turns(self) -> int:
        """Play the turns that are due; they answer through the delivery ledger."""
        rows = self._bureau.inbox.take_due(owner=self._member.name, at=self._now(), most=20)
        for row in rows:
            self._turns.start(row, self._bureau.inbox.standing(row.citizen))
        return len(rows)

    def relieve(self) -> None:
        """Take over what a process held that died, on whichever machine."""
        if self._bureau.database.shared:
            freed = self._bureau.recovery.relieve(at=self._now())
            if freed:
                _log.warning("took_over", messages=freed)

    def alerts(self) -> None:
        """Tell citizens what they asked to be told, as soon as there is a new value."""
        told = self._bureau.alerts.send_due(at=self._now())
        if told:
            _log.info("alerts_told", citizens=told)

    def odor(self) -> None:
        """Take in what was smelt; alarm, ask and tell of the events that it makes."""
        self._bureau.odor.follow(at=self._now())
        did = self._bureau.noses.sweep(at=self._now())
        self._bureau.bulletin.sweep(at=self._now())
        if did.alarms or did.asked or did.told:
            _log.info("odor_told", alarms=did.alarms, asked=did.asked, told=did.told)

    def tonight(self) -> None:
        """Forecast tonight's odor once a day, and tell whoever asked to be told."""
        self._bureau.tonight.make_due(at=self._now())
        told = self._bureau.noses.tell_tonight(at=self._now())
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
        self._bureau.retention.keep(at=self._now(), also=others)

    def _recover(self) -> None:
        """Take up what an earlier worker left, as soon as the store is there."""
        while not self._ending.is_set():
            try:
                self._member.join()
                self._bureau.recovery.recover(owner=self._member.name, at=self._now())
                # Where there are other workers, letters under way may be theirs.
                self._delivery.settle_unsure(everything=not self._bureau.database.shared)
            except StoreAwayError as error:
                _log.error("store_away", error=str(error))
                self._ending.wait(1)
            else:
                return

    def _at_work_for(self) -> float:
        """Return for how many seconds the slowest loop has been in the midst of its work."""
        begun = min(self._begun.copy().values(), default=None)
        return 0.0 if begun is None else time.monotonic() - begun

    def _chore(self, name: str, work: Callable[[], object], pause: float) -> threading.Thread:
        """Return a loop of which one worker at a time does the work, and always rests after it."""

        def round_of_work() -> None:
            if self._lead.leads():
                work()

        return self._loop(name, round_of_work, pause)

    def _queue(self, name: str, work: Callable[[], int], pause: float) -> threading.Thread:
        """Return a loop over a queue of which every worker takes; the idle ones rest longer."""
        return self._loop(name, work, Pace(pause, STANDBY, lambda: self._lead.leading))

    def _loop(self, name: str, work: Callable[[], object], pause: float | Pace) -> threading.Thread:
        pace = pause if isinstance(pause, Pace) else Pace(pause, pause, lambda: True)

        def loop() -> None:
            while not self._stop.is_set():
                self._begun[name] = time.monotonic()
                try:
                    busy = work()
                except Exception:
                    _log.exception("loop_failed", loop=name)
                    busy = None
                self._begun.pop(name)
                self._stop.wait(pace.rest(worked=bool(busy)))

        return threading.Thread(target=loop, name=name)


def main() -> int:
    """Work until told to stop; return 2 when the settings cannot be used."""
    logs.configure("worker")
    metrics.trace("worker")
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
