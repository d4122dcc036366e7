import { z } from 'zod'
import type { Tx } from '../../platform/command/tx.ts'
import { Notification } from './kinds.ts'
import type { StoredNotification } from './store.ts'

const zNumbers = z.array(z.object({ individualNumber: z.string().nullable(), residentCode: z.string().nullable() }))

const contextOf = (notificationId: string): string => `resident-notification:${notificationId}`

/** Filings in which people bring their numbers. */
type Arriving = Extract<Notification, { kind: 'moving-in' | 'ex-officio-entry' }>

function isArriving(filing: Notification): filing is Arriving {
  return filing.kind === 'moving-in' || filing.kind === 'ex-officio-entry'
}

/** The filing with other numbers in the place of its own. */
function withNumbers(filing: Arriving, numbers: z.infer<typeof zNumbers> | null): Arriving {
  const persons = filing.notification.persons.map((person, line) => ({ ...person, individualNumber: null, residentCode: null, ...numbers?.[line] }))
  return { ...filing, notification: { ...filing.notification, persons } } as Arriving
}

/** Takes 個人番号 and 住民票コード out of a filing and seals them; the body that is stored holds neither. */
export function splitNumbers(tx: Tx, filing: Notification, notificationId: string): { readonly body: Notification; readonly sealedNumbers: Buffer | null } {
  if (!isArriving(filing)) return { body: filing, sealedNumbers: null }
  const numbers = filing.notification.persons.map(({ individualNumber, residentCode }) => ({ individualNumber, residentCode }))
  const isEmpty = numbers.every((one) => one.individualNumber === null && one.residentCode === null)
  return { body: withNumbers(filing, null), sealedNumbers: isEmpty ? null : tx.services.cipher(tx.tenant).seal(JSON.stringify(numbers), contextOf(notificationId)) }
}

/** The filing as it was entered, with its numbers. */
export function joinNumbers(tx: Tx, stored: StoredNotification): Notification {
  const filing = Notification.parse(stored.body)
  if (!isArriving(filing) || stored.sealedNumbers === null) return filing
  return withNumbers(filing, zNumbers.parse(JSON.parse(tx.services.cipher(tx.tenant).open(stored.sealedNumbers, contextOf(stored.notificationId)).toString('utf8'))))
}
