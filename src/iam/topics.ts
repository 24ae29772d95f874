/**
 * In no document: which actions allow the calls of the newer topics (ListTopicsV2 and its family). AWS's list of actions, as
 * linters of templates carry it, has the older ones only, but is older than those calls. So both are granted; these six are
 * the only ones that nothing here can show to be needed. IAM takes names of actions that do not exist.
 */
export const OLDER_TOPICS =
  'AWS does not document whether calls of the newer topics (ListTopicsV2, …) are allowed by the older action'

const OLDER = ['CreateTopic', 'DeleteTopic', 'DescribeTopic', 'DescribeTopicPermissions', 'ListTopics', 'UpdateTopic']

/** The actions of older topics that begin with one of these verbs. */
export const olderTopics = (...verbs: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    OLDER.filter((action) => verbs.some((verb) => action.startsWith(verb))).map((action) => [
      `quicksight:${action}`,
      OLDER_TOPICS,
    ]),
  )

/** All that are granted and cannot be shown to be needed. */
export const UNPROVEN: readonly string[] = OLDER.map((action) => `quicksight:${action}`)
