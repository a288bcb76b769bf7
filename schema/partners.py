"""Partners as the page shows them: where something happened."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import strawberry

from schema.context import Context
from schema.relay import Node, global_id
from server import partners, storage


@strawberry.type(description="A business or association that reports what members do.")
class Partner(Node):
    code: str = strawberry.field(description="Its short name in addresses and facts.")
    name: str = strawberry.field(description="What people call it.")
    kind: str = strawberry.field(description="The kind of shop, such as a bakery.")


class Places:
    """The names of partners and shops, kept in the process and read again when any of them changed."""

    def __init__(self) -> None:
        self._engine: object = None
        self._version = -1
        self._partners: dict[int, partners.Partner] = {}
        self._shops: dict[tuple[int, str], str] = {}

    async def ready(self, partner_ids: Collection[int | None]) -> None:
        """Reads what is not known yet of these partners. None among them is nobody."""
        version, engine = await partners.version(), storage.engine()
        if version != self._version or engine is not self._engine:
            self._partners, self._shops = {}, {}
            self._version, self._engine = version, engine
        missing = [each for each in set(partner_ids) if each is not None and each not in self._partners]
        if missing:
            found = await partners.partners_by_id(missing)
            shops = await partners.shops_of_partners(missing)
            self._partners |= found
            self._shops |= {(shop.partner_id, shop.code): shop.name for shop in shops}

    def partner(self, partner_id: int) -> partners.Partner | None:
        return self._partners.get(partner_id)

    def name(self, partner_id: int | None, shop: str | None) -> str | None:
        """What people call the place: the shop's name, else the partner's. None where nobody's place it was."""
        if partner_id is None:
            return None
        if shop is not None and (name := self._shops.get((partner_id, shop))) is not None:
            return name
        partner = self._partners.get(partner_id)
        return partner.name if partner is not None else None

    def shop(self, partner_id: int | None, shop: str | None) -> str | None:
        """The shop's name, or its code where the partner has none of that code."""
        return None if shop is None else self._shops.get((partner_id or 0, shop), shop)


places = Places()


async def partners_by_id(context: Context, partner_ids: Sequence[int]) -> Mapping[int, Partner]:
    """Partners are no secret: their names stand at the member's every purchase."""
    await places.ready(partner_ids)
    found = {each: places.partner(each) for each in partner_ids}
    return {
        each: Partner(
            id=global_id("Partner", each), code=partner.code, name=partner.name, kind=partner.kind(context.language)
        )
        for each, partner in found.items()
        if partner is not None
    }
