/** What a scanner said of a file; one that it cannot look into (too large, sealed, damaged) is not clean. */
export type Verdict = { readonly kind: 'clean' } | { readonly kind: 'infected' | 'unscannable'; readonly said: string }

/** Looks for malicious code — ウイルスの検査. Nothing of a file is read here before it has said that it is clean. */
export interface Scanner {
  /** @throws ScannerAway where no verdict can be had now */
  scan(bytes: Uint8Array): Promise<Verdict>
}

/** The scanner does not answer: the file waits. It is never taken for clean. */
export class ScannerAway extends Error {
  override readonly name = 'ScannerAway'
}

/** A file that somebody has brought or sent. */
export interface BroughtFile { readonly name: string | null; readonly bytes: Uint8Array }
