import { z } from 'zod'
import type { Tx } from '../../platform/command/tx.ts'
import { Notification } from './kinds.ts'
import type { StoredNotification } from './store.ts'

const zNumbers = z.array(z.object({ individualNumber: z.string().nullable(), residentCode: z.string().nullable() }))
type Numbers = z.infer<typeof zNumbers>
const none = { individualNumber: null, residentCode: null } as const

const contextOf = (notificationId: string): string => `resident-notification:${notificationId}`

/** The numbers of a filing, a line a person; none of kinds that bring none. */
function numbersIn(filing: Notification): Numbers {
  if (filing.kind === 'moving-in' || filing.kind === 'ex-officio-entry') return filing.notification.persons.map(({ individualNumber, residentCode }) => ({ individualNumber, residentCode }))
  if (filing.kind !== 'number-change') return []
  const { number, newNumber } = filing.notification
  return [number === 'individual-number' ? { ...none, individualNumber: newNumber } : { ...none, residentCode: newNumber }]
}

/** The filing with other numbers in the place of its own. */
function withNumbers(filing: Notification, numbers: Numbers): Notification {
  if (filing.kind === 'moving-in' || filing.kind === 'ex-officio-entry') {
    const persons = filing.notification.persons.map((person, line) => ({ ...person, ...none, ...numbers[line] }))
    return { ...filing, notification: { ...filing.notification, persons } } as Notification
  }
  if (filing.kind !== 'number-change') return filing
  return { ...filing, notification: { ...filing.notification, newNumber: numbers[0]?.individualNumber ?? numbers[0]?.residentCode ?? null } }
}

/** Takes 個人番号 and 住民票コード out of a filing and seals them; the body that is stored holds neither. */
export function splitNumbers(tx: Tx, filing: Notification, notificationId: string): { readonly body: Notification; readonly sealedNumbers: Buffer | null } {
  const numbers = numbersIn(filing)
  const isEmpty = numbers.every((one) => one.individualNumber === null && one.residentCode === null)
  return { body: withNumbers(filing, []), sealedNumbers: isEmpty ? null : tx.services.cipher(tx.tenant).seal(JSON.stringify(numbers), contextOf(notificationId)) }
}

/** The filing as it was entered, with its numbers. */
export function joinNumbers(tx: Tx, stored: StoredNotification): Notification {
  const filing = Notification.parse(stored.body)
  if (stored.sealedNumbers === null) return filing
  return withNumbers(filing, zNumbers.parse(JSON.parse(tx.services.cipher(tx.tenant).open(stored.sealedNumbers, contextOf(stored.notificationId)).toString('utf8'))))
}
