import { graphql } from "../../graphql/graphql";

export const DemoPeopleDocument = graphql(`
  query DemoPeople {
    demo {
      people {
        key
        name
        role
        about
      }
    }
  }
`);

export const TryAsDocument = graphql(`
  mutation TryAs($key: String!) {
    tryAs(key: $key) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const JoinDocument = graphql(`
  mutation Join($input: JoinInput!) {
    join(input: $input) {
      __typename
      ... on Problem {
        message
      }
      ... on BadInputProblem {
        field
      }
    }
  }
`);

export const SignInDocument = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      __typename
      ... on Problem {
        message
      }
      ... on ThrottledProblem {
        retryAfter
      }
    }
  }
`);

export const SignOutDocument = graphql(`
  mutation SignOut {
    signOut {
      __typename
    }
  }
`);

export const RecoverDocument = graphql(`
  mutation Recover($email: String!) {
    requestRecovery(email: $email) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const ResetDocument = graphql(`
  mutation Reset($token: String!, $password: String!) {
    resetPassword(token: $token, password: $password) {
      __typename
      ... on Problem {
        message
      }
      ... on BadInputProblem {
        field
      }
    }
  }
`);

export const VerifyDocument = graphql(`
  mutation Verify($token: String!) {
    verifyEmail(token: $token) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const RequestVerificationDocument = graphql(`
  mutation RequestVerification {
    requestVerification {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const CompleteDocument = graphql(`
  mutation Complete($input: CompleteMembershipInput!) {
    completeMembership(input: $input) {
      __typename
      ... on Problem {
        message
      }
      ... on BadInputProblem {
        field
      }
    }
  }
`);
