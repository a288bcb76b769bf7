import { graphql, type ResultOf } from "../../graphql/graphql";

export const StarterDocument = graphql(`
  query ProgrammeStarter {
    programmeStarter
  }
`);

export const EndedDraftsDocument = graphql(`
  query EndedDrafts {
    programmeDrafts(ended: true) {
      id
      name
      state
      changedAt
      changedBy
    }
  }
`);

export const CheckDocument = graphql(`
  query CheckProgramme($text: String!) {
    checkProgramme(text: $text) {
      line
      message
      remedy
    }
  }
`);


export const OlderVersionsDocument = graphql(`
  query OlderVersions($below: Int!) {
    programmeVersions(below: $below) {
      number
      holdsFrom
      holds
      publishedAt
      publishedBy
    }
  }
`);

/** Whether somebody saved a draft meanwhile. */
export const RevisionDocument = graphql(`
  query DraftRevision($id: ID!) {
    programmeDraft(id: $id) {
      revision
      changedBy
      changedAt
    }
  }
`);

export type EndedDraft = ResultOf<typeof EndedDraftsDocument>["programmeDrafts"][number];
export type Version = ResultOf<typeof OlderVersionsDocument>["programmeVersions"][number];
