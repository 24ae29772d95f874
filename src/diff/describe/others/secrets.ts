import { isObject, type Json } from '../../../model/json.ts'
import type { Raw } from '../../trail.ts'

/** Members that may hold something that opens a door. A secret's ARN opens none. */
const SECRET =
  /password|passphrase|privatekey|clientsecret|accesskey|secretkey|apikey|^(username|credentialpair|token|accesstoken|refreshtoken)$/i

export const HIDDEN = '(not shown)'

/** Whether a member is one whose value is never printed. */
export const isSecret = (key: string): boolean => SECRET.test(key)

/** A copy without anything like a password. */
export const withoutSecrets = (value: Json, key = ''): Json => {
  if (isSecret(key)) return HIDDEN
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, withoutSecrets(item, inner)]))
}

/** A difference with its values made fit to be shown. */
export const shown = (raw: Raw): Raw => {
  const isHidden = raw.trail.some(({ key }) => isSecret(key))
  const show = (value: Json): Json => (isHidden ? HIDDEN : withoutSecrets(value))
  return {
    ...raw,
    ...(raw.before === undefined ? {} : { before: show(raw.before) }),
    ...(raw.after === undefined ? {} : { after: show(raw.after) }),
  }
}
