import { assert } from '../../kernel/assert.ts'
import type { TransportKind } from './store.ts'

/** A file in a folder of a partner's machine. */
export interface RemoteFile { readonly name: string; readonly size: number }

/** What may go wrong with a partner's machine: nothing of it is our fault, and all of it is tried again. */
export type TransferFault = 'unreachable' | 'not-let-in' | 'host-key' | 'missing' | 'too-large' | 'broken'

/** A partner's machine that does not do what was asked — 送受信の失敗. The journal gets the fault; a later run tries again. */
export class TransferError extends Error {
  override readonly name = 'TransferError'
  readonly fault: TransferFault
  constructor(fault: TransferFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.fault = fault
  }
}

/** An open way to a partner's machine; folders are those of the agreement, names never hold a separator. */
export interface Transport {
  /** Plain files of a folder, in the order of their names. */
  list(folder: string): Promise<readonly RemoteFile[]>
  /** The bytes of a file; more than `most` are a fault, whatever the list said. */
  read(folder: string, name: string, most: number): Promise<Uint8Array>
  /** Writes under another name and renames, so that nobody on the other side sees half a file. */
  write(folder: string, name: string, bytes: Uint8Array): Promise<void>
  /** Moves a file to another folder, which is made where there is none. A file of that name there is written over: it is the same one. */
  move(file: { readonly folder: string; readonly name: string }, to: string): Promise<void>
  close(): Promise<void>
}

/** Whom to reach, and with what. */
export interface Peer {
  readonly kind: Exclude<TransportKind, 'by-hand'>
  /** 団体コード: files that lie on our own machine are apart for each town. */
  readonly municipality: string
  readonly host: string
  readonly port: number
  readonly user: string
  /** Password, or a private key in the form of OpenSSH or PEM. */
  readonly secret: string
  /** `SHA256:…` of the machine's key; SFTP connects to no other. */
  readonly hostKey: string
}

export type OpenTransport = (peer: Peer) => Promise<Transport>

const handed: { open?: OpenTransport } = {}

/** Hands in the adapters (`integrations/payment-transfer`): wiring does it once, at the start. */
export function handInTransports(open: OpenTransport): void {
  handed.open = open
}

export async function openTransport(peer: Peer): Promise<Transport> {
  assert(handed.open !== undefined, 'wiring hands in the transports')
  return await handed.open(peer)
}
