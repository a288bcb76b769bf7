import { graphql, type ResultOf } from "../../graphql/graphql";

export const DeskDocument = graphql(`
  query ProgrammeDesk {
    programmeDrafts {
      id
      name
      changedAt
      changedBy
      mine
    }
    programmeVersions {
      number
      holdsFrom
      holds
      publishedAt
      publishedBy
    }
    simulations {
      id
      name
      since
      state
      askedAt
      askedBy
    }
  }
`);

export const VersionDocument = graphql(`
  query ProgrammeVersion($number: Int!) {
    programmeVersion(number: $number) {
      number
      text
    }
  }
`);

export const DraftDocument = graphql(`
  query ProgrammeDraft($id: ID!) {
    programmeDraft(id: $id) {
      id
      name
      text
      revision
      state
      changedAt
      changedBy
      mine
      mistakes {
        line
        message
        remedy
      }
      notes {
        line
        message
        remedy
      }
      conflicts
      acts {
        act
        at
        by
        version
      }
    }
  }
`);

export const PlanDocument = graphql(`
  query ProgrammePlan($id: ID!) {
    programmePlan(draft: $id) {
      holdsFrom
      kept
      changes {
        section
        sectionName
        sentence
        stricter
        concerns
      }
    }
  }
`);

export const SaveDraftDocument = graphql(`
  mutation SaveDraft($input: SaveDraftInput!) {
    saveDraft(input: $input) {
      __typename
      ... on DraftSaved {
        draft {
          id
        }
      }
      ... on Problem {
        message
      }
      ... on BadInputProblem {
        field
      }
    }
  }
`);

export const DiscardDraftDocument = graphql(`
  mutation DiscardDraft($id: ID!) {
    discardDraft(id: $id) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const PublishDraftDocument = graphql(`
  mutation PublishDraft($input: PublishDraftInput!) {
    publishDraft(input: $input) {
      __typename
      ... on DraftPublished {
        versions {
          number
        }
      }
      ... on ProgrammeMistakesProblem {
        mistakes {
          line
          message
          remedy
        }
      }
      ... on Problem {
        message
      }
    }
  }
`);

export type Draft = NonNullable<ResultOf<typeof DraftDocument>["programmeDraft"]>;
export type Mistake = Draft["mistakes"][number];
