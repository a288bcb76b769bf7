"""Partners: who reports what members did, their shops, what they may give away, and which members they know.

    async with storage.transaction() as tx:
        partner = await partners.create_partner(tx, code="garderoben", name="Garderoben", texts={…})
        await partners.grant_budget(tx, partner_id=partner.id, currency="points", points=50_000)
"""

from .changes import touch, version
from .errors import BudgetExceeded, CodeTaken
from .models import Budget, Draw, Partner, Shop, Shortfall
from .queries import budget_of, links, partner_of, partner_of_code, partners_by_id, shops_of, shops_of_partners
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

__all__ = [
    "Budget", "BudgetExceeded", "CodeTaken", "Draw", "Partner", "Shop", "Shortfall", "add_shop", "budget_of",
    "create_partner", "draw", "grant_budget", "link_members", "links", "partner_of", "partner_of_code",
    "partners_by_id", "refund", "reinstate_partner", "shops_of",
    "shops_of_partners", "suspend_partner", "touch", "version",
]  # fmt: skip
