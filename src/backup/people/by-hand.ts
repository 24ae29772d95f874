import { describePeople, type PeopleStep, peopleKey } from '../../model/people.ts'

const isWritten = ({ action }: PeopleStep): boolean => action === 'create' || action === 'update'

/** What needs something that only a person can bring back waits for that person too. `steps`: in the order of carrying out. */
export const withByHand = (steps: readonly PeopleStep[]): PeopleStep[] => {
  const byHand = new Map<string, PeopleStep>()
  return steps.map((step) => {
    const cause = isWritten(step)
      ? step.needs.map((key) => byHand.get(key)).find((one) => one !== undefined)
      : undefined
    const reason = cause && `${describePeople(cause)} has to be brought back by hand first: then run again`
    const own: PeopleStep = reason === undefined ? step : { ...step, action: 'manual', reason }
    if (own.action === 'manual') byHand.set(peopleKey(own), own)
    return own
  })
}
