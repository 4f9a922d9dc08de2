"""Officers at work: their queue, hand-overs, corrections, neighbours, drafts, many at once."""

from portal.casework import attachments, bulk, drafts, hands, neighbours, queue, templates, triage

# Below the officers' pages, behind the login.
officers_pages = (
    queue.pages,
    hands.pages,
    triage.pages,
    neighbours.pages,
    drafts.pages,
    templates.pages,
    bulk.pages,
    attachments.pages,
)

__all__ = ["officers_pages"]
