import { createHash } from 'node:crypto'
import { canonicalJson } from '../../kernel/canonical-json.ts'

export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

export function digestOfJson(value: unknown): string {
  return sha256Hex(canonicalJson(value))
}
