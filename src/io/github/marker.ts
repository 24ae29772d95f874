const lines = (text: string): string[] => text.split(/\r?\n/)

/** Whether a text has the marker as a line of its own. A quotation of it, which begins with `>`, is none. */
export const hasMarker = (text: string, marker: string): boolean => lines(text).some((line) => line.trim() === marker)

/** Whether two texts are the same but for their kinds of line breaks and what surrounds them. */
export const isSameText = (one: string, other: string): boolean =>
  lines(one).join('\n').trim() === lines(other).join('\n').trim()

/** A body with its marker, which comes first where the body lacks it. */
export const withMarker = (body: string, marker: string): string =>
  hasMarker(body, marker) ? body : `${marker}\n${body}`
