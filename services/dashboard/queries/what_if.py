"""What a version would do to all applications of a call, asked of their owner."""

from contracts.publishing import WhatIf, WhatIfRequest
from services.dashboard.queries.peer import Ask, Peer

PATH = "/v1/what-ifs"


async def what_if(
    applications: Peer, call_id: str, version: int, before: int | None = None
) -> WhatIf:
    """Return the effect of a version of the files, compared with the one in force or another.

    Refuses what the owner refuses.
    """
    asked = WhatIfRequest(call_id=call_id, version=version, before=before)
    return await applications.post(WhatIf, Ask(PATH, asked))
