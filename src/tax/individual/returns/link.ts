/** A file that waits at the boundary of the town. */
export interface WaitingFile {
  /** By which it is told from the others that wait; never a person's name. */
  readonly name: string
  bytes(): Promise<Uint8Array>
}

/**
 * Where the files of payers and tax offices come to the town — 課税資料の連携の口.
 * What is behind it turns what the joint agency and the tax offices deliver into the documented profile; a file is given out until it is settled, and
 * once taken in it is known by its digest, so that a stop between the two does no harm.
 */
export interface ReturnsLink {
  /** Files that wait, in the order of their names. */
  waiting(): Promise<readonly WaitingFile[]>
  /** The file is in. */
  taken(name: string): Promise<void>
  /** The file was refused as a whole; the sentences go back with it. */
  refused(name: string, sentences: readonly string[]): Promise<void>
}
