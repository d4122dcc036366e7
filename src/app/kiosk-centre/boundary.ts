// The messages between the national centre and a town's program: docs/kiosk.md. This folder plays the centre and imports
// nothing of the town's program, so that it can only be right about it by what goes over the line.

/** What a kiosk asks for, as the centre hands it on. */
export interface CentreRequest {
  readonly requestId: string
  readonly cardSerial: string
  readonly form: string
  readonly scope: 'self' | 'household'
  readonly items: readonly string[]
  readonly copies: number
  readonly kiosk: string
  readonly store: string
  readonly askedAt: string
}

export interface CentreSheet { readonly lineNo: number; readonly number: string; readonly sha256: string; readonly pages: number }

export interface Refusal { readonly code: string; readonly message: string; readonly remedy: string }

export type Refused = { readonly ok: false; readonly refusals: readonly Refusal[] }
export type Answered = { readonly ok: true; readonly feeYen: number; readonly sheets: readonly CentreSheet[] } | Refused
export type Handed = { readonly ok: true; readonly number: string; readonly sha256: string; readonly pdf: Uint8Array } | Refused
export type Confirmed = { readonly ok: true; readonly sheets: readonly { readonly number: string; readonly state: string }[]; readonly late: number } | Refused
export type Cancelled = { readonly ok: true; readonly spoiled: number } | Refused

export interface Printed { readonly number: string; readonly sha256: string; readonly printed: boolean }

/** A town's side of the boundary: the one interface that every way to a town keeps — 町への口. */
export interface KioskTown {
  /** The same request id gives the first outcome, however often and by whatever way it is asked. */
  request(asked: CentreRequest): Promise<Answered>
  /** The bytes of a sheet, while it may still be printed. */
  paper(requestId: string, lineNo: number): Promise<Handed>
  /** Printed, or not, sheet by sheet. */
  confirm(requestId: string, sheets: readonly Printed[]): Promise<Confirmed>
  cancel(requestId: string, reason: string): Promise<Cancelled>
}

/** Nobody answered: the message or its answer was lost, or the program is away. It is asked again. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}
