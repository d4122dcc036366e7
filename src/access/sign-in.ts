import { createHash, randomBytes } from 'node:crypto'
import { accept, type Outcome } from '../kernel/outcome.ts'
import type { Instant } from '../kernel/plain-date.ts'
import { addMs, elapsedMs } from '../platform/clock/index.ts'
import type { Runner } from '../platform/command/runner.ts'
import type { Actor } from '../platform/command/tx.ts'
import { isPassword } from './password.ts'
import { accessRefusals } from './refusals.ts'
import * as store from './store.ts'
import type { Place } from './store.ts'

/** How sign-in behaves; a town may be stricter, never laxer than the program's own policy. */
export const signInPolicy = { attempts: 5, lockMinutes: 15, idleMinutes: 60, longestHours: 12, passwordLength: 8 } as const

export interface SignIn { readonly loginId: string; readonly password: string }

/**
 * Sign-in with ID and password — サインイン.
 * @returns the session's token, shown to the browser once and stored only as a digest
 * @refuses access.sign-in-failed, access.locked (five failures in a row lock the ID for 15 minutes)
 */
export async function signIn(at: Place, given: SignIn): Promise<Outcome<{ token: string; staffId: string }>> {
  const staff = await store.findStaffByLogin(at, given.loginId)
  const lockedUntil = staff?.locked_until ?? null
  const isLocked = lockedUntil !== null && lockedUntil > at.now
  const fits = await isPassword(staff?.password_hash, given.password)
  if (!staff) return accessRefusals.refuse('sign-in-failed')
  if (isLocked) return accessRefusals.refuse('locked', { minutes: Math.ceil(elapsedMs(at.now, lockedUntil) / 60_000) })
  if (!fits) return await refuseAndCount(at, staff)
  await store.keepFailure(at, staff.id, { count: 0, lockedUntil: null })
  const token = randomBytes(32).toString('base64url')
  await store.startSession(at, digestOf(token), staff.id)
  return accept({ token, staffId: staff.id })
}

/** An ID that nobody has: its entry in the trail stands under this one. */
const nobody = '00000000-0000-7000-8000-000000000004'

/** Sign-in as it comes from outside: every try is an entry of the trail, with the staff member whose ID it was, and never what was typed. */
export async function signInLogged(runner: Runner, from: { readonly tenant: number; readonly correlationId: string }, given: SignIn): Promise<Outcome<{ token: string; staffId: string }>> {
  const stranger: Actor = { id: nobody, kind: 'staff', name: '', section: '', desk: null, permissions: new Set() }
  return await runner.transaction({ ...from, actor: stranger, purpose: null }, async (tx) => {
    const staff = await store.findStaffByLogin(tx, given.loginId)
    const outcome = await signIn(tx, given)
    const actor: Actor = staff ? { ...stranger, id: staff.id, desk: staff.desk } : stranger
    await tx.services.writeAudit({ ...tx, actor }, {
      action: 'sign-in', output: 'access.sign-in', subjectIds: [], numberRevealed: false, asOf: null,
      outcome: outcome.ok ? 'done' : `refused:${outcome.refusals[0]?.code}`, detailDigest: tx.services.cipher(tx.tenant).blindIndex(given.loginId, 'sign-in').toString('hex'),
    })
    return outcome
  })
}

async function refuseAndCount(at: Place, staff: store.StaffRow): Promise<Outcome<never>> {
  const wasLocked = staff.locked_until !== null
  const count = (wasLocked ? 0 : staff.failed_count) + 1
  const lockedUntil: Instant | null = count >= signInPolicy.attempts ? addMs(at.now, signInPolicy.lockMinutes * 60_000) : null
  await store.keepFailure(at, staff.id, { count, lockedUntil })
  return lockedUntil ? accessRefusals.refuse('locked', { minutes: signInPolicy.lockMinutes }) : accessRefusals.refuse('sign-in-failed')
}

/** The staff member behind a session cookie, with the rights of today; undefined where it is over. */
export async function findSession(at: Place, token: string): Promise<Actor | undefined> {
  const hash = digestOf(token)
  const session = await store.findSession(at, hash, signInPolicy)
  if (!session) return undefined
  if (elapsedMs(session.seen_at, at.now) > 60_000) await store.touchSession(at, hash)
  return { id: session.staff_id, kind: 'staff', name: session.name, section: session.section, desk: session.desk, permissions: new Set(session.permissions) }
}

export async function signOut(at: Place, token: string): Promise<void> {
  await store.endSession(at, digestOf(token))
}

/** Session tokens and API keys are random, so a plain digest is enough. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
