"""Claiming, as the citizen's own step: by name, or for a code that is shown once."""

from __future__ import annotations

from datetime import datetime

from bureau.rewards.lifecycle import RewardActor, RewardStatus, RewardVerb, reward_step
from bureau.rewards.model import ClaimKind, Reward, RewardError
from bureau.rewards.payee import Payee
from bureau.rewards.ports import RewardStore
from bureau.rewards.service import Rewards
from bureau.rewards.vault import Vault


class Claims:
    """What a citizen may do with their own rewards; raises `RewardError` for all else."""

    def __init__(self, store: RewardStore, rewards: Rewards, vault: Vault) -> None:
        self._store = store
        self._rewards = rewards
        self._vault = vault

    def of_citizen(self, *, by: str, at: datetime) -> list[Reward]:
        """Return a citizen's rewards, the newest first; of a withdrawn case none stays open."""
        for each in self._store.of_citizen(by):
            self._rewards.withdrawn(each, at=at)
        return self._store.of_citizen(by)

    def claimable(self, *, reward: int, by: str, at: datetime) -> Reward | None:
        """Return a citizen's own reward if it can be claimed now."""
        found = self._store.get(reward)
        if found is None or found.citizen != by or self._rewards.withdrawn(found, at=at):
            return None
        in_time = found.until is None or at <= found.until
        return found if found.status is RewardStatus.TOLD and in_time else None

    def by_name(self, *, reward: int, payee: Payee, by: str, at: datetime) -> Reward:
        """Claim by name; the payee is sealed, apart from all else."""
        found = self.claimable(reward=reward, by=by, at=at)
        if found is None:
            raise RewardError("unknown")
        return self._claimed(found, at, kind=ClaimKind.NAMED, payee=self._vault.seal_payee(payee))

    def anonymously(
        self, *, reward: int, by: str, at: datetime, message_key: str
    ) -> tuple[Reward, str]:
        """Claim without a name; return the code, which is kept nowhere.

        The same message played again gets the same code.
        """
        code = self._vault.code(reward, message_key)
        found = self._of_code(code, reward, by)
        if found is not None:
            return found, code
        wanted = self.claimable(reward=reward, by=by, at=at)
        if wanted is None:
            raise RewardError("unknown")
        digest = self._vault.digest(code)
        return self._claimed(wanted, at, kind=ClaimKind.ANONYMOUS, digest=digest), code

    def renew(self, *, reward: int, by: str, at: datetime, message_key: str) -> tuple[Reward, str]:
        """Give another code in place of a lost one, which is void from now on."""
        code = self._vault.code(reward, message_key)
        found = self._of_code(code, reward, by)
        if found is not None:
            return found, code
        mine = self.renewable(reward=reward, by=by)
        if mine is None:
            raise RewardError("unknown")
        moved = self._store.move(
            mine, verb=RewardVerb.RENEW, to=mine.status, actor="", at=at,
            digest=self._vault.digest(code),
        )  # fmt: skip
        if moved is None:
            raise RewardError("unknown")
        return moved, code

    def renewable(self, *, reward: int, by: str) -> Reward | None:
        """Return a citizen's own reward if it is to be picked up by a code."""
        found = self._store.get(reward)
        if found is None or found.citizen != by or found.kind is not ClaimKind.ANONYMOUS:
            return None
        step = reward_step(RewardVerb.RENEW, found.status, RewardActor.CITIZEN)
        return found if step else None

    def _of_code(self, code: str, reward: int, by: str) -> Reward | None:
        """Return the reward if this message earned the code that holds."""
        found = self._store.by_digest(self._vault.digest(code))
        return found if found and (found.id, found.citizen) == (reward, by) else None

    def _claimed(
        self, reward: Reward, at: datetime, *, kind: ClaimKind, payee: bytes | None = None,
        digest: str | None = None,
    ) -> Reward:  # fmt: skip
        moved = self._store.move(
            reward, verb=RewardVerb.CLAIM, to=RewardStatus.CLAIMED, actor="", at=at, kind=kind,
            until=None, payee=payee, digest=digest,
        )  # fmt: skip
        if moved is None:
            raise RewardError("unknown")
        return moved
