"""GraphQL: types and thin resolvers, one module a domain, over the infrastructure described here.

How a domain module is written
------------------------------
    import strawberry
    from schema.access import HasScope, ScopeOrPerson, SignedIn, Public, access
    from schema.context import Context, Info
    from schema.hints import shared, sized, sized_by
    from schema.relay import Connection, Node, connection, global_id, number_of
    from schema.scalars import JSON, DateTime, Decimal, Points, from_micro, json_text

    @strawberry.type
    class LedgerEntry(Node):                       # gives `id: ID!`; make it with id=global_id("LedgerEntry", row.id)
        points: Points                             # an int of minor units
        posted_at: DateTime                        # an instant, microseconds; becomes ISO 8601 at the edge
        activity_row: strawberry.Private[int | None]

        @strawberry.field
        def activity(self, info: Info) -> Activity | None:      # a plain def that returns an awaitable is cheapest
            return info.context.load(activities_by_id, self.activity_row)

    async def activities_by_id(context: Context, ids: Sequence[int]) -> dict[int, Activity]: ...  # a batch, one SQL

- **Types**: plain `@strawberry.type`; fields without a resolver are read by attribute and cost next to nothing, so
  answer objects whose attributes are there already. Annotate what must not show with `strawberry.Private`.
- **Loaders**: `info.context.load(batch, key)`. A batch is `async (context, keys) -> {key: value}`; a missing key is
  None. It is created for the operation. Ownership stands in the batch's query: narrow it with `context.principal`.
  Where arguments matter, make the key a tuple.
- **Lists**: `def entries(self, info: Info, first: int | None = None, after: str | None = None) ->
  Connection[LedgerEntry]`; `page_size(first)` from `server.kernel.paging`; answer `connection(page, of_row)`.
- **node(id)**: one table `relay.Nodes({"LedgerEntry": entries_by_id, …})`; `Query.node` awaits `.node(context, id)`.
- **Access**: every mutation and subscription declares `metadata=access(rule)`, else the schema refuses to be built.
  Rules: Public, SignedIn, Known, ActsAsMember, HasRole(…), HasScope(…), ScopeOrPerson(scope, *roles), DemoOnly.
- **Problems**: raise domain errors; never catch them. Answer a union (`Annotated[A | B, strawberry.union("AResult")]`)
  whose …Problem members implement `problems.Problem`, and add one line to `problems.TABLE`. In a list answer
  (`recordActivities`) an item may itself be a DomainError. What no union holds is a top-level error.
- **Cost**: a list without `first` counts as `cost.LIST_GUESS` items; say better with `metadata=sized(3)`, or
  `metadata=sized_by("input")` where it is as long as an argument. Join with `|`: `access(…) | sized_by("input")`.
- **Subscriptions**: async generators. `metadata=access(Public()) | shared()` executes once for all sockets with the
  same document, variables and language; its context raises if anybody reads `principal`.
- **Sessions**: `info.context.sign_in(token, max_age=seconds)` and `.sign_out()` set the cookie on the answer.

`HemmaplanSchema(query=…, mutation=…, subscription=…)` builds it; `engine/` executes it, `transport/` serves it.
"""

from schema.root import build, sdl

__all__ = ["build", "sdl"]
