import { z } from 'zod'
import { assert } from '../kernel/assert.ts'
import { lawFolder, tableValue } from '../legislation/index.ts'
import type { Certifier, OrdinanceValues } from '../platform/command/tx.ts'

const words = (length: number): z.ZodString => z.string().trim().min(1).max(length)

const certifier = z.strictObject({ capacity: z.enum(['mayor', 'acting']), title: words(60), name: words(60), seal: words(30) })

lawFolder(new URL('./law/', import.meta.url), { certifier: tableValue(certifier) }, { context: 'tenancy' })

/**
 * Who signs papers under these values, or undefined where the town has registered nobody — 認証者.
 * @law local-autonomy-act 152(1)
 */
export function findCertifier(values: OrdinanceValues): Certifier | undefined {
  const value = values['tenancy.certifier']
  if (value === undefined) return undefined
  const read = certifier.safeParse(value)
  assert(read.success, 'a registered certifier has title, name and seal')
  return read.data
}
