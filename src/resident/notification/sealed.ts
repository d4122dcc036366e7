import { z } from 'zod'
import type { Tx } from '../../platform/command/tx.ts'
import { Notification } from './kinds.ts'
import type { StoredNotification } from './store.ts'

const zNumbers = z.array(z.object({ individualNumber: z.string().nullable(), residentCode: z.string().nullable() }))

const contextOf = (notificationId: string): string => `resident-notification:${notificationId}`

/** Takes 個人番号 and 住民票コード out of a filing and seals them; the body that is stored holds neither. */
export function splitNumbers(tx: Tx, filing: Notification, notificationId: string): { readonly body: Notification; readonly sealedNumbers: Buffer | null } {
  if (filing.kind !== 'moving-in') return { body: filing, sealedNumbers: null }
  const { persons } = filing.notification
  const numbers = persons.map(({ individualNumber, residentCode }) => ({ individualNumber, residentCode }))
  const body: Notification = { ...filing, notification: { ...filing.notification, persons: persons.map((person) => ({ ...person, individualNumber: null, residentCode: null })) } }
  const isEmpty = numbers.every((one) => one.individualNumber === null && one.residentCode === null)
  return { body, sealedNumbers: isEmpty ? null : tx.services.cipher(tx.tenant).seal(JSON.stringify(numbers), contextOf(notificationId)) }
}

/** The filing as it was entered, with its numbers. */
export function joinNumbers(tx: Tx, stored: StoredNotification): Notification {
  const filing = Notification.parse(stored.body)
  if (filing.kind !== 'moving-in' || stored.sealedNumbers === null) return filing
  const numbers = zNumbers.parse(JSON.parse(tx.services.cipher(tx.tenant).open(stored.sealedNumbers, contextOf(stored.notificationId)).toString('utf8')))
  return { ...filing, notification: { ...filing.notification, persons: filing.notification.persons.map((person, line) => ({ ...person, ...numbers[line] })) } }
}
