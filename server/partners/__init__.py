"""Partners: who reports what members did, their shops, what they may give away, and which members they know.

    async with storage.transaction() as tx:
        partner = await partners.create_partner(tx, code="garderoben", name="Garderoben", texts={…})
        await partners.grant_budget(tx, partner_id=partner.id, currency="points", points=50_000)
"""

from server.jobs import Periodic, in_slices
from server.kernel.clock import HOUR

from . import requests
from .audit import Act, AuditLine, audit_of, write_down
from .changes import touch, version
from .errors import BudgetExceeded, CodeTaken
from .feed import tell, topic_of
from .guide import Snippet, snippets
from .models import Budget, BudgetDay, Draw, Partner, Seat, Shop, Shortfall
from .people import Person, add_person, people_of, remove_person, seat_in, seats_of
from .queries import (
    budget_days_of,
    budget_of,
    links,
    names_in_use,
    partner_of,
    partner_of_code,
    partners_by_id,
    shops_of,
    shops_of_partners,
)
from .requests import Call
from .searching import Request, Sought, Use, requests_of, uses_of
from .service import (
    add_shop,
    create_partner,
    draw,
    grant_budget,
    link_members,
    refund,
    reinstate_partner,
    suspend_partner,
)

PERIODICS = (Periodic("partners.trim_requests", HOUR, in_slices(requests.trim)),)
"""What time alone brings."""

__all__ = [
    "PERIODICS", "Act", "AuditLine", "Budget", "BudgetDay", "BudgetExceeded", "Call", "CodeTaken", "Draw", "Partner",
    "Person", "Request", "Seat", "Shop", "Shortfall", "Snippet", "Sought", "Use", "add_person", "add_shop", "audit_of",
    "budget_days_of", "budget_of", "create_partner", "draw", "grant_budget", "link_members", "links", "names_in_use",
    "partner_of", "partner_of_code", "partners_by_id", "people_of", "refund", "reinstate_partner", "remove_person",
    "requests", "requests_of", "seat_in", "seats_of", "shops_of", "shops_of_partners", "snippets", "suspend_partner",
    "tell", "topic_of", "touch", "uses_of", "version", "write_down",
]  # fmt: skip
