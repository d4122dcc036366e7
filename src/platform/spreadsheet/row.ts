/** Rows of a list as they go into a file: every cell is text, also a number with leading zeros. */
export type TextRow = readonly string[]
