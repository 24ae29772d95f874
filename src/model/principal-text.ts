const PRINCIPAL = /(?:^|:)(user|group|namespace)\/([^/]+)(?:\/(.+))?$/s

/** `group sales (default)` for an ARN or for `group/default/sales`; text of another sort is its own name. */
export const principalText = (principal: string): string => {
  const [, type, namespace, name] = PRINCIPAL.exec(principal) ?? []
  if (type === 'namespace') return `everyone (${namespace})`
  return type === undefined ? principal : `${type} ${name} (${namespace})`
}
