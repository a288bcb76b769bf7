"""The programme: what members collect and what there is to reach. Public."""

from __future__ import annotations

import strawberry

from schema.badges import Badge, known_badges
from schema.challenges import Challenge, challenge_of_code
from schema.community import Topic, topic_of_code
from schema.context import Info
from schema.currencies import Currency, currency_of
from schema.hints import sized
from schema.leaderboards import Leaderboard, board_of
from schema.rewards import Charity, Reward, charity_of, reward_of_code
from schema.said import listed, said
from schema.scalars import DateTime
from schema.sustainability import Action, action_of_code
from schema.tiers import Tier, tier_of
from server import programme
from server.kernel import clock
from server.programme.rulebook import Language, Rulebook


@strawberry.type(description="What the rules say of several alike, side by side: levels, brackets, rates.")
class GuideTable:
    title: str = strawberry.field(description="What it is of.")
    heads: list[str] = strawberry.field(description="What stands over each column.")
    rows: list[list[str]] = strawberry.field(
        description="A cell a column; the first names the row. A cell may hold several lines.", metadata=sized(6)
    )
    notes: list[str] = strawberry.field(description="What else holds for all of it, a sentence each.")
    after: int = strawberry.field(description="How many of the section's other sentences stand before it.")


@strawberry.type(description="What the rules say of one thing, in plain words made of the programme's file.")
class GuideSection:
    code: str = strawberry.field(description="joining, earning, campaigns, caps, giving, gifts, rewards, expiry, "
                                             "tiers, counting, challenges, badges, boards or changes.")
    title: str = strawberry.field(description="What it is about.")
    sentences: list[str] = strawberry.field(description="All of the rules, a sentence or two a line.")
    tables: list[GuideTable] = strawberry.field(
        description="Some of them side by side, for who can show a table.", metadata=sized(2)
    )
    besides: list[str] = strawberry.field(description="Those of the sentences that no table shows.")


@strawberry.type(description="Who may join. What is not known of somebody refuses nobody.")
class Eligibility:
    age: int | None = strawberry.field(description="The least age; null: nobody asks.")
    with_guardian: int | None = strawberry.field(description="From this age where a guardian agrees; null: not before.")
    countries: list[str] = strawberry.field(description="Where members live, by ISO 3166 codes; empty: anywhere.")


@strawberry.type(description="How members share their points, and what those are called who do.")
class HouseholdTerms:
    name: str = strawberry.field(description="As a title: “Sharing group”.")
    one: str = strawberry.field(description="In a sentence: “a sharing group”.")
    the: str = strawberry.field(description="In a sentence: “the sharing group”.")
    limit: int = strawberry.field(description="How many members it has at most, those invited included.")
    rules: list[str] = strawberry.field(
        description="Whose points pay, in which order, and when they end: a sentence each.", metadata=sized(6)
    )


@strawberry.type(description="The loyalty programme, in the version that holds now.")
class Programme:
    code: str = strawberry.field(description="Its short name.")
    name: str = strawberry.field(description="What people call it.")
    line: str = strawberry.field(description="What it is about, in one sentence.")
    promises: list[str] = strawberry.field(description="What members can rely on.")
    human: str = strawberry.field(description="How to reach a person.")
    timezone: str = strawberry.field(description="The zone of its days and weeks.")
    money_currency: str = strawberry.field(description="The money on receipts, by ISO 4217.")
    version: int = strawberry.field(description="The number of the version that holds.")
    since: DateTime = strawberry.field(description="When this version began to hold.")
    terms_version: str = strawberry.field(description="The terms that a new member accepts.")
    eligibility: Eligibility = strawberry.field(description="Who may join: what the page asks for.")
    household: HouseholdTerms | None = strawberry.field(
        description="How members share their points, as a household or a group; null: they do not."
    )
    currencies: list[Currency] = strawberry.field(description="What members collect.")
    tiers: list[Tier] = strawberry.field(description="The levels, lowest first.")
    challenges: list[Challenge] = strawberry.field(description="What there is to take on.")
    badges: list[Badge] = strawberry.field(description="What there is to be given; hidden ones do not say what.")
    actions: list[Action] = strawberry.field(description="Everyday choices, with what each is estimated to save.")
    rewards: list[Reward] = strawberry.field(description="What points are spent on.")
    beneficiaries_limit: int = strawberry.field(
        description="How many of the charities a member may choose to earn for; 0: nothing is earned for others."
    )
    charities: list[Charity] = strawberry.field(
        description="Whom points can be given to, and what they were given.", metadata=sized(2)
    )
    leaderboards: list[Leaderboard] = strawberry.field(description="Where members are compared.")
    topics: list[Topic] = strawberry.field(description="What the feed is about; empty: there is no feed.")

    book: strawberry.Private[Rulebook]

    @strawberry.field(description="The rules in plain words.", metadata=sized(13))
    def how_it_works(self, info: Info) -> list[GuideSection]:
        return [
            GuideSection(
                code=section.code, title=section.title, sentences=list(section.sentences),
                tables=[_guide_table(table) for table in section.tables], besides=list(section.besides),
            )
            for section in programme.how_it_works(self.book, info.context.language, at=clock.now())
        ]  # fmt: skip


def _guide_table(table: programme.Table) -> GuideTable:
    return GuideTable(
        title=table.title, heads=list(table.heads), rows=[list(row) for row in table.rows], notes=list(table.notes),
        after=table.after,
    )  # fmt: skip


def _household(book: Rulebook, language: Language) -> HouseholdTerms | None:
    terms = book.household
    if terms is None:
        return None
    return HouseholdTerms(
        name=said(terms.texts, language, "name"),
        one=said(terms.texts, language, "one"),
        the=said(terms.texts, language, "the"),
        limit=terms.members,
        rules=programme.how_to_share(book, language),
    )


def programme_of(book: Rulebook, language: Language) -> Programme:
    return Programme(
        code=book.code,
        name=said(book.texts, language, "name"),
        line=said(book.texts, language, "line"),
        promises=listed(book.texts, language, "promise"),
        human=said(book.texts, language, "human"),
        timezone=book.timezone,
        money_currency=book.money,
        version=book.number,
        since=DateTime(book.holds_from),
        terms_version=book.terms_version,
        eligibility=Eligibility(
            age=book.eligibility.age,
            with_guardian=book.eligibility.with_guardian,
            countries=sorted(book.eligibility.countries),
        ),
        household=_household(book, language),
        currencies=[currency_of(book, code, language) for code in book.shown],
        tiers=[tier_of(book, tier, language) for tier in book.ladder.tiers] if book.ladder is not None else [],
        challenges=[challenge_of_code(book, code, language) for code in book.challenges],
        badges=[badge for _, badge in known_badges(book, (), language)],
        actions=[action_of_code(book, code, language) for code in book.actions],
        rewards=[reward_of_code(book, code, language) for code in book.rewards],
        beneficiaries_limit=book.beneficiaries,
        charities=[charity_of(book, code, language) for code in book.charities],
        leaderboards=[board_of(book, board, language) for board in book.boards.values()],
        topics=[topic_of_code(book, code, language) for code in book.topics],
        book=book,
    )


@strawberry.type
class ProgrammeQuery:
    @strawberry.field(description="The programme as it holds now.")
    def programme(self, info: Info) -> Programme:
        return programme_of(programme.current(), info.context.language)
