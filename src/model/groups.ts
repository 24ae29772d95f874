/** Put a value with others of its key. */
export const addTo = <Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void => {
  const known = groups.get(key)
  if (known) known.push(value)
  else groups.set(key, [value])
}

/** Items by key, in the order in which they come. */
export const groupBy = <Key, Item>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Item[]> => {
  const groups = new Map<Key, Item[]>()
  for (const item of items) addTo(groups, keyOf(item), item)
  return groups
}
