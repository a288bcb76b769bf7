"""The whole schema: every domain's queries, mutations and subscriptions, and what `node` finds."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.activities import activities_by_id
from schema.badges import awards_by_id
from schema.beneficiaries import BeneficiaryMutation
from schema.build import HemmaplanSchema
from schema.cases import appeals_for_moderators, cases_by_id, decisions_for_moderators
from schema.challenges import ChallengeMutation
from schema.community import CommunityQuery, authors_by_no, comments_by_id, posts_by_id
from schema.context import Info
from schema.demo import DemoMutation, DemoQuery
from schema.desk import ModerationQuery, ModerationSubscription
from schema.editing import EditingMutation
from schema.explaining import ExplainingQuery
from schema.feed import CommunitySubscription
from schema.freezing import FreezeMutation, freezes_by_id
from schema.households import HouseholdMutation
from schema.insights import InsightsMutation, InsightsQuery, InsightsSubscription, adjustments_by_id
from schema.leaderboards import LeaderboardQuery, boards_by_code
from schema.ledger import entries_by_id
from schema.levels import LevelMutation
from schema.live import LiveSubscription
from schema.members import MemberQuery, members_by_id
from schema.membership import MembershipMutation
from schema.moderation import ModerationMutation
from schema.notices import NoticeMutation, NoticeQuery, notices_by_id
from schema.partners import partners_by_id
from schema.perks import offers_by_id
from schema.portal import PortalQuery, PortalSubscription
from schema.portal_programs import PortalMutation
from schema.posting import CommunityMutation
from schema.programme import ProgrammeQuery
from schema.programme_desk import ProgrammeDeskMutation, ProgrammeDeskQuery
from schema.programme_desk_types import drafts_by_id
from schema.programme_starter import ProgrammeStarterQuery
from schema.recording import RecordingMutation
from schema.redeeming import RewardMutation
from schema.relay import Node, Nodes
from schema.sign_ins import SignInMutation
from schema.simulations import SimulationMutation, SimulationQuery, SimulationSubscription, simulations_by_id
from schema.staff import StaffQuery
from schema.sustainability import ImpactQuery
from schema.timeline_types import EVENT_TYPES
from schema.transferring import TransferMutation, transfers_by_id
from schema.vouchers import donations_by_id, vouchers_by_id

NODES = Nodes(
    {
        "Activity": activities_by_id,
        "Appeal": appeals_for_moderators,
        "Author": authors_by_no,
        "BadgeAward": awards_by_id,
        "Comment": comments_by_id,
        "Decision": decisions_for_moderators,
        "Donation": donations_by_id,
        "LedgerEntry": entries_by_id,
        "Member": members_by_id,
        "ModerationCase": cases_by_id,
        "Notice": notices_by_id,
        "Partner": partners_by_id,
        "PointsAdjustment": adjustments_by_id,
        "ProgrammeDraft": drafts_by_id,
        "Simulation": simulations_by_id,
        "PointsFreeze": freezes_by_id,
        "PointsTransfer": transfers_by_id,
        "TierOffer": offers_by_id,
        "Voucher": vouchers_by_id,
        "Post": posts_by_id,
    },
    named={"Leaderboard": boards_by_code},
)


@strawberry.type(description="What can be read.")
class Query(
    MemberQuery, ModerationQuery, ProgrammeQuery, LeaderboardQuery, CommunityQuery, ImpactQuery, DemoQuery, PortalQuery,
    InsightsQuery, StaffQuery, NoticeQuery, ProgrammeDeskQuery, ProgrammeStarterQuery, SimulationQuery,
    ExplainingQuery,
):
    @strawberry.field(description="Any object by its id; null where there is none, or it is not the asker's to see.")
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="An id that was answered.")]
    ) -> Node | None:
        found: Node | None = await NODES.node(info.context, id)
        return found


@strawberry.type(description="What can be done.")
class Mutation(
    RecordingMutation, ModerationMutation, MembershipMutation, SignInMutation, ChallengeMutation, RewardMutation,
    CommunityMutation, DemoMutation, PortalMutation, InsightsMutation, NoticeMutation,
    EditingMutation, ProgrammeDeskMutation, SimulationMutation, TransferMutation, HouseholdMutation, LevelMutation,
    BeneficiaryMutation, FreezeMutation,
):
    pass


@strawberry.type(description="What can be followed as it happens.")
class Subscription(
    LiveSubscription, ModerationSubscription, CommunitySubscription, PortalSubscription, InsightsSubscription,
    SimulationSubscription,
):
    pass


def build() -> HemmaplanSchema:
    """The schema of this server."""
    return HemmaplanSchema(Query, Mutation, Subscription, types=EVENT_TYPES)


def sdl() -> str:
    """The schema as text, as `schema/schema.graphql` keeps it."""
    return build().as_str().rstrip() + "\n"
