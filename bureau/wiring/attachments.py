"""Files that officers attach to cases."""

from __future__ import annotations

from functools import cached_property

from bureau.adapters.store.attachments import StoredAttachments
from bureau.adapters.store.cases import StoredCases
from bureau.casework.attachments import Attachments
from bureau.casework.outgoing import OutgoingFiles
from bureau.wiring.messages import Messages


class AttachmentRooms(Messages):
    """Files that officers attach to cases."""

    @cached_property
    def attachments(self) -> Attachments:
        """Files of cases."""
        return Attachments(
            StoredAttachments(self.database, self.settings.var / "evidence"),
            StoredCases(self.database),
            self.evidence,
        )

    @cached_property
    def outgoing(self) -> OutgoingFiles:
        """Files of cases on their way to other authorities."""
        return OutgoingFiles(self.attachments, self.evidence)
