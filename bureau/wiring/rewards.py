"""Rewards for reports that proved true."""

from __future__ import annotations

from functools import cached_property

from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.rewards import StoredRewards
from bureau.rewards import Claims, Payouts, RewardChat, Rewards, Vault, reward_rules
from bureau.wiring.casework import CaseRooms


class RewardRooms(CaseRooms):
    """Rewards for reports that proved true."""

    @cached_property
    def rewards(self) -> Rewards:
        """Rewards from the confirmed violation to the approved amount."""
        kept = StoredCases(self.database)
        return Rewards(
            self._rewards, self.cases, kept, self.outbox, reward_rules(),
            template=self.settings.wechat_reward_template,
        )  # fmt: skip

    @cached_property
    def payouts(self) -> Payouts:
        """Approved rewards on their way to whoever earned them."""
        template = self.settings.wechat_reward_template
        return Payouts(self._rewards, self.outbox, self._vault, template=template)

    @cached_property
    def reward_chat(self) -> RewardChat:
        """The talk about rewards, at the door."""
        claims = Claims(self._rewards, self.rewards, self._vault)
        return RewardChat(self._rewards, self.rewards, claims, self._vault)

    @cached_property
    def _rewards(self) -> StoredRewards:
        return StoredRewards(self.database)

    @cached_property
    def _vault(self) -> Vault:
        return Vault(self.identity_keys.derived)
