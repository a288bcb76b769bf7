import { graphql, type ResultOf } from "../../graphql/graphql";

const RuleParts = graphql(`
  fragment RuleParts on HouseRule {
    no
    text
  }
`);

const CaseParts = graphql(
  `
    fragment CaseParts on ModerationCase {
      id
      state
      openedBy
      reasons
      reportCount
      openedAt
      queuedAt
      decidedAt
      claimedBy
      claimedByMe
      notMine
      text {
        kind
        postId
        body
        language
        state
        createdAt
        editedAt
      }
      author {
        displayName
        joinedAt
        decidedAgainst
      }
      reports {
        rule {
          ...RuleParts
        }
        words
        said
        reportedAt
      }
      decisions {
        id
        action
        reason
        said
        decidedAt
        undoneAt
        undoUntil
        silenceUntil
        moderator
        byMe
        mayUndo
        rewritten
        rule {
          ...RuleParts
        }
        appeal {
          id
          words
          state
          appealedAt
        }
      }
    }
  `,
  [RuleParts],
);

export const QueueDocument = graphql(
  `
    query ModerationQueue($first: Int!, $after: String) {
      moderationQueue(first: $first, after: $after) {
        edges {
          node {
            ...CaseParts
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
      moderationSummary {
        waiting
        latestMinutes
      }
      houseRules {
        ...RuleParts
      }
    }
  `,
  [CaseParts, RuleParts],
);

export const FinishedDocument = graphql(
  `
    query FinishedCases($first: Int!, $after: String) {
      finishedCases(first: $first, after: $after) {
        edges {
          node {
            ...CaseParts
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [CaseParts],
);

export const CaseChangedDocument = graphql(`
  subscription CaseChanged {
    caseChanged {
      waiting
      changedAt
    }
  }
`);

export const PreviewDocument = graphql(`
  query DecisionPreview($case: ID!, $action: ModerationAction!, $until: DateTime) {
    decisionPreview(case: $case, action: $action, silenceUntil: $until) {
      state
      hides
      shows
      warns
      silenceUntil
      authorIsTold
      reportersTold
      undoUntil
      appealUntil
      points {
        points
        currency {
          code
          decimals
        }
      }
      badges {
        code
        name
        shape
        metal
      }
    }
  }
`);

export const ClaimDocument = graphql(`
  mutation ClaimCase($id: ID!) {
    claimCase(id: $id) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const ReleaseDocument = graphql(`
  mutation ReleaseCase($id: ID!) {
    releaseCase(id: $id) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const DecideDocument = graphql(`
  mutation DecideCase($input: DecideCaseInput!) {
    decideCase(input: $input) {
      __typename
      ... on CaseDecided {
        decisionId
      }
      ... on Problem {
        message
      }
    }
  }
`);

export const UndoDocument = graphql(`
  mutation UndoDecision($id: ID!) {
    undoDecision(id: $id) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const HearDocument = graphql(`
  mutation DecideAppeal($input: DecideAppealInput!) {
    decideAppeal(input: $input) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const RulesDocument = graphql(
  `
    query HouseRules {
      houseRules {
        ...RuleParts
      }
    }
  `,
  [RuleParts],
);

export const ReportDocument = graphql(`
  mutation ReportContent($input: ReportContentInput!) {
    reportContent(input: $input) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

const NoticeParts = graphql(
  `
    fragment NoticeParts on Notice {
      id
      kind
      sentAt
      readAt
      action
      reason
      silenceUntil
      decisionId
      appealUntil
      undone
      outcome
      rule {
        ...RuleParts
      }
      text {
        kind
        postId
        body
        state
        createdAt
      }
      idea {
        state
        answer
        answeredBy
      }
      appeal {
        state
        words
        reason
      }
    }
  `,
  [RuleParts],
);

export const NoticesDocument = graphql(
  `
    query Notices($first: Int!, $after: String) {
      notices(first: $first, after: $after) {
        edges {
          node {
            ...NoticeParts
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [NoticeParts],
);

export const UnreadDocument = graphql(
  `
    query NoticesUnread {
      noticesUnread
      mySilence {
        until
        notice {
          reason
          appealUntil
          rule {
            ...RuleParts
          }
        }
      }
    }
  `,
  [RuleParts],
);

export const ReadNoticeDocument = graphql(`
  mutation ReadNotice($id: ID!) {
    readNotice(id: $id) {
      __typename
    }
  }
`);

export const AppealDocument = graphql(`
  mutation AppealDecision($input: AppealDecisionInput!) {
    appealDecision(input: $input) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const LogDocument = graphql(
  `
    query ModerationLog($first: Int!, $after: String) {
      houseRules {
        ...RuleParts
      }
      moderationLog(first: $first, after: $after) {
        edges {
          node {
            month
            action
            appeal
            count
            rule {
              ...RuleParts
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [RuleParts],
);

export type Case = ResultOf<typeof CaseParts>;
export type Rule = ResultOf<typeof RuleParts>;
export type Notice = ResultOf<typeof NoticeParts>;
export type Action = Case["decisions"][number]["action"];
export type Preview = ResultOf<typeof PreviewDocument>["decisionPreview"];
export type Silence = NonNullable<ResultOf<typeof UnreadDocument>["mySilence"]>;
export type LogLine = ResultOf<typeof LogDocument>["moderationLog"]["edges"][number]["node"];
