import { graphql, type ResultOf } from "../../graphql/graphql";

export const PAGE_LENGTH = 20;
export const COMMENTS_LENGTH = 50;

const BlockParts = graphql(`
  fragment BlockParts on TextBlock {
    kind
    depth
    number
    spans {
      text
      strong
      emphasis
      href
      domain
    }
  }
`);

const AuthorParts = graphql(`
  fragment AuthorParts on Author {
    id
    name
    role
    mine
  }
`);

const PostParts = graphql(
  `
    fragment PostParts on Post {
      id
      kind
      state
      source
      likeCount
      commentCount
      liked
      mine
      asks
      writtenAt
      publishedAt
      editedAt
      idea {
        state
        answer
        answeredAt
        answeredBy
      }
      topic {
        code
        name
      }
      author {
        ...AuthorParts
      }
      body {
        ...BlockParts
      }
    }
  `,
  [AuthorParts, BlockParts],
);

const CommentParts = graphql(
  `
    fragment CommentParts on Comment {
      id
      state
      likeCount
      liked
      mine
      source
      writtenAt
      publishedAt
      editedAt
      thankedAt
      author {
        ...AuthorParts
      }
      body {
        ...BlockParts
      }
    }
  `,
  [AuthorParts, BlockParts],
);

export const FeedDocument = graphql(
  `
    query Feed($first: Int!, $after: String, $topic: String, $search: String) {
      programme {
        topics {
          code
          name
        }
      }
      feed(first: $first, after: $after, topic: $topic, search: $search) {
        edges {
          node {
            ...PostParts
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [PostParts],
);

export const PostDocument = graphql(
  `
    query Post($id: ID!, $first: Int!, $after: String) {
      node(id: $id) {
        __typename
        ... on Post {
          ...PostParts
          comments(first: $first, after: $after) {
            edges {
              node {
                ...CommentParts
              }
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
        }
      }
    }
  `,
  [PostParts, CommentParts],
);

export const AuthorDocument = graphql(
  `
    query Author($id: ID!, $first: Int!, $after: String) {
      node(id: $id) {
        __typename
        ... on Author {
          ...AuthorParts
          posts(first: $first, after: $after) {
            edges {
              node {
                ...PostParts
              }
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
        }
      }
    }
  `,
  [AuthorParts, PostParts],
);

export const PreviewDocument = graphql(
  `
    query Preview($body: String!) {
      preview(body: $body) {
        ...BlockParts
      }
    }
  `,
  [BlockParts],
);

export const FeedChangedDocument = graphql(`
  subscription FeedChanged {
    feedChanged {
      changedAt
      gone
      newest {
        postId
        topic
        publishedAt
        editedAt
        ideaState
        likeCount
        commentCount
      }
      changed {
        postId
        topic
        publishedAt
        editedAt
        ideaState
        likeCount
        commentCount
      }
    }
  }
`);

export const OnePostDocument = graphql(
  `
    query OnePost($id: ID!) {
      node(id: $id) {
        __typename
        ... on Post {
          ...PostParts
        }
      }
    }
  `,
  [PostParts],
);

export const CreatePostDocument = graphql(
  `
    mutation CreatePost($input: CreatePostInput!) {
      createPost(input: $input) {
        __typename
        ... on PostCreated {
          post {
            ...PostParts
          }
        }
        ... on Problem {
          message
        }
      }
    }
  `,
  [PostParts],
);

export const EditPostDocument = graphql(
  `
    mutation EditPost($input: EditPostInput!) {
      editPost(input: $input) {
        __typename
        ... on PostEdited {
          post {
            ...PostParts
          }
        }
        ... on Problem {
          message
        }
      }
    }
  `,
  [PostParts],
);

export const EditCommentDocument = graphql(
  `
    mutation EditComment($input: EditCommentInput!) {
      editComment(input: $input) {
        __typename
        ... on CommentEdited {
          comment {
            ...CommentParts
          }
        }
        ... on Problem {
          message
        }
      }
    }
  `,
  [CommentParts],
);

export const SetIdeaStateDocument = graphql(
  `
    mutation SetIdeaState($input: SetIdeaStateInput!) {
      setIdeaState(input: $input) {
        __typename
        ... on IdeaStateSet {
          post {
            ...PostParts
          }
        }
        ... on Problem {
          message
        }
      }
    }
  `,
  [PostParts],
);

export const EarlierDocument = graphql(
  `
    query Earlier($id: ID!) {
      node(id: $id) {
        __typename
        ... on Post {
          earlier {
            until
            body {
              ...BlockParts
            }
          }
        }
        ... on Comment {
          earlier {
            until
            body {
              ...BlockParts
            }
          }
        }
      }
    }
  `,
  [BlockParts],
);

export const CreateCommentDocument = graphql(
  `
    mutation CreateComment($input: CreateCommentInput!) {
      createComment(input: $input) {
        __typename
        ... on CommentCreated {
          comment {
            ...CommentParts
          }
        }
        ... on Problem {
          message
        }
      }
    }
  `,
  [CommentParts],
);

export const DeletePostDocument = graphql(`
  mutation DeletePost($input: DeletePostInput!) {
    deletePost(input: $input) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const ReactDocument = graphql(`
  mutation React($input: ReactInput!) {
    react(input: $input) {
      __typename
      ... on Reacted {
        contentId
        liked
        likeCount
      }
      ... on Problem {
        message
      }
    }
  }
`);

export const ThankAnswerDocument = graphql(`
  mutation ThankAnswer($input: ThankAnswerInput!) {
    thankAnswer(input: $input) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export type Block = ResultOf<typeof BlockParts>;
export type Author = ResultOf<typeof AuthorParts>;
export type Post = ResultOf<typeof PostParts>;
export type Comment = ResultOf<typeof CommentParts>;
export type Topic = ResultOf<typeof FeedDocument>["programme"]["topics"][number];
export type FeedChange = ResultOf<typeof FeedChangedDocument>["feedChanged"];
export type Kind = Post["kind"];
export type IdeaState = NonNullable<Post["idea"]>["state"];
