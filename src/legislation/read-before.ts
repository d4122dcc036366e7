/** A law file as it was read when the program was written into one file. */
export interface ReadBefore {
  /** SHA-256 of its text. */
  readonly digest: string
  /** What the text says, unchecked. */
  readonly content: unknown
}

/**
 * Law files by folder and name that need not be read again, put here by whoever writes the program into one file
 * (`bin/one-file.mjs`); elsewhere none, and files are read as they lie.
 */
export const readBefore: ReadonlyMap<string, ReadonlyMap<string, ReadBefore>> = new Map()
