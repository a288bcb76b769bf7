import type { portal as swedish } from "./sv";

const plural = (n: number, one: string, many: string) => (n === 1 ? one : many);

const answers: Record<string, string> = {
  ActivityRecorded: "Recorded",
  ActivityReversed: "Undone",
  PointsAwarded: "Points given",
  MemberEnrolled: "New member",
  TokenIssued: "Token issued",
  Found: "Answered",
  Nothing: "Nothing was there",
  MemberNotFoundProblem: "No such member",
  FactProblem: "A fact is wrong",
  KeyConflictProblem: "The key was used for something else",
  UnknownKindProblem: "Unknown kind of activity",
  TooLateProblem: "Too long ago",
  InFutureProblem: "The time lies ahead",
  BeforeProgrammeProblem: "Before the programme began",
  NotAllowedProblem: "Not allowed",
  BadInputProblem: "A mistake in the call",
  BudgetExhaustedProblem: "The budget is too small",
  UnknownCurrencyProblem: "Unknown currency",
  ActivityNotFoundProblem: "Nothing to undo",
  ShareExceededProblem: "More than is left",
  InternalProblem: "Our mistake",
  INSUFFICIENT_SCOPE: "The right is missing",
  UNAUTHENTICATED: "Not signed in",
  FORBIDDEN: "Not allowed",
  BAD_INPUT: "A mistake in the call",
  NOT_FOUND: "Not there",
  QUERY_TOO_COSTLY: "The question is too large",
  RATE_LIMITED: "Too fast",
  INTERNAL: "Our mistake",
  invalid_client: "Wrong id or secret",
  invalid_token: "The token is not valid",
  invalid_scope: "Unknown right",
};

export const portal: typeof swedish = {
  tab: "Partner",
  title: "Partner",
  seats: { OWNER: "You are an owner", DEVELOPER: "You are a developer" },
  parts: { awards: "Activity", calls: "Calls", programs: "Programs", guide: "Connect a till" },
  choose: "Choose a partner",
  nothingHere: "You have no seat at a partner. Whoever runs the programme can give you one.",

  awards: {
    title: "The latest in your shops",
    empty: "Nothing is recorded yet. When a till sends its first receipt, it shows here at once.",
    somebody: "A member",
    live: "What is new comes by itself.",
  },

  budget: {
    title: "Your budget",
    left: (points, name) => `${points} ${name} left to give`,
    of: (points) => `of the ${points} that you were granted`,
    drawn: (points) => `${points} given in 30 days`,
    day: (day, points) => `${day}: ${points}`,
    chart: "Given by day, over the last 30 days",
    still: "Nothing was given in the last 30 days.",
    none: "You have no budget. Points outside the rules are given by the programme.",
  },

  calls: {
    title: "Calls",
    lead: "Each call of your programs, for 30 days. Secrets and members' details are never kept here.",
    empty: "No calls that fit what you look for.",
    none: "No calls yet. When a program asks for something, it shows here within a second or two.",
    outcomes: { all: "All", OK: "Went well", PROBLEM: "Problems", ERROR: "Errors" },
    outcome: "What became of them",
    program: "Program",
    everyProgram: "All programs",
    key: "The receipt's number",
    search: "Search",
    refresh: "Read again",
    ms: (number) => `${number}\u00a0ms`,
    many: (n, shown) => `${shown}\u00a0${plural(n, "call", "calls")} alike`,
    items: (items, refused, shown) =>
      refused === 0 ? `${items} in one call` : `${items} in one call, ${shown} refused`,
    answer: (answer) => answers[answer] ?? answer,
  },

  programs: {
    title: "Programs and keys",
    lead: "The programs that may speak for you. Whoever runs the server adds new ones.",
    empty: "No programs yet. Ask whoever runs the programme to add one.",
    id: "Client id",
    every: "All your shops",
    used: (when) => `Last heard of ${when}`,
    never: "Not heard of yet",
    revoked: (when) => `Shut out ${when}`,
    may: "May",
    scopes: {
      "activities:write": "record activities",
      "activities:import": "record what happened long ago",
      "points:award": "give points from the budget",
      "members:read": "see a member who shows a card",
      "members:enroll": "welcome new members",
      "rewards:redeem": "redeem rewards",
      "webhooks:manage": "manage webhooks",
    },
    secretSince: (when) => `The secret was made ${when}`,
    oldEnds: (when) => `The old secret works until ${when}`,
    oldUsed: (when) => `The old one was last used ${when}`,
    oldUnused: "The old one has not been used since the change.",
    rotate: "Change the secret",
    rotateTitle: (name) => `Change the secret of ${name}`,
    rotateText: "You get a new secret, which is shown once. The old one works on for as long as you choose.",
    oldLives: "The old one works",
    lives: { 0: "no more", 1: "for an hour", 24: "for a day", 168: "for a week", 720: "for 30 days" },
    now: "Show a new secret",
    shownOnce: "Keep it now. Nobody can show it again, and neither can we.",
    copy: "Copy",
    copied: "Copied.",
    kept: "I have kept it",
    end: "End the old one now",
    ended: "Only the new secret works now.",
    endTitle: (name) => `End the old secret of ${name}`,
    people: "Your people",
    seat: { OWNER: "owner", DEVELOPER: "developer" },
    changes: "What was changed",
    operator: "Whoever runs the server",
    change: {
      secret_rotated: (about, hours) =>
        hours === "0"
          ? `changed the secret of ${about}`
          : `changed the secret of ${about}; the old one works ${hours} h more`,
      old_secret_ended: (about) => `ended the old secret of ${about}`,
      owner_added: (about) => `added ${about} as an owner`,
      developer_added: (about) => `added ${about} as a developer`,
      person_removed: (about) => `removed ${about}`,
    },
  },

  fresh: {
    lead: "It was a while ago that you signed in. Give your password again; it then holds for ten minutes.",
    password: "Your password",
    missing: "Write your password.",
    go: "Continue",
  },

  guide: {
    title: "Connect a till",
    lead:
      "The programs below work as they stand: the same two calls in three languages, with " +
      "your client id and this server's address.",
    program: "Program",
    steps: [
      "Save the program as",
      "Put the secret into the environment. It never stands in the code.",
      "Start it with the number on the member's card.",
    ],
    copy: "Copy the program",
    again:
      "Send the same receipt once more: the answer is the same and nothing changes. " +
      "So it is safe to try again when the network broke.",
    see: "See the calls",
    none: "None of your programs may record activities. Ask whoever runs the programme for the right activities:write.",
  },
};
